"""How letters go out: each once, in its own zone's scope; one that cannot go waits longer each time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import override_settings

from interlend.domain.letters import outbox
from interlend.domain.letters.compose import write
from interlend.domain.letters.models import Letter
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

from .conftest import FACTS

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
NOBODY_LISTENS = override_settings(
    EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
)


def queue(zone: Zone, *, to: str = "alice@example.org", sender: str = "") -> Letter:
    """A letter of this zone, due now; the table's own clock is set back, since the caller's time counts."""
    with scope.entered(zone.pk):
        letter = write(code="on_hold_shelf", facts=FACTS, to=to, about="B7", sender=sender, now=NOW)
        assert letter is not None
        Letter.objects.filter(pk=letter.pk).update(next_attempt_at=NOW)
    return letter


def again(letter: Letter) -> Letter:
    with scope.entered(letter.zone_id):
        letter.refresh_from_db()
    return letter


@pytest.fixture
def howard(db: None) -> Zone:
    return Zone.objects.create(code="howard", name="Howard")


@pytest.fixture
def albany(db: None) -> Zone:
    return Zone.objects.create(code="albany", name="Albany")


def test_letters_of_every_zone_go_out_and_each_once(howard: Zone, albany: Zone) -> None:
    queue(howard)
    queue(albany, to="carol@example.org", sender="ILL <ill@albany.example>")
    assert outbox.send_due(limit=10, now=NOW) == 2
    assert [(sent.to, sent.from_email) for sent in mail.outbox] == [
        (["alice@example.org"], "library@localhost"),
        (["carol@example.org"], "ILL <ill@albany.example>"),
    ]
    assert outbox.send_due(limit=10, now=NOW + timedelta(days=30)) == 0
    assert not scope.is_open()


def test_a_sent_letter_says_when_it_went(howard: Zone) -> None:
    letter = queue(howard)
    outbox.send_due(limit=10, now=NOW)
    sent = again(letter)
    assert (sent.state, sent.sent_at, sent.attempts, sent.last_error) == ("sent", NOW, 1, "")


def test_only_so_many_are_sent_at_a_time_oldest_first(howard: Zone) -> None:
    first, second = queue(howard), queue(howard)
    assert outbox.send_due(limit=1, now=NOW) == 1
    assert (again(first).state, again(second).state) == ("sent", "queued")


def test_a_letter_that_is_not_due_or_has_no_address_waits(howard: Zone) -> None:
    queue(howard, to="")
    letter = queue(howard)
    assert outbox.send_due(limit=10, now=NOW - timedelta(seconds=1)) == 0
    assert again(letter).attempts == 0


def test_a_letter_that_cannot_be_sent_waits_longer_each_time(howard: Zone) -> None:
    letter, now, waits = queue(howard), NOW, []
    with NOBODY_LISTENS:
        for _ in range(3):
            assert outbox.send_due(limit=10, now=now) == 0
            waits.append(again(letter).next_attempt_at - now)
            now = letter.next_attempt_at
    assert waits == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert letter.last_error.startswith("ConnectionRefusedError")
    assert outbox.send_due(limit=10, now=now) == 1
    assert (again(letter).state, letter.last_error) == ("sent", "")


def test_a_letter_is_given_up_after_its_last_attempt(howard: Zone) -> None:
    letter = queue(howard)
    with scope.entered(howard.pk):
        Letter.objects.filter(pk=letter.pk).update(attempts=outbox.ATTEMPTS - 1)
    with NOBODY_LISTENS:
        outbox.send_due(limit=10, now=NOW)
    assert again(letter).state == "failed"
    assert outbox.send_due(limit=10, now=NOW + timedelta(days=30)) == 0


def test_no_wait_is_longer_than_a_day() -> None:
    assert outbox.wait_after(outbox.ATTEMPTS) == timedelta(days=1)


def test_a_letter_that_another_worker_has_claimed_is_left_to_it_until_the_claim_runs_out(
    howard: Zone,
) -> None:
    letter = queue(howard)
    with scope.entered(howard.pk):
        assert outbox._claimed(letter.pk, NOW) == letter
    with scope.entered(howard.pk):
        assert outbox._claimed(letter.pk, NOW) is None
    assert outbox.send_due(limit=10, now=NOW) == 0
    assert outbox.send_due(limit=10, now=NOW + outbox.CLAIM) == 1


def test_a_letter_that_goes_out_twice_after_a_crash_can_be_told_by_its_message_id(howard: Zone) -> None:
    letter = queue(howard)
    outbox.send_due(limit=10, now=NOW)
    with scope.entered(howard.pk):
        Letter.objects.filter(pk=letter.pk).update(state="queued")
    outbox.send_due(limit=10, now=NOW + timedelta(days=1))
    first, second = (sent.extra_headers["Message-ID"] for sent in mail.outbox)
    assert first == second == f"<letter-{howard.pk}-{letter.pk}@127.0.0.1>"


def test_the_demos_letters_are_files(howard: Zone, tmp_path: Path) -> None:
    queue(howard)
    queue(howard)
    backend = "django.core.mail.backends.filebased.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_FILE_PATH=str(tmp_path)):
        assert outbox.send_due(limit=10, now=NOW) == 2
    assert ["Subject: Ready for you: Cane" in file.read_text() for file in tmp_path.iterdir()] == [True] * 2
