"""S12: a partner's system sends what it has said already: ten times the same, then under a new timestamp."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import httpx

from demo.guide.partners import KEY_HEADER
from interlend.kernel.iso18626.codec import decode, encode
from interlend.kernel.iso18626.messages import Request, RequestingAgencyMessage, SupplyingAgencyMessage
from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import messages, table, timeline
from tests.scenarios.steps import Institution

TITLE = "Echoes of the quarry"
AT_ONCE = 3
Spoken = Request | SupplyingAgencyMessage | RequestingAgencyMessage


def test_s12_the_same_request_and_the_same_shipment_again_have_one_effect(cast: CastOf) -> None:
    people = cast({"howard": ["albany"]}, {"albany": [Book(TITLE, ("AL-1", "AL-2"))]})
    howard, albany = people["howard"], people["albany"]

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    request = howard.said(asked, "request")
    assert ten_times(request, by=howard, to=albany) == ["OK"]
    assert send(later(request), by=howard, to=albany) == "OK"

    albany.ships(asked, "AL-1")
    howard.waits_for(asked, "shipped_physically")
    shipment = albany.said(asked, "supplyingAgencyMessage")
    assert ten_times(shipment, by=albany, to=howard) == ["OK"]
    howard.receives(asked)
    assert send(later(shipment), by=albany, to=howard) == "OK"

    assert [row["title"] for row in albany.keys.read("/lending")["items"]] == [TITLE]
    assert albany.item("AL-1") == "shipped in Lending"
    assert albany.item("AL-2") == "on_shelf in Stacks"
    assert howard.state_of(asked) == "Physically received by library"
    assert howard.item("AL-1") == "on_hold_shelf in Borrowing"
    albany.waits_for(asked, "received_by_partner")
    assert timeline(albany, asked) == table("""
        peer    RequestArrived   created
        system  LocateOutcome    being_processed
        staff   Ship             shipped_physically
        peer    PartnerReceived  received_by_partner
    """)
    assert timeline(howard, asked) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
        peer    Shipped         shipped_physically
        staff   Receive         physically_received
    """)
    assert messages(albany, asked) == table("""
        in   request                                   applied
        in   request                                   repeated
        out  supplyingAgencyMessage   RequestResponse  delivered
        in   requestingAgencyMessage  Received         applied
    """)
    assert messages(howard, asked) == table("""
        out  request                                   delivered
        in   supplyingAgencyMessage   RequestResponse  applied
        out  requestingAgencyMessage  Received         delivered
        in   supplyingAgencyMessage   RequestResponse  repeated
    """)
    assert howard.repeats(asked) == [0, 10, 0, 0]


def ten_times(body: bytes, *, by: Institution, to: Institution) -> list[str]:
    """Send the same bytes ten times, several at once. The status of each different confirmation."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = set(pool.map(lambda _: post(body, by=by, to=to), range(10)))
    return [status_of(answer) for answer in answers]


def send(body: bytes, *, by: Institution, to: Institution) -> str:
    """Send a message; the status of its confirmation."""
    return status_of(post(body, by=by, to=to))


def post(body: bytes, *, by: Institution, to: Institution) -> bytes:
    """What the other side answers to a message, where it is sent with the sender's key."""
    headers = {KEY_HEADER: to.built.inbound[by.name], "Content-Type": "application/xml"}
    answer = httpx.post(to.built.url, content=body, headers=headers, timeout=20, trust_env=False)
    assert answer.status_code == httpx.codes.OK
    return answer.content


def later(body: bytes) -> bytes:
    """The same message, as a system writes it that makes it anew for each try."""
    decoded = decode(body)
    message = decoded.message
    assert isinstance(message, Spoken)
    header = replace(message.header, timestamp=message.header.timestamp + timedelta(seconds=90))
    return encode(replace(message, header=header), decoded.version)


def status_of(answer: bytes) -> str:
    """OK or ERROR."""
    confirmation = decode(answer).message
    return str(confirmation.confirmation_header.message_status)  # type: ignore[union-attr]
