"""Who or what makes something happen to a request, kept as id and name."""

from __future__ import annotations

from dataclasses import dataclass

from interlend.kernel.lifecycle.happenings import Cause


@dataclass(frozen=True, kw_only=True, slots=True)
class By:
    """The one who acts. `library_id` is the library of the desk where staff stand, if they said so."""

    cause: Cause
    id: int | None = None
    name: str = ""
    library_id: int | None = None


CLOCK = By(cause=Cause.CLOCK, name="")
SYSTEM = By(cause=Cause.SYSTEM, name="")
