"""What is done at the desk of an institution, by the verbs of `sharing`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from interlend.domain.jobs.models import Schedule
from interlend.domain.libraries.models import Library
from interlend.domain.partners.models import Partner, WorkflowProfile
from interlend.domain.sharing import desk, expiry, placing
from interlend.domain.sharing.by import By
from interlend.domain.sharing.models import BorrowingRequest, HistoryEntry, LendingRequest, RotaEntry
from interlend.domain.sharing.placing import Wanted
from interlend.domain.zones import scope
from interlend.kernel.lifecycle.happenings import Cause, Happening
from tests.world import BOOK, RITA, House

STAFF = By(cause=Cause.STAFF, id=1, name="Vera")
READER = By(cause=Cause.PATRON, id=2, name="Rita Reader")


@dataclass
class Desk:
    """The desk of one institution; each call opens its scope."""

    house: House

    def inside(self) -> Any:
        """The scope of the institution."""
        return scope.entered(self.house.zone.pk)

    def asks(
        self, title: str = BOOK, *, by: By = READER, patron_barcode: str = RITA, isbn: str = "", **more: Any
    ) -> str:
        """A reader asks; the number of the request."""
        wanted = Wanted(title=title, isbn=isbn)
        with self.inside():
            return placing.place(
                wanted=wanted, by=by, patron_barcode=patron_barcode, now=timezone.now(), **more
            ).number

    def does(self, number: str, happening: Happening, *, by: By = STAFF) -> str:
        """Something happens to a request here; where it stands then."""
        verb = desk.lending if number.startswith("L-") else desk.borrowing
        with self.inside():
            return verb(number, happening, by=by, now=timezone.now()).state

    def leaves(self, number: str, partner: str, happening: Happening) -> str:
        """Something happens in a conversation that was left; where it stands then."""
        with self.inside():
            return desk.left(number, partner, happening, by=STAFF, now=timezone.now()).state

    def lends(self, number: str) -> str:
        """The item goes to its patron."""
        with self.inside():
            return desk.lend_to_patron(number, by=STAFF, now=timezone.now()).state

    def borrowed(self, number: str) -> BorrowingRequest:
        """The request as it stands."""
        with self.inside():
            return BorrowingRequest.objects.select_related("item", "hold", "library").get(number=number)

    def asked_for(self) -> LendingRequest:
        """The latest request of a partner, as it stands."""
        with self.inside():
            return LendingRequest.objects.select_related("item", "hold", "library", "partner").latest("id")

    def rota(self, number: str) -> list[tuple[str, str, str]]:
        """Partner, standing and reason of each place."""
        with self.inside():
            places = RotaEntry.objects.filter(request__number=number).select_related("partner")
            return [(place.partner.code, place.standing, place.reason) for place in places]

    def history(self, number: str) -> list[HistoryEntry]:
        """What happened, the oldest first."""
        side = "lending_request" if number.startswith("L-") else "borrowing_request"
        with self.inside():
            return list(HistoryEntry.objects.filter(**{f"{side}__number": number}).order_by("id"))

    def library(self, **changes: Any) -> None:
        """Set up the resource sharing library."""
        with self.inside():
            Library.objects.filter(is_resource_sharing=True).update(**changes)

    def partner(self, code: str, **changes: Any) -> None:
        """Set up a partner."""
        with self.inside():
            assert Partner.objects.filter(code=code).update(**changes) == 1

    def without(self, step: str) -> None:
        """Switch a step off in every workflow profile."""
        with self.inside():
            for profile in WorkflowProfile.objects.all():
                profile.steps = [each for each in profile.steps if each != step]
                profile.save()

    def lets_expire(self, is_on: bool = True) -> None:
        """Switch the job Expired Resource Sharing Requests on or off."""
        with self.inside():
            Schedule.objects.update_or_create(kind=expiry.EXPIRY_JOB, defaults={"is_active": is_on})


@dataclass
class Desks:
    """The three that lend to each other: Howard borrows, American is asked first, then Georgetown."""

    howard: Desk
    american: Desk
    georgetown: Desk


def days_pass(desks: Desks, days: float) -> None:
    """Let time go by: every deadline comes so much nearer, and what is due then falls due."""
    nearer = timedelta(days=days)
    for each in vars(desks).values():
        with each.inside():
            BorrowingRequest.objects.update(answer_due_at=F("answer_due_at") - nearer)
            LendingRequest.objects.update(expires_at=F("expires_at") - nearer)
    expiry.fall_due(now=timezone.now())
