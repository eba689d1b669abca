"""From a MARC 21 bibliographic record, the facts that a catalog indexes and shows.

Source: MARC 21 Format for Bibliographic Data; the field behind each fact stands in ``Description``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from interlend.kernel.marc import numbers, words
from interlend.kernel.marc.record import Field, Record

_ENDING = " \t/:;,=."
_YEAR = re.compile(r"(?<!\d)(1[0-9]\d\d|20\d\d)(?!\d)")
_LINK = re.compile(r"(\d{3})-(\d\d)")
_MAIN_NAMES, _ADDED_NAMES = ("100", "110", "111"), ("700", "710", "711")
_SUBJECTS = ("600", "610", "611", "630", "650", "651", "653", "655")
_OTHER_TITLES = ("130", "210", "240", "242", "246", "247", "730", "740")
_CALL_NUMBERS = ("050", "090", "060", "082", "092", "099")
_MATERIALS = {
    "c": "Score", "d": "Score", "e": "Map", "f": "Map", "g": "Video", "i": "Sound recording",
    "j": "Music recording", "k": "Picture", "m": "Computer file", "o": "Kit", "p": "Mixed material",
    "r": "Object", "t": "Manuscript",
}  # fmt: skip
_ONLINE, _MICROFORM = "os", "abc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The bibliographic facts of one record; a fact that is missing is an empty string, tuple, or None.

    Texts have lost the punctuation that ISBD puts at their end. ``original_*`` is the writing of the work
    itself where the record romanizes it (linked fields 880).
    """

    control_number: str = ""  # 001
    title: str = ""  # 245 $a $b $n $p
    other_titles: tuple[str, ...] = ()  # 130 210 240 242 246 247 730 740
    original_title: str = ""  # 880 linked to 245
    author: str = ""  # 100 110 111
    contributors: tuple[str, ...] = ()  # 700 710 711
    original_author: str = ""  # 880 linked to 100 110 111
    original_texts: tuple[str, ...] = ()  # every other 880
    responsibility: str = ""  # 245 $c
    edition: str = ""  # 250 $a
    place: str = ""  # 264 _1 or 260 $a
    publisher: str = ""  # 264 _1 or 260 $b
    year: int | None = None  # 008/07-10, else 264 or 260 $c; year of the Common Era
    language: str = ""  # 008/35-37 or 041 $a: three letters of the MARC code list for languages
    isbns: tuple[str, ...] = ()  # 020 $a, as ISBN-13
    unusable_isbns: tuple[str, ...] = ()  # 020 $a that is no ISBN, and $z, as written
    issns: tuple[str, ...] = ()  # 022 $a, eight characters
    lccn: str = ""  # 010 $a, in the normal form
    system_numbers: tuple[str, ...] = ()  # 035 $a, as (PREFIX)number
    oclc_numbers: tuple[str, ...] = ()  # digits of the 035 with prefix OCoLC
    call_number: str = ""  # 050 090 060 082 092 099, the first there is
    series: tuple[str, ...] = ()  # 490, 830
    subjects: tuple[str, ...] = ()  # 6XX
    extent: str = ""  # 300 $a
    material: str = ""  # leader/06-07 and form of item in 008: a label in English


class IndexWords(NamedTuple):
    """The words of a record, by the index that holds them; ``keyword`` holds the others' too."""

    title: list[str]
    author: list[str]
    keyword: list[str]


def describe(record: Record) -> Description:
    """The facts of a record. Never fails: what cannot be understood is left empty."""
    by_tag = record.by_tag()
    fixed = record.control_value("008")
    originals = _originals(by_tag.get("880", []))
    main = _first(by_tag, *_MAIN_NAMES)
    title = _first(by_tag, "245")
    imprint = _imprint(by_tag)
    isbns, unusable = _isbns(by_tag.get("020", []))
    system = _distinct(numbers.system_number(f.first("a")) for f in by_tag.get("035", []))
    lccn = _first(by_tag, "010")
    call_number = _first(by_tag, *_CALL_NUMBERS)
    return Description(
        control_number=record.control_value("001").strip(),
        title=_ended(title.joined("abnp")) if title else "",
        other_titles=_texts(by_tag, _OTHER_TITLES, "abnpt"),
        original_title=_ended(originals["245"].joined("abnp")) if "245" in originals else "",
        author=_name(main) if main else "",
        contributors=_distinct(_name(f) for tag in _ADDED_NAMES for f in by_tag.get(tag, ())),
        original_author=next((_name(originals[tag]) for tag in _MAIN_NAMES if tag in originals), ""),
        original_texts=_distinct(
            _ended(_all_text(f)) for f in by_tag.get("880", ()) if f not in originals.values()
        ),
        responsibility=_ended(title.first("c")) if title else "",
        edition=_ended(_value(by_tag, "250", "a")),
        place=_ended(imprint.first("a")).strip("[]") if imprint else "",
        publisher=_ended(imprint.first("b")) if imprint else "",
        year=_year(fixed, imprint),
        language=_language(fixed, _value(by_tag, "041", "a")),
        isbns=isbns,
        unusable_isbns=unusable,
        issns=_distinct(numbers.issn(f.first("a")) for f in by_tag.get("022", ())),
        lccn=(numbers.lccn(lccn.first("a")) or "") if lccn else "",
        system_numbers=system,
        oclc_numbers=tuple(n.removeprefix("(OCoLC)") for n in system if n.startswith("(OCoLC)")),
        call_number=call_number.joined("ab").strip() if call_number else "",
        series=_texts(by_tag, ("490", "830"), "av"),
        subjects=_distinct(_subject(f) for tag in _SUBJECTS for f in by_tag.get(tag, ())),
        extent=_ended(_value(by_tag, "300", "a")),
        material=_material(record.leader, fixed),
    )


