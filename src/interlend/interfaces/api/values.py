"""Values as callers may send them: bounded, so that whatever is accepted can also be stored."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

MOST_OF_A_PAGE = 200
LARGEST_ID = 2**63 - 1
_LAST_YEAR = 2999


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("the character NUL cannot be stored")
    return text


def _within_reason(moment: date) -> date:
    if not 1900 <= moment.year <= _LAST_YEAR:
        raise ValueError(f"a year from 1900 to {_LAST_YEAR} is expected")
    return moment


_STORABLE = AfterValidator(_without_nul)

Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), _STORABLE]
Barcode = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60), _STORABLE]
Number = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), _STORABLE]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), _STORABLE]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000), _STORABLE]
Given = Annotated[Barcode, StringConstraints(min_length=1)]
Day = Annotated[date, AfterValidator(_within_reason)]
Moment = Annotated[AwareDatetime, AfterValidator(_within_reason)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Limit = Annotated[int, Field(ge=1, le=MOST_OF_A_PAGE)]
After = Annotated[int, Field(ge=0, le=LARGEST_ID)]

__all__ = [
    "LARGEST_ID",
    "MOST_OF_A_PAGE",
    "After",
    "Barcode",
    "Code",
    "Day",
    "Given",
    "Id",
    "Limit",
    "Line",
    "Moment",
    "Number",
    "Text",
]
