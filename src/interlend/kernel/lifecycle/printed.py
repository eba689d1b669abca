"""The tables as pages for people, printed from the very rows that decide."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from interlend.kernel.lifecycle.borrowing import BORROWING
from interlend.kernel.lifecycle.left import LEFT_BEHIND
from interlend.kernel.lifecycle.lending import LENDING
from interlend.kernel.lifecycle.states import DEADLINE_MEANS
from interlend.kernel.lifecycle.steps import BORROWING_STEPS, LENDING_STEPS, BorrowingStep, Step, StepCard
from interlend.kernel.lifecycle.table import Remembered, Row, Stays, Table

PRINTED = "Printed by `interlend tables` from the code; a change belongs there."


def step_label(step: Step) -> str:
    """The name by which staff know a step."""
    cards = BORROWING_STEPS if isinstance(step, BorrowingStep) else LENDING_STEPS
    return cards[step].label


def pages() -> dict[str, str]:
    """All pages: file name and Markdown text."""
    return {
        "borrowing.md": page(BORROWING),
        "lending.md": page(LENDING),
        "left.md": page(LEFT_BEHIND),
        "steps.md": steps_page(),
    }


def page(table: Table) -> str:
    """The Markdown page of one table: its states, its rows, and why the rest is refused."""
    lines = [f"# {table.title}", "", PRINTED, "", "## States", "", *_states(table)]
    lines += [
        "",
        "## Rows",
        "",
        "Read from top to bottom; the first row that matches wins.",
        "",
        *_rows(table),
    ]
    lines += [
        "",
        "## Why the rest is refused",
        "",
        "The first reason that fits is given.",
        "",
        *_reasons(table),
    ]
    return "\n".join(lines) + "\n"


def steps_page() -> str:
    """The Markdown page of the steps of both profile types, with the rows that each of them opens."""
    lines = ["# Steps of workflow profiles", "", PRINTED]
    lines += ["", "## Borrowing", "", *_steps(BORROWING_STEPS, BORROWING)]
    lines += ["", "## Lending", "", *_steps(LENDING_STEPS, LENDING)]
    return "\n".join(lines) + "\n"


def row_in_words(row: Row) -> str:
    """A row as one sentence without its states and effects, for the history of a request."""
    what = " / ".join(kind.label for kind in row.kinds)
    return f"{what}: {row.only_if.words}" if row.only_if.words else what


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _head(*titles: str) -> Iterator[str]:
    yield _line(*titles)
    yield _line(*("---" for _ in titles))


def _states(table: Table) -> Iterator[str]:
    yield from _head("State", "Value", "Whose turn", "Next step", "By when", "Needs attention")
    for state in table.states:
        card = table.cards[state]
        yield _line(
            card.label,
            f"`{state}`",
            "closed" if card.terminal else str(card.next_actor),
            card.primary_action.label if card.primary_action else "",
            DEADLINE_MEANS[card.deadline] if card.deadline else "",
            "yes" if card.needs_attention else "",
        )


def _rows(table: Table) -> Iterator[str]:
    yield from _head("Row", "Stands at", "Happens", "Only if", "Becomes", "And we", "Step")
    for number, row in enumerate(table.rows, start=1):
        yield _line(
            str(number),
            _labels(table, row.states),
            "<br>".join(kind.label for kind in row.kinds),
            row.only_if.words,
            _becomes(table, row),
            "<br>".join(f"`{effect}`" for effect in row.and_we),
            step_label(row.step) if row.step else "",
        )


def _reasons(table: Table) -> Iterator[str]:
    yield from _head("Stands at", "Happens", "Reason")
    for because in table.reasons:
        yield _line(
            _labels(table, because.stands_at) or "any",
            "<br>".join(kind.label for kind in because.happens) or "anything",
            because.reason,
        )


def _steps(cards: Mapping[Step, StepCard], table: Table) -> Iterator[str]:
    yield from _head("Step", "Value", "Allows", "Rows")
    for step, card in cards.items():
        numbers = [str(number) for number, row in enumerate(table.rows, start=1) if row.step is step]
        yield _line(card.label, f"`{step}`", card.allows, ", ".join(numbers))


def _labels(table: Table, states: tuple[StrEnum, ...]) -> str:
    if len(states) == len(table.states):
        return "any"
    return "<br>".join(table.cards[state].label for state in states)


def _becomes(table: Table, row: Row) -> str:
    if isinstance(row.becomes, Stays):
        return "stays"
    if isinstance(row.becomes, Remembered):
        return row.becomes.words
    return table.cards[row.becomes].label
