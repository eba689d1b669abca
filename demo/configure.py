"""Configures one installation of the demo from inside: `python -m demo.configure introduce|meet wrlc|suny`.

First each introduces itself, then each meets the others; both may run again. They run as the plain role, with
the installation's own environment and INTERLEND_DEMO_FOLDER, where the demo keeps its files.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django


def main() -> None:
    """Run one step in the installation whose environment this is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interlend.project.settings")
    django.setup()

    from django.utils import timezone

    from demo.guide import steps

    step, code = sys.argv[1:]
    run = {"introduce": steps.introduce, "meet": steps.meet}[step]
    run(code, Path(os.environ["INTERLEND_DEMO_FOLDER"]), timezone.now())


if __name__ == "__main__":
    main()
