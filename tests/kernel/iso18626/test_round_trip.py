"""What a version can say is read back as it was meant; whatever bytes come in, only `Malformed` is raised."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlend.kernel.iso18626 import codes, messages, parts
from interlend.kernel.iso18626.check import STRUCTURES, check
from interlend.kernel.iso18626.codec import decode, encode
from interlend.kernel.iso18626.conversation import confirm_unreadable, semantic_key
from interlend.kernel.iso18626.events import Side, meaning
from interlend.kernel.iso18626.faults import Malformed
from interlend.kernel.iso18626.messages import Kind, Version
from interlend.kernel.iso18626.structure import ClosedList, Group, Part, Simple, WhenUnsaid, is_repeated

LIGHT = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
NOW = datetime(2026, 3, 2, tzinfo=UTC)

TEXTS = (
    st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=12)
    .map(lambda text: text.strip(" \t\r\n") + "x")
    .map(str.strip)
)
CODES = st.builds(parts.Code, TEXTS, st.none() | st.just("http://lists.example/one"))
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001 -- bounds
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-1000, max_value=100000)

SIMPLE: dict[Simple, st.SearchStrategy[Any]] = {
    Simple.TEXT: TEXTS,
    Simple.CODE: CODES,
    Simple.DATE_TIME: MOMENTS,
    Simple.DECIMAL: AMOUNTS,
    Simple.INTEGER: st.integers(-5, 10**12),
    Simple.COUNT: st.integers(0, 10**12),
    Simple.BOOLEAN: st.booleans(),
}


def content(part: Part, version: Version) -> st.SearchStrategy[Any]:
    if isinstance(part.content, Group):
        return group(part.content, version)
    if isinstance(part.content, ClosedList):
        return st.sampled_from(sorted(part.content.allowed)).map(part.content.values)
    if part.element == "region" and part.content is Simple.TEXT:
        return TEXTS.map(parts.Code)
    return SIMPLE[part.content]


def group(of: Group, version: Version) -> st.SearchStrategy[Any]:
    """Everything that a version can say in a group, straight from its table."""
    if of.choice:
        return st.one_of([content(part, version).map(_named(of.model, part.field)) for part in of.parts])
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for part in of.parts:
        if part.kept_in:
            continue
        one = content(part, version)
        if is_repeated(of.model, part.field):
            most = 3 if part.most is None else part.most
            fields[part.field] = st.lists(one, min_size=part.least, max_size=most).map(tuple)
        elif part.least and part.when_unsaid is not WhenUnsaid.EMPTY:
            fields[part.field] = one
        else:
            fields[part.field] = st.none() | one
    if of.model is messages.SupplyingAgencyMessage and version is Version.V1_2:
        fields["retry_info"] = st.none() | _offer_of_version_1_2()
    return st.builds(of.model, **fields)


def _named(model: type, field: str) -> Callable[[Any], Any]:
    return lambda value: model(**{field: value})


def _offer_of_version_1_2() -> st.SearchStrategy[parts.RetryInfo]:
    costs = st.builds(parts.Costs, CODES, AMOUNTS)
    return st.builds(
        parts.RetryInfo,
        offered_costs=st.lists(costs, min_size=1, max_size=1).map(tuple),
        retry_after=st.none() | MOMENTS,
        retry_before=st.none() | MOMENTS,
    )


@pytest.mark.parametrize("version", list(Version))
@pytest.mark.parametrize("kind", list(Kind))
def test_what_a_version_can_say_is_read_back_as_it_was_meant(kind: Kind, version: Version) -> None:
    @LIGHT
    @given(group(STRUCTURES[version].bodies[kind], version))
    def holds(message: Any) -> None:
        written = encode(message, version)
        assert check(written, version) == []
        assert decode(written).message == message

    holds()


MESSAGES = [
    file.read_bytes()
    for file in sorted((Path(__file__).parent / "messages").glob("*.xml"))
    if not file.stem.startswith("unusable")
]
PIECES = st.sampled_from(
    [b"<", b">", b"/", b"&", b'"', b"ill:", b"\x00", b"\xff", b"9" * 30, b"T24:", b"]]>", b""]
)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(st.sampled_from(MESSAGES), st.lists(st.tuples(st.integers(0, 4000), PIECES), min_size=1, max_size=4))
def test_spoiled_bytes_are_a_message_or_malformed_and_nothing_else(
    body: bytes, changes: list[tuple[int, bytes]]
) -> None:
    for position, piece in changes:
        place = position % len(body)
        body = body[:place] + piece + body[place + 1 :]
    try:
        decoded = decode(body)
    except Malformed as malformed:
        encode(confirm_unreadable(malformed, NOW), Version.V1_2)
        return
    semantic_key(decoded)
    meaning(decoded.message, Side.BORROWER)
    meaning(decoded.message, Side.LENDER)


TEXT_OF_AN_ELEMENT = st.sampled_from(
    [b"", b" ", b"0001-01-01T00:00:00+14:00", b"9999-12-31T24:00:00-14:00", b"NaN", b"Infinity", b"1E999999",
     b"-0", b"9" * 6000, b"Y", b"Loaned", b"\xe2\x80\xae", b"<x/>", b"<!-- -->", b"T24:00:00"]
)  # fmt: skip


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.sampled_from(MESSAGES), st.integers(0, 200), TEXT_OF_AN_ELEMENT)
def test_spoiled_values_are_a_message_or_malformed_and_nothing_else(
    body: bytes, number: int, text: bytes
) -> None:
    pieces = body.split(b"</")
    place = number % (len(pieces) - 1)
    kept, _, _ = pieces[place].rpartition(b">")
    pieces[place] = kept + b">" + text
    try:
        decoded = decode(b"</".join(pieces))
    except Malformed as malformed:
        encode(confirm_unreadable(malformed, NOW), Version.V1_2)
        return
    meaning(decoded.message, Side.BORROWER)
    meaning(decoded.message, Side.LENDER)


MODELS = [each for each in vars(parts).values() if dataclasses.is_dataclass(each) and each is not parts.Code]


@pytest.mark.parametrize("model", MODELS)
def test_every_field_of_the_model_can_be_said_in_some_version(model: Any) -> None:
    said = {
        part.field
        for structure in STRUCTURES.values()
        for body in structure.bodies.values()
        for below in groups_below(body)
        for part in below.parts
        if below.model is model and not part.kept_in
    }
    assert said == {field.name for field in dataclasses.fields(model)}


def groups_below(above: Group) -> Iterator[Group]:
    yield above
    for part in above.parts:
        if isinstance(part.content, Group):
            yield from groups_below(part.content)


def test_a_region_that_only_the_version_of_2021_has_is_read_as_a_code() -> None:
    """An address inside deliveryInfo: text on the wire, a code in the model, as everywhere else."""
    there = parts.AgencyId(parts.Code("ISIL"), "X")
    address = parts.Address(physical_address=parts.PhysicalAddress(region=parts.Code("US-NY")))
    message = messages.SupplyingAgencyMessage(
        header=messages.Header(
            supplying_agency_id=there,
            requesting_agency_id=there,
            timestamp=NOW,
            requesting_agency_request_id="1",
        ),
        message_info=parts.MessageInfo(reason_for_message=codes.ReasonForMessage.STATUS_CHANGE),
        status_info=parts.StatusInfo(status=codes.Status.LOANED, last_change=NOW),
        delivery_info=parts.DeliveryInfo(date_sent=NOW, address=address),
    )
    assert decode(encode(message, Version.V2021_2)).message == message
