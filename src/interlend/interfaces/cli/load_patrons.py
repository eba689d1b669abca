"""`interlend load-patrons`: load a file of patrons and their groups into an institution.

What is printed without `--preview` holds nothing personal, so that it may go to a log; the preview and the
report file do, and the report file is readable by its owner only.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.utils import timezone

from interlend.domain.people.load.facts import NotReadable
from interlend.domain.people.load.patrons import Format, Kind, Outcome, Report, load
from interlend.domain.zones.models import Zone
from interlend.interfaces.cli.trouble import Trouble

_SHOWN = 20  # of each kind, in a preview; remarks, without
_READ_TO_TELL = 200  # bytes
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEADINGS = ("line", "outcome", "barcode", "name", "changes", "remarks")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line of `interlend load-patrons`."""
    parser.add_argument("file", type=Path, help="a table (CSV) or users as Alma exports them (XML)")
    parser.add_argument("--zone", required=True, metavar="CODE", help="the institution")
    parser.add_argument(
        "--format", type=Format, choices=list(Format), help="how the file is written (default: as it looks)"
    )
    parser.add_argument("--preview", action="store_true", help="change nothing, print what would change")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write what became of each patron, as CSV"
    )
    parser.add_argument(
        "--retire-missing",
        action="store_true",
        help="let patrons expire who are not in the file; nobody is deleted",
    )


def run(arguments: argparse.Namespace) -> int:
    """Load the file; 0 when each of its rows was loaded, or told with its reason. Raises Trouble."""
    zone = Zone.objects.filter(code=arguments.zone, kind=Zone.Kind.INSTITUTION).first()
    if zone is None:
        raise Trouble(f"There is no institution {arguments.zone}: see `interlend zones list`.")
    printer = _Preview() if arguments.preview else _Remarks()
    try:
        with arguments.file.open("rb") as stream, _report_file(arguments.report, arguments.file) as write:

            def tell(outcome: Outcome) -> None:
                printer.tell(outcome)
                write(outcome)

            report = load(
                stream,
                zone_id=zone.pk,
                format=arguments.format or _format_of(stream),
                today=timezone.localdate(),
                is_preview=arguments.preview,
                expires_missing=arguments.retire_missing,
                tell=tell,
            )
    except OSError as fault:
        raise Trouble(f"{fault.filename or arguments.file} cannot be used: {fault.strerror}.") from None
    except NotReadable as fault:
        raise Trouble(f"{arguments.file} cannot be loaded. {fault}") from None
    printer.end(report)
    return 0


def safe_cell(text: str) -> str:
    """A cell that a spreadsheet shows as it is and does not take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _format_of(stream: BinaryIO) -> Format:
    start = stream.read(_READ_TO_TELL).replace(b"\x00", b"")
    stream.seek(0)
    return Format.ALMA_XML if start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") else Format.CSV


@contextmanager
def _report_file(path: Path | None, source: Path) -> Iterator[Callable[[Outcome], None]]:
    if path is None:
        yield lambda outcome: None
        return
    if path.exists() and path.samefile(source):
        raise Trouble("The report would be written over the file: name another one.")
    path.touch(mode=0o600)
    path.chmod(0o600)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(_HEADINGS)
        yield lambda outcome: table.writerow(map(safe_cell, _cells(outcome)))


def _cells(outcome: Outcome) -> tuple[str, ...]:
    line = "" if outcome.line is None else str(outcome.line)
    changes = "" if outcome.kind is Kind.NEW else _changes(outcome)
    return line, outcome.kind, outcome.barcode, outcome.name, changes, "; ".join(outcome.remarks)


def _changes(outcome: Outcome) -> str:
    return "; ".join(map(str, outcome.changes))


class _Remarks:
    """Prints what could not be taken over, by line and without a name, and at the end the counts."""

    def __init__(self) -> None:
        self._told = 0

    def tell(self, outcome: Outcome) -> None:
        """Hear what became of a row."""
        for remark in outcome.remarks:
            self._told += 1
            if self._told <= _SHOWN:
                what = "not readable" if outcome.kind is Kind.UNREADABLE else "loaded"
                sys.stdout.write(f"line {outcome.line}: {what}: {remark}\n")

    def end(self, report: Report) -> None:
        """Print what became of all."""
        if self._told > _SHOWN:
            sys.stdout.write(f"and {self._told - _SHOWN:,} more: `--report FILE` has them all\n")
        _print_report(report)


class _Preview:
    """Prints the first of each kind, and at the end the counts."""

    def __init__(self) -> None:
        self._first: dict[Kind, list[Outcome]] = {kind: [] for kind in Kind}

    def tell(self, outcome: Outcome) -> None:
        """Hear what would become of a row."""
        if len(self._first[outcome.kind]) < _SHOWN:
            self._first[outcome.kind].append(outcome)

    def end(self, report: Report) -> None:
        """Print what would change."""
        for kind, outcomes in self._first.items():
            if not outcomes:
                continue
            sys.stdout.write(f"{kind}: {report.counts[kind]:,}\n")
            for outcome in outcomes:
                sys.stdout.write(f"  {_in_preview(outcome)}\n")
            more = report.counts[kind] - len(outcomes)
            if more:
                sys.stdout.write(f"  and {more:,} more\n")
        _print_report(report)
        sys.stdout.write("This was a preview: nothing was changed.\n")


def _in_preview(outcome: Outcome) -> str:
    where = "" if outcome.line is None else f"line {outcome.line}: "
    who = " ".join(filter(None, (outcome.barcode, outcome.name)))
    changes = "" if outcome.kind is Kind.NEW else _changes(outcome)
    return where + ": ".join(filter(None, (who, "; ".join(filter(None, (changes, *outcome.remarks))))))


def _print_report(report: Report) -> None:
    for note in report.notes:
        sys.stdout.write(f"{note}\n")
    for code, name in report.new_groups:
        sys.stdout.write(f"new user group {code}: {name}\n")
    counts = report.counts
    sys.stdout.write(
        f"{counts[Kind.NEW]:,} new + {counts[Kind.CHANGED]:,} changed + {counts[Kind.UNCHANGED]:,} unchanged"
        f" + {counts[Kind.UNREADABLE]:,} not readable = {report.rows:,} in the file\n"
    )
    if counts[Kind.EXPIRED]:
        sys.stdout.write(f"{counts[Kind.EXPIRED]:,} not in the file: expired\n")
