"""Standard numbers in the forms in which records and people write them."""

import pytest

from interlend.kernel.marc import numbers


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0-306-40615-2", "9780306406157"),
        ("0306406152", "9780306406157"),
        ("978-0-306-40615-7", "9780306406157"),
        ("9780306406157", "9780306406157"),
        ("0631199861 (pbk. : acid-free paper)", "9780631199861"),
        ("968580284x", "9789685802840"),
        ("ISBN 968580284X :", "9789685802840"),
        ("9791234567896", "9791234567896"),
        ("0306406153", None),
        ("97803064061570", None),
        ("(pbk.)", None),
        ("", None),
    ],
)
def test_an_isbn_is_thirteen_digits_or_none(written: str, expected: str | None) -> None:
    assert numbers.isbn13(written) == expected


@pytest.mark.parametrize(
    ("thirteen", "ten"),
    [("9780306406157", "0306406152"), ("9789685802840", "968580284X"), ("9791234567896", None)],
)
def test_only_prefix_978_has_an_isbn_of_ten(thirteen: str, ten: str | None) -> None:
    assert numbers.isbn10(thirteen) == ten


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("n78-890351", "n78890351"),
        ("n78-89035", "n78089035"),
        ("n 78890351 ", "n78890351"),
        (" 85000002 ", "85000002"),
        ("85-2 ", "85000002"),
        ("2001-000002", "2001000002"),
        ("75-425165//r75", "75425165"),
        (" 79139101 /AC/r932", "79139101"),
        ("no number", None),
    ],
)
def test_an_lccn_takes_its_normal_form(written: str, expected: str | None) -> None:
    assert numbers.lccn(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("0378-5955", "03785955"), ("03785955", "03785955"), ("2434-561x", "2434561X"), ("0378-5956", None)],
)
def test_an_issn_is_eight_characters_or_none(written: str, expected: str | None) -> None:
    assert numbers.issn(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("(OCoLC)ocm10696454 ", "(OCoLC)10696454"),
        ("(OCoLC)00012345", "(OCoLC)12345"),
        ("(OCoLC)on1234567890", "(OCoLC)1234567890"),
        ("(DE-599) BVB 123", "(DE-599)BVB123"),
        ("10696454", None),
        ("(OCoLC)", None),
    ],
)
def test_a_system_number_keeps_its_prefix(written: str, expected: str | None) -> None:
    assert numbers.system_number(written) == expected
