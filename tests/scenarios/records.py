"""What is left of a scenario, as tables that a reader can compare: timelines, decisions, rotas, letters."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path

from django.test import override_settings
from django.utils import timezone

from interlend.domain.exchange.models import Message
from interlend.domain.letters import outbox
from interlend.domain.letters.models import Letter
from interlend.domain.zones import scope
from tests.scenarios.calling import until_equal
from tests.scenarios.institutions import CANARY
from tests.scenarios.steps import Asked, Institution

FILES = "django.core.mail.backends.filebased.EmailBackend"
_BETWEEN_LETTERS = b"\n" + b"-" * 79


def table(text: str) -> list[str]:
    """The lines of a table, however wide its columns are written."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def timeline(at: Institution, asked: Asked) -> list[str]:
    """Everything that happened to the request: who caused it, what it was, where the request then stood.

    What nobody let happen is marked as refused. That our own message was delivered is left out: whether the
    partner's answer or its confirmation is recorded first is chance.
    """
    return [
        f"{entry['cause']} {entry['happening']} {'refused' if entry['was_refused'] else entry['to_state']}"
        for entry in at.sees(asked)["timeline"]
        if entry["happening"] != "Delivered"
    ]


def decisions(at: Institution, asked: Asked) -> list[str]:
    """Every automatic choice: the rules table, the rule that won, and what it gave."""
    shown = [entry["decision"] for entry in at.sees(asked)["timeline"]]
    return [f"{each['table']}: {each['rule']}: {each['outcome']}" for each in shown if each]


def rota(borrower: Institution, asked: Asked) -> list[str]:
    """The rota: each partner, how it stands, how a conversation that was left stands, and why."""
    return [
        " ".join(
            filter(
                None,
                [
                    place["partner"],
                    place["standing_label"],
                    place["left_label"] and f"({place['left_label']})",
                ],
            )
        )
        + (f": {place['reason']}" if place["reason"] else "")
        for place in borrower.sees(asked)["rota"]
    ]


def letters(at: Institution, asked: Asked, *, leave_them_to_the_worker: bool = False) -> list[str]:
    """The subjects of the letters that reached the patron's mailbox, once all that were written have.

    They are sent at once by the verb of the sweep that comes round every few seconds, unless they are left
    to it.
    """
    installation, barcode = at.built.installation, asked.patron
    if not leave_them_to_the_worker:
        with installation.inside(), override_settings(EMAIL_BACKEND=FILES, EMAIL_FILE_PATH=installation.mail):
            outbox.send_due(limit=200, now=timezone.now())
    with installation.inside(), scope.entered(at.built.zone_id):
        written = list(Letter.objects.filter(about=asked.number).order_by("id").values_list("subject", "to"))
    subjects = sorted(subject for subject, _ in written)
    until_equal(lambda: sorted(_mailed(installation.mail, asked.number)), subjects)
    reader = barcode.removeprefix(f"{at.built.plan.code}-").split("-")[0]
    assert {to for _, to in written} <= {f"{reader}.{CANARY}@{at.built.plan.code}.example"}
    return [subject for subject, _ in written]


def _mailed(folder: Path, number: str) -> list[str]:
    """The subjects of the letters in the mail folder that name this request."""
    found = []
    for file in folder.glob("*.log"):
        for raw in file.read_bytes().split(_BETWEEN_LETTERS):
            letter = message_from_bytes(raw.lstrip(b"\n"), policy=modern)
            body = letter.get_body(("plain",)) if isinstance(letter, EmailMessage) else None
            if body is not None and number in body.get_content():
                found.append(str(letter["Subject"]))
    return found


def messages(at: Institution, asked: Asked) -> list[str]:
    """The messages about the request: direction, kind, what about, and how each stands."""
    side = "borrowing" if asked.borrower == at.name else "lending"
    number = asked.number if asked.borrower == at.name else at.number_of(asked)
    return [
        " ".join(filter(None, [row["direction"], row["kind"], row["about"], row["state"]]))
        for row in at.keys.read(f"/{side}/{number}/messages")["items"]
    ]


def nothing_waits(at: Institution) -> None:
    """Wait until every message of this institution is delivered."""

    def waiting() -> list[tuple[str, str]]:
        with at.built.installation.inside(), scope.entered(at.built.zone_id):
            rows = Message.objects.filter(state__in=[Message.State.QUEUED, Message.State.SENDING])
            return list(rows.values_list("kind", "last_error"))

    until_equal(waiting, list[tuple[str, str]]())


def traces_of_patrons(at: Institution) -> list[str]:
    """Where a patron's name, barcode or address stands in what went out to others, or into the log."""
    with at.built.installation.inside(), scope.entered(at.built.zone_id):
        bodies = [bytes(body).decode() for body in Message.objects.values_list("body", flat=True)]
    return [text for text in [*bodies, *at.built.installation.log] if CANARY in text.lower()]
