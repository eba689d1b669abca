"""A MARC 21 record made from bibliographic facts, with linked fields 880 for what is in its own script."""

from __future__ import annotations

from collections.abc import Iterable

from interlend.kernel.marc.describing import Description
from interlend.kernel.marc.items import INTERLEND_LAYOUT, ItemFacts, ItemLayout, item_field
from interlend.kernel.marc.record import Field, Record

_BOOK_LEADER, _JOURNAL_LEADER = "00000nam a2200000 a 4500", "00000nas a2200000 a 4500"
_SCRIPTS = (
    ("\u0590", "\u05ff", "(2/r"),  # Hebrew, right to left
    ("\u0600", "\u06ff", "(3/r"),  # Arabic, right to left
    ("\u0400", "\u04ff", "(N"),  # Cyrillic
    ("\u0370", "\u03ff", "(S"),  # Greek
    ("\u3040", "\u9fff", "$1"),  # Chinese, Japanese, Korean
)


def compose(
    description: Description, items: Iterable[ItemFacts] = (), layout: ItemLayout = INTERLEND_LAYOUT
) -> Record:
    """A record that ``describe`` and ``items_of`` read back as these facts, punctuated as ISBD asks."""
    d = description
    fields: list[Field] = []
    if d.lccn:
        fields.append(Field("010", "  ", (("a", d.lccn),)))
    fields += [Field("020", "  ", (("a", isbn),)) for isbn in d.isbns]
    fields += [Field("020", "  ", (("z", isbn),)) for isbn in d.unusable_isbns]
    fields += [Field("022", "  ", (("a", f"{issn[:4]}-{issn[4:]}"),)) for issn in d.issns]
    fields += [Field("035", "  ", (("a", number),)) for number in d.system_numbers]
    if d.call_number:
        fields.append(Field("050", " 4", (("a", d.call_number),)))
    linked: list[Field] = []
    if d.author:
        fields.append(_linked("100", "1 ", (("a", d.author),), (("a", d.original_author),), linked))
    fields.append(_linked("245", f"{1 if d.author else 0}0", _title(d), (("a", d.original_title),), linked))
    fields += [Field("246", "3 ", (("a", title),)) for title in d.other_titles]
    if d.edition:
        fields.append(Field("250", "  ", (("a", f"{d.edition}."),)))
    imprint = (
        ("a", f"{d.place} :" if d.place else ""),
        ("b", f"{d.publisher}," if d.publisher else ""),
        ("c", f"{d.year}." if d.year else ""),
    )
    if any(value for _, value in imprint):
        fields.append(Field("264", " 1", tuple(pair for pair in imprint if pair[1])))
    if d.extent:
        fields.append(Field("300", "  ", (("a", d.extent),)))
    fields += [Field("490", "0 ", (("a", series),)) for series in d.series]
    fields += [Field("650", " 0", (("a", f"{subject}."),)) for subject in d.subjects]
    fields += [Field("700", "1 ", (("a", name),)) for name in d.contributors]
    fields += linked
    fields += [item_field(item, layout) for item in items]
    control = (("001", d.control_number),) if d.control_number else ()
    return Record(
        _JOURNAL_LEADER if d.material == "Journal" else _BOOK_LEADER,
        (*control, ("008", _fixed(d.year, d.language))),
        tuple(fields),
    )


def _title(d: Description) -> tuple[tuple[str, str], ...]:
    proper, colon, rest = d.title.partition(" : ")
    parts = [("a", f"{proper} :"), ("b", rest)] if colon else [("a", proper)]
    if d.responsibility:
        parts[-1] = (parts[-1][0], f"{parts[-1][1]} /")
        parts.append(("c", d.responsibility))
    return tuple(parts)


def _linked(
    tag: str,
    indicators: str,
    subfields: tuple[tuple[str, str], ...],
    original: tuple[tuple[str, str], ...],
    linked: list[Field],
) -> Field:
    """The field; where an original is known, joined to an 880 by $6 (appendix A of the format)."""
    if not any(value for _, value in original):
        return Field(tag, indicators, subfields)
    number = f"{len(linked) + 1:02d}"
    script = _script(original[0][1])
    linked.append(Field("880", indicators, (("6", f"{tag}-{number}/{script}"), *original)))
    return Field(tag, indicators, (("6", f"880-{number}"), *subfields))


def _script(text: str) -> str:
    for first, last, code in _SCRIPTS:
        if any(first <= character <= last for character in text):
            return code
    return "(B"


def _fixed(year: int | None, language: str) -> str:
    """008 of a printed book: date entered on file unknown, place unknown."""
    date = f"s{year:04d}    " if year else "nuuuuuuuu"
    return f"000101{date}xx |||||||||||||||||{language or 'und':.3}| "
