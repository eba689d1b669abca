"""Whether a request goes to a partner by itself, or waits in Ready to be sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from interlend.domain.partners.models import Partner
from interlend.domain.rota.models import SendingRule
from interlend.domain.rota.rules_tables import SENDING
from interlend.domain.rulebook.deciding import Outcome
from interlend.domain.rulebook.loading import load
from interlend.domain.rulebook.models import Decision


class Sending(NamedTuple):
    """Whether it is sent by itself, and why. No rule: not by itself."""

    automatically: bool
    outcome: Outcome[SendingRule]

    def record(self) -> Decision:
        """Store the decision."""
        return self.outcome.record(self.text)

    def as_decision(self) -> Decision:
        """The decision, not stored yet: for storing those of a whole rota at once."""
        return self.outcome.as_decision(self.text)

    @property
    def text(self) -> str:
        """What was decided, for people."""
        return _("Sent automatically") if self.automatically else _("Waits for staff to send it")


def sends_automatically(partner: Partner, case: Mapping[str, object]) -> Sending:
    """Whether a request to this partner is sent by itself, in one statement.

    `case`: user_group, library, pickup_library, format.
    """
    return sends_automatically_each([partner], case)[partner.pk]


def sends_automatically_each(partners: Iterable[Partner], case: Mapping[str, object]) -> dict[int, Sending]:
    """The same for all partners of a rota, by partner id, in one statement."""
    table = load(SENDING)
    sendings = {}
    for partner in partners:
        outcome = table.decide({**case, "partner": partner})
        rule = outcome.rule
        sendings[partner.pk] = Sending(rule is not None and rule.sends_automatically, outcome)
    return sendings
