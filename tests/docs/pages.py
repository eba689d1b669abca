"""The documentation as files: its pages, their headings and their tables."""

from __future__ import annotations

import os
import re
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


def files_of_the_project() -> list[Path]:
    """Every file that belongs to the project: what `.gitignore` leaves. Needs no git."""
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()]

    def belongs(name: str) -> bool:
        return name != ".git" and not any(fnmatch(name, pattern) for pattern in ignored)

    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(filter(belongs, folders))
        found += [Path(folder) / name for name in sorted(filter(belongs, files))]
    return found


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
