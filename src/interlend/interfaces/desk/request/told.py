"""What happened to a request, told in a sentence: who did what."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.happenings import Cause, Happening

WE_BORROW: Mapping[type[Happening], str | Promise] = {
    h.Placed: _("%(who)s asked for it"),
    h.RotaMissing: _("No rota assignment rule matched: there is nobody to ask"),
    h.LocateFinished: _("The search for lenders ended"),
    h.LocateAgain: _("%(who)s had the partners' catalogs searched again"),
    h.Send: _("%(who)s sent it on to the next lender"),
    h.Asked: _("%(who)s was asked"),
    h.RequestAccepted: _("%(who)s has the request and looks for the item"),
    h.WillSupply: _("%(who)s will supply"),
    h.ConditionOffered: _("%(who)s would supply under a condition"),
    h.AcceptCondition: _("%(who)s accepted the condition"),
    h.DeclineCondition: _("%(who)s declined the condition"),
    h.Unfilled: _("%(who)s could not supply"),
    h.RetryOffered: _("%(who)s suggests to ask again"),
    h.CancelledByPartner: _("%(who)s cancelled"),
    h.RejectByHand: _("%(who)s recorded that the lender said no"),
    h.NotAskedInTime: _("The next lender should have been asked by now, and was not"),
    h.NoAnswerInTime: _("The lender did not answer in time"),
    h.CancelByPatron: _("%(who)s no longer wants it"),
    h.CancelByStaff: _("%(who)s cancelled it"),
    h.CancelAnswered: _("%(who)s answered the wish to cancel"),
    h.Shipped: _("%(who)s shipped it"),
    h.CopyCompleted: _("%(who)s supplied a copy"),
    h.Receive: _("%(who)s received it"),
    h.ReceiveLate: _("%(who)s received it, too late for the patron"),
    h.ArriveAtPickup: _("It arrived at the pickup library"),
    h.LoanToPatron: _("%(who)s lent it to the patron"),
    h.ReturnByPatron: _("The patron brought it back"),
    h.OverdueNotice: _("%(who)s says that it is overdue"),
    h.Recalled: _("%(who)s wants it back before time"),
    h.RenewAnswered: _("%(who)s answered the wish to renew"),
    h.SendBack: _("%(who)s sent it back to the lender"),
    h.LoanCompleted: _("%(who)s has it back"),
    h.CompletedWithoutReturn: _("%(who)s closed the loan although the item did not come back"),
    h.StatusReported: _("%(who)s reported its status"),
    h.NotificationReceived: _("%(who)s wrote"),
}
WE_LEND: Mapping[type[Happening], str | Promise] = {
    h.RequestArrived: _("%(who)s asked for it"),
    h.LocateOutcome: _("The search in our catalog ended"),
    h.LocateAgain: _("%(who)s had our catalog searched again"),
    h.LocateByHand: _("%(who)s chose the copy"),
    h.PullFailed: _("The copy could not be fetched"),
    h.AnswerWillSupply: _("%(who)s promised it"),
    h.OfferCondition: _("%(who)s set a condition"),
    h.Reject: _("%(who)s rejected it"),
    h.AnswerDeadlinePassed: _("The time to answer passed"),
    h.PartnerCancels: _("%(who)s wants to cancel"),
    h.AnswerCancel: _("%(who)s answered the wish to cancel"),
    h.Ship: _("%(who)s shipped it"),
    h.PartnerReceived: _("%(who)s received it"),
    h.PartnerReturned: _("%(who)s sent it back"),
    h.PartnerForwarded: _("%(who)s sent it on to another library"),
    h.PartnerAsksRenewal: _("%(who)s wants to keep it longer"),
    h.PartnerAsksStatus: _("%(who)s asked where it stands"),
    h.PartnerNotifies: _("%(who)s wrote"),
    h.PartnerReportsLost: _("%(who)s says that it is lost"),
    h.CheckIn: _("%(who)s checked it in"),
}
EITHER: Mapping[type[Happening], str | Promise] = {
    h.Delivered: _("Our message was delivered"),
    h.DeliveryRefused: _("The partner's system refused our message"),
    h.DeliveryFailed: _("Our message could not be delivered"),
    h.CompleteByHand: _("%(who)s closed it by hand"),
}

_WHERE_WE_BORROW, _WHERE_WE_LEND = (
    {kind.__name__: said for kind, said in {**EITHER, **ours}.items()} for ours in (WE_BORROW, WE_LEND)
)


def sentence(happening: str, who: str, cause: str, *, is_lending: bool) -> str:
    """What happened, by the name of its happening. `who` may be empty: then it is told by its cause."""
    said = (_WHERE_WE_LEND if is_lending else _WHERE_WE_BORROW).get(happening, happening)
    return str(said) % {"who": who or _nameless(cause)}


def _nameless(cause: str) -> str:
    match cause:
        case Cause.STAFF:
            return _now("Staff")
        case Cause.PATRON:
            return _now("The patron")
        case Cause.PEER:
            return _now("The partner")
        case _:
            return _now("The next lender")
