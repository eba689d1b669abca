"""Where somebody stands who looks at a screen: the institution, who they are, and at which desk."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import Http404, HttpRequest

from interlend.domain.libraries.models import CirculationDesk, Library
from interlend.domain.people.models import Patron, User
from interlend.domain.people.permissions import Action
from interlend.domain.people.staff import HeldRole, any_may
from interlend.domain.sharing.by import By
from interlend.domain.zones.models import Zone
from interlend.kernel.lifecycle.happenings import Cause


@dataclass(slots=True)
class Here:
    """Who looks at a screen of an institution, and from where.

    `roles` are those that hold at this desk. A screen for the staff has a `user`, one for readers a `patron`
    where one has signed in. `other_zones` are the other institutions where the user has a role.
    """

    zone: Zone
    user: User | None = None
    patron: Patron | None = None
    desk: CirculationDesk | None = None
    roles: list[HeldRole] = field(default_factory=list)
    other_zones: list[Zone] = field(default_factory=list)

    @property
    def library(self) -> Library | None:
        """The library of the desk."""
        return self.desk.library if self.desk else None

    def may(self, action: Action) -> bool:
        """Whether one of the roles may do something."""
        return any_may(self.roles, action)

    def by(self) -> By:
        """The one who acts, for the history."""
        if self.patron is not None:
            return By(cause=Cause.PATRON, id=self.patron.pk, name=self.patron.name)
        if self.user is None:
            raise PermissionError("Nobody has signed in.")
        library_id = self.desk.library_id if self.desk else None
        return By(cause=Cause.STAFF, id=self.user.pk, name=self.user.name, library_id=library_id)


def institution_named(code: str) -> Zone:
    """The institution of this code. Raises Http404."""
    found = Zone.objects.filter(code=code, kind=Zone.Kind.INSTITUTION).first()
    if found is None:
        raise Http404
    return found


class Entered(HttpRequest):
    """A request for a screen that was let in."""

    here: Here
