"""What must hold for any table of the lifecycle, whatever its rows are."""

from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from interlend.kernel.lifecycle import effects
from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.borrowing_facts import BorrowingFacts
from interlend.kernel.lifecycle.borrowing_states import Borrowing
from interlend.kernel.lifecycle.lending_facts import LendingFacts
from interlend.kernel.lifecycle.states import DEADLINE_MEANS, Actor, Deadline
from interlend.kernel.lifecycle.steps import BORROWING_STEPS, LENDING_STEPS, BorrowingStep, LendingStep, Step
from interlend.kernel.lifecycle.table import Decided, Kind, Remembered, Row, Stays, Table, decide
from tests.kernel.lifecycle.examples import ALL_STEPS, TABLES, example

EACH_TABLE = pytest.mark.parametrize("name", TABLES)

FIELD_VALUES: dict[str, list[Any]] = {
    "agreed": [True, False],
    "expired": [True, False],
    "found": [0, 1],
    "message": [h.Sent.REQUEST, h.Sent.CANCEL],
    "kind": list(h.Located),
}
FACT_VALUES: dict[str, list[Any]] = {
    "cancel_asked_by": [h.Cause.PATRON, h.Cause.STAFF],
    "state_before_cancel": [Borrowing.REQUEST_SENT, Borrowing.WILL_SUPPLY],
}
NOT_YET_IN_A_ROW = {
    # Renewals, recalls by us and their answers are not part of a loan that runs straight; staff see them.
    BorrowingStep.AUTOMATIC_RENEW,
    BorrowingStep.MANUAL_RENEW,
    BorrowingStep.RENEW_REQUESTED,
    LendingStep.BORROWER_RECALL,
    LendingStep.PATRON_RENEWAL,
    LendingStep.STAFF_RENEWAL,
}


