"""What has happened to a request, and what may happen next, as the API shows it."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from ninja import Schema
from pydantic import AwareDatetime, Field

from interlend.domain.sharing import queries
from interlend.domain.sharing.models import HistoryEntry
from interlend.kernel.lifecycle import happenings
from interlend.kernel.lifecycle.happenings import Cause, Happening
from interlend.kernel.lifecycle.steps import Step
from interlend.kernel.lifecycle.table import Table


class FactRead(Schema):
    """A fact that the rules could ask for."""

    fact: str
    label: str
    values: list[str] | None = Field(description="In words; null: it was not known.")


class Decision(Schema):
    """Why something was chosen automatically, as text of that moment."""

    table: str
    rule: str
    outcome: str
    explanation: list[str]
    facts: list[FactRead]


class TimelineEntry(Schema):
    """One thing that happened."""

    at: AwareDatetime
    happening: str = Field(description="Its name in the table of the lifecycle.")
    label: str
    cause: str = Field(description="patron, staff, peer, clock or system")
    by: str
    from_state: str
    from_label: str
    to_state: str
    to_label: str
    row: str = Field(description="The row of the table that matched; empty where none did.")
    was_refused: bool
    text: str
    facts: dict[str, Any]
    message: int | None = Field(description="The message that brought it, or that it is about.")
    decision: Decision | None


class MayDo(Schema):
    """Something that may be done now."""

    happening: str
    label: str
    path: str = Field(description="POST here.")
    is_primary: bool


def timeline_entry(entry: HistoryEntry) -> TimelineEntry:
    """One entry of a timeline."""
    is_lending = entry.lending_request_id is not None
    kind = getattr(happenings, entry.happening, None)
    return TimelineEntry(
        at=entry.at,
        happening=entry.happening,
        label=kind.label if kind else entry.happening,
        cause=entry.cause,
        by=entry.actor_name,
        from_state=entry.from_state,
        from_label=queries.state_label(entry.from_state, is_lending=is_lending),
        to_state=entry.to_state,
        to_label=queries.state_label(entry.to_state, is_lending=is_lending),
        row=entry.row,
        was_refused=entry.was_refused,
        text=entry.text,
        facts=entry.facts,
        message=entry.message_id,
        decision=decision(entry.decision) if entry.decision else None,
    )


def decision(row: Any) -> Decision:
    """Why something was chosen."""
    return Decision(
        table=row.table,
        rule=row.rule_name,
        outcome=row.outcome,
        explanation=row.explanation.get("lines", []),
        facts=row.facts,
    )


def may_do(
    table: Table,
    state: StrEnum,
    cause: Cause,
    steps: Collection[Step],
    *,
    paths: dict[type[Happening], str],
    at: str,
) -> list[MayDo]:
    """What this cause may do in this state; `paths` says how each is called, below the address `at`."""
    primary = table.cards[state].primary_action
    return [
        MayDo(
            happening=kind.__name__,
            label=str(kind.label),
            path=f"{at}/{paths[kind]}",
            is_primary=kind is primary,
        )
        for kind in table.offers(state, cause, steps)
        if kind in paths
    ]
