"""What can be wrong with a message, and what is answered.

Three degrees:

- a `Problem` that does not refuse: noted and shown to staff, the message is taken in all the same;
- a `Problem` that refuses: the message can be read but not acted on; it is confirmed with ERROR;
- `Malformed`: no message can be made of it; it is confirmed with ERROR as far as it can be told whose it is.

Which errorType answers which fault, after ISO 18626 (list errorType) and the practice of existing systems:

============================================================  =================================
not XML, a document type, too large, no or two bodies         BadlyFormedMessage
a needed element is missing                                   UnrecognisedDataElement
a needed value is unknown, unreadable or not one we serve     UnrecognisedDataValue
an action or a reason that nobody knows                       UnsupportedActionType or
                                                              UnsupportedReasonForMessageType
============================================================  =================================
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

from interlend.kernel.iso18626.codes import (
    Action,
    ErrorType,
    ReasonForMessage,
    RequestType,
    ServiceType,
    Status,
    YesNo,
)
from interlend.kernel.iso18626.messages import (
    Message,
    Request,
    RequestingAgencyMessage,
    SupplyingAgencyMessage,
)
from interlend.kernel.iso18626.parts import ErrorData

_ANSWERS = (ReasonForMessage.CANCEL_RESPONSE, ReasonForMessage.RENEW_RESPONSE)
_LONGEST_ERROR_VALUE = 500
_SHOWN = 60  # characters of a bad value


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Something wrong with a message: where (path below the body), and what, in plain words."""

    where: str
    what: str
    error_type: ErrorType
    refuses: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class Malformed(ValueError):
    """No message can be made of these bytes.

    `error_type` and `error_value` are what the sender is told. `root` is the parsed XML where it got so far.
    """

    def __init__(self, error_type: ErrorType, error_value: str, root: etree._Element | None = None) -> None:
        super().__init__(f"{error_type}: {error_value}")
        self.error_type = error_type
        self.error_value = error_value
        self.root = root


class CannotSay(ValueError):
    """A version of the standard has no words for this message: `where` (path below the body) and `why`."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why


def refusals(message: Message) -> Iterator[Problem]:
    """Yield what keeps a readable message from being acted on.

    A status counts only where it could change something: in a Notification it is ignored, in an answer to a
    cancel or renewal request answerYesNo decides.
    """
    match message:
        case Request():
            yield from _request_refusals(message)
        case SupplyingAgencyMessage():
            yield from _lender_refusals(message)
        case RequestingAgencyMessage():
            yield from _borrower_refusals(message)


def answer_errors(problems: Iterable[Problem]) -> tuple[ErrorData, ...]:
    """Return what the sender is told about the problems that refuse; nothing means: confirm with OK."""
    return tuple(error_data(problem) for problem in problems if problem.refuses)


def error_data(fault: Problem | Malformed | ErrorData) -> ErrorData:
    """Return a fault as it stands in a confirmation."""
    match fault:
        case Malformed():
            return ErrorData(
                error_type=fault.error_type, error_value=fault.error_value[:_LONGEST_ERROR_VALUE]
            )
        case Problem():
            return ErrorData(error_type=fault.error_type, error_value=str(fault)[:_LONGEST_ERROR_VALUE])
        case _:
            return fault


def _request_refusals(request: Request) -> Iterator[Problem]:
    service = request.service_info
    if service is None:
        return
    yield from _outside("request/serviceInfo/serviceType", service.service_type, ServiceType)
    yield from _outside("request/serviceInfo/requestType", service.request_type, RequestType)


def _lender_refusals(message: SupplyingAgencyMessage) -> Iterator[Problem]:
    body = "supplyingAgencyMessage"
    if message.header.supplying_agency_id is None:
        yield _missing(f"{body}/header/supplyingAgencyId")
    info, reason = message.message_info, message.message_info.reason_for_message
    if not isinstance(reason, ReasonForMessage):
        yield _refusing(
            f"{body}/messageInfo/reasonForMessage",
            f"{_shown(reason)} is no known reason",
            ErrorType.UNSUPPORTED_REASON_FOR_MESSAGE_TYPE,
        )
    elif reason in _ANSWERS:
        where = f"{body}/messageInfo/answerYesNo"
        if info.answer_yes_no is None:
            yield _missing(where)
        yield from _outside(where, info.answer_yes_no, YesNo)
    elif reason != ReasonForMessage.NOTIFICATION:
        status = message.status_info.status if message.status_info else None
        # An empty status says "no change"; a missing one says nothing at all.
        if message.status_info is None:
            yield _missing(f"{body}/statusInfo")
        yield from _outside(f"{body}/statusInfo/status", status, Status)


def _borrower_refusals(message: RequestingAgencyMessage) -> Iterator[Problem]:
    body = "requestingAgencyMessage"
    if message.header.supplying_agency_id is None:
        yield _missing(f"{body}/header/supplyingAgencyId")
    if not isinstance(message.action, Action):
        yield _refusing(
            f"{body}/action",
            f"{_shown(message.action)} is no known action",
            ErrorType.UNSUPPORTED_ACTION_TYPE,
        )


def _missing(where: str) -> Problem:
    return _refusing(where, "is missing", ErrorType.UNRECOGNISED_DATA_ELEMENT)


def _outside(where: str, value: str | None, closed_list: type[StrEnum]) -> Iterator[Problem]:
    if value is not None and not isinstance(value, closed_list):
        yield _refusing(where, f"{_shown(value)} is not on the list", ErrorType.UNRECOGNISED_DATA_VALUE)


def _shown(value: str) -> str:
    return repr(str(value)[:_SHOWN])


def _refusing(where: str, what: str, error_type: ErrorType) -> Problem:
    return Problem(where=where, what=what, error_type=error_type, refuses=True)
