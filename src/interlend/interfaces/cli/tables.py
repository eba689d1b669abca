"""`interlend tables`: print the tables of the lifecycle as pages of the documentation."""

import argparse
import sys
from pathlib import Path

from interlend.kernel.lifecycle.printed import pages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line of `interlend tables`."""
    parser.add_argument(
        "--into", type=Path, default=Path("docs/tables"), help="folder to write to (default: docs/tables)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write one Markdown page a table; 0 when all are written."""
    folder: Path = arguments.into
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{folder / name}\n")
    return 0
