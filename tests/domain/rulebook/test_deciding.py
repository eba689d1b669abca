"""A table of rules as rows: the first enabled rule whose conditions are all met wins."""

from datetime import datetime

import pytest
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries

from interlend.domain.partners.models import Partner
from interlend.domain.people.models import UserGroup
from interlend.domain.rota.models import SendingCondition, SendingRule
from interlend.domain.rulebook.editing import add_rule, move_rule
from interlend.domain.rulebook.loading import UnreadableRule, load
from interlend.domain.rulebook.models import Decision
from interlend.domain.rulebook.tables import named
from interlend.domain.zones import scope
from interlend.domain.zones.models import Membership, Zone
from interlend.kernel.rules.facts import Reference

SENDING = named("sending")


def winner(**case: object) -> str | None:
    rule = load(SENDING).decide(case).rule
    return rule.name if rule else None


@pytest.fixture
def table(faculty: UserGroup, students: UserGroup, albany: Partner, buffalo: Partner) -> None:
    add_rule(SENDING, "Faculty to Albany", ("partner", "=", albany), ("user_group", "=", faculty),
             sends_automatically=True)  # fmt: skip
    add_rule(SENDING, "SUNY", ("partner", "in list", albany, buffalo), sends_automatically=False)
    add_rule(SENDING, "Maps", ("format", "in list", "map", "atlas"), sends_automatically=False)
    add_rule(SENDING, "Not students", ("user_group", "≠", students), sends_automatically=True)


@pytest.mark.parametrize(
    ("case", "name"),
    [
        pytest.param(("albany", "faculty", "book"), "Faculty to Albany", id="two rules match: the upper"),
        pytest.param(("albany", "students", "book"), "SUNY", id="one of its conditions is not met"),
        pytest.param(("buffalo", "faculty", "map"), "SUNY", id="one thing of a list is enough"),
        pytest.param((None, "students", "Atlas"), "Maps", id="text, whatever its case"),
        pytest.param((None, "faculty", "book"), "Not students", id="a thing that is not named"),
        pytest.param((None, "students", "book"), None, id="no rule matches"),
    ],
)
def test_the_first_rule_that_matches_wins(
    case: tuple[str | None, str, str], name: str | None, table: None, request: pytest.FixtureRequest
) -> None:
    partner, group, asked_format = case
    facts = {"user_group": request.getfixturevalue(group), "format": asked_format}
    if partner:
        facts["partner"] = request.getfixturevalue(partner)
    assert winner(**facts) == name


def test_a_thing_may_be_given_as_its_row_as_a_reference_or_among_several(
    table: None, faculty: UserGroup, students: UserGroup, albany: Partner
) -> None:
    given = [faculty, Reference(faculty.pk, "Faculty"), faculty.pk, [students, faculty]]
    assert [winner(partner=albany, user_group=group) for group in given] == ["Faculty to Albany"] * 4


def test_a_rule_moved_below_another_stops_winning(table: None, faculty: UserGroup, albany: Partner) -> None:
    move_rule(SENDING, SendingRule.objects.get(name="Faculty to Albany"), 2)
    assert winner(partner=albany, user_group=faculty) == "SUNY"
    assert list(SendingRule.objects.order_by("position").values_list("name", "position")) == [
        ("SUNY", 1),
        ("Faculty to Albany", 2),
        ("Maps", 3),
        ("Not students", 4),
    ]


def test_a_rule_put_at_the_top_wins_over_those_that_were_there(
    table: None, faculty: UserGroup, albany: Partner
) -> None:
    add_rule(SENDING, "Everybody", place=1, sends_automatically=False)
    assert winner(partner=albany, user_group=faculty) == "Everybody"


def test_a_rule_switched_off_is_passed_over(table: None, faculty: UserGroup, albany: Partner) -> None:
    SendingRule.objects.filter(name="Faculty to Albany").update(is_enabled=False)
    assert winner(partner=albany, user_group=faculty) == "SUNY"


def test_the_default_rule_decides_when_no_other_does(table: None, students: UserGroup) -> None:
    add_rule(SENDING, "Otherwise", is_default=True, sends_automatically=False)
    add_rule(SENDING, "Students", ("user_group", "=", students), sends_automatically=True)
    assert winner(user_group=students) == "Students"
    assert winner() == "Otherwise"