def words_of(description: Description) -> IndexWords:
    """Under which words the record is found by title, by author and by keyword (see ``words``)."""
    d = description
    titles = words.index_words(" \n ".join((d.title, d.original_title, *d.other_titles)))
    authors = words.index_words(" \n ".join((d.author, d.original_author, *d.contributors)))
    rest = words.index_words(
        " \n ".join((d.responsibility, d.publisher, *d.original_texts, *d.series, *d.subjects))
    )
    return IndexWords(titles, authors, list(dict.fromkeys((*titles, *authors, *rest))))


def _first(by_tag: dict[str, list[Field]], *tags: str) -> Field | None:
    for tag in tags:
        if tag in by_tag:
            return by_tag[tag][0]
    return None


def _value(by_tag: dict[str, list[Field]], tag: str, code: str) -> str:
    return by_tag[tag][0].first(code) if tag in by_tag else ""


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _texts(by_tag: dict[str, list[Field]], tags: tuple[str, ...], codes: str) -> tuple[str, ...]:
    return _distinct(_ended(f.joined(codes)) for tag in tags for f in by_tag.get(tag, ()))


def _ended(text: str) -> str:
    """The text without the punctuation before the next area; an abbreviation keeps its period."""
    text = text.strip()
    stripped = text.rstrip(_ENDING)
    if text[len(stripped) :].startswith(".") and _abbreviated(stripped):
        stripped += "."
    return stripped


def _abbreviated(text: str) -> bool:
    last = text.rpartition(" ")[2]
    return (len(last) == 1 and last.isalpha()) or "." in last


def _name(field: Field) -> str:
    return _ended(field.joined("abcdq" if field.tag.endswith("00") or field.tag == "880" else "abcdn"))


def _all_text(field: Field) -> str:
    return " ".join(value for code, value in field.subfields if code.isalpha())


def _subject(field: Field) -> str:
    heading = " ".join(v for c, v in field.subfields if c.isalpha() and c not in "vxyzew")
    divisions = [v for c, v in field.subfields if c in "vxyz"]
    return " -- ".join(_ended(part) for part in (heading, *divisions) if part)


def _originals(linked: list[Field]) -> dict[str, Field]:
    """tag → the first 880 that repeats a field of this tag in its own script ($6: tag, hyphen, number)."""
    found: dict[str, Field] = {}
    for each in linked:
        link = _LINK.match(each.first("6"))
        if link and link[1] in ("245", *_MAIN_NAMES):
            found.setdefault(link[1], each)
    return found


def _imprint(by_tag: dict[str, list[Field]]) -> Field | None:
    """The publication statement: 264 with second indicator 1, else 260, else any 264."""
    for each in by_tag.get("264", ()):
        if each.indicators[1] == "1":
            return each
    return _first(by_tag, "260", "264")


def _year(fixed: str, imprint: Field | None) -> int | None:
    coded = fixed[7:11]
    if coded.isascii() and coded.isdigit() and "1000" <= coded <= "2099":
        return int(coded)
    found = _YEAR.search(imprint.first("c")) if imprint else None
    return int(found[0]) if found else None


def _language(fixed: str, coded: str) -> str:
    for code in (fixed[35:38], coded[:3]):
        if len(code) == 3 and code.isascii() and code.isalpha():
            return code.lower()
    return ""


def _isbns(fields: list[Field]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    good: dict[str, None] = {}
    other: dict[str, None] = {}
    for each in fields:
        for code, value in each.subfields:
            number = numbers.isbn13(value) if code == "a" else None
            if number:
                good[number] = None
            elif code in "az" and value.strip():
                other[value.strip()] = None
    return tuple(good), tuple(other)


def _material(leader: str, fixed: str) -> str:
    kind, level = leader[6], leader[7]
    label = _MATERIALS.get(kind)
    if label is None:
        label = "Journal" if level in "bis" else "Article" if level == "a" else "Book"
    form = fixed[29:30] if kind in "efgk" else fixed[23:24]
    if form and form in _ONLINE:
        return f"Online {label.lower()}"
    return f"{label} on microform" if form and form in _MICROFORM else label
