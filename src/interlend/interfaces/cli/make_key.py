"""`interlend make-key`: make a key for a program that calls the API."""

from __future__ import annotations

import argparse
import sys

from interlend.domain.people import keys
from interlend.domain.people.models import Role
from interlend.interfaces.cli.zones import zone_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line of `interlend make-key`."""
    parser.add_argument("--zone", required=True, metavar="CODE", help="the institution that it belongs to")
    parser.add_argument(
        "--role",
        required=True,
        choices=[role.value for role in Role],
        metavar="ROLE",
        help="what it may do: " + ", ".join(role.value for role in Role),
    )
    parser.add_argument("--name", required=True, help="who or what uses it; stands in every history entry")


def run(arguments: argparse.Namespace) -> int:
    """Print the key, this once; 0 when it is made."""
    _row, shown_once = keys.make_key(
        zone=zone_named(arguments.zone), name=arguments.name, role=Role(arguments.role)
    )
    sys.stdout.write(f"{shown_once}\n")
    sys.stderr.write("Keep it now: it is shown this once and kept nowhere.\n")
    return 0
