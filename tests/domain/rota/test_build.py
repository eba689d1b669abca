"""From a request to its rota: rule, templates in order, members, each partner once."""

from typing import Any

import pytest
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries

from interlend.domain.libraries.models import Library
from interlend.domain.people.models import UserGroup
from interlend.domain.rota.build import BuiltRota, Why, build
from interlend.domain.rota.models import (
    RotaAssignmentRule,
    RotaAssignmentTemplate,
    RotaTemplate,
    RotaTemplateMember,
)
from interlend.domain.rulebook.editing import add_rule, move_rule
from interlend.domain.rulebook.tables import named
from interlend.domain.zones.models import Zone
from tests.domain.rota.conftest import MakePartner

ROTA_ASSIGNMENT = named("rota_assignment")
BOOK = {"format": "physical"}


def template(partner: MakePartner, name: str, *members: str, random: bool = False) -> RotaTemplate:
    ordering = RotaTemplate.Ordering.RANDOM if random else RotaTemplate.Ordering.ORDERED
    made = RotaTemplate.objects.create(code=name, name=name, ordering=ordering)
    for position, member in enumerate(members, 1):
        RotaTemplateMember.objects.create(template=made, partner=partner(member), position=position)
    return made


def rule(name: str, *asked: Any, templates: tuple[RotaTemplate, ...] = ()) -> RotaAssignmentRule:
    made = add_rule(ROTA_ASSIGNMENT, name, *asked)
    for position, given in enumerate(templates, 1):
        RotaAssignmentTemplate.objects.create(rule=made, template=given, position=position)
    return made


def names(rota: BuiltRota) -> list[str]:
    return [place.partner.name for place in rota.places]


def test_templates_follow_each_other_and_a_partner_stands_where_it_comes_first(partner: MakePartner) -> None:
    near = template(partner, "Near", "American", "Georgetown")
    far = template(partner, "Far", "Albany", "American", "Buffalo")
    rule("Everybody", templates=(near, far))
    rota = build(BOOK)
    assert [(place.partner.name, place.template.name) for place in rota.places] == [
        ("American", "Near"),
        ("Georgetown", "Near"),
        ("Albany", "Far"),
        ("Buffalo", "Far"),
    ]
    assert (rota.left_out, rota.empty_because) == ((), "")


@pytest.mark.parametrize(
    ("columns", "why", "sentence"),
    [
        pytest.param({"status": "retired"}, Why.RETIRED, "it is retired.", id="retired"),
        pytest.param({"status": "inactive"}, Why.INACTIVE, "it is inactive.", id="inactive"),
        pytest.param(
            {"takes_new_requests": False}, Why.TAKES_NO_NEW_REQUESTS, "it takes no new requests.", id="moved"
        ),
        pytest.param(
            {"supports_borrowing": False},
            Why.NOT_FOR_BORROWING,
            "it is not a partner that we borrow from.",
            id="only lent to",
        ),
    ],
)
def test_a_partner_that_cannot_be_asked_is_left_out_and_the_reason_kept(
    columns: dict[str, Any], why: Why, sentence: str, partner: MakePartner
) -> None:
    partner("Albany", **columns)
    rule("Everybody", templates=(template(partner, "SUNY", "Albany", "Buffalo"),))
    rota = build(BOOK)
    assert names(rota) == ["Buffalo"]
    assert [(left.partner.name, left.why) for left in rota.left_out] == [("Albany", why)]
    assert rota.record().explanation["lines"] == [
        "Rule 1 “Everybody” decided: it has no conditions.",
        f"Albany is left out: {sentence}",
    ]


def test_we_do_not_ask_ourselves_but_a_neighbor_in_the_same_installation(
    partner: MakePartner, howard: Zone
) -> None:
    partner("Howard Law", of=howard)
    partner("American", of=Zone.objects.create(code="american", name="American"))
    rule("Everybody", templates=(template(partner, "WRLC", "Howard Law", "American"),))
    rota = build(BOOK)
    assert names(rota) == ["American"]
    assert [left.text for left in rota.left_out] == ["Howard Law is left out: it is an agency of our own."]


def test_no_rule_gives_an_empty_rota_that_says_so(partner: MakePartner) -> None:
    rule("Scans", ("format", "=", "digital"), templates=(template(partner, "SUNY", "Albany"),))
    rota = build(BOOK)
    assert (rota.places, rota.outcome.rule) == ((), None)
    assert rota.empty_because == "No rota assignment rule matches."
    assert rota.record().outcome == "No rota assignment rule matches."


