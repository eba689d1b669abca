"""The numbers in `docs/scenarios.md` and those of the tests are the same, each of them used once."""

import re
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs/scenarios.md"


def test_every_number_on_the_page_has_its_file_of_tests() -> None:
    on_the_page = Counter(re.findall(r"^\| (S\d\d) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    files = Counter(file.name[5:8].upper() for file in HERE.glob("test_s[0-9][0-9]_*.py"))
    assert on_the_page == files == Counter(f"S{number:02}" for number in range(1, len(files) + 1))


def test_every_test_bears_the_number_of_its_file() -> None:
    for file in HERE.glob("test_s[0-9][0-9]_*.py"):
        text = file.read_text(encoding="utf-8")
        assert set(re.findall(r"^def test_(s\d\d)_", text, re.MULTILINE)) == {file.name[5:8]}
        assert text.startswith(f'"""{file.name[5:8].upper()}: ')
