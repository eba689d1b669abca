"""“Fulfillment Policies”, terms of use, “Fulfillment Unit Rules” and “Temporary Item Creation Rule”."""

from __future__ import annotations

from typing import Any

from demo.consortium import terms as texts
from demo.consortium.institutions import MAY_BORROW
from demo.guide.libraries import Libraries
from interlend.domain.circulation.rules_tables import TEMPORARY_ITEM
from interlend.domain.fulfillment.models import Policy, TermsKind, TermsOfUse, TermsPolicy
from interlend.domain.fulfillment.rules_tables import FULFILLMENT_UNIT
from interlend.domain.libraries.models import FulfillmentUnit
from interlend.domain.partners.models import Partner
from interlend.domain.people.models import UserGroup
from interlend.domain.rulebook.editing import Asked, add_rule
from interlend.domain.rulebook.tables import Definition

TOP = 1


def set_up(libraries: Libraries, partners: list[Partner], groups: dict[str, UserGroup]) -> None:
    """The policies, the terms made of them, and the rules that give them, specific rules above general."""
    terms = {name: _terms(name, kind, values) for name, (kind, values) in texts.TERMS.items()}
    policies = libraries.item_policies
    reference: Asked = ("item_policy", "=", policies[texts.REFERENCE])
    borrowed: Asked = ("item_policy", "=", policies[texts.BORROWED])
    our_partners: Asked = ("partner", "in list", *partners)
    may_borrow: Asked = ("user_group", "in list", *(groups[code] for code in MAY_BORROW))
    for unit in libraries.units:
        rules = _UnitRules(unit, terms)
        rules.default(TermsKind.LOAN, "Everything else", texts.LOAN_OF_OWN)
        rules.at_the_top(TermsKind.LOAN, "Reference", texts.READING_ROOM, reference)
        rules.at_the_top(TermsKind.LENDING, "Peer to peer", texts.LENDING, our_partners)
        rules.at_the_top(TermsKind.LENDING, "Reference", texts.NOT_LENT, reference)
    rules = _UnitRules(libraries.sharing_unit, terms)
    rules.at_the_top(TermsKind.LOAN, "Borrowed from partners", texts.LOAN_OF_BORROWED, borrowed)
    rules.default(TermsKind.BORROWING, "Everybody else", texts.NO_BORROWING)
    rules.at_the_top(TermsKind.BORROWING, "Who may borrow", texts.BORROWING, may_borrow)
    add_missing_rule(
        TEMPORARY_ITEM,
        "Peer to peer partners",
        our_partners,
        place=TOP,
        library=libraries.sharing,
        location=libraries.borrowing,
        item_policy=policies[texts.BORROWED],
    )


class _UnitRules:
    """The rules of one fulfillment unit."""

    def __init__(self, unit: FulfillmentUnit, terms: dict[str, TermsOfUse]) -> None:
        self._unit, self._terms = unit, terms

    def at_the_top(self, kind: TermsKind, name: str, terms: str, *asked: Asked) -> None:
        add_missing_rule(
            FULFILLMENT_UNIT, name, *asked, place=TOP, unit=self._unit, kind=kind, terms=self._terms[terms]
        )

    def default(self, kind: TermsKind, name: str, terms: str) -> None:
        add_missing_rule(
            FULFILLMENT_UNIT, name, is_default=True, unit=self._unit, kind=kind, terms=self._terms[terms]
        )


def add_missing_rule(definition: Definition[Any], name: str, *asked: Asked, **columns: Any) -> Any:
    """The rule of this name in its table, made where it is not there yet."""
    dividing = [column.removesuffix("_id") for column in definition.divided_by]
    where = {column: columns[column] for column in dividing}
    there = definition.rule._default_manager.filter(name=name, **where).first()
    return there or add_rule(definition, name, *asked, **columns)


def _terms(name: str, kind: TermsKind, values: texts.Values) -> TermsOfUse:
    terms, _ = TermsOfUse.objects.get_or_create(kind=kind, name=name)
    for policy_type, (policy_name, value) in values.items():
        policy, _ = Policy.objects.update_or_create(
            policy_type=policy_type, name=policy_name, defaults={"value": value}
        )
        TermsPolicy.objects.get_or_create(terms=terms, policy=policy)
    return terms
