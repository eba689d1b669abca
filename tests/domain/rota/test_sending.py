"""Whether a request goes to a partner by itself."""

import pytest
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries

from interlend.domain.rota.models import SendingRule
from interlend.domain.rota.sending import sends_automatically, sends_automatically_each
from interlend.domain.rulebook.editing import add_rule, move_rule
from interlend.domain.rulebook.tables import named
from tests.domain.rota.conftest import MakePartner

SENDING = named("sending")
BOOK = {"format": "physical"}


@pytest.fixture
def rules(partner: MakePartner) -> None:
    add_rule(SENDING, "Review Georgetown", ("partner", "=", partner("Georgetown")), sends_automatically=False)
    members = partner("American"), partner("Georgetown")
    add_rule(SENDING, "WRLC", ("partner", "in list", *members), sends_automatically=True)


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    ("name", "automatically", "rule_name", "text"),
    [
        pytest.param("American", True, "WRLC", "Sent automatically", id="a rule says yes"),
        pytest.param(
            "Georgetown", False, "Review Georgetown", "Waits for staff to send it", id="one says no"
        ),
        pytest.param("Albany", False, "No rule", "Waits for staff to send it", id="no rule: not by itself"),
    ],
)
def test_the_rule_for_the_partner_decides(
    name: str, automatically: bool, rule_name: str, text: str, partner: MakePartner
) -> None:
    sending = sends_automatically(partner(name), BOOK)
    assert sending.automatically is automatically
    decision = sending.record()
    assert (decision.table, decision.rule_name, decision.outcome) == ("sending", rule_name, text)


@pytest.mark.usefixtures("rules")
def test_a_rule_moved_below_another_stops_winning(partner: MakePartner) -> None:
    move_rule(SENDING, SendingRule.objects.get(name="Review Georgetown"), 2)
    assert sends_automatically(partner("Georgetown"), BOOK).automatically is True


@pytest.mark.usefixtures("rules")
def test_a_whole_rota_is_decided_in_one_statement(
    partner: MakePartner, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rota = [partner(name) for name in ("American", "Georgetown", "Albany")]
    with django_assert_num_queries(1):
        sendings = sends_automatically_each(rota, BOOK)
    assert [sendings[each.pk].automatically for each in rota] == [True, False, False]


@pytest.mark.usefixtures("rules")
def test_a_partner_that_a_sending_rule_names_cannot_be_deleted(partner: MakePartner) -> None:
    with pytest.raises(ProtectedError):
        partner("American").delete()