def combinations(values: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    for chosen in product(*values.values()):
        yield dict(zip(values, chosen, strict=True))


def examples_of(kind: Kind) -> list[h.Happening]:
    varied = {field.name: FIELD_VALUES[field.name] for field in fields(kind) if field.name in FIELD_VALUES}
    return [example(kind, **chosen) for chosen in combinations(varied)]


def outcomes(name: str, state: StrEnum, kind: Kind, steps: frozenset[Step]) -> Iterator[Decided]:
    """Every decision that is possible here; the facts offered are only those that the table says it reads."""
    table = TABLES[name]
    read = {fact: FACT_VALUES.get(fact, [True, False]) for fact in table.facts_read(state, kind)}
    for happening in examples_of(kind):
        for facts in combinations(read):
            outcome = decide(table, state, happening, SimpleNamespace(**facts), steps)
            if isinstance(outcome, Decided):
                yield outcome


def cells(table: Table) -> Iterator[tuple[StrEnum, Kind]]:
    return product(table.states, table.happenings)


def next_states(name: str, row: Row, state: StrEnum) -> set[StrEnum]:
    if isinstance(row.becomes, Stays):
        return {state}
    if isinstance(row.becomes, Remembered):
        return set(FACT_VALUES[row.becomes.fact])
    return {row.becomes}


@EACH_TABLE
def test_no_row_is_unreachable_or_shadowed(name: str) -> None:
    table, all_on = TABLES[name], ALL_STEPS[name]
    profiles = [all_on, *(all_on - {step} for step in all_on)]

    winners = {
        (outcome.row_number, state, kind)
        for state, kind in cells(table)
        for steps in profiles
        for outcome in outcomes(name, state, kind, steps)
    }

    assert winners == {
        (number, state, kind)
        for number, row in enumerate(table.rows, start=1)
        for state in row.states
        for kind in row.kinds
    }


@EACH_TABLE
def test_a_table_speaks_only_of_happenings_that_it_lists(name: str) -> None:
    table = TABLES[name]

    assert {kind for row in table.rows for kind in row.kinds} <= set(table.happenings)
    assert {kind for because in table.reasons for kind in because.happens} <= set(table.happenings)
    assert len(set(table.happenings)) == len(table.happenings)


def test_every_happening_belongs_to_a_table() -> None:
    kinds = {
        kind
        for kind in vars(h).values()
        if isinstance(kind, type) and issubclass(kind, h.Happening) and hasattr(kind, "label")
    }

    assert {kind for table in TABLES.values() for kind in table.happenings} == kinds


def test_tables_and_effects_name_the_same_things() -> None:
    named = {effect for table in TABLES.values() for row in table.rows for effect in row.and_we}

    assert {effect.name for effect in named} == {*effects.EFFECTS, "letter", "return_to"}
    assert {effect.argument for effect in named if effect.name == "letter"} == set(effects.LETTERS)


def test_every_effect_bears_the_name_by_which_code_knows_it() -> None:
    assert {name: getattr(effects, name) for name in effects.EFFECTS} == effects.EFFECTS


@pytest.mark.parametrize(("name", "facts_class"), [("borrowing", BorrowingFacts), ("lending", LendingFacts)])
def test_every_fact_is_read_by_a_row_and_every_row_reads_known_facts(
    name: str, facts_class: type[BorrowingFacts | LendingFacts]
) -> None:
    table = TABLES[name]

    read = frozenset[str]().union(*(table.facts_read(state, kind) for state, kind in cells(table)))

    assert read == {field.name for field in fields(facts_class)}


@EACH_TABLE
def test_every_state_is_reached_from_the_first(name: str) -> None:
    table = TABLES[name]
    reached, to_visit = set(), [next(iter(table.states))]
    while to_visit:
        state = to_visit.pop()
        if state in reached:
            continue
        reached.add(state)
        to_visit += [n for row in table.rows if state in row.states for n in next_states(name, row, state)]

    assert reached == set(table.states)


@EACH_TABLE
def test_with_every_optional_step_off_each_open_state_can_be_ended_without_the_partner(name: str) -> None:
    table = TABLES[name]
    ours = [kind for kind in table.happenings if not kind.may_be_caused_by <= {h.Cause.PEER}]
    ending = {state for state in table.states if table.cards[state].terminal}
    grew = True
    while grew:
        leads_on = {
            state
            for state, kind in product(table.states, ours)
            if any(outcome.becomes in ending for outcome in outcomes(name, state, kind, frozenset()))
        }
        grew = not leads_on <= ending
        ending |= leads_on

    assert ending == set(table.states)


@EACH_TABLE
def test_every_open_state_has_an_owner_a_next_step_and_a_deadline(name: str) -> None:
    table = TABLES[name]

    assert set(table.cards) == set(table.states)
    for state, card in table.cards.items():
        if card.terminal:
            assert (card.next_actor, card.deadline, card.primary_action) == (Actor.NOBODY, None, None), state
        else:
            assert card.next_actor is not Actor.NOBODY, state
            assert card.deadline is not None, state
            if card.next_actor is Actor.US:
                assert card.primary_action in table.offers(state, h.Cause.STAFF, frozenset()), state


@EACH_TABLE
def test_a_main_action_is_one_that_the_table_offers_staff(name: str) -> None:
    table = TABLES[name]

    for state, card in table.cards.items():
        if card.primary_action:
            assert card.primary_action in table.offers(state, h.Cause.STAFF, frozenset()), state


@EACH_TABLE
def test_a_closed_state_needs_no_attention_and_labels_are_unique(name: str) -> None:
    cards = TABLES[name].cards.values()

    assert [card for card in cards if card.terminal and card.needs_attention] == []
    assert len({card.label for card in cards}) == len(cards)


@pytest.mark.parametrize("name", ["borrowing", "lending"])
def test_a_closed_request_never_opens_again(name: str) -> None:
    table = TABLES[name]
    closed = [state for state in table.states if table.cards[state].terminal]

    assert {
        (state, row.happens)
        for state in closed
        for row in table.rows
        if state in row.states and next_states(name, row, state) != {state}
    } == set()


def test_every_deadline_rule_is_explained_and_used() -> None:
    used = {card.deadline for table in TABLES.values() for card in table.cards.values()} - {None}

    assert used == set(Deadline) == set(DEADLINE_MEANS)


def test_every_step_is_described_and_opens_a_row_or_is_known_to_wait_for_one() -> None:
    opening = {row.step for table in TABLES.values() for row in table.rows} - {None}

    assert set(BORROWING_STEPS) == set(BorrowingStep)
    assert set(LENDING_STEPS) == set(LendingStep)
    assert [step for step in (*BorrowingStep, *LendingStep) if step not in opening] == sorted(
        NOT_YET_IN_A_ROW, key=[*BorrowingStep, *LendingStep].index
    )


@EACH_TABLE
def test_each_happening_has_a_label_a_meaning_and_a_cause(name: str) -> None:
    for kind in TABLES[name].happenings:
        assert kind.label
        assert kind.__doc__
        assert kind.may_be_caused_by
