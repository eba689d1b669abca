"""`interlend keys`: the keys by which programs call the API, each for one zone and one role."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from interlend.domain.people import keys
from interlend.domain.people.models import ApiKey, Role
from interlend.interfaces.cli.trouble import Trouble
from interlend.interfaces.cli.zones import zone_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line of `interlend keys`."""
    doing = parser.add_subparsers(dest="doing", required=True, metavar="list|revoke")
    listing = doing.add_parser("list", help="print the keys of a zone, never their secrets")
    listing.add_argument("--zone", required=True, metavar="CODE")
    revoke = doing.add_parser("revoke", help="refuse a key from now on")
    revoke.add_argument("public_id", help="the part of the key between the first two underscores")


def run(arguments: argparse.Namespace) -> int:
    """List the keys of a zone, or revoke one; 0 when that is done."""
    return _revoke(arguments.public_id) if arguments.doing == "revoke" else _list(arguments.zone)


def _list(code: str) -> int:
    for key in ApiKey.objects.filter(zone=zone_named(code)).order_by("id"):
        standing = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "in force"
        sys.stdout.write(f"{key.public_id}  {Role(key.role).value:<26} {standing:<20} {key.name}\n")
    return 0


def _revoke(public_id: str) -> int:
    key = ApiKey.objects.filter(public_id=public_id).first()
    if key is None:
        raise Trouble(f"There is no key {public_id}: see `interlend keys list`.")
    keys.revoke(key=key, now=timezone.now())
    return 0
