"""People read notes without the marks that some systems hide in them."""

import pytest

from interlend.kernel.iso18626.notes import tidied


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        (None, ""),
        ("Please hurry", "Please hurry"),
        ("#seq:3#Please hurry", "Please hurry"),
        ("#ReShareAddLoanCondition#Library use only", "Library use only"),
        ("Supplier: BROOK, #seq:12#", "Supplier: BROOK"),
        ("Call #7 or #8", "Call #7 or #8"),
        (
            "Enjoy#RETURN_TO#\nBrook\n9 Mill Lane\n#RT_END#\nBye",
            "Enjoy\nReturn to:\nBrook\n9 Mill Lane\nBye",
        ),
        (
            "#MultipleItems#\n39017|QL 1|a \\| b\n39024|QL 2|\n#MultipleItemsEnd#\n",
            "Items:\n39017, QL 1, a | b\n39024, QL 2",
        ),
    ],
)
def test_a_note_is_shown_tidied(note: str | None, shown: str) -> None:
    assert tidied(note) == shown


def test_a_long_note_of_marks_takes_no_time() -> None:
    assert tidied("#" * 100_000) == "#" * 100_000
