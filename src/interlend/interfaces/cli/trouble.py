"""Why a command cannot do what it was asked to."""

from __future__ import annotations


class Trouble(Exception):
    """One plain sentence that says what to do; the command ends with exit code 2."""
