"""Every cell of the three tables, against the files written by hand from the specification."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.borrowing_facts import BorrowingFacts
from interlend.kernel.lifecycle.borrowing_states import Borrowing
from interlend.kernel.lifecycle.left import LeftFacts
from interlend.kernel.lifecycle.lending_facts import LendingFacts
from interlend.kernel.lifecycle.table import Refused, decide
from tests.kernel.lifecycle.examples import ALL_STEPS, TABLES, example

FACTS = {"borrowing": BorrowingFacts, "lending": LendingFacts, "left": LeftFacts}


@dataclass(frozen=True)
class Line:
    """A line of an expected file: the case, and one cell a state."""

    words: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Expected:
    """An expected file: its abbreviations, its columns and its lines."""

    states: dict[str, str]
    reasons: dict[str, str]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def read_expected(name: str) -> Expected:
    states: dict[str, str] = {}
    reasons: dict[str, str] = {}
    columns: tuple[str, ...] = ()
    lines: list[Line] = []
    text = (Path(__file__).parent / f"expected_{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        match line.split():
            case [] | ["#", *_]:
                continue
            case ["state", code, state]:
                states[code] = state
            case ["reason", code, *_]:
                reasons[code] = line.split(maxsplit=2)[2]
            case ["columns", *codes]:
                columns = tuple(codes)
            case _:
                words, _, cells = line.partition(":")
                lines.append(Line(words, tuple(cells.split())))
    return Expected(states, reasons, columns, tuple(lines))


EXPECTED = {name: read_expected(name) for name in TABLES}


def case_of(name: str, words: str) -> tuple[h.Happening, Any, frozenset[Any]]:
    """The happening, the facts and the steps that the words of a line choose."""
    kind_name, *rest = words.split()
    kind = getattr(h, kind_name)
    facts_class = FACTS[name]
    facts: dict[str, Any] = {field.name: False for field in fields(facts_class) if field.type is bool}
    if name == "borrowing":
        facts |= {"cancel_asked_by": h.Cause.STAFF, "state_before_cancel": Borrowing.REQUEST_SENT}
    steps = ALL_STEPS[name]
    different: dict[str, Any] = {}
    for word in rest:
        key, _, value = word.partition("=")
        match key:
            case "off":
                steps = frozenset(step for step in steps if step != value)
                assert len(steps) == len(ALL_STEPS[name]) - 1, f"no step is called {value}"
            case "asked_by":
                facts["cancel_asked_by"] = h.Cause(value)
            case "before":
                facts["state_before_cancel"] = Borrowing(value)
            case "found":
                different["found"] = int(value)
            case "message":
                different["message"] = h.Sent(value)
            case "kind":
                different["kind"] = h.Located(value)
            case "agreed":
                different["agreed"] = {"yes": True, "no": False}[value]
            case "expired":
                different["expired"] = True
            case _:
                assert facts[key] is False, f"no fact is called {key}"
                facts[key] = True
    return example(kind, **different), facts_class(**facts), steps


def cell(name: str, state_code: str, words: str) -> str:
    """What the table says, abbreviated as in the file."""
    expected, table = EXPECTED[name], TABLES[name]
    state = table.states(expected.states[state_code])
    happening, facts, steps = case_of(name, words)
    outcome = decide(table, state, happening, facts, steps)
    if isinstance(outcome, Refused):
        return next((code for code, reason in expected.reasons.items() if reason == outcome.reason), "?")
    return next(code for code, value in expected.states.items() if value == outcome.becomes)


LINES = [
    pytest.param(name, line, id=f"{name}: {line.words}")
    for name, expected in EXPECTED.items()
    for line in expected.lines
]


@pytest.mark.parametrize(("name", "line"), LINES)
def test_each_cell_is_as_the_specification_says(name: str, line: Line) -> None:
    columns = EXPECTED[name].columns

    said = {state: cell(name, state, line.words) for state in columns}

    assert said == {
        state: state if code == "=" else code for state, code in zip(columns, line.cells, strict=True)
    }


@pytest.mark.parametrize("name", TABLES)
def test_the_file_knows_every_state_and_every_happening_of_the_table(name: str) -> None:
    expected, table = EXPECTED[name], TABLES[name]

    assert tuple(expected.states) == expected.columns
    assert tuple(expected.states.values()) == tuple(table.states)
    assert {line.words.split()[0] for line in expected.lines} == {k.__name__ for k in table.happenings}


@pytest.mark.parametrize("name", TABLES)
def test_no_case_stands_in_the_file_twice(name: str) -> None:
    cases = [frozenset(line.words.split()) for line in EXPECTED[name].lines]

    assert len(cases) == len(set(cases))


@pytest.mark.parametrize("name", TABLES)
def test_every_reason_of_the_file_is_given_somewhere(name: str) -> None:
    expected = EXPECTED[name]

    given = {code for line in expected.lines for code in line.cells if code.islower()}

    assert given == set(expected.reasons)
