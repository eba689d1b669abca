"""What may be done to a request now: the step that is due, the others, and why the rest cannot be done.

The table of the lifecycle says all of it; what the roles of the one who looks do not allow is told as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from interlend.domain.sharing.facts import AnySubject, Facts
from interlend.interfaces.desk.request.forms import Said
from interlend.interfaces.desk.request.verbs import Verb
from interlend.interfaces.screens.here import Here
from interlend.kernel.lifecycle.happenings import Happening
from interlend.kernel.lifecycle.printed import step_label
from interlend.kernel.lifecycle.table import Row


@dataclass(frozen=True)
class Offer:
    """A verb with its form. `reason` says why it cannot be done now; empty: it can."""

    verb: Verb
    form: Said
    address: str
    is_primary: bool = False
    reason: str = ""

    @property
    def has_button(self) -> bool:
        """Whether a click does it: nothing must be confirmed or filled in (nor may be, unless it is due)."""
        can_be_clicked = not self.verb.warning and not self.form.insists
        return can_be_clicked and (self.is_primary or not self.form.asks)

    @property
    def has_form(self) -> bool:
        """Whether there is something to fill in, or to be warned of."""
        return bool(self.form.asks or self.verb.warning)


@dataclass(frozen=True)
class Offers:
    """All verbs of a request: the one that is due (None: none is, or not for you), the others, the rest."""

    primary: Offer | None
    others: tuple[Offer, ...]
    not_now: tuple[Offer, ...]

    @property
    def any_now(self) -> bool:
        """Whether anything can be done."""
        return self.primary is not None or bool(self.others)


def offers(
    here: Here,
    subject: AnySubject,
    verbs: Mapping[str, Verb],
    *,
    initial: Mapping[str, Any],
    filled_in: Mapping[str, Said],
    address: Callable[[str], str],
) -> Offers:
    """What may be done.

    `initial` is proposed in the forms; `filled_in` are forms that came back with faults, by their address.
    """
    primary = subject.table.cards[subject.stands].primary_action
    known = Facts(subject, here.by())
    made = [
        Offer(
            verb=verb,
            form=filled_in.get(at) or verb.form(initial=dict(initial), auto_id=ids_at(at)),
            address=at,
            is_primary=verb.happening is primary,
            reason=_why_not(here, subject, verb, verb.happening, known),
        )
        for verb in verbs.values()
        if verb.happening is not None and (at := address(verb.path))
    ]
    now = [offer for offer in made if not offer.reason]
    return Offers(
        primary=next((offer for offer in now if offer.is_primary), None),
        others=tuple(offer for offer in now if not offer.is_primary),
        not_now=tuple(offer for offer in made if offer.reason),
    )


def ids_at(address: str) -> str:
    """How the fields of the form at this address are called, in a page with many forms."""
    return address.strip("/").replace("/", "-") + "-%s"


def _why_not(here: Here, subject: AnySubject, verb: Verb, kind: type[Happening], known: Facts) -> str:
    rows = [row for _number, row in subject.table.rows_for(subject.stands, kind)]
    open_rows = [row for row in rows if row.step is None or row.step in subject.steps]
    if not _one_holds(open_rows, known):
        return _switched_off(rows) or _(subject.table.reason_for(subject.stands, kind))
    if not here.may(verb.action):
        return _("Your roles at this desk do not allow this.")
    return ""


def _one_holds(rows: list[Row], known: Facts) -> bool:
    """Whether one of the rows is open, as far as that can be known before anything is filled in.

    A guard that reads no fact asks at most what will be filled in: where there is one, nothing is looked up.
    """
    return any(not row.only_if.reads for row in rows) or any(row.only_if.holds(known, None) for row in rows)


def _switched_off(rows: list[Row]) -> str:
    steps = [row.step for row in rows if row.step is not None]
    if not steps or len(steps) < len(rows):
        return ""
    return _("The step “%(step)s” is switched off in the partner's workflow profile.") % {
        "step": _(step_label(steps[0]))
    }
