"""Code 128: every text that it can say is read back from its bars."""

from __future__ import annotations

import re

import pytest

from interlend.domain.letters import code128

START_B, STOP = "211214", "2331112"


def widths(svg: str) -> list[int]:
    """The widths of bars and spaces, in modules, as a scanner measures them."""
    bars = [(int(x), int(width)) for x, width in re.findall(r"M(\d+) 0h(\d+)", svg)]
    measured = []
    for (x, width), following in zip(bars, [*bars[1:], None], strict=True):
        measured.append(width)
        if following:
            measured.append(following[0] - x - width)
    return measured


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # check = (104 + 48·1 + 42·2 + 42·3 + 17·4 + 18·5 + 19·6 + 35·7) % 103
        ("PJJ123C", [104, 48, 42, 42, 17, 18, 19, 35, 55, 106]),
        ("B-7", [104, 34, 13, 23, (104 + 34 + 2 * 13 + 3 * 23) % 103, 106]),
    ],
)
def test_a_text_is_start_letters_check_and_stop(text: str, values: list[int]) -> None:
    assert code128.values(text) == values


@pytest.mark.parametrize(
    "text", ["B-7K3QF2MHA", "31234000123456", "0K3QF2MHA12ZY", "".join(map(chr, range(32, 127)))]
)
def test_the_bars_read_back_as_the_text(text: str) -> None:
    measured = "".join(map(str, widths(code128.drawn(text))))
    groups = [measured[at : at + 6] for at in range(0, len(measured) - 7, 6)]
    patterns = code128._PATTERNS.split()
    read = [patterns.index(group) for group in groups]
    assert (groups[0], measured[-7:]) == (START_B, STOP)
    assert "".join(chr(value + 32) for value in read[1:-1]) == text
    assert read[-1] == (104 + sum(place * value for place, value in enumerate(read[1:-1], 1))) % 103


def test_every_pattern_is_there_once_is_eleven_modules_wide_and_has_an_even_number_of_black_ones() -> None:
    *patterns, stop = [[int(width) for width in pattern] for pattern in code128._PATTERNS.split()]
    assert {sum(pattern) for pattern in patterns} == {11}
    assert {sum(pattern[::2]) % 2 for pattern in patterns} == {0}
    assert (len({tuple(pattern) for pattern in patterns}), sum(stop)) == (106, 13)


@pytest.mark.parametrize("text", ["", "Größe", "two\nlines"])
def test_what_code_128_cannot_say_has_no_bars(text: str) -> None:
    assert code128.drawn(text) == ""
