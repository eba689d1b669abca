"""`interlend zones`: the institutions and networks of this installation."""

from __future__ import annotations

import argparse
import sys

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from interlend.domain.zones.models import Zone
from interlend.interfaces.cli.trouble import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line of `interlend zones`."""
    doing = parser.add_subparsers(dest="doing", required=True, metavar="list|make")
    doing.add_parser("list", help="print code, kind and name of each")
    make = doing.add_parser("make", help="make an institution, or a network")
    make.add_argument("code", help="lower-case letters, digits and hyphens")
    make.add_argument("name")
    make.add_argument("--network", action="store_true", help="a network instead of an institution")


def run(arguments: argparse.Namespace) -> int:
    """List the zones, or make one; 0 when that is done."""
    return _make(arguments) if arguments.doing == "make" else _list()


def zone_named(code: str) -> Zone:
    """The zone of this code. Raises Trouble."""
    zone = Zone.objects.filter(code=code).first()
    if zone is None:
        raise Trouble(f"There is no institution or network {code}: see `interlend zones list`.")
    return zone


def _list() -> int:
    for zone in Zone.objects.order_by("kind", "code"):
        sys.stdout.write(f"{zone.code:<20} {zone.kind:<12} {zone.name}\n")
    return 0


def _make(arguments: argparse.Namespace) -> int:
    code = arguments.code
    if code != slugify(code):
        raise Trouble(f"“{code}” is no code: use lower-case letters, digits and hyphens.")
    kind = Zone.Kind.NETWORK if arguments.network else Zone.Kind.INSTITUTION
    try:
        with transaction.atomic():
            Zone.objects.create(code=code, name=arguments.name, kind=kind)
    except IntegrityError:
        raise Trouble(f"There is an institution or network {code} already.") from None
    return 0
