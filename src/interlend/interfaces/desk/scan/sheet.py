"""The sheet of a browser: what was scanned in this session, how much today, and what awaits the next scan."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from interlend.domain.sharing.scanning.scanned import NAMES, NOTHING, Awaited, Outcome, Scanned, Step
from interlend.interfaces.screens.here import Entered

MOST = 50
WAITS = timedelta(minutes=5)
"""How long a patron's card, an item or a request stays in force for the scan after it."""

_EMPTY: dict[str, Any] = {"lines": [], "made": 0, "day": "", "done": 0, "awaits": None}


class Sheet:
    """Kept in the session, for one institution. Templates read its lines, the newest first."""

    def __init__(self, request: Entered) -> None:
        self._session = request.session
        self._key = f"scans {request.here.zone.pk}"
        self._kept: dict[str, Any] = self._session.get(self._key) or dict(_EMPTY)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The last scans, as `Scanned` says them, each with its id, when it was, and whether it is undone."""
        return [self._shown(line) for line in self._kept["lines"]]

    @property
    def done_today(self) -> int:
        """How many scans of today did something."""
        done: int = self._kept["done"]
        return done if self._kept["day"] == timezone.localdate().isoformat() else 0

    def awaited(self, now: datetime) -> Awaited:
        """What the last scan awaits, where it was not long ago."""
        awaits = self._kept["awaits"]
        if not awaits or now - datetime.fromisoformat(awaits["since"]) > WAITS:
            return NOTHING
        return Awaited(**awaits["what"])

    def put_away(self) -> None:
        """Whatever was scanned before is put away: the next scan stands alone."""
        self._kept["awaits"] = None
        self._keep()

    def add(self, scanned: Scanned, *, now: datetime) -> None:
        """Write a scan on the sheet."""
        line = asdict(scanned)
        awaits = line.pop("awaits")
        self._kept["made"] += 1
        line |= {"id": self._kept["made"], "at": now.isoformat(), "undone": False}
        self._kept["lines"] = [line, *self._kept["lines"]][:MOST]
        is_empty = scanned.awaits == NOTHING
        self._kept["awaits"] = None if is_empty else {"what": awaits, "since": now.isoformat()}
        if scanned.step is not None:
            self._count(1)
        self._keep()

    def find(self, line_id: str) -> dict[str, Any] | None:
        """The line with this id that can be undone."""
        for line in self._kept["lines"]:
            if str(line["id"]) == line_id and line["can_undo"] and not line["undone"]:
                return self._shown(line)
        return None

    def strike_out(self, line_id: int) -> None:
        """This line was undone."""
        for line in self._kept["lines"]:
            if line["id"] == line_id:
                line["undone"] = True
        self._count(-1)
        self._keep()

    def _count(self, more: int) -> None:
        done = self.done_today
        self._kept |= {"day": timezone.localdate().isoformat(), "done": max(0, done + more)}

    def _keep(self) -> None:
        self._session[self._key] = self._kept

    @staticmethod
    def _shown(line: dict[str, Any]) -> dict[str, Any]:
        """A line as templates read it: words for its step and for the step that is offered."""
        named = {name: NAMES[Step(line[name])] if line[name] else "" for name in ("step", "offer")}
        return line | {
            "at": datetime.fromisoformat(line["at"]),
            "outcome": Outcome(line["outcome"]),
            "step_name": named["step"],
            "offer_name": named["offer"],
            "slip_of": line["number"] or line["barcode"],
            "side": "lending" if line["number"].startswith("L-") else "borrowing",
        }
