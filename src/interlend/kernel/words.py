"""Words of the kernel that people read: English here, and translated where they are shown."""

from __future__ import annotations


def marked(text: str) -> str:
    """The text as it is, marked so that translators get it. Whoever shows it calls gettext with it."""
    return text
