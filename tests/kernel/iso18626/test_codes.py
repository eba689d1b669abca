"""Closed lists are recognized in other spellings; open lists are read with a light hand."""

from enum import StrEnum

import pytest

from interlend.kernel.iso18626 import open_codes
from interlend.kernel.iso18626.codes import Action, ErrorType, Status, YesNo, recognized
from interlend.kernel.iso18626.open_codes import OpenList

LISTS = [each for each in vars(open_codes).values() if isinstance(each, OpenList)]


@pytest.mark.parametrize(
    ("closed_list", "text", "value"),
    [
        (Action, "ShippedReturn", Action.SHIPPED_RETURN),
        (Action, " shippedreturn ", Action.SHIPPED_RETURN),
        (ErrorType, "UnrecognizedDataElement", ErrorType.UNRECOGNISED_DATA_ELEMENT),
        (ErrorType, "UnrecognizedDataValue", ErrorType.UNRECOGNISED_DATA_VALUE),
        (Status, "Canceled", Status.CANCELLED),
        (YesNo, "yes", YesNo.Y),
        (YesNo, "N", YesNo.N),
        (Status, "Pondering", "Pondering"),
    ],
)
def test_closed_codes_are_recognized_or_kept(closed_list: type[StrEnum], text: str, value: str) -> None:
    found = recognized(closed_list, text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("open_list", "code", "normalized", "label"),
    [
        (open_codes.LOAN_CONDITION, "libraryuseonly", "LibraryUseOnly", "Library use only"),
        (open_codes.COPYRIGHT_COMPLIANCE, "US\u2013CCG", "US-CCG", "United States: conforms to guidelines"),
        (open_codes.FORMAT, "cd_rom", "CD-ROM", "CD-ROM"),
        (open_codes.COURIER_NAME, "dbschenker", "DB Schenker", "DB Schenker"),
        (open_codes.SERVICE_LEVEL, " Whenever ", "Whenever", "Whenever"),
        (open_codes.REASON_UNFILLED, "Expired", "Expired", "Not answered in time"),
    ],
)
def test_open_codes_are_normalized_or_kept(
    open_list: OpenList, code: str, normalized: str, label: str
) -> None:
    assert (open_list.normalized(code), open_list.label(code)) == (normalized, label)
    assert open_list.knows(code) is (code.strip() != "Whenever")


@pytest.mark.parametrize("open_list", LISTS, ids=lambda each: each.name)
def test_every_code_of_a_list_is_its_own_normal_form(open_list: OpenList) -> None:
    assert [code for code in open_list.labels if open_list.normalized(code) != code] == []
