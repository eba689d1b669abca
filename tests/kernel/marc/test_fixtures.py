"""The committed files with broken records: what is good comes out, what is bad is told by its number."""

from pathlib import Path

import pytest

from interlend.kernel.marc.describing import describe
from interlend.kernel.marc.reading import Bad, Good, read

FOLDER = Path(__file__).parents[2] / "fixtures" / "marc"


@pytest.mark.parametrize(
    ("name", "bad", "original_titles"),
    [
        ("eight-of-ten.mrc", [3, 6], {7: "三國演義", 8: "聊齋誌異", 9: "雪国", 10: "الأيام"}),
        ("four-of-five.xml", [2], {3: "三國演義"}),
    ],
)
def test_each_broken_record_is_told_by_its_number(
    name: str, bad: list[int], original_titles: dict[int, str]
) -> None:
    with (FOLDER / name).open("rb") as stream:
        results = list(read(stream))
    assert [each.number for each in results if isinstance(each, Bad)] == bad
    described = {each.number: describe(each.record) for each in results if isinstance(each, Good)}
    assert {
        number: d.original_title for number, d in described.items() if d.original_title
    } == original_titles
