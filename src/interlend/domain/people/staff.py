"""Which roles somebody holds, in which zones: asked before a zone is known, through one SQL function."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from interlend.domain.people.models import Role
from interlend.domain.people.permissions import Action, may


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role in a zone; at one library or one desk of it only, where these are given."""

    zone_id: int
    role: Role
    library_id: int | None
    desk_id: int | None

    def holds_at(self, *, library_id: int | None, desk_id: int | None) -> bool:
        """Whether the role holds for somebody who stands at this desk; None: at none."""
        return self.library_id in (None, library_id) and self.desk_id in (None, desk_id)


def roles_of(user_id: int) -> list[HeldRole]:
    """All roles of a user, in all zones. One statement, outside any scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT zone_id, role, library_id, desk_id FROM people_roles_of(%s)", [user_id])
        return [HeldRole(zone_id, Role(role), library, desk) for zone_id, role, library, desk in cursor]


def any_may(roles: Collection[HeldRole], action: Action) -> bool:
    """Whether one of these roles may do something."""
    return any(may(held.role, action) for held in roles)
