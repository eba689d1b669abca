"""Messages with the partner and notes for staff; what others wrote is text, never markup."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlend.domain.exchange.models import Message
from interlend.domain.partners.models import Partner
from interlend.domain.people.models import Patron, Role
from interlend.domain.sharing.models import BorrowingRequest, HistoryEntry, LendingRequest, Note, RotaEntry
from interlend.domain.zones import scope
from tests.clockwork import turn
from tests.interfaces.desk.request.conftest import Employ, asked, asked_of
from tests.world import House, World

LETTER = "//ol[@class='letters']/li"
NOTE = "//ul[@class='notes']/li/p[2]"
HOSTILE = """<script>alert('x')</script>"><img src=x onerror=alert(1)>"""
RIGHT_TO_LEFT = "كتاب القناطر والماء"
CHINESE = "圖書館的黎明"


def message_of(house: House, number: str) -> int:
    """The first message about a request."""
    with scope.entered(house.zone.pk):
        return int(Message.objects.order_by("id").values_list("pk", flat=True)[0])


def test_both_sides_write_and_read(world: World, employ: Employ) -> None:
    howard, american = employ(world.howard), employ(world.american)
    borrowed = asked(world)
    lent = asked_of(world.american)
    sent = howard.writes(borrowed, "/message", text="Could it come this week?")
    assert sent.notices == ["The message is on its way."]
    assert sent.texts(LETTER)[-1].endswith("Could it come this week? Waiting to be sent")
    turn()
    assert american.sees(lent).timeline[0] == "Howard University wrote: Could it come this week?"
    american.writes(lent, "/message", text="On Thursday.")
    turn()
    assert howard.sees(borrowed).texts(LETTER)[-1].endswith("Message ⟨xml⟩The message as XML On Thursday.")
    assert (howard.sees(borrowed).state, american.sees(lent).state) == (
        "Request sent to partner",
        "Being processed",
    )


def test_what_a_lender_answers_is_read_in_words(world: World, employ: Employ) -> None:
    howard, american = employ(world.howard), employ(world.american)
    borrowed = asked(world)
    american.does(asked_of(world.american), "reject", reason="NotOnShelf", note="Sorry.")
    turn()
    theirs = f"{LETTER}[@class='is-theirs']/p"
    _, about, note = howard.sees(borrowed).texts(theirs)
    assert (about, note) == ("Answer: cannot supply · Not on shelf ⟨xml⟩The message as XML", "Sorry.")


def test_the_same_message_is_sent_once(world: World, employ: Employ) -> None:
    howard = employ(world.howard)
    number = asked(world)
    howard.writes(number, "/message", text="Hello?", seen="0")
    assert howard.writes(number, "/message", text="Hello?", seen="0").notices == ["That is done already."]


def test_nobody_can_be_written_to_before_a_lender_is_asked(world: World, employ: Employ) -> None:
    howard = employ(world.howard)
    number = asked(world)
    with scope.entered(world.howard.zone.pk):
        RotaEntry.objects.update(standing="rejected")
    page = howard.writes(number, "/message", text="Hello?")
    assert page.notices == ["No lender has been asked: there is nobody to write to."]


def test_notes_are_kept_once_with_who_wrote_them(world: World, employ: Employ) -> None:
    desk = employ(world.howard, Role.DESK_OPERATOR)
    number = asked(world)
    kept = desk.writes(number, "/note", text="Ring\nfirst.", seen="0")
    again = desk.writes(number, "/note", text="Ring\nfirst.", seen="0")
    assert (kept.notices, again.notices) == (["The note is kept."], ["That is done already."])
    assert again.texts(NOTE) == ["Ringfirst."]
    assert "C. Clerk" in again.text("//ul[@class='notes']/li/p[1]")


