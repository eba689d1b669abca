"""How letters are composed: our texts, the institution's own, and what no fact can do to a header."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlend.domain.letters.compose import write
from interlend.domain.letters.models import Letter, LetterTemplate
from interlend.domain.letters.writing import FACTS as NEEDED
from interlend.domain.letters.writing import Unwritable, codes, shipped_text, write_line, write_out
from interlend.domain.zones.models import Zone
from interlend.kernel.lifecycle.effects import LETTERS

from .conftest import FACTS

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


def letter(code: str = "on_hold_shelf", to: str = "alice@example.org", **changes: str) -> Letter | None:
    sender = changes.pop("sender", "")
    return write(code=code, facts=FACTS | changes, to=to, about="B7", sender=sender, now=NOW)


def written(code: str = "on_hold_shelf", to: str = "alice@example.org", **changes: str) -> Letter:
    answer = letter(code, to, **changes)
    assert answer is not None
    return answer


def test_there_is_a_text_for_every_letter_that_a_lifecycle_asks_for() -> None:
    assert codes() == set(LETTERS)


@pytest.mark.parametrize("code", sorted(LETTERS))
def test_every_text_names_known_facts_only_and_says_which_request_it_is_about(code: str) -> None:
    subject, body = shipped_text(code)
    assert "Cane" in write_line(subject, FACTS)
    assert "B7" in write_out(body, FACTS)
    assert set(FACTS) == set(NEEDED)


def test_a_letter_reads_as_a_person_would_write_it(howard: Zone) -> None:
    queued = written()
    assert queued.subject == "Ready for you: Cane"
    assert queued.body == (
        "Dear Alice,\n\n"
        "the item that you asked for is here:\n\n"
        "  Cane\n"
        "  Toomer, Jean\n\n"
        "Please pick it up at Founders Library. Your request has the number B7.\n\n"
        "Howard University"
    )
    assert (queued.to, queued.about, queued.state) == ("alice@example.org", "B7", "queued")


def test_a_letter_is_two_statements(howard: Zone) -> None:
    with CaptureQueriesContext(connection) as captured:
        letter()
    assert len(captured) == 2


def test_an_apostrophe_is_an_apostrophe_because_letters_are_plain_text(howard: Zone) -> None:
    assert written(title="Aunt Hetty's <Book> & more").subject == "Ready for you: Aunt Hetty's <Book> & more"


def test_the_institutions_own_text_wins(howard: Zone) -> None:
    LetterTemplate.objects.create(
        code="on_hold_shelf", subject="Come, {{ patron_name }}", body="{{ title }}!"
    )
    queued = written()
    assert (queued.subject, queued.body) == ("Come, Alice", "Cane!")


def test_a_letter_that_the_institution_switched_off_is_not_written(howard: Zone) -> None:
    LetterTemplate.objects.create(code="on_hold_shelf", is_enabled=False, subject="x", body="x")
    assert letter() is None
    assert Letter.objects.count() == 0


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        pytest.param("{{ titel }}", "x", id="a fact that does not exist"),
        pytest.param(
            "x", "{% blocktranslate %}{{ titel }}{% endblocktranslate %}", id="the same, translated"
        ),
        pytest.param("x", "{% if title %}", id="an if without its end"),
        pytest.param("x", "{% include '/etc/passwd' %}", id="a file"),
        pytest.param("x\nBcc: all@example.org", "x", id="a second header"),
    ],
)
def test_a_faulty_text_of_the_institution_gives_way_to_ours(howard: Zone, subject: str, body: str) -> None:
    LetterTemplate.objects.create(code="on_hold_shelf", subject=subject, body=body)
    assert written().subject == "Ready for you: Cane"


@pytest.mark.parametrize("code", ["no_such_letter", "../on_hold_shelf", ""])
def test_an_unknown_letter_is_refused(howard: Zone, code: str) -> None:
    with pytest.raises(Unwritable, match="There is no letter"):
        letter(code)


def test_a_letter_without_its_facts_is_refused(howard: Zone) -> None:
    with pytest.raises(Unwritable, match=r"^A letter needs the facts author, pickup_library\.$"):
        write(
            code="cancelled",
            facts={name: FACTS[name] for name in NEEDED if name not in ("author", "pickup_library")},
            to="",
            about="B7",
            sender="",
            now=NOW,
        )


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        pytest.param("Cane\r\nBcc: all@example.org", "Ready for you: Cane Bcc: all@example.org", id="CR LF"),
        pytest.param("Cane\nX", "Ready for you: Cane X", id="LF"),
        pytest.param("Cane\x85X", "Ready for you: Cane X", id="next line"),
        pytest.param("Cane\u2028X", "Ready for you: Cane X", id="line separator"),
        pytest.param("Cane\x1b[2J", "Ready for you: Cane [2J", id="escape"),
        pytest.param("{{ number }}", "Ready for you: {{ number }}", id="a fact is never a template"),
        pytest.param("100 % cane %s", "Ready for you: 100 % cane %s", id="percent signs"),
        pytest.param("سلام\u200f", "Ready for you: سلام\u200f", id="a mark of direction is no line break"),
        pytest.param("x" * 300, "Ready for you: " + "x" * 185, id="cut where the column ends"),
    ],
)
def test_no_fact_makes_a_second_header(howard: Zone, title: str, subject: str) -> None:
    assert written(title=title).subject == subject


def test_a_sender_of_two_lines_is_refused(howard: Zone) -> None:
    with pytest.raises(Unwritable, match=r"^A sender is one line of text\.$"):
        letter(sender="ill@example.org\nBcc: all@example.org")


@pytest.mark.parametrize("to", ["", "nobody", "a@example.org, b@example.org", "a@example.org\nBcc: b@b.org"])
def test_a_letter_that_cannot_be_addressed_is_kept_for_staff(howard: Zone, to: str) -> None:
    kept = written(to=to)
    assert (kept.to, kept.state) == ("", "no_address")
