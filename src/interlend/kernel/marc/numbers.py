"""Standard numbers as they are compared: ISBN, ISSN, LCCN, OCLC number, system control number."""

from __future__ import annotations

import re

from stdnum import isbn as stdnum_isbn
from stdnum import issn as stdnum_issn

_ISBN_SHAPE = re.compile(r"(?<![\dX])(?:97[89][- ]?)?\d(?:[- ]?\d){8}[- ]?[\dXx](?![\dX])")
_ISSN_SHAPE = re.compile(r"\b\d{4}-?\d{3}[\dXx]\b")
_SYSTEM_NUMBER = re.compile(r"\s*\(([^)]+)\)\s*(.*)")
_OCLC_PREFIXES = re.compile(r"^(?:ocm|ocn|on)?0*(\d+)\s*$", re.IGNORECASE)


def isbn13(text: str) -> str | None:
    """The ISBN in ``text`` as thirteen digits, or None if there is none or its check digit is wrong.

    Hyphens, blanks and qualifiers ("0631199861 (pbk. : acid-free paper)") do not matter; an ISBN-10 is
    converted (ISO 2108, annex on conversion).
    """
    found = _ISBN_SHAPE.search(text)
    if found is None or not stdnum_isbn.is_valid(found[0]):
        return None
    return stdnum_isbn.to_isbn13(found[0].upper()).replace("-", "").replace(" ", "")


def isbn10(thirteen: str) -> str | None:
    """The ISBN-10 of an ISBN-13 (digits only), or None where none exists (prefix 979)."""
    if not thirteen.startswith("978"):
        return None
    return stdnum_isbn.to_isbn10(thirteen).replace("-", "")


def issn(text: str) -> str | None:
    """The ISSN in ``text`` as eight characters without hyphen, or None if there is none or it is invalid."""
    found = _ISSN_SHAPE.search(text)
    if found is None or not stdnum_issn.is_valid(found[0]):
        return None
    return stdnum_issn.compact(found[0]).upper()


def lccn(text: str) -> str | None:
    """The Library of Congress Control Number in its normal form, or None for text that holds no number.

    Source: info URI registry, namespace lccn: blanks out; a slash and what follows out; a hyphen out, and
    what follows it filled with zeros to six digits ("n78-890351" and "85-2 " become n78890351, 85000002).
    """
    number = "".join(text.split()).partition("/")[0]
    before, hyphen, serial = number.partition("-")
    number = before + serial.rjust(6, "0") if hyphen else number
    return number.lower() if any(c.isdigit() for c in number) else None


def system_number(text: str) -> str | None:
    """A system control number (MARC 035) as ``(PREFIX)number`` without blanks; None without a prefix."""
    found = _SYSTEM_NUMBER.match(text)
    if found is None or not found[2].strip():
        return None
    prefix = found[1].strip()
    if prefix.lower() == "ocolc":
        number = oclc_number(found[2])
        return f"(OCoLC){number}" if number else None
    return f"({prefix}){''.join(found[2].split())}"


def oclc_number(text: str) -> str | None:
    """An OCLC number as digits: prefixes ocm, ocn, on and leading zeros removed; None for anything else."""
    found = _OCLC_PREFIXES.match(text.strip())
    return found[1] if found else None
