"""Which errorType answers which fault."""

from dataclasses import replace

import pytest

from interlend.kernel.iso18626.codes import Action, ErrorType, ReasonForMessage, Status, YesNo
from interlend.kernel.iso18626.conversation import confirm_ok
from interlend.kernel.iso18626.faults import Malformed, Problem, answer_errors, error_data, refusals
from interlend.kernel.iso18626.messages import Message
from interlend.kernel.iso18626.parts import ErrorData, ServiceInfo
from tests.kernel.iso18626.cast import ashby_asks, ashby_says, at, brook_says, header

R, S, E = ReasonForMessage, Status, ErrorType
ANSWER = "supplyingAgencyMessage/messageInfo/answerYesNo"
NOWHERE = replace(header(), supplying_agency_id=None)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        pytest.param(ashby_asks(), [], id="a request"),
        pytest.param(ashby_asks(service_info=None), [], id="a request without service"),
        pytest.param(ashby_asks(header=NOWHERE), [], id="a request to nobody, which the address may answer"),
        pytest.param(
            ashby_asks(service_info=ServiceInfo(service_type="Gift", request_type="Again")),
            [
                (E.UNRECOGNISED_DATA_VALUE, "request/serviceInfo/serviceType: 'Gift' is not on the list"),
                (E.UNRECOGNISED_DATA_VALUE, "request/serviceInfo/requestType: 'Again' is not on the list"),
            ],
            id="a request for what is no service",
        ),
        pytest.param(
            ashby_says("Applaud"),
            [(E.UNSUPPORTED_ACTION_TYPE, "requestingAgencyMessage/action: 'Applaud' is no known action")],
            id="an unknown action",
        ),
        pytest.param(
            replace(ashby_says(Action.CANCEL), header=NOWHERE),
            [(E.UNRECOGNISED_DATA_ELEMENT, "requestingAgencyMessage/header/supplyingAgencyId: is missing")],
            id="an action to nobody",
        ),
        pytest.param(
            replace(brook_says(R.STATUS_CHANGE, S.LOANED), header=NOWHERE),
            [(E.UNRECOGNISED_DATA_ELEMENT, "supplyingAgencyMessage/header/supplyingAgencyId: is missing")],
            id="a status of nobody",
        ),
        pytest.param(
            brook_says("Gossip", S.LOANED),
            [
                (
                    E.UNSUPPORTED_REASON_FOR_MESSAGE_TYPE,
                    "supplyingAgencyMessage/messageInfo/reasonForMessage: 'Gossip' is no known reason",
                )
            ],
            id="an unknown reason",
        ),
        pytest.param(
            brook_says(R.STATUS_CHANGE, "Pondering"),
            [
                (
                    E.UNRECOGNISED_DATA_VALUE,
                    "supplyingAgencyMessage/statusInfo/status: 'Pondering' is not on the list",
                )
            ],
            id="an unknown status",
        ),
        pytest.param(brook_says(R.STATUS_CHANGE, None), [], id="no change"),
        pytest.param(brook_says(R.NOTIFICATION, "Pondering"), [], id="an unknown status that does not count"),
        pytest.param(
            replace(brook_says(R.REQUEST_RESPONSE, None), status_info=None),
            [(E.UNRECOGNISED_DATA_ELEMENT, "supplyingAgencyMessage/statusInfo: is missing")],
            id="a change of nothing",
        ),
        pytest.param(
            brook_says(R.CANCEL_RESPONSE, S.CANCELLED),
            [(E.UNRECOGNISED_DATA_ELEMENT, f"{ANSWER}: is missing")],
            id="an answer that is not there",
        ),
        pytest.param(
            brook_says(R.RENEW_RESPONSE, S.LOANED, info={"answer_yes_no": "Maybe"}),
            [(E.UNRECOGNISED_DATA_VALUE, f"{ANSWER}: 'Maybe' is not on the list")],
            id="an answer that is none",
        ),
        pytest.param(
            replace(
                brook_says(R.RENEW_RESPONSE, None, info={"answer_yes_no": YesNo.Y}),
                status_info=None,
            ),
            [],
            id="an answer without a status",
        ),
        pytest.param(confirm_ok(ashby_asks(), at(1)), [], id="a confirmation"),
    ],
)
def test_what_is_refused_and_what_the_sender_is_told(
    message: Message, told: list[tuple[ErrorType, str]]
) -> None:
    assert answer_errors(refusals(message)) == tuple(
        ErrorData(error_type=error_type, error_value=value) for error_type, value in told
    )


def test_a_problem_that_does_not_refuse_is_not_told() -> None:
    noted = Problem(where="request", what="is untidy", error_type=E.BADLY_FORMED_MESSAGE)
    assert answer_errors([noted]) == ()


def test_what_the_sender_is_told_is_no_longer_than_people_read() -> None:
    told = error_data(Malformed(E.BADLY_FORMED_MESSAGE, "x" * 10_000))
    assert told == ErrorData(error_type=E.BADLY_FORMED_MESSAGE, error_value="x" * 500)