@pytest.mark.parametrize(
    "members", [pytest.param((), id="no member"), pytest.param(("Closed",), id="only one that is inactive")]
)
def test_a_rule_whose_templates_hold_nobody_gives_an_empty_rota_that_says_so(
    members: tuple[str, ...], partner: MakePartner
) -> None:
    partner("Closed", status="inactive")
    rule("Everybody", templates=(template(partner, "SUNY", *members),))
    assert build(BOOK).empty_because == "The rota templates of this rule hold no partner that can be asked."


def test_the_rule_is_chosen_by_what_the_request_says(partner: MakePartner) -> None:
    faculty = UserGroup.objects.create(code="fac", name="Faculty")
    law, main = (Library.objects.create(code=code, name=code) for code in ("law", "main"))
    for name, *asked in (
        ("Law", ("library", "=", law)),
        ("To law", ("pickup_library", "=", law)),
        ("Faculty", ("user_group", "in list", faculty), ("format", "=", "physical")),
        ("Others",),
    ):
        rule(name, *asked, templates=(template(partner, name, f"for {name}"),))
    cases = (
        {"library": law, "pickup_library": main, "user_group": faculty, **BOOK},
        {"library": main, "pickup_library": law, "user_group": faculty, **BOOK},
        {"library": main, "pickup_library": main, "user_group": faculty, **BOOK},
        {"library": main, "pickup_library": main, "user_group": faculty, "format": "digital"},
    )
    assert [names(build(case)) for case in cases] == [
        ["for Law"],
        ["for To law"],
        ["for Faculty"],
        ["for Others"],
    ]


def test_a_rule_moved_below_another_stops_winning(partner: MakePartner) -> None:
    upper = rule("SUNY first", templates=(template(partner, "SUNY", "Albany"),))
    rule("WRLC first", templates=(template(partner, "WRLC", "American"),))
    assert names(build(BOOK)) == ["Albany"]
    move_rule(ROTA_ASSIGNMENT, upper, 2)
    assert names(build(BOOK)) == ["American"]


def test_a_random_template_is_drawn_once_for_a_request(partner: MakePartner) -> None:
    members = [f"Partner {number}" for number in range(6)]
    rule("Everybody", templates=(template(partner, "Random", *members, random=True),))
    drawn = {seed: names(build(BOOK, seed=seed)) for seed in ("HOW-1", "HOW-2", "HOW-3", "HOW-4")}
    assert all(sorted(order) == members for order in drawn.values())
    assert len({tuple(order) for order in drawn.values()}) > 1
    assert names(build(BOOK, seed="HOW-1")) == drawn["HOW-1"]


def test_in_a_random_template_those_with_less_to_do_come_first(partner: MakePartner) -> None:
    rule("Everybody", templates=(template(partner, "Random", "Albany", "Buffalo", "Cornell", random=True),))
    loads = {partner("Albany").pk: 7, partner("Buffalo").pk: 2}
    assert [names(build(BOOK, loads, seed=seed)) for seed in "abc"] == [["Cornell", "Buffalo", "Albany"]] * 3


def test_in_an_ordered_template_the_order_of_staff_stands_whatever_the_load(partner: MakePartner) -> None:
    rule("Everybody", templates=(template(partner, "Ordered", "Albany", "Buffalo"),))
    assert names(build(BOOK, {partner("Albany").pk: 7})) == ["Albany", "Buffalo"]


def test_partners_and_templates_in_use_cannot_be_deleted(partner: MakePartner) -> None:
    suny = template(partner, "SUNY", "Albany")
    rule("Everybody", templates=(suny,))
    for used in (suny, partner("Albany")):
        with pytest.raises(ProtectedError):
            used.delete()


def test_the_decision_keeps_the_names_of_its_day(partner: MakePartner) -> None:
    suny = template(partner, "SUNY", "Albany", "Buffalo")
    rule("Everybody", templates=(suny,))
    decision = build(BOOK).record()
    albany = partner("Albany")
    albany.name = "Renamed"
    albany.save()
    RotaAssignmentRule.objects.all().delete()
    decision.refresh_from_db()
    assert (decision.table, decision.rule_name, decision.outcome) == (
        "rota_assignment",
        "Everybody",
        "Albany, Buffalo",
    )


@pytest.mark.parametrize("size", [1, 5])
def test_a_rota_takes_three_statements_however_long(
    size: int, partner: MakePartner, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = [template(partner, f"T{n}", f"P{n}", f"Q{n}", random=n % 2 == 0) for n in range(size)]
    rule("Everybody", templates=tuple(made))
    with django_assert_num_queries(3):
        assert len(build(BOOK).places) == 2 * size
