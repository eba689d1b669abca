"""The closed code lists of ISO 18626: values outside them have no agreed meaning.

Each list holds the values of both versions; which version knows which value stands in the structure tables.
Source: ISO 18626, schemas v1.2 (2017) and 2021-2.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache


class Action(StrEnum):
    """What the requesting agency asks or reports (element `action`)."""

    STATUS_REQUEST = "StatusRequest"
    RECEIVED = "Received"
    CANCEL = "Cancel"
    RENEW = "Renew"
    HOLD_RETURN = "HoldReturn"
    SHIPPED_RETURN = "ShippedReturn"
    SHIPPED_FORWARD = "ShippedForward"
    NOTIFICATION = "Notification"
    LOST = "Lost"


class ReasonForMessage(StrEnum):
    """Why the supplying agency writes (element `reasonForMessage`)."""

    REQUEST_RESPONSE = "RequestResponse"
    STATUS_REQUEST_RESPONSE = "StatusRequestResponse"
    RENEW_RESPONSE = "RenewResponse"
    CANCEL_RESPONSE = "CancelResponse"
    STATUS_CHANGE = "StatusChange"
    NOTIFICATION = "Notification"


class Status(StrEnum):
    """Where the supplying agency stands with the request (element `status`)."""

    REQUEST_RECEIVED = "RequestReceived"
    EXPECT_TO_SUPPLY = "ExpectToSupply"
    WILL_SUPPLY = "WillSupply"
    LOANED = "Loaned"
    OVERDUE = "Overdue"
    RECALLED = "Recalled"
    RETRY_POSSIBLE = "RetryPossible"
    UNFILLED = "Unfilled"
    HOLD_RETURN = "HoldReturn"
    RELEASE_HOLD_RETURN = "ReleaseHoldReturn"
    COPY_COMPLETED = "CopyCompleted"
    LOAN_COMPLETED = "LoanCompleted"
    COMPLETED_WITHOUT_RETURN = "CompletedWithoutReturn"
    CANCELLED = "Cancelled"


class MessageStatus(StrEnum):
    """Whether a message was taken in (element `messageStatus` of a confirmation)."""

    OK = "OK"
    ERROR = "ERROR"


class ErrorType(StrEnum):
    """Why a message was not taken in (element `errorType`)."""

    UNSUPPORTED_ACTION_TYPE = "UnsupportedActionType"
    UNSUPPORTED_REASON_FOR_MESSAGE_TYPE = "UnsupportedReasonForMessageType"
    UNRECOGNISED_DATA_ELEMENT = "UnrecognisedDataElement"
    UNRECOGNISED_DATA_VALUE = "UnrecognisedDataValue"
    BADLY_FORMED_MESSAGE = "BadlyFormedMessage"


class RequestType(StrEnum):
    """Whether a request is the first, another try at the same lender, or a reminder."""

    NEW = "New"
    RETRY = "Retry"
    REMINDER = "Reminder"


class RequestSubType(StrEnum):
    """What is particular about a request."""

    BOOKING_REQUEST = "BookingRequest"
    MULTIPLE_ITEM_REQUEST = "MultipleItemRequest"
    PATRON_REQUEST = "PatronRequest"
    TRANSFER_REQUEST = "TransferRequest"
    SUPPLYING_LIBRARYS_CHOICE = "SupplyingLibrarysChoice"


class ServiceType(StrEnum):
    """Whether a loan or a copy is wanted."""

    COPY = "Copy"
    LOAN = "Loan"
    COPY_OR_LOAN = "CopyOrLoan"


class PreferredEdition(StrEnum):
    """Which edition is wanted (2021-2 only; v1.2 has `anyEdition`)."""

    MOST_RECENT_EDITION = "MostRecentEdition"
    THIS_EDITION = "ThisEdition"
    ANY_EDITION = "AnyEdition"


class YesNo(StrEnum):
    """The protocol's own yes and no; `sentToPatron` alone is an XML boolean."""

    Y = "Y"
    N = "N"


# Spellings met on the wire that the lists do not have.
_OTHER_SPELLINGS: Mapping[type[StrEnum], Mapping[str, StrEnum]] = {
    ErrorType: {
        "unrecognizeddataelement": ErrorType.UNRECOGNISED_DATA_ELEMENT,
        "unrecognizeddatavalue": ErrorType.UNRECOGNISED_DATA_VALUE,
    },
    Status: {"canceled": Status.CANCELLED},
    YesNo: {"yes": YesNo.Y, "no": YesNo.N, "true": YesNo.Y, "false": YesNo.N},
}


@cache
def _spellings(closed_list: type[StrEnum]) -> dict[str, StrEnum]:
    return {value.lower(): value for value in closed_list} | dict(_OTHER_SPELLINGS.get(closed_list, {}))


def recognized(closed_list: type[StrEnum], text: str) -> StrEnum | str:
    """Return the list's value for `text`, whatever its case or known misspelling; else `text` as it came.

    An unknown value is data: it is kept, shown and reported, and only `faults.refusals` decides whether
    the message can be accepted all the same.
    """
    return _spellings(closed_list).get(text.strip().lower(), text)
