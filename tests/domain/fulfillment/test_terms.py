"""Which terms of use govern a case, and what they say."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries

from interlend.domain.fulfillment.models import Policy, PolicyType, TermsKind, TermsOfUse, TermsPolicy
from interlend.domain.fulfillment.policies import BadPolicyValue, read
from interlend.domain.fulfillment.terms import NoDueDate, Terms, open_book, terms_for
from interlend.domain.libraries.calendar import Calendar
from interlend.domain.rulebook.editing import add_rule, move_rule
from interlend.domain.rulebook.tables import named
from tests.domain.fulfillment.conftest import Albany

FULFILLMENT_UNIT = named("fulfillment_unit")
NEW_YORK = Calendar(
    ZoneInfo("America/New_York"), frozenset({5, 6}), ((date(2026, 12, 24), date(2027, 1, 1)),)
)


def terms_of_use(kind: TermsKind, name: str, values: Mapping[PolicyType, Any]) -> TermsOfUse:
    terms = TermsOfUse.objects.create(kind=kind, name=name)
    for policy_type, value in values.items():
        policy = Policy.objects.create(policy_type=policy_type, name=f"{name}: {policy_type}", value=value)
        TermsPolicy.objects.create(terms=terms, policy=policy)
    return terms


@pytest.fixture
def rules(albany: Albany) -> None:
    """As a library configures it: the special case above the general one, one table a kind of terms."""
    due = PolicyType.DUE_DATE
    for_loans = terms_of_use(TermsKind.LOAN, "Loan", {due: {"days": 28}})
    from_partners = terms_of_use(TermsKind.LOAN, "Loan of partners' items", {due: {"days": 42}})
    reserves = terms_of_use(TermsKind.LENDING, "Not lent", {PolicyType.IS_LENDABLE: False})
    lending = terms_of_use(TermsKind.LENDING, "Lending", {due: {"days": 56}, PolicyType.IS_LENDABLE: True})
    borrowing = terms_of_use(
        TermsKind.BORROWING,
        "Borrowing",
        {PolicyType.ALLOW_REQUESTING: True, PolicyType.ACTIVE_REQUESTS_LIMIT: 20},
    )
    for terms, name, *asked in (
        (from_partners, "Partners' items", ("item_policy", "=", albany.from_partner)),
        (for_loans, "Faculty", ("user_group", "=", albany.faculty), ("location", "=", albany.stacks)),
        (reserves, "Reserves", ("location", "in list", albany.reserves)),
        (lending, "Partners", ("partner", "in list", albany.howard),
         ("item_policy", "≠", albany.from_partner)),
        (borrowing, "Books, no students", ("user_group", "not in list", albany.students),
         ("format", "=", "physical")),
    ):  # fmt: skip
        add_rule(FULFILLMENT_UNIT, name, *asked, unit=albany.unit, kind=terms.kind, terms=terms)


LOAN, LENDING, BORROWING = TermsKind.LOAN, TermsKind.LENDING, TermsKind.BORROWING


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    ("kind", "case", "name"),
    [
        pytest.param(LOAN, {"item_policy": "from_partner", "location": "stacks", "user_group": "faculty"},
                     "Loan of partners' items", id="a partner's item: the item policy above all"),
        pytest.param(LOAN, {"item_policy": "book", "location": "stacks", "user_group": "faculty"},
                     "Loan", id="faculty and stacks"),
        pytest.param(LOAN, {"item_policy": "book", "location": "reserves", "user_group": "faculty"},
                     None, id="faculty, but not the stacks"),
        pytest.param(LENDING, {"partner": "howard", "item_policy": "book", "location": "stacks"},
                     "Lending", id="a partner of the list"),
        pytest.param(LENDING, {"partner": "howard", "item_policy": "book", "location": "reserves"},
                     "Not lent", id="a location that is not lent from"),
        pytest.param(LENDING, {"partner": "stranger", "item_policy": "book", "location": "stacks"},
                     None, id="a partner that no rule names"),
        pytest.param(LENDING, {"partner": "howard", "item_policy": "from_partner", "location": "stacks"},
                     None, id="an item that is itself borrowed"),
        pytest.param(BORROWING, {"user_group": "faculty", "format": "physical"},
                     "Borrowing", id="a patron who may ask"),
        pytest.param(BORROWING, {"user_group": "students", "format": "physical"},
                     None, id="a patron who may not"),
        pytest.param(BORROWING, {"user_group": "faculty", "format": "digital"},
                     None, id="a format that is not lent"),
    ],
)  # fmt: skip
def test_the_terms_that_govern(
    kind: TermsKind, case: Mapping[str, str], name: str | None, albany: Albany
) -> None:
    facts = {fact: getattr(albany, value, value) for fact, value in case.items()}
    found = terms_for(kind, albany.unit.pk, facts)
    assert (found.terms and found.terms.name) == name


@pytest.mark.usefixtures("rules")
def test_a_rule_moved_below_another_stops_winning(albany: Albany) -> None:
    case = {"item_policy": albany.from_partner, "location": albany.stacks, "user_group": albany.faculty}
    winner = terms_for(LOAN, albany.unit.pk, case).outcome.rule
    assert winner is not None
    move_rule(FULFILLMENT_UNIT, winner, 2)
    found = terms_for(LOAN, albany.unit.pk, case)
    assert found.terms is not None
    assert found.terms.name == "Loan"


@pytest.mark.usefixtures("rules")
def test_the_rules_of_another_unit_do_not_count(albany: Albany) -> None:
    found = terms_for(BORROWING, albany.unit.pk + 1, {"user_group": albany.faculty, "format": "physical"})
    assert found.terms is None
    assert found.record().outcome == "No terms of use"


@pytest.mark.usefixtures("rules")
def test_the_decision_names_the_terms_and_stays_true_when_they_are_renamed(albany: Albany) -> None:
    case = {"user_group": albany.faculty, "format": "physical"}
    decision = terms_for(BORROWING, albany.unit.pk, case).record()
    TermsOfUse.objects.filter(name="Borrowing").update(name="Renamed")
    decision.refresh_from_db()
    assert (decision.table, decision.rule_name, decision.outcome) == (
        "fulfillment_unit",
        "Books, no students",
        "Borrowing",
    )
    assert decision.explanation["lines"] == [
        "Rule 1 “Books, no students” decided: User group is none of Students (here Faculty); "
        "Requested format is physical (here physical)."
    ]


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("used", ["from_partner", "stacks", "faculty", "howard"])
def test_what_a_rule_names_cannot_be_deleted(used: str, albany: Albany) -> None:
    with pytest.raises(ProtectedError):
        getattr(albany, used).delete()


@pytest.mark.usefixtures("rules")
def test_terms_and_policies_in_use_cannot_be_deleted() -> None:
    for row in (*TermsOfUse.objects.all(), *Policy.objects.all()):
        with pytest.raises(ProtectedError):
            row.delete()


@pytest.mark.usefixtures("rules")
def test_two_statements_find_terms_and_two_open_a_book_for_every_item(
    albany: Albany, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = {"partner": albany.howard, "item_policy": albany.book}
    with django_assert_num_queries(2):
        terms_for(LENDING, albany.unit.pk, {**case, "location": albany.stacks})
    with django_assert_num_queries(2):
        book = open_book([LENDING, LOAN], [albany.unit.pk])
    with django_assert_num_queries(0):
        found = [
            book.find(LENDING, albany.unit.pk, {**case, "location": location}).terms
            for location in (albany.stacks, albany.reserves)
        ]
        assert [terms and terms.is_lendable for terms in found] == [True, False]


def test_what_terms_say_nothing_about_is_allowed_without_limit() -> None:
    terms = Terms(1, "Bare", LOAN, {})
    assert (terms.allows_requesting, terms.active_requests_limit) == (True, None)
    assert (terms.is_loanable, terms.is_lendable, terms.is_renewable) == (True, True, True)
    assert terms.renewable_until(datetime.now(UTC), NEW_YORK) is None


def test_what_terms_say_is_read_by_its_type() -> None:
    no = dict.fromkeys(
        (
            PolicyType.ALLOW_REQUESTING,
            PolicyType.IS_LOANABLE,
            PolicyType.IS_LENDABLE,
            PolicyType.IS_RENEWABLE,
        ),
        False,
    )
    terms = Terms(1, "No", LOAN, {**no, PolicyType.ACTIVE_REQUESTS_LIMIT: 0})
    assert (terms.allows_requesting, terms.active_requests_limit) == (False, 0)
    assert (terms.is_loanable, terms.is_lendable, terms.is_renewable) == (False, False, False)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "now", "due"),
    [
        pytest.param(7, "2026-11-17 15:00", "2026-11-25 04:59:59", id="the end of the day, in New York"),
        pytest.param(7, "2026-11-18 03:00", "2026-11-25 04:59:59", id="lent late on the day before, in UTC"),
        pytest.param(0, "2026-11-24 15:00", "2026-11-25 04:59:59", id="no days: today"),
        pytest.param(4, "2026-11-24 15:00", "2026-12-01 04:59:59", id="a Saturday: moved to Monday"),
        pytest.param(30, "2026-11-24 15:00", "2027-01-05 04:59:59", id="a closure: moved beyond its weekend"),
        pytest.param(120, "2026-11-24 15:00", "2027-03-25 03:59:59", id="into summer time"),
    ],
)
def test_the_due_date_is_the_end_of_an_open_day(days: int, now: str, due: str) -> None:
    terms = Terms(1, "Loan", LOAN, {PolicyType.DUE_DATE: days, PolicyType.MAXIMUM_RENEWAL_PERIOD: days})
    assert terms.due(utc(now), NEW_YORK) == utc(due)
    assert terms.renewable_until(utc(now), NEW_YORK) == utc(due)


@pytest.mark.parametrize(
    ("lender", "due"),
    [
        pytest.param("2026-11-20 23:00", "2026-11-20 23:00", id="the lender wants it earlier"),
        pytest.param("2026-12-20 23:00", "2026-11-25 04:59:59", id="the lender can wait longer"),
    ],
)
def test_a_due_date_is_never_later_than_the_lender_s(lender: str, due: str) -> None:
    terms = Terms(1, "Loan", LOAN, {PolicyType.DUE_DATE: 7})
    assert terms.due(utc("2026-11-17 15:00"), NEW_YORK, no_later_than=utc(lender)) == utc(due)


def test_terms_without_a_due_date_lend_nothing() -> None:
    with pytest.raises(NoDueDate, match="The terms of use “Bare” say nothing about the due date"):
        Terms(1, "Bare", LOAN, {}).due(datetime.now(UTC), NEW_YORK)


@pytest.mark.parametrize(
    ("policy_type", "value", "meaning"),
    [
        (PolicyType.ALLOW_REQUESTING, True, True),
        (PolicyType.IS_LOANABLE, False, False),
        (PolicyType.ACTIVE_REQUESTS_LIMIT, 20, 20),
        (PolicyType.ACTIVE_REQUESTS_LIMIT, None, None),
        (PolicyType.DUE_DATE, {"days": 42}, 42),
        (PolicyType.MAXIMUM_RENEWAL_PERIOD, {"days": 168}, 168),
        (PolicyType.MAXIMUM_RENEWAL_PERIOD, None, None),
    ],
)
def test_a_policy_value_is_read_by_its_type(policy_type: PolicyType, value: Any, meaning: Any) -> None:
    assert read(policy_type, value) == meaning


@pytest.mark.parametrize(
    ("policy_type", "value", "problem"),
    [
        (PolicyType.ALLOW_REQUESTING, "yes", "“Allow requesting” is yes or no."),
        (PolicyType.IS_LENDABLE, None, "“May be lent to partners” is yes or no."),
        (PolicyType.ACTIVE_REQUESTS_LIMIT, -1, "“Active requests limit” is a number"),
        (PolicyType.ACTIVE_REQUESTS_LIMIT, True, "“Active requests limit” is a number"),
        (PolicyType.DUE_DATE, None, "“Due date” is a number of days."),
        (PolicyType.DUE_DATE, 42, "“Due date” is a number of days."),
        (PolicyType.DUE_DATE, {"weeks": 6}, "“Due date” is a number of days."),
        (PolicyType.MAXIMUM_RENEWAL_PERIOD, {"days": 1.5}, "“Maximum renewal period” is a number of days."),
    ],
)
def test_a_value_that_a_policy_cannot_have_is_refused(
    policy_type: PolicyType, value: Any, problem: str
) -> None:
    with pytest.raises(BadPolicyValue, match=f"^{problem}"):
        read(policy_type, value)


def test_every_policy_type_can_be_read() -> None:
    values = (True, 1, {"days": 1})
    for policy_type in PolicyType:
        assert any(_reads(policy_type, value) for value in values), policy_type


def _reads(policy_type: PolicyType, value: Any) -> bool:
    try:
        read(policy_type, value)
    except BadPolicyValue:
        return False
    return True
