"""Whether it is safe to serve: as a plain role, behind a policy on every confidential table.

The web server and the worker refuse to start otherwise, and `/health/ready` says so.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext as _

from interlend.domain.zones.scoped import TenantRow

PUBLISHED = frozenset({"catalog_record", "catalog_holding", "catalog_item"})
"""What members publish: scoped by zone, but behind no policy."""

_ROLE = """
SELECT current_user, rolsuper,
       EXISTS (SELECT 1 FROM pg_roles above WHERE (above.rolsuper OR above.rolbypassrls)
               AND pg_has_role(current_user, above.oid, 'MEMBER')),
       EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
               AND pg_has_role(current_user, relowner, 'MEMBER'))
FROM pg_roles WHERE rolname = current_user
"""
_WITHOUT_POLICY = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)
    AND (NOT relrowsecurity
         OR NOT EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid)
         OR EXISTS (SELECT 1 FROM pg_policy, pg_get_expr(polqual, polrelid) AS reads
                    WHERE polrelid = pg_class.oid AND polpermissive
                        AND (reads NOT LIKE '(zone_id %%current_setting(''app.zone''%%'
                             OR reads LIKE '%% OR %%')))
ORDER BY relname
"""


class NotSafe(RuntimeError):
    """The installation must not serve as it is; the message is plain sentences that say what to do."""


def refuse_if_not_safe() -> None:
    """Raises NotSafe; raises what the database raises where it does not answer."""
    faults = faults_of_tables() or faults_of_role() + faults_of_walls()
    if faults:
        raise NotSafe(" ".join(faults))


def faults_of_tables() -> list[str]:
    """Whether tables are missing, because migrations were not run here yet; empty: none. One statement."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    if all(model._meta.db_table in there for model in apps.get_models() if model._meta.managed):
        return []
    return [_("The database is not up to date: run `interlend migrate` as its owner.")]


def faults_of_role() -> list[str]:
    """Why the role of DATABASE_URL must not serve; empty: it may. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        name, is_superuser, bypasses, owns = cursor.fetchone()
    if is_superuser:
        fault = _("The role %(role)s is a superuser.")
    elif bypasses:
        fault = _("The role %(role)s bypasses row-level security, or may become a role that does.")
    elif owns:
        fault = _("The role %(role)s owns the tables, or belongs to the role that does.")
    else:
        return []
    return [
        f"{fault % {'role': name}} " + _("Let DATABASE_URL name the plain role, which owns nothing."),
    ]


def faults_of_walls() -> list[str]:
    """Which confidential tables lack their policy, or have one that opens it; empty: none. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_POLICY, [sorted(confidential_tables())])
        open_tables = [name for (name,) in cursor.fetchall()]
    if not open_tables:
        return []
    return [
        _("These tables lack their row-level policy: %(tables)s. Run the migrations as the owner.")
        % {"tables": ", ".join(open_tables)}
    ]


def confidential_tables() -> set[str]:
    """The tables whose rows belong to one zone and are nobody else's business."""
    tenants = {model._meta.db_table for model in apps.get_models() if issubclass(model, TenantRow)}
    return tenants - PUBLISHED
