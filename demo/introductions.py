"""How the institutions of the demo come to know each other: a file for each pair, as libraries would mail it.

It says where the institution takes messages, where its catalog is asked, and with which key.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = "introductions"


@dataclass(frozen=True)
class Introduction:
    """What one institution tells another about itself."""

    url: str
    sru_url: str
    key: str


def write(folder: Path, introduction: Introduction, *, of: str, to: str) -> None:
    """Leave the introduction of one institution to another, readable for nobody else."""
    write_private(_path(folder, of, to), asdict(introduction))


def read(folder: Path, *, of: str, to: str) -> Introduction | None:
    """What an institution told another; None where it did not yet."""
    path = _path(folder, of, to)
    return Introduction(**json.loads(path.read_text())) if path.exists() else None


def write_private(path: Path, content: object) -> None:
    """Write JSON into a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".new")
    half.touch(mode=0o600)
    half.write_text(json.dumps(content, indent=2) + "\n")
    half.rename(path)


def _path(folder: Path, of: str, to: str) -> Path:
    return folder / FOLDER / f"{of}-to-{to}.json"