def test_from_the_stacks_a_note_can_be_kept_but_no_message_read(world: World, employ: Employ) -> None:
    stacks = employ(world.american, Role.REQUESTS_OPERATOR)
    asked(world)
    lent = asked_of(world.american)
    assert stacks.writes(lent, "/note", text="Water on the shelf").texts(NOTE) == ["Water on the shelf"]
    assert stacks.sees(lent).texts("//*[@id='letters-head'] | //a[@class='request-raw']") == []
    assert stacks.posts(lent, "/message", text="Hello?").status_code == 403
    address = f"/american/desk/messages/{message_of(world.american, lent)}"
    assert stacks.browser.get(address).status_code == 403


def test_a_message_is_shown_as_it_was_sent_on_a_page_or_in_place(world: World, employ: Employ) -> None:
    howard = employ(world.howard)
    address = f"/howard/desk/messages/{message_of(world.howard, asked(world))}"
    page = howard.browser.get(address).content.decode()
    part = howard.browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in page, "<html" in part) == (True, False)
    line = "\n    &lt;bibliographicInfo&gt;\n"
    assert (line in page.replace("ill:", ""), line in part.replace("ill:", "")) == (True, True)
    stranger = employ(world.stranger).browser
    assert stranger.get(address.replace("howard", "stranger")).status_code == 404


def hostile(world: World, number: str, text: str) -> None:
    """Write it wherever somebody else's words are kept."""
    with scope.entered(world.howard.zone.pk):
        BorrowingRequest.objects.update(
            title=text, author=text, isbn=text[:40], patron_note=text, condition=text, needs_attention=text
        )
        Patron.objects.update(name=text)
        Partner.objects.update(name=text, address=text, phone=text[:60])
        RotaEntry.objects.update(reason=text)
        HistoryEntry.objects.update(text=text)
        Note.objects.create(
            borrowing_request=BorrowingRequest.objects.get(number=number), text=text, author_name=text
        )
    with scope.entered(world.american.zone.pk):
        LendingRequest.objects.update(title=text, partner_note=text, requester=text)


def test_what_others_wrote_is_never_markup(world: World, employ: Employ) -> None:
    howard, american = employ(world.howard), employ(world.american)
    borrowed = asked(world)
    lent = asked_of(world.american)
    american.writes(lent, "/message", text=HOSTILE)
    turn()
    hostile(world, borrowed, HOSTILE)
    for clerk, number in ((howard, borrowed), (american, lent)):
        page = clerk.sees(number)
        assert page.text("//h1") == HOSTILE
        assert page.root.xpath("//img | //*[@onerror] | //script[not(@src)]") == []
    assert HOSTILE in howard.sees(borrowed).texts(LETTER)[-1]
    assert howard.sees(borrowed).text("//dl[dt='Patron']/dd[2]") == HOSTILE


@pytest.mark.parametrize("title", [RIGHT_TO_LEFT, CHINESE, "A" * 200])
def test_every_script_finds_its_own_direction(world: World, employ: Employ, title: str) -> None:
    howard = employ(world.howard)
    borrowed = asked(world)
    hostile(world, borrowed, title)
    (head,) = howard.sees(borrowed).root.xpath("//h1")
    assert (head.text, head.get("dir")) == (title, "auto")


def test_the_statements_do_not_grow_with_history_rota_messages_and_notes(
    world: World, employ: Employ
) -> None:
    howard, american = employ(world.howard), employ(world.american)
    borrowed = asked(world)
    lent = asked_of(world.american)
    pages = ((howard, borrowed), (american, lent))
    few = [statements(clerk, number) for clerk, number in pages]
    for clerk, number in pages * 3:
        clerk.writes(number, "/note", text=f"Note {clerk.zone}")
        clerk.writes(number, "/message", text="Any news?")
        turn()
    howard.does(borrowed, "reject", reason="", note="")
    turn()
    assert [statements(clerk, number) for clerk, number in pages] == few


def statements(clerk: Any, number: str) -> int:
    """How many statements the page of a request takes."""
    clerk.sees(number)
    with CaptureQueriesContext(connection) as captured:
        clerk.sees(number)
    return len(captured)
