"""The `interlend` command."""

from __future__ import annotations

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interlend.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["interlend", *(sys.argv[1:] if arguments is None else arguments)])
    return 0