def test_a_rename_keeps_what_a_rule_matches_and_changes_what_people_read(
    table: None, faculty: UserGroup, albany: Partner
) -> None:
    UserGroup.objects.filter(pk=faculty.pk).update(name="Teaching staff", code="teach")
    outcome = load(SENDING).decide({"partner": albany, "user_group": faculty})
    assert outcome.explanation.lines == (
        "Rule 1 “Faculty to Albany” decided: Partner is University at Albany (here University at Albany); "
        "User group is Teaching staff (here Faculty).",
    )


def test_a_partner_that_a_rule_names_cannot_be_deleted(table: None, albany: Partner) -> None:
    with pytest.raises(ProtectedError) as refused:
        albany.delete()
    uses = [row.pk for row in refused.value.protected_objects]
    rules = SendingRule.objects.filter(conditions__things__in=uses)
    assert set(rules.values_list("name", flat=True)) == {"Faculty to Albany", "SUNY"}


def test_a_table_is_loaded_in_one_statement(
    table: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        loaded = load(SENDING)
    with django_assert_num_queries(0):
        assert [loaded.decide({"format": sought}).rule is None for sought in ("map", "book")] == [False, True]


def test_rules_of_one_zone_decide_nothing_in_another(table: None, howard: Zone, albany: Partner) -> None:
    member = Zone.objects.create(code="member", name="Member")
    Membership.objects.create(network=howard, member=member)
    with scope.acting_for(member.pk, reason="a look at its rules"):
        assert winner(partner=albany.pk) is None
    assert winner(partner=albany.pk) == "SUNY"


def test_a_decision_is_kept_as_text_of_its_moment(
    table: None, faculty: UserGroup, students: UserGroup, albany: Partner
) -> None:
    case = {"partner": albany, "user_group": students, "format": "book"}
    decision = load(SENDING).decide(case).record("Waits for staff", also=["Albany was asked before."])
    SendingRule.objects.all().delete()
    Partner.objects.filter(pk=albany.pk).update(name="Renamed")
    UserGroup.objects.filter(pk=students.pk).update(name="Renamed")

    kept = Decision.objects.get(pk=decision.pk)
    assert (kept.table, kept.rule_name, kept.outcome) == ("sending", "SUNY", "Waits for staff")
    assert isinstance(kept.decided_at, datetime)
    assert kept.explanation["lines"] == [
        "Rule 1 “Faculty to Albany” was passed over: User group is Faculty (here Students).",
        "Rule 2 “SUNY” decided: Partner is one of University at Albany, University at Buffalo "
        "(here University at Albany).",
        "Albany was asked before.",
    ]
    assert [rule["name"] for rule in kept.explanation["passed_over"]] == ["Faculty to Albany"]
    assert kept.facts == [
        {"fact": "partner", "label": "Partner", "values": ["University at Albany"]},
        {"fact": "user_group", "label": "User group", "values": ["Students"]},
        {"fact": "library", "label": "Resource sharing library", "values": None},
        {"fact": "pickup_library", "label": "Pickup library", "values": None},
        {"fact": "format", "label": "Requested format", "values": ["book"]},
    ]


def test_that_no_rule_decided_is_a_decision_too(table: None, students: UserGroup) -> None:
    decision = load(SENDING).decide({"user_group": students, "format": "book"}).record("Waits for staff")
    assert decision.rule_name == "No rule"
    assert decision.explanation["lines"][-1] == "No rule decided."
    assert len(decision.explanation["passed_over"]) == 4


def test_a_long_outcome_is_cut_where_the_row_ends() -> None:
    decision = load(SENDING).decide({}).record("Albany, " * 100)
    assert len(decision.outcome) == 400
    assert decision.outcome.endswith("…")


def test_a_rule_whose_rows_make_no_sense_is_named_and_not_skipped(table: None) -> None:
    rule = SendingRule.objects.get(name="Maps")
    SendingCondition.objects.filter(rule=rule).update(text_values=[])
    with pytest.raises(UnreadableRule, match="The rule “Maps” cannot be read"):
        load(SENDING)
