"""Folders that the user who runs PostgreSQL can reach: pytest's own are closed to everybody else."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """An empty folder that any user of the machine may enter."""
    folder = Path(tempfile.mkdtemp(prefix="interlend-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
