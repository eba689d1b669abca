"""What each message means, whoever sent it and whatever reason they put on it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from interlend.kernel.iso18626.codes import Action, ErrorType, MessageStatus, ReasonForMessage, Status, YesNo
from interlend.kernel.iso18626.conversation import confirm_error, confirm_ok
from interlend.kernel.iso18626.events import Side, delivery, meaning, sent
from interlend.kernel.iso18626.messages import Message, SupplyingAgencyMessage
from interlend.kernel.iso18626.parts import Code, Costs, DeliveryInfo, ErrorData, RetryInfo, ServiceInfo
from interlend.kernel.lifecycle import happenings as happens
from tests.kernel.iso18626.cast import ashby_asks, ashby_says, at, brook_says

R, S, A = ReasonForMessage, Status, Action
NOON = at(180)
LIBRARY_USE = DeliveryInfo(loan_conditions=(Code("LibraryUseOnly"),))
FIVE_DOLLARS = RetryInfo(offered_costs=(Costs(Code("USD"), Decimal(5)),))
FOR_FREE = RetryInfo(offered_costs=(Costs(Code("USD"), Decimal(0)),))


def answered(reason: ReasonForMessage, status: Status, answer: str) -> SupplyingAgencyMessage:
    return brook_says(reason, status, info={"answer_yes_no": YesNo(answer)})


def due(message: SupplyingAgencyMessage) -> SupplyingAgencyMessage:
    assert message.status_info
    return replace(message, status_info=replace(message.status_info, due_date=NOON))


FROM_LENDER: list[tuple[str, SupplyingAgencyMessage, happens.Happening | None]] = [
    ("request received", brook_says(R.REQUEST_RESPONSE, S.REQUEST_RECEIVED), happens.RequestAccepted()),
    (
        "expect to supply",
        brook_says(R.REQUEST_RESPONSE, S.EXPECT_TO_SUPPLY),
        happens.RequestAccepted(expects_to_supply=True),
    ),
    ("will supply, as an answer", brook_says(R.REQUEST_RESPONSE, S.WILL_SUPPLY), happens.WillSupply()),
    ("will supply, as a change", brook_says(R.STATUS_CHANGE, S.WILL_SUPPLY), happens.WillSupply()),
    (
        "will supply on a condition",
        brook_says(R.STATUS_CHANGE, S.WILL_SUPPLY, delivery_info=LIBRARY_USE),
        happens.ConditionOffered(conditions=("LibraryUseOnly",)),
    ),
    (
        "expects to supply at a price",
        brook_says(R.REQUEST_RESPONSE, S.EXPECT_TO_SUPPLY, retry_info=FIVE_DOLLARS),
        happens.ConditionOffered(cost=Decimal(5), currency="USD"),
    ),
    (
        "will supply for nothing",
        brook_says(R.STATUS_CHANGE, S.WILL_SUPPLY, retry_info=FOR_FREE),
        happens.WillSupply(),
    ),
    (
        "a condition in a notification",
        brook_says(R.NOTIFICATION, S.WILL_SUPPLY, delivery_info=LIBRARY_USE, retry_info=FIVE_DOLLARS),
        happens.ConditionOffered(conditions=("LibraryUseOnly",), cost=Decimal(5), currency="USD"),
    ),
    (
        "loaned, as the first answer",
        due(
            brook_says(
                R.REQUEST_RESPONSE, S.LOANED, delivery_info=DeliveryInfo(date_sent=at(9), item_ids=("1", "2"))
            )
        ),
        happens.Shipped(item_ids=("1", "2"), due=NOON, shipped_at=at(9)),
    ),
    ("loaned, without a word more", brook_says(R.STATUS_CHANGE, S.LOANED), happens.Shipped()),
    ("overdue", due(brook_says(R.STATUS_CHANGE, S.OVERDUE)), happens.OverdueNotice(due=NOON)),
    ("recalled", due(brook_says(R.STATUS_CHANGE, S.RECALLED)), happens.Recalled(due=NOON)),
    (
        "unfilled",
        brook_says(R.STATUS_CHANGE, S.UNFILLED, info={"reason_unfilled": Code("NotHeld")}),
        happens.Unfilled(reason="NotHeld"),
    ),
    ("unfilled, without a reason", brook_says(R.REQUEST_RESPONSE, S.UNFILLED), happens.Unfilled()),
    (
        "unfilled, because it lapsed",
        brook_says(R.STATUS_CHANGE, S.UNFILLED, info={"reason_unfilled": Code("Expired")}),
        happens.Unfilled(reason="Expired", expired=True),
    ),
    (
        "retry possible",
        brook_says(
            R.REQUEST_RESPONSE,
            S.RETRY_POSSIBLE,
            info={"reason_retry": Code("OnLoan")},
            retry_info=replace(FIVE_DOLLARS, retry_after=at(1), retry_before=at(2)),
        ),
        happens.RetryOffered(reason="OnLoan", after=at(1), before=at(2), cost=Decimal(5), currency="USD"),
    ),
    (
        "copy completed",
        brook_says(R.STATUS_CHANGE, S.COPY_COMPLETED, delivery_info=DeliveryInfo(item_ids=("u",))),
        happens.CopyCompleted(item_ids=("u",)),
    ),
    ("completed, as an answer", brook_says(R.REQUEST_RESPONSE, S.LOAN_COMPLETED), happens.LoanCompleted()),
    (
        "completed without return",
        brook_says(R.STATUS_CHANGE, S.COMPLETED_WITHOUT_RETURN),
        happens.CompletedWithoutReturn(),
    ),
    ("cancelled unasked", brook_says(R.STATUS_CHANGE, S.CANCELLED), happens.CancelledByPartner()),
    ("cancel agreed", answered(R.CANCEL_RESPONSE, S.CANCELLED, "Y"), happens.CancelAnswered(agreed=True)),
    (
        "cancel refused, whatever the status",
        answered(R.CANCEL_RESPONSE, S.CANCELLED, "N"),
        happens.CancelAnswered(agreed=False),
    ),
    (
        "renewal agreed",
        due(answered(R.RENEW_RESPONSE, S.LOANED, "Y")),
        happens.RenewAnswered(agreed=True, due=NOON),
    ),
    ("renewal refused", answered(R.RENEW_RESPONSE, S.LOANED, "N"), happens.RenewAnswered(agreed=False)),
    (
        "status reported",
        brook_says(R.STATUS_REQUEST_RESPONSE, S.LOANED),
        happens.StatusReported(status="Loaned"),
    ),
    ("a status in a notification", brook_says(R.NOTIFICATION, S.LOANED), happens.NotificationReceived()),
    ("unfilled in a notification", brook_says(R.NOTIFICATION, S.UNFILLED), happens.NotificationReceived()),
    ("no change", brook_says(R.STATUS_CHANGE, None), happens.NotificationReceived()),
    (
        "hold the return",
        brook_says(R.STATUS_CHANGE, S.HOLD_RETURN),
        happens.StatusReported(status="HoldReturn"),
    ),
    ("an unknown status", brook_says(R.STATUS_CHANGE, "Pondering"), None),
    ("an unknown reason", brook_says("Gossip", S.LOANED), None),
    ("a cancel response without an answer", brook_says(R.CANCEL_RESPONSE, S.CANCELLED), None),
]


@pytest.mark.parametrize(
    ("message", "expected"), [each[1:] for each in FROM_LENDER], ids=[each[0] for each in FROM_LENDER]
)
def test_what_a_lender_tells_us(
    message: SupplyingAgencyMessage, expected: happens.PeerHappening | None
) -> None:
    dated = None if expected is None else replace(expected, sent_at=at(0))
    assert meaning(message, Side.BORROWER) == dated
    assert meaning(message, Side.LENDER) is None


FROM_BORROWER: list[tuple[Action | str, happens.PeerHappening | None]] = [
    (A.STATUS_REQUEST, happens.PartnerAsksStatus(note="n")),
    (A.RECEIVED, happens.PartnerReceived(note="n")),
    (A.CANCEL, happens.PartnerCancels(note="n")),
    (A.RENEW, happens.PartnerAsksRenewal(note="n")),
    (A.SHIPPED_RETURN, happens.PartnerReturned(note="n")),
    (A.SHIPPED_FORWARD, happens.PartnerForwarded(note="n")),
    (A.NOTIFICATION, happens.PartnerNotifies(note="n")),
    (A.HOLD_RETURN, happens.PartnerNotifies(note="n")),
    (A.LOST, happens.PartnerReportsLost(note="n")),
    ("Applaud", None),
]


@pytest.mark.parametrize(("action", "expected"), FROM_BORROWER, ids=[str(each[0]) for each in FROM_BORROWER])
def test_what_a_borrower_tells_us(action: Action | str, expected: happens.PeerHappening | None) -> None:
    message = ashby_says(action, 7, note="n")
    assert meaning(message, Side.LENDER) == (None if expected is None else replace(expected, sent_at=at(7)))
    assert meaning(message, Side.BORROWER) is None


def test_every_action_and_every_status_has_a_meaning() -> None:
    assert {action for action, _ in FROM_BORROWER if isinstance(action, Action)} == set(Action)
    assert [s for s in Status if meaning(brook_says(R.STATUS_CHANGE, s), Side.BORROWER) is None] == []


def test_a_request_arrives_with_its_note() -> None:
    request = ashby_asks(service_info=ServiceInfo(note="Please hurry"))
    assert meaning(request, Side.LENDER) == happens.RequestArrived(sent_at=at(0), note="Please hurry")
    assert meaning(ashby_asks(service_info=None), Side.LENDER) == happens.RequestArrived(sent_at=at(0))
    assert meaning(request, Side.BORROWER) is None


def test_a_change_is_dated_by_the_sender_and_an_undated_one_by_its_message() -> None:
    message = brook_says(R.STATUS_CHANGE, S.WILL_SUPPLY, 9, changed=5, info={"note": "Tomorrow"})
    assert meaning(message, Side.BORROWER) == happens.WillSupply(sent_at=at(5), note="Tomorrow")
    undated = replace(message, status_info=None)
    assert meaning(undated, Side.BORROWER) == happens.NotificationReceived(sent_at=at(9), note="Tomorrow")


@pytest.mark.parametrize(
    "note", ["ACCEPT", "#ReShareLoanConditionAgreeResponse#", "DUPLICATE", "REJECT", "Status: Unfilled"]
)
def test_no_note_is_obeyed(note: str) -> None:
    said = meaning(brook_says(R.NOTIFICATION, S.WILL_SUPPLY, info={"note": note}), Side.BORROWER)
    assert said == happens.NotificationReceived(sent_at=at(0), note=note)
    assert meaning(ashby_says(A.NOTIFICATION, note=note), Side.LENDER) == happens.PartnerNotifies(
        sent_at=at(0), note=note
    )


# What we sent, and what its confirmation means

S_ = happens.Sent
SENT: list[tuple[Message, happens.Sent]] = [
    (ashby_asks(), S_.REQUEST),
    (ashby_says(A.CANCEL), S_.CANCEL),
    (ashby_says(A.RECEIVED), S_.RECEIVED),
    (ashby_says(A.SHIPPED_RETURN), S_.SHIPPED_RETURN),
    (ashby_says(A.RENEW), S_.RENEW),
    (ashby_says(A.STATUS_REQUEST), S_.STATUS_REQUEST),
    (ashby_says(A.NOTIFICATION), S_.NOTIFICATION),
    (brook_says(R.REQUEST_RESPONSE, S.WILL_SUPPLY), S_.ANSWER),
    (brook_says(R.STATUS_CHANGE, S.LOANED), S_.ANSWER),
    (brook_says(R.CANCEL_RESPONSE, S.CANCELLED), S_.CANCEL_RESPONSE),
    (brook_says(R.RENEW_RESPONSE, S.LOANED), S_.RENEW_RESPONSE),
    (brook_says(R.STATUS_REQUEST_RESPONSE, S.LOANED), S_.STATUS_RESPONSE),
    (brook_says(R.NOTIFICATION, S.LOANED), S_.NOTIFICATION),
]


@pytest.mark.parametrize(("message", "purpose"), SENT)
def test_a_message_and_its_confirmation_were_for_the_same(message: Message, purpose: happens.Sent) -> None:
    assert sent(message) == purpose
    assert sent(confirm_ok(message, at(1))) == purpose  # type: ignore[arg-type]


def test_ok_is_delivered_even_beside_an_error() -> None:
    ok = confirm_ok(ashby_asks(), at(1))
    assert delivery(ok, S_.REQUEST) == happens.Delivered(message=S_.REQUEST)
    beside = replace(ok, error_data=(ErrorData(error_type=ErrorType.BADLY_FORMED_MESSAGE),))
    assert delivery(beside, S_.REQUEST) == happens.Delivered(message=S_.REQUEST)


@pytest.mark.parametrize("status", [MessageStatus.ERROR, "Okay-ish"])
def test_everything_but_ok_is_a_refusal(status: str) -> None:
    fault = ErrorData(error_type=ErrorType.UNRECOGNISED_DATA_VALUE, error_value="agencyIdValue")
    error = confirm_error(ashby_says(A.CANCEL), fault, at(1))
    answer = replace(error, confirmation_header=replace(error.confirmation_header, message_status=status))
    assert delivery(answer, S_.CANCEL) == happens.DeliveryRefused(
        message=S_.CANCEL, reason="UnrecognisedDataValue: agencyIdValue"
    )
