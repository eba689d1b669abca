"""A partner's message and a member of staff may be at the same request at the same moment."""

from __future__ import annotations

import threading

from django.db import connection, transaction

from interlend.domain.exchange import inbox, outbox
from interlend.domain.exchange.models import Conversation, Message
from interlend.domain.sharing.models import LendingRequest
from interlend.domain.zones import scope
from interlend.kernel.iso18626.codes import Action, Status
from interlend.kernel.iso18626.messages import Spoken
from tests import exchange_cast
from tests.exchange_cast import NOW, Cast, request, said, told, xml


def take_in(cast: Cast, message: Spoken) -> inbox.Arrival:
    readable = inbox.read(xml(message), caller=cast.caller("albany"), names_our_agency=True, now=NOW)
    assert isinstance(readable, inbox.Readable)
    taken = inbox.take_in(readable, now=NOW)
    assert isinstance(taken, inbox.Arrival)
    return taken


def lock(cast: Cast) -> None:
    """What every `advance` does first."""
    list(LendingRequest.objects.select_for_update(of=("self",)))


def test_inbox_and_desk_lock_in_the_same_order(committed_db: dict[str, str]) -> None:
    """The message is written first and wants the request; staff hold the request and write an answer.

    If the two took their locks in different orders, PostgreSQL would end one of them.
    """
    from interlend.domain.sharing import receiving

    cast = exchange_cast.build()
    with scope.entered(cast.zone.pk):
        inbox.happen(take_in(cast, request()), receiving.apply)
    staff_hold_the_request, message_is_written = threading.Event(), threading.Event()

    def staff() -> None:
        try:
            with scope.entered(cast.zone.pk):
                lock(cast)
                staff_hold_the_request.set()
                message_is_written.wait(5)
                outbox.send(Conversation.objects.get(), told(Status.WILL_SUPPLY), now=NOW)
        finally:
            connection.close()

    desk = threading.Thread(target=staff)
    desk.start()
    with scope.entered(cast.zone.pk):
        staff_hold_the_request.wait(5)
        arrival = take_in(cast, said(Action.CANCEL))
        message_is_written.set()

        def effect(_: inbox.Arrival) -> None:
            with transaction.atomic():
                lock(cast)

        assert inbox.happen(arrival, effect)
    desk.join(5)
    with scope.entered(cast.zone.pk):
        assert [message.state for message in Message.objects.order_by("id")] == [
            "applied",
            "applied",
            "queued",
        ]
        assert Conversation.objects.get().open_asks == ["Cancel"]
