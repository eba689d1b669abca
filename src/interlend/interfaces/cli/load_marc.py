"""`interlend load-marc`: load a file of MARC records into an institution's catalog."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from interlend.domain.catalog.load import Report, load
from interlend.domain.catalog.rows import Refused
from interlend.domain.libraries.models import Library
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.kernel.marc.items import INTERLEND_LAYOUT, ItemLayout
from interlend.kernel.marc.marcxml import NotMarcXml

_SECONDS_BETWEEN = 1.0
_LAYOUT = "949 a b c d e f g"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line of `interlend load-marc`."""
    parser.add_argument("file", type=Path, help="ISO 2709 (.mrc; UTF-8 or MARC-8) or MARCXML (.xml)")
    parser.add_argument("--zone", required=True, metavar="CODE", help="the institution")
    parser.add_argument("--library", default="", metavar="CODE", help="library of items that name none")
    parser.add_argument(
        "--items",
        type=item_layout,
        default=INTERLEND_LAYOUT,
        metavar="LAYOUT",
        help="where items stand: the field, then the subfields of barcode, library, location, item policy, "
        f"call number, description and status, '-' for none (default: '{_LAYOUT}')",
    )
    parser.add_argument(
        "--encoding",
        choices=("auto", "utf-8", "marc-8"),
        default="auto",
        help="of ISO 2709; auto: as each record's leader says (default)",
    )


def item_layout(text: str) -> ItemLayout:
    """The layout in a text like `949 a b c d e f g`. Raises argparse.ArgumentTypeError."""
    tag, *codes = text.split()
    if len(tag) != 3 or len(codes) != 7 or any(len(code) != 1 for code in codes):
        raise argparse.ArgumentTypeError(f"a field and seven subfields are needed, as in '{_LAYOUT}'")
    barcode, library, location, policy, call_number, description, status = (
        "" if code == "-" else code for code in codes
    )
    return ItemLayout(
        tag=tag,
        barcode=barcode,
        library=library,
        location=location,
        policy=policy,
        call_number=call_number,
        description=description,
        status=status,
    )


def run(arguments: argparse.Namespace) -> int:
    """Load the file; 0 when every record was loaded, updated or refused with its reason, else 1."""
    zone = Zone.objects.filter(code=arguments.zone, kind=Zone.Kind.INSTITUTION).first()
    if zone is None:
        return _fail(f"There is no institution {arguments.zone}.")
    if arguments.library and not _has_library(zone, arguments.library):
        return _fail(f"{zone.name} has no library {arguments.library}.")
    begun = time.monotonic()
    progress = _Progress(begun)
    try:
        with arguments.file.open("rb") as stream:
            report = load(
                stream,
                zone_id=zone.pk,
                library=arguments.library,
                layout=arguments.items,
                encoding=arguments.encoding,
                tell=_tell,
                progress=progress,
            )
    except OSError as fault:
        return _fail(f"{arguments.file} cannot be read: {fault.strerror}.")
    except NotMarcXml as fault:
        return _fail(f"{arguments.file} cannot be loaded: {fault}.")
    _print_report(report, time.monotonic() - begun)
    return 0


def _has_library(zone: Zone, code: str) -> bool:
    with scope.entered(zone.pk):
        return Library.objects.filter(code__iexact=code).exists()


def _tell(refused: Refused, reason: str) -> None:
    what = "not this item" if refused.is_item else "refused"
    sys.stdout.write(f"record {refused.record}: {what}: {reason}\n")


class _Progress:
    """One line a second, so that a long load is seen to move."""

    def __init__(self, begun: float) -> None:
        self._begun = self._last = begun

    def __call__(self, report: Report) -> None:
        now = time.monotonic()
        if now - self._last >= _SECONDS_BETWEEN:
            self._last = now
            rate = report.records / (now - self._begun)
            sys.stderr.write(f"{report.records:,} records, {rate:,.0f} a second\n")


def _print_report(report: Report, seconds: float) -> None:
    sys.stdout.write(
        f"{report.loaded:,} loaded + {report.updated:,} updated + {report.refused:,} refused"
        f" = {report.records:,} records in the file\n"
        f"items: {report.items_loaded:,} loaded, {report.items_updated:,} updated,"
        f" {report.items_refused:,} refused\n"
        f"{seconds:.1f} s, {report.records / max(seconds, 0.001):,.0f} records a second\n"
    )


def _fail(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return 1
