"""What the address of a list asks for."""

from __future__ import annotations

from interlend.interfaces.screens.here import Entered

_DIGITS = 5


def page_asked(request: Entered) -> int:
    """The page, from 1; the first where none is named, or nothing that is one."""
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= _DIGITS else 1
