"""Repeats, order and confirmations."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from interlend.kernel.iso18626.canonical import canonical
from interlend.kernel.iso18626.check import check
from interlend.kernel.iso18626.codec import decode, encode
from interlend.kernel.iso18626.codes import Action, ErrorType, MessageStatus, ReasonForMessage, Status
from interlend.kernel.iso18626.conversation import (
    Ask,
    HowToApply,
    answers,
    asks,
    changed_at,
    confirm_error,
    confirm_ok,
    confirm_unreadable,
    confirms,
    how_to_apply,
    inbox_key,
    semantic_key,
)
from interlend.kernel.iso18626.faults import Malformed
from interlend.kernel.iso18626.messages import (
    Kind,
    Message,
    RequestConfirmation,
    RequestingAgencyMessageConfirmation,
    Spoken,
    SupplyingAgencyMessageConfirmation,
    Version,
)
from interlend.kernel.iso18626.parts import ErrorData
from tests.kernel.iso18626.cast import ASHBY, BROOK, ashby_asks, ashby_says, at, brook_says

MESSAGES = Path(__file__).parent / "messages"
LOAN = (MESSAGES / "request-loan.xml").read_bytes()
R, S, A = ReasonForMessage, Status, Action
APPLY, REPEAT, OLDER = HowToApply.APPLY, HowToApply.REPEAT, HowToApply.OLDER


# Keys

SAME_BYTES_OR_NOT = {
    "other prefix": LOAN.replace(b"ill:", b"x:").replace(b":ill", b":x"),
    "no white space": b"".join(line.strip() for line in LOAN.splitlines()[1:]),
    "comments": LOAN.replace(b"<ill:header>", b"<!-- hello --><ill:header>"),
    "attribute without prefix": LOAN.replace(b"ill:version", b"version"),
    "spaces around text": LOAN.replace(b"ASH-1001", b" ASH-1001\n"),
    "character reference": LOAN.replace(b"Thornbury", b"&#84;hornbury"),
}


@pytest.mark.parametrize("body", SAME_BYTES_OR_NOT.values(), ids=SAME_BYTES_OR_NOT.keys())
def test_the_way_of_writing_does_not_make_another_message(body: bytes) -> None:
    assert body != LOAN
    assert canonical(body) == canonical(LOAN)


OTHER_CONTENT = {
    "another text": LOAN.replace(b"1987", b"1988"),
    "another time": LOAN.replace(b"15:04:05", b"15:04:06"),
    "an element less": LOAN.replace(b"<ill:edition>2nd ed.</ill:edition>", b""),
    "text moved to the next element": LOAN.replace(b">1987<", b"><").replace(
        b">Millport<", b">1987Millport<"
    ),
    "markup as text": LOAN.replace(b"1987", b"&lt;/&gt;1987"),
}


@pytest.mark.parametrize("body", OTHER_CONTENT.values(), ids=OTHER_CONTENT.keys())
def test_other_content_makes_another_message(body: bytes) -> None:
    assert canonical(body) != canonical(LOAN)


def key(**changed: object) -> bytes:
    facts = {
        "peer": "17",
        "our_symbol": "ISIL:XX-BROOK",
        "their_symbol": "ISIL:XX-ASHBY",
        "request_id": "ASH-1001",
        "kind": Kind.REQUEST,
        "timestamp": at(0),
        "body": LOAN,
    }
    return inbox_key(**(facts | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"peer": "18"},
        {"our_symbol": "ISIL:XX-CLAY"},
        {"their_symbol": "ISIL:XX-CLAY"},
        {"request_id": "ASH-1002"},
        {"kind": Kind.REQUESTING_AGENCY_MESSAGE},
        {"timestamp": at(1)},
        {"body": OTHER_CONTENT["another text"]},
        {"peer": "17I", "our_symbol": "SIL:XX-BROOK"},
    ],
    ids=str,
)
def test_the_inbox_key_changes_with_each_of_its_facts(changed: dict[str, object]) -> None:
    assert (len(key()), key() == key(**changed)) == (32, False)


def test_the_inbox_key_of_the_parsed_message_is_that_of_its_bytes() -> None:
    assert key(body=decode(LOAN).root) == key()


def test_the_same_meaning_under_a_new_timestamp_has_the_same_semantic_key() -> None:
    later = decode(OTHER_CONTENT["another time"])
    other = decode(OTHER_CONTENT["another text"])
    assert semantic_key(later) == semantic_key(decode(LOAN))
    assert semantic_key(other) != semantic_key(decode(LOAN))


# Order


@pytest.mark.parametrize(
    ("message", "asked", "answered"),
    [
        (ashby_asks(), Ask.REQUEST, None),
        (ashby_says(A.CANCEL), Ask.CANCEL, None),
        (ashby_says(A.RENEW), Ask.RENEW, None),
        (ashby_says(A.STATUS_REQUEST), Ask.STATUS_REQUEST, None),
        (ashby_says(A.RECEIVED), None, None),
        (ashby_says("Applaud"), None, None),
        (brook_says(R.REQUEST_RESPONSE, S.WILL_SUPPLY), None, Ask.REQUEST),
        (brook_says(R.CANCEL_RESPONSE, S.CANCELLED), None, Ask.CANCEL),
        (brook_says(R.RENEW_RESPONSE, S.LOANED), None, Ask.RENEW),
        (brook_says(R.STATUS_REQUEST_RESPONSE, S.LOANED), None, Ask.STATUS_REQUEST),
        (brook_says(R.STATUS_CHANGE, S.LOANED), None, None),
        (confirm_ok(ashby_asks(), at(1)), None, None),
    ],
)
def test_what_is_asked_and_what_is_answered(
    message: Message, asked: Ask | None, answered: Ask | None
) -> None:
    assert (asks(message), answers(message)) == (asked, answered)


@pytest.mark.parametrize(
    ("message", "changed"),
    [
        (brook_says(R.STATUS_CHANGE, S.LOANED, 9, changed=5), 5),
        (replace(brook_says(R.STATUS_CHANGE, S.LOANED, 9), status_info=None), 9),
        (brook_says(R.NOTIFICATION, S.LOANED, 9, changed=5), None),
        (ashby_says(A.RECEIVED, 9), 9),
        (ashby_says(A.NOTIFICATION, 9), None),
        (ashby_asks(), 0),
        (confirm_ok(ashby_asks(), at(1)), None),
    ],
)
def test_the_sender_dates_its_changes_and_a_notification_is_none(
    message: Message, changed: int | None
) -> None:
    assert changed_at(message) == (None if changed is None else at(changed))


DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WILL_SUPPLY, LOANED = brook_says(R.STATUS_CHANGE, S.WILL_SUPPLY, 5), brook_says(R.STATUS_CHANGE, S.LOANED, 9)


@pytest.mark.parametrize(
    ("message", "last", "open_asks", "since", "verdict"),
    [
        pytest.param(WILL_SUPPLY, None, [], None, APPLY, id="the first word"),
        pytest.param(LOANED, 5, [], None, APPLY, id="a newer change"),
        pytest.param(LOANED, 9, [], None, APPLY, id="a change of the same moment"),
        pytest.param(WILL_SUPPLY, 9, [], None, OLDER, id="a change that was overtaken"),
        pytest.param(WILL_SUPPLY, 9, [], HOUR, REPEAT, id="an old change said again"),
        pytest.param(LOANED, 9, [], 90 * DAY, REPEAT, id="the same words after months"),
        pytest.param(
            brook_says(R.CANCEL_RESPONSE, S.CANCELLED, 5),
            9,
            ["Cancel"],
            None,
            APPLY,
            id="an overtaken answer",
        ),
        pytest.param(
            brook_says(R.CANCEL_RESPONSE, S.CANCELLED, 5),
            9,
            ["Renew"],
            None,
            OLDER,
            id="an answer to nothing",
        ),
        pytest.param(
            brook_says(R.RENEW_RESPONSE, S.LOANED, 5),
            5,
            ["Renew"],
            DAY,
            APPLY,
            id="the same answer, asked anew",
        ),
        pytest.param(
            brook_says(R.RENEW_RESPONSE, S.LOANED, 5), 5, [], HOUR, REPEAT, id="an answer said again"
        ),
        pytest.param(brook_says(R.NOTIFICATION, S.LOANED, 5), 9, [], None, APPLY, id="a late notification"),
        pytest.param(brook_says(R.NOTIFICATION, S.LOANED, 5), 9, [], HOUR, REPEAT, id="a notification again"),
        pytest.param(ashby_says(A.CANCEL, 9), 5, ["Cancel"], HOUR, REPEAT, id="a cancel that waits for us"),
        pytest.param(
            ashby_says(A.CANCEL, 9), 5, ["Cancel"], 2 * DAY, REPEAT, id="a cancel that waits for long"
        ),
        pytest.param(ashby_says(A.RENEW, 9), 5, [], HOUR, REPEAT, id="a renewal tried twice"),
        pytest.param(ashby_says(A.RENEW, 9), 5, [], DAY, APPLY, id="another renewal"),
        pytest.param(ashby_says(A.STATUS_REQUEST, 9), 5, [], HOUR, APPLY, id="how is it now?"),
        pytest.param(ashby_says(A.RECEIVED, 5), 9, [], None, OLDER, id="received, after returned"),
        pytest.param(ashby_asks(), None, ["Request"], HOUR, REPEAT, id="the request again"),
    ],
)
def test_how_a_message_applies(
    message: Message, last: int | None, open_asks: list[str], since: timedelta | None, verdict: HowToApply
) -> None:
    assert verdict == how_to_apply(
        message,
        last_applied_change=None if last is None else at(last),
        open_asks=open_asks,
        since_same_meaning=since,
    )


# Confirmations

SPOKEN = [ashby_asks(), ashby_says(A.RECEIVED), brook_says(R.STATUS_CHANGE, S.LOANED)]


@pytest.mark.parametrize("message", SPOKEN, ids=lambda message: message.kind)
@pytest.mark.parametrize("version", list(Version))
def test_a_confirmation_names_the_message_by_its_time_and_echoes_what_it_was(
    message: Spoken, version: Version
) -> None:
    confirmation = confirm_ok(message, at(3))
    head = confirmation.confirmation_header
    written = encode(confirmation, version)
    assert check(written, version) == []
    assert decode(written).message == confirmation
    assert (head.timestamp, head.timestamp_received) == (at(3), at(0))
    assert (head.requesting_agency_id, head.supplying_agency_id) == (ASHBY, BROOK)
    assert (head.message_status, confirmation.error_data) == (MessageStatus.OK, ())
    match confirmation:
        case RequestConfirmation():
            pass
        case RequestingAgencyMessageConfirmation(action=action):
            assert action == A.RECEIVED
        case SupplyingAgencyMessageConfirmation(reason_for_message=reason):
            assert reason == R.STATUS_CHANGE


def test_an_error_confirmation_says_why() -> None:
    fault = ErrorData(error_type=ErrorType.UNRECOGNISED_DATA_VALUE, error_value="requestingAgencyRequestId")
    confirmation = confirm_error(ashby_says(A.RENEW), fault, at(1))
    assert confirmation.confirmation_header.message_status == MessageStatus.ERROR
    assert confirmation.error_data == (fault,)


@pytest.mark.parametrize("name", ["unknown-action", "message-for-an-unknown-reason"])
def test_an_unknown_action_or_reason_is_refused_and_cannot_be_echoed(name: str) -> None:
    decoded = decode((MESSAGES / f"{name}.xml").read_bytes())
    confirmation = confirm_error(decoded.message, decoded.errors[0], at(1))  # type: ignore[arg-type]
    assert check(encode(confirmation, decoded.version), decoded.version) == []


UNUSABLE = sorted(MESSAGES.glob("unusable-*.xml"))


@pytest.mark.parametrize("file", UNUSABLE, ids=lambda file: file.stem)
def test_bytes_of_which_no_message_can_be_made_are_confirmed_all_the_same(file: Path) -> None:
    with pytest.raises(Malformed) as malformed:
        decode(file.read_bytes())
    confirmation = confirm_unreadable(malformed.value, at(1))
    written = encode(confirmation, Version.V1_2)
    assert check(written, Version.V1_2) == []
    assert decode(written).message == confirmation
    assert confirmation.error_data[0].error_type == malformed.value.error_type


def test_what_can_be_seen_of_an_unusable_message_is_echoed() -> None:
    body = (MESSAGES / "renew.xml").read_bytes().replace(b"2026-03-06T08:00:00Z", b"yesterday")
    with pytest.raises(Malformed) as malformed:
        decode(body)
    confirmation = confirm_unreadable(malformed.value, at(1))
    assert isinstance(confirmation, RequestingAgencyMessageConfirmation)
    head = confirmation.confirmation_header
    assert (confirmation.action, head.requesting_agency_request_id) == (A.RENEW, "ASH-1001")
    assert (head.supplying_agency_id, head.requesting_agency_id) == (BROOK, ASHBY)


@pytest.mark.parametrize(
    ("confirmation", "can_be"),
    [
        (confirm_ok(ashby_asks(), at(1)), True),
        (confirm_ok(ashby_says(A.CANCEL), at(1)), False),
        (
            confirm_ok(replace(ashby_asks(), header=replace(ashby_asks().header, timestamp=at(7))), at(9)),
            True,
        ),
    ],
    ids=["of the request", "of another kind", "with another time"],
)
def test_which_confirmation_can_be_the_answer_to_our_request(
    confirmation: RequestConfirmation, can_be: bool
) -> None:
    assert confirms(confirmation, ashby_asks()) is can_be


@pytest.mark.parametrize(("stated", "can_be"), [("ash-1", True), (None, True), ("ASH-2", False)])
def test_ids_may_come_back_in_another_case_or_not_at_all(stated: str | None, can_be: bool) -> None:
    confirmation = confirm_ok(ashby_asks(), at(1))
    assert isinstance(confirmation, RequestConfirmation)
    head = replace(confirmation.confirmation_header, requesting_agency_request_id=stated)
    assert confirms(replace(confirmation, confirmation_header=head), ashby_asks()) is can_be
