"""Today's numbers, each compared with the list that it opens."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interlend.domain.circulation.models import Transit
from interlend.domain.exchange.models import Message
from interlend.domain.libraries.models import Library
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest
from interlend.domain.sharing.searching.query import Side, parse
from interlend.domain.sharing.searching.search import search
from interlend.domain.sharing.searching.today import Today, today
from interlend.kernel.lifecycle.happenings import Receive
from tests.domain.sharing.desks import Desk, Desks


def numbers(day: Today) -> dict[str, int]:
    """What there is to do, by name."""
    return {task.name: task.count for task in day.tasks if task.count}


def at(desk: Desk) -> Library:
    """The resource sharing library."""
    with desk.inside():
        return Library.objects.get(is_resource_sharing=True)


def test_what_howard_and_american_have_to_do(asked: Desks) -> None:
    with asked.howard.inside():
        assert numbers(today(at(asked.howard), now=timezone.now())) == {"arriving": 1}
    with asked.american.inside():
        assert numbers(today(None, now=timezone.now())) == {"to_pull": 2}


def test_each_number_is_the_length_of_the_list_that_it_opens(asked: Desks) -> None:
    with asked.howard.inside():
        shipped = BorrowingRequest.objects.get(title="Beloved").number
    asked.howard.does(shipped, Receive(barcode=""))
    now = timezone.now()
    for desk in (asked.howard, asked.american):
        with desk.inside():
            for model in (BorrowingRequest, LendingRequest):
                model.objects.filter(title="Sula").update(
                    needs_attention="Look at it.", act_by=now - timedelta(hours=1)
                )
            for library in (None, *Library.objects.all()):
                for task in today(library, now=now).tasks:
                    assert search(task.side, parse(task.query, task.side), now=now).total == task.count
    with asked.howard.inside():
        assert numbers(today(None, now=now)) == {
            "hold_shelf": 1,
            "late_borrowing": 1,
            "attention_borrowing": 1,
        }


def test_a_copy_that_came_from_another_library_is_to_ship_and_no_longer_to_pull(asked: Desks) -> None:
    now = timezone.now()
    with asked.american.inside():
        request = LendingRequest.objects.select_related("item__location__library").get(title="Sula")
        assert request.item is not None
        home = request.item.location.library
        Transit.objects.create(
            item=request.item, from_library=home, to_library=request.library, began_at=now, ended_at=now
        )
        assert numbers(today(None, now=now)) == {"to_pull": 1, "to_ship": 1}


def test_the_first_deadline_is_told_with_what_is_to_answer(asked: Desks) -> None:
    now = timezone.now()
    first = now + timedelta(hours=2)
    with asked.american.inside():
        LendingRequest.objects.filter(title="Sula").update(state="created", act_by=first)
        LendingRequest.objects.filter(title="Jazz: A Novel").update(
            state="locate_failed", act_by=first + timedelta(days=1)
        )
        task = today(None, now=now).task("requests_to_answer")
    assert (task.count, task.soonest, task.query) == (2, first, "is:to-answer")


def test_messages_that_could_not_take_effect_are_counted(asked: Desks) -> None:
    with asked.american.inside():
        assert today(None, now=timezone.now()).unapplied_messages == 0
        Message.objects.filter(direction="in").update(state=Message.State.UNAPPLIED)
        waiting = Message.objects.filter(direction="in").count()
        assert today(None, now=timezone.now()).unapplied_messages == waiting > 0


def test_a_day_takes_three_statements_however_much_there_is_to_do(asked: Desks) -> None:
    library = at(asked.howard)
    with asked.howard.inside(), CaptureQueriesContext(connection) as captured:
        today(library, now=timezone.now())
    assert len(captured.captured_queries) == 3


def test_todays_queries_are_understood() -> None:
    assert {side for side in Side if parse("is:late", side).problems} == set()
