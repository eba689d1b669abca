"""`interlend message FILE...`: say what an ISO 18626 message is, what it means, and what is wrong with it."""

import argparse
import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from interlend.kernel.iso18626.codec import Decoded, decode
from interlend.kernel.iso18626.events import Side, delivery, meaning, sent
from interlend.kernel.iso18626.faults import Malformed
from interlend.kernel.iso18626.messages import (
    Confirmation,
    ConfirmationHeader,
    Header,
    SupplyingAgencyMessage,
)
from interlend.kernel.lifecycle.happenings import Happening

_WIDTH = 12
_SHORTENED_TO = 400


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line of `interlend message`."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("an ISO 18626 message"))


def run(arguments: argparse.Namespace) -> int:
    """Print every file; 1 where one of them is unusable, else 0."""
    failed = 0
    for position, path in enumerate(arguments.files):
        if position:
            sys.stdout.write("\n")
        text, usable = described(path.name, path)
        sys.stdout.write(text)
        failed = failed or int(not usable)
    return failed


def described(name: str, path: Path) -> tuple[str, bool]:
    """Return what there is to say about one file, and whether the message in it is usable."""
    try:
        body = path.read_bytes()
    except OSError as unreadable:
        return _lines([("", name), (_("unusable"), unreadable.strerror or str(unreadable))]), False
    try:
        decoded = decode(body)
    except Malformed as malformed:
        return _lines([("", name), *_malformed_facts(malformed)]), False
    return _lines([("", name), *_facts(decoded)]), not decoded.errors


def _malformed_facts(malformed: Malformed) -> Iterator[tuple[str, str]]:
    yield _("unusable"), malformed.error_value
    yield _("answer"), f"ERROR {malformed.error_type}"


def _facts(decoded: Decoded) -> Iterator[tuple[str, str]]:
    message = decoded.message
    yield _("kind"), decoded.kind.value
    stated = decoded.version_attribute
    note = _("stated: %(version)s") % {"version": stated} if stated else _("not stated")
    yield _("version"), f"{decoded.version} ({note})"
    if isinstance(message, Confirmation):
        yield from _confirmation_facts(message)
    else:
        yield from _header_facts(message.header)
    yield _("means"), _meaning(decoded)
    for problem in decoded.problems:
        yield (_("refused") if problem.refuses else _("problem")), str(problem)
    for element in message.unknown:
        yield _("unknown"), f"{element.path}: {element.xml}"
    if not isinstance(message, Confirmation):
        yield (
            _("answer"),
            f"ERROR {decoded.errors[0].error_type}" if decoded.errors else "OK",
        )


def _header_facts(header: Header) -> Iterator[tuple[str, str]]:
    yield _("lender"), str(header.supplying_agency_id or _("not said"))
    yield _("borrower"), str(header.requesting_agency_id)
    yield _("request id"), header.requesting_agency_request_id
    if header.supplying_agency_request_id:
        yield _("lender's id"), header.supplying_agency_request_id
    yield _("sent"), header.timestamp.isoformat()


def _confirmation_facts(confirmation: Confirmation) -> Iterator[tuple[str, str]]:
    header: ConfirmationHeader = confirmation.confirmation_header
    yield _("lender"), str(header.supplying_agency_id or _("not said"))
    yield _("borrower"), str(header.requesting_agency_id or _("not said"))
    yield _("request id"), header.requesting_agency_request_id or _("not said")
    if header.timestamp:
        yield _("sent"), header.timestamp.isoformat()
    if header.timestamp_received:
        yield _("confirms"), header.timestamp_received.isoformat()
    yield _("status"), str(header.message_status)
    for error in confirmation.error_data:
        yield _("error"), ": ".join(part for part in (error.error_type, error.error_value) if part)


def _meaning(decoded: Decoded) -> str:
    message = decoded.message
    happening: Happening | None
    if isinstance(message, Confirmation):
        happening = delivery(message, sent(message))
    else:
        from_lender = isinstance(message, SupplyingAgencyMessage)
        happening = meaning(message, Side.BORROWER if from_lender else Side.LENDER)
    if happening is None:
        return _("nothing that we know")
    said = ", ".join(
        f"{field.name}={_shown(value)}"
        for field in dataclasses.fields(happening)
        if (value := getattr(happening, field.name)) not in (None, "", (), False) or field.name == "agreed"
    )
    return f"{type(happening).__name__}: {happening.label} ({said})"


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return " + ".join(map(_shown, value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return repr(str(value)) if isinstance(value, str) else str(value)


def _lines(facts: list[tuple[str, str]]) -> str:
    """Return one line a fact. Control characters of a hostile file do not reach the terminal."""
    printed = []
    for name, value in facts:
        shown = "".join(each if each.isprintable() else " " for each in value)
        shown = shown if len(shown) <= _SHORTENED_TO else f"{shown[:_SHORTENED_TO]}..."
        printed.append(f"  {name:<{_WIDTH}}{shown}" if name else shown)
    return "\n".join(printed) + "\n"
