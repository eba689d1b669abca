"""Which terms of use govern, and what they say.

unit and kind -> its rules, first match wins -> one terms of use -> one policy of each type -> its value.
No rule, no terms: nothing is allowed. Terms without a policy of some type say nothing about it: what they
govern is allowed, without limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from interlend.domain.fulfillment import policies
from interlend.domain.fulfillment.models import FulfillmentUnitRule, PolicyType, TermsKind, TermsPolicy
from interlend.domain.fulfillment.rules_tables import FULFILLMENT_UNIT
from interlend.domain.libraries.calendar import Calendar
from interlend.domain.rulebook.deciding import Outcome
from interlend.domain.rulebook.loading import RulesTable, load_each
from interlend.domain.rulebook.models import Decision


class NoDueDate(LookupError):
    """Terms of use without a due date policy; the message is a plain sentence that names them."""


@dataclass(frozen=True)
class Terms:
    """Terms of use as they read now: `values` by policy type, as `policies.read` gives them."""

    id: int
    name: str
    kind: TermsKind
    values: Mapping[PolicyType, Any]

    @property
    def allows_requesting(self) -> bool:
        """Whether a patron may ask for something from elsewhere."""
        return bool(self.values.get(PolicyType.ALLOW_REQUESTING, True))

    @property
    def active_requests_limit(self) -> int | None:
        """How many open requests a patron may have; None is no limit."""
        return self.values.get(PolicyType.ACTIVE_REQUESTS_LIMIT)

    @property
    def is_loanable(self) -> bool:
        """Whether a patron may take the item away."""
        return bool(self.values.get(PolicyType.IS_LOANABLE, True))

    @property
    def is_lendable(self) -> bool:
        """Whether the item may go to a partner."""
        return bool(self.values.get(PolicyType.IS_LENDABLE, True))

    @property
    def is_renewable(self) -> bool:
        """Whether a loan may be renewed at all."""
        return bool(self.values.get(PolicyType.IS_RENEWABLE, True))

    def due(self, now: datetime, calendar: Calendar, *, no_later_than: datetime | None = None) -> datetime:
        """When what is lent now is due: the end of the library's day, moved to its next open day.

        `no_later_than` is the lender's due date, which ours never exceeds. Raises NoDueDate, NeverOpen.
        """
        days = self.values.get(PolicyType.DUE_DATE)
        if days is None:
            raise NoDueDate(
                _("The terms of use “%(name)s” say nothing about the due date.") % {"name": self.name}
            )
        due = _end_of_open_day(now, days, calendar)
        return due if no_later_than is None else min(due, no_later_than)

    def renewable_until(self, lent_at: datetime, calendar: Calendar) -> datetime | None:
        """The latest that renewals of a loan may reach, counted from its beginning; None is no limit."""
        days = self.values.get(PolicyType.MAXIMUM_RENEWAL_PERIOD)
        return None if days is None else _end_of_open_day(lent_at, days, calendar)


@dataclass(frozen=True)
class Found:
    """The terms of use for a case, None where no rule gives any, and why these."""

    terms: Terms | None
    outcome: Outcome[FulfillmentUnitRule]

    def record(self) -> Decision:
        """Store which terms govern, and why."""
        return self.outcome.record(self.terms.name if self.terms else _("No terms of use"))


@dataclass(frozen=True)
class TermsBook:
    """The rules and terms of several fulfillment units and kinds, for any number of cases."""

    tables: Mapping[tuple[int, str], RulesTable[FulfillmentUnitRule]]
    values: Mapping[int, Mapping[PolicyType, Any]]

    def find(self, kind: TermsKind, unit_id: int, case: Mapping[str, object]) -> Found:
        """The terms for a case. Of units and kinds that the book was not opened for it knows no rule."""
        outcome = self.tables[unit_id, kind.value].decide(case)
        return Found(_terms(outcome.rule, self.values) if outcome.rule else None, outcome)


def open_book(kinds: Iterable[TermsKind], unit_ids: Iterable[int]) -> TermsBook:
    """Load the rules and terms of these units and kinds, in two statements.

    Raises UnreadableRule, BadPolicyValue.
    """
    tables = load_each(FULFILLMENT_UNIT, kind__in=[kind.value for kind in kinds], unit_id__in=list(unit_ids))
    used = {rule.outcome.terms_id for loaded in tables.values() for rule in loaded.table.rules}
    return TermsBook(tables, _values(used))


def terms_for(kind: TermsKind, unit_id: int, case: Mapping[str, object]) -> Found:
    """The terms of use that govern a case in a fulfillment unit, in two statements.

    Raises UnreadableRule, BadPolicyValue.
    """
    return open_book([kind], [unit_id]).find(kind, unit_id, case)


def _terms(rule: FulfillmentUnitRule, values: Mapping[int, Mapping[PolicyType, Any]]) -> Terms:
    chosen = rule.terms
    return Terms(chosen.pk, chosen.name, TermsKind(chosen.kind), values.get(chosen.pk, {}))


def _values(terms_ids: Collection[int]) -> dict[int, dict[PolicyType, Any]]:
    rows = TermsPolicy.objects.filter(terms_id__in=terms_ids).order_by("id")
    values: dict[int, dict[PolicyType, Any]] = defaultdict(dict)
    for terms_id, type_name, value in rows.values_list("terms_id", "policy__policy_type", "policy__value"):
        policy_type = PolicyType(type_name)
        values[terms_id].setdefault(policy_type, policies.read(policy_type, value))
    return dict(values)


def _end_of_open_day(begin: datetime, days: int, calendar: Calendar) -> datetime:
    day = calendar.day_of(begin) + timedelta(days=days)
    return calendar.end_of_day(calendar.next_open_day(day))
