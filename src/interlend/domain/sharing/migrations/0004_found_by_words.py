"""Requests are found by their words, and by whatever number somebody scans.

Under a policy the operators of text search do not use their index, since they are not leakproof. So it goes
through one function of the owner, which takes the zone from the open scope and gives ids only.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

# The same folding when a request is indexed and when somebody asks: no case, no accents. Words are indexed
# twice, so that O'Brien is found by obrien and brien, e-mail by email and mail. IMMUTABLE as far as the
# dictionary of unaccent stays what it is.
_APOSTROPHES = "''’ʼ‘`´"
_HYPHENS = "-‐‑‒–—"
_POINTS = "/._@:&"
_FOLDED = f"""
CREATE FUNCTION sharing_folded(given text, blank text, gone text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(public.unaccent('public.unaccent',
        translate(normalize(given, NFKC), blank || gone, repeat(' ', length(blank)))))
$$;
CREATE FUNCTION sharing_words(title text, author text, isbn text, issn text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.simple', public.sharing_folded(
            title || ' ' || author || ' ' || replace(isbn, '-', '') || ' ' || replace(issn, '-', ''),
            '{_HYPHENS}{_POINTS}', '{_APOSTROPHES}'))
        || to_tsvector('pg_catalog.simple', public.sharing_folded(
            title || ' ' || author, '{_APOSTROPHES}{_POINTS}', '{_HYPHENS}'))
$$;
CREATE FUNCTION sharing_wanted(wanted text[], unwanted text[])
RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT string_agg(CASE WHEN is_wanted THEN '' ELSE '!' END || '(' || words || ':*)', ' & ')::tsquery
    FROM (
        SELECT is_wanted, phraseto_tsquery('simple', sharing_folded(
            given, '{_HYPHENS}{_POINTS}', '{_APOSTROPHES}')) AS words
        FROM (SELECT true AS is_wanted, unnest(wanted) AS given
              UNION ALL SELECT false, unnest(unwanted)) asked
    ) phrase
    WHERE numnode(words) > 0
    HAVING bool_or(is_wanted)
$$;
"""
_FOLDED_BEFORE = """
DROP FUNCTION sharing_wanted(text[], text[]);
DROP FUNCTION sharing_words(text, text, text, text);
DROP FUNCTION sharing_folded(text, text, text);
"""

_FOUND = """
CREATE FUNCTION sharing_found(side text, wanted text[], unwanted text[], code text, most integer)
RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM (
        SELECT id FROM sharing_borrowingrequest
        WHERE side = 'borrowing' AND zone_id = current_setting('app.zone')::bigint
          AND sharing_words(title, author, isbn, issn) @@ sharing_wanted(wanted, unwanted)
        UNION
        SELECT id FROM sharing_borrowingrequest
        WHERE side = 'borrowing' AND zone_id = current_setting('app.zone')::bigint AND number = upper(code)
        UNION
        SELECT request_id FROM sharing_rotaentry
        WHERE side = 'borrowing' AND zone_id = current_setting('app.zone')::bigint
          AND item_barcode = code AND item_barcode <> ''
        UNION
        SELECT entry.request_id FROM sharing_rotaentry entry
        JOIN exchange_conversation conversation ON conversation.id = entry.conversation_id
        WHERE side = 'borrowing' AND conversation.zone_id = current_setting('app.zone')::bigint
          AND conversation.request_id = code
        UNION
        SELECT request.id FROM sharing_borrowingrequest request
        JOIN people_patron patron ON patron.id = request.patron_id
        WHERE side = 'borrowing' AND patron.zone_id = current_setting('app.zone')::bigint
          AND patron.barcode = code
        UNION
        SELECT request.id FROM sharing_borrowingrequest request
        JOIN catalog_item item ON item.id = request.item_id
        WHERE side = 'borrowing' AND item.zone_id = current_setting('app.zone')::bigint
          AND item.barcode = code AND item.availability <> 'withdrawn'
        UNION
        SELECT id FROM sharing_lendingrequest
        WHERE side = 'lending' AND zone_id = current_setting('app.zone')::bigint
          AND sharing_words(title, author, isbn, issn) @@ sharing_wanted(wanted, unwanted)
        UNION
        SELECT id FROM sharing_lendingrequest
        WHERE side = 'lending' AND zone_id = current_setting('app.zone')::bigint AND number = upper(code)
        UNION
        SELECT request.id FROM sharing_lendingrequest request
        JOIN exchange_conversation conversation ON conversation.id = request.conversation_id
        WHERE side = 'lending' AND conversation.zone_id = current_setting('app.zone')::bigint
          AND conversation.request_id = code
        UNION
        SELECT request.id FROM sharing_lendingrequest request
        JOIN catalog_item item ON item.id = request.item_id
        WHERE side = 'lending' AND item.zone_id = current_setting('app.zone')::bigint
          AND item.barcode = code AND item.availability <> 'withdrawn'
    ) request ORDER BY id DESC LIMIT most
$$;
"""


def _words() -> models.Func:
    return models.Func(
        models.F("title"),
        models.F("author"),
        models.F("isbn"),
        models.F("issn"),
        function="sharing_words",
        output_field=django.contrib.postgres.search.SearchVectorField(),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0003_due_where_the_job_is_on"),
        ("catalog", "0002_walls"),
        ("exchange", "0003_found_by_the_id_on_the_wire"),
        ("people", "0002_walls"),
    ]

    operations = [
        migrations.RunSQL(_FOLDED, _FOLDED_BEFORE),
        migrations.AddIndex(
            model_name="borrowingrequest",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("zone"), _words(), name="borrowing_words"
            ),
        ),
        migrations.AddIndex(
            model_name="lendingrequest",
            index=django.contrib.postgres.indexes.GinIndex(models.F("zone"), _words(), name="lending_words"),
        ),
        migrations.AddIndex(
            model_name="rotaentry",
            index=models.Index(
                condition=models.Q(("item_barcode", ""), _negated=True),
                fields=["zone", "item_barcode"],
                name="rota_by_barcode",
            ),
        ),
        migrations.AddIndex(
            model_name="rotaentry",
            index=models.Index(
                condition=models.Q(("standing__in", ["active", "supplied"])),
                fields=["zone", "partner", "request"],
                name="rota_lenders",
            ),
        ),
        migrations.RunSQL(_FOUND, "DROP FUNCTION sharing_found(text, text[], text[], text, integer)"),
    ]
