"""What the screens take from others, wherever its version has put it (`tools/vendor/refresh.py`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "static" / "vendor"


@cache
def vendored(package: str, file: str) -> str:
    """The path of a file for `{% static %}`. Raises ValueError where there is no one version of it."""
    found = sorted(_FOLDER.glob(f"{package}-*/{file}"))
    if len(found) != 1:
        raise ValueError(f"{file} of {package} was vendored {len(found)} times, not once.")
    return str(found[0].relative_to(_FOLDER.parent))
