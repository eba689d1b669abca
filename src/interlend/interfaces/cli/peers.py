"""`interlend peers`: how delivery to each partner stands; pause it, resume it."""

from __future__ import annotations

import argparse
import sys

from interlend.domain.partners import peers
from interlend.domain.partners.models import Partner, PeerConnection
from interlend.domain.zones import scope
from interlend.interfaces.cli.trouble import Trouble
from interlend.interfaces.cli.zones import zone_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line of `interlend peers`."""
    doing = parser.add_subparsers(dest="doing", required=True, metavar="list|pause|resume")
    for name, meaning in (
        ("list", "print how delivery to each partner stands"),
        ("pause", "send nothing to a partner until it is resumed; messages queue up"),
        ("resume", "send to it again, and at once"),
    ):
        command = doing.add_parser(name, help=meaning)
        command.add_argument("--zone", required=True, metavar="CODE", help="the institution that sends")
        if name != "list":
            command.add_argument("partner", help="code of the partner")


def run(arguments: argparse.Namespace) -> int:
    """List, pause or resume; 0 when that is done. Raises Trouble."""
    with scope.entered(zone_named(arguments.zone).pk):
        try:
            if arguments.doing == "pause":
                peers.pause(arguments.partner, by="command line")
            elif arguments.doing == "resume":
                peers.resume(arguments.partner)
            else:
                _list()
        except (peers.UnknownPartner, peers.NothingIsSent) as refusal:
            raise Trouble(str(refusal)) from None
    return 0


def _list() -> None:
    standing = {row.their_agency_id: _standing(row) for row in PeerConnection.objects.order_by("-id")}
    for partner in Partner.objects.exclude(status=Partner.Status.RETIRED).order_by("code"):
        said = standing.get(partner.agency_id, "nothing sent yet")
        sys.stdout.write(f"{partner.code:<20} {said:<40} {partner.name}\n")


def _standing(row: PeerConnection) -> str:
    if row.is_paused:
        return f"paused by {row.paused_by}"
    if row.failures:
        until = f", next try {row.not_before:%Y-%m-%d %H:%M} UTC" if row.not_before else ""
        return f"failed {row.failures} times{until}"
    return "well"
