"""The documentation as files: its pages, their headings and their tables."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


def files_of_the_project() -> list[Path]:
    """Every file that belongs to the project, also one that was not committed yet; without a clone, none."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def pages() -> list[Path]:
    """Every Markdown page."""
    return [path for path in files_of_the_project() if path.suffix == ".md"]


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def code(page: Path) -> str:
    """The blocks of code of a page, and the code within its sentences."""
    text = page.read_text(encoding="utf-8")
    return "\n".join([*_FENCE.findall(text), *re.findall(r"`([^`\n]+)`", _FENCE.sub("", text))])


def anchors(page: Path) -> set[str]:
    """What a link may name behind `#`: the headings, as they are turned into anchors."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in _HEADING.findall(prose(page))
    }


def tables_by_heading(page: Path) -> dict[str, list[str]]:
    """The headings of the second level, each with the first column of the tables below it."""
    _title, *sections = re.split(r"^## +", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {section.partition("\n")[0].strip(): _ROW.findall(section) for section in sections}
