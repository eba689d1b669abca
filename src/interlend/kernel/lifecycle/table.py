"""How a table of states is written and read: top to bottom, the first row that matches wins.

A row says: where a request stands, what happens, only if, what it becomes, and what we do. `decide` reads a
table and nothing else; it knows no database, no clock and no network, so the same question always has the
same answer. Rows may carry the step of a workflow profile that switches them on. A profile can pass rows
over; it can never invent one.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, Final

from interlend.kernel.lifecycle.effects import Effect
from interlend.kernel.lifecycle.happenings import Cause, Happening
from interlend.kernel.lifecycle.states import StateCard
from interlend.kernel.lifecycle.steps import Step
from interlend.kernel.words import marked

Kind = type[Happening]


class Stays(Enum):
    """The request stays where it stands; what happened is recorded, and the row's effects follow."""

    STAYS = "stays"


STAYS: Final = Stays.STAYS


@dataclass(frozen=True)
class Guard:
    """A condition of a row: a question about the facts and about what happened.

    `words` are its reading for people; `reads` names the facts that it looks at, so that a caller need gather
    no others.
    """

    words: str
    reads: frozenset[str]
    holds: Callable[[Any, Any], bool]

    def __and__(self, other: "Guard") -> "Guard":
        """Both hold; the second is not asked where the first fails."""
        return Guard(
            ", ".join(filter(None, (self.words, other.words))),
            self.reads | other.reads,
            lambda facts, happening: self.holds(facts, happening) and other.holds(facts, happening),
        )


def guard(*reads: str) -> Callable[[Callable[[Any, Any], bool]], Guard]:
    """Make a function of (facts, happening) a guard that reads the named facts; its docstring words it."""

    def named(holds: Callable[[Any, Any], bool]) -> Guard:
        return Guard((holds.__doc__ or holds.__name__).strip(), frozenset(reads), holds)

    return named


always = Guard("", frozenset(), lambda _facts, _happening: True)


@dataclass(frozen=True)
class Remembered:
    """A next state that the request itself remembers: the fact of that name holds it."""

    words: str
    fact: str


@dataclass(frozen=True)
class Row:
    """One line of a table. `stands_at` and `happens` may name several, for which the same holds."""

    stands_at: StrEnum | tuple[StrEnum, ...]
    happens: Kind | tuple[Kind, ...]
    only_if: Guard
    becomes: StrEnum | Stays | Remembered
    and_we: Sequence[Effect]
    step: Step | None = None

    @property
    def states(self) -> tuple[StrEnum, ...]:
        """Where the request may stand."""
        return self.stands_at if isinstance(self.stands_at, tuple) else (self.stands_at,)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What may happen."""
        return self.happens if isinstance(self.happens, tuple) else (self.happens,)


@dataclass(frozen=True)
class Because:
    """Why something is refused, in words for people. Empty `stands_at` or `happens` stand for any."""

    stands_at: tuple[StrEnum, ...]
    happens: tuple[Kind, ...]
    reason: str


@dataclass(frozen=True)
class Decided:
    """The row that won, its number in the table (the first is 1), the next state and the effects in order."""

    row: Row
    row_number: int
    becomes: StrEnum
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Refused:
    """No row is open for this.

    `reason` is for people. `switched_off_by` is the step that would have opened a row. `recorded`: nobody
    stands there to be told, since the partner or our own work reported it; so the caller keeps it and
    shows it to staff.
    """

    reason: str
    switched_off_by: Step | None
    recorded: bool


SWITCHED_OFF: Final = marked("The workflow profile of this partner does not allow this.")
NOT_EXPECTED: Final = marked("Not expected at the present status.")


@dataclass(frozen=True)
class Table:
    """A life: its states with their cards, what may happen in it, its rows, and why the rest is refused."""

    title: str
    states: type[StrEnum]
    cards: Mapping[StrEnum, StateCard]
    happenings: tuple[Kind, ...]
    rows: tuple[Row, ...]
    reasons: tuple[Because, ...]
    _rows_for: dict[tuple[StrEnum, Kind], tuple[tuple[int, Row], ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found: dict[tuple[StrEnum, Kind], tuple[tuple[int, Row], ...]] = {}
        for number, row in enumerate(self.rows, start=1):
            for state in row.states:
                for kind in row.kinds:
                    found[state, kind] = (*found.get((state, kind), ()), (number, row))
        object.__setattr__(self, "_rows_for", found)

    @property
    def closed(self) -> tuple[StrEnum, ...]:
        """The states in which it has ended."""
        return tuple(state for state, card in self.cards.items() if card.terminal)

    def rows_for(self, state: StrEnum, kind: Kind) -> tuple[tuple[int, Row], ...]:
        """The rows, with their numbers, that speak of this happening in this state, in reading order."""
        return self._rows_for.get((state, kind), ())

    def facts_read(self, state: StrEnum, kind: Kind) -> frozenset[str]:
        """The names of the facts that a decision may look at here; no others need be gathered."""
        names: frozenset[str] = frozenset()
        for _, row in self.rows_for(state, kind):
            names |= row.only_if.reads
            if isinstance(row.becomes, Remembered):
                names |= {row.becomes.fact}
        return names

    def states_open_to(self, kind: Kind) -> tuple[StrEnum, ...]:
        """The states in which this happening has a row: where a clock has to look."""
        return tuple(state for state in self.states if self.rows_for(state, kind))

    def offers(self, state: StrEnum, cause: Cause, steps: Collection[Step]) -> tuple[Kind, ...]:
        """What this cause may do in this state under these steps: the buttons of a screen."""
        return tuple(
            kind
            for kind in self.happenings
            if cause in kind.may_be_caused_by
            and any(row.step is None or row.step in steps for _, row in self.rows_for(state, kind))
        )

    def reason_for(self, state: StrEnum, kind: Kind) -> str:
        """Why this is refused in this state: the first reason that fits."""
        for because in self.reasons:
            if (not because.stands_at or state in because.stands_at) and (
                not because.happens or kind in because.happens
            ):
                return because.reason
        return NOT_EXPECTED


def decide(
    table: Table, state: StrEnum, happening: Happening, facts: Any, steps: Collection[Step]
) -> Decided | Refused:
    """Ask the table what becomes of a request that stands at `state` when `happening` comes.

    `facts` is the facts class of the table, `steps` the switched-on steps of the active partner's workflow
    profile. Whether the one who causes it may do so (`may_be_caused_by`) is asked before.
    """
    kind = type(happening)
    switched_off_by: Step | None = None
    for number, row in table.rows_for(state, kind):
        if not row.only_if.holds(facts, happening):
            continue
        if row.step is not None and row.step not in steps:
            switched_off_by = switched_off_by or row.step
            continue
        return Decided(row, number, _next_state(row, state, facts), tuple(row.and_we))
    return Refused(
        reason=SWITCHED_OFF if switched_off_by else table.reason_for(state, kind),
        switched_off_by=switched_off_by,
        recorded=not kind.may_be_caused_by & {Cause.STAFF, Cause.PATRON, Cause.CLOCK},
    )


def _next_state(row: Row, state: StrEnum, facts: Any) -> StrEnum:
    if isinstance(row.becomes, Stays):
        return state
    if isinstance(row.becomes, Remembered):
        remembered: StrEnum = getattr(facts, row.becomes.fact)
        return remembered
    return row.becomes
