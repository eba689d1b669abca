"""What a borrowed item becomes here: its location and its item policy."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries

from interlend.domain.agencies.models import Agency
from interlend.domain.circulation.temporary_item_rules import decide
from interlend.domain.libraries.models import FulfillmentUnit, ItemCreation, ItemPolicy, Library, Location
from interlend.domain.partners.models import Partner
from interlend.domain.people.models import UserGroup
from interlend.domain.rulebook.editing import add_rule
from interlend.domain.rulebook.tables import named
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

TEMPORARY_ITEM = named("temporary_item")


@dataclass
class Howard:
    """The rows that rules and cases name."""

    library: Library
    borrowing: Location
    reading_room: Location
    of_the_zone: Location
    peer_to_peer: ItemPolicy
    in_library_use: ItemPolicy
    faculty: UserGroup
    students: UserGroup
    albany: Partner
    archive: Partner


@pytest.fixture
def howard(db: None) -> Iterator[Howard]:
    with scope.entered(Zone.objects.create(code="howard", name="Howard").pk):
        library = Library.objects.create(code="rs", name="Resource Sharing Library")
        unit = FulfillmentUnit.objects.create(code="rs", name="Resource sharing")

        def location(name: str) -> Location:
            return Location.objects.create(library=library, code=name, name=name, fulfillment_unit=unit)

        def partner(name: str) -> Partner:
            return Partner.objects.create(agency=Agency.objects.create(name=name), code=name, name=name)

        yield Howard(
            library=library,
            borrowing=location("BORROWING"),
            reading_room=location("READING"),
            of_the_zone=location("TEMPORARY"),
            peer_to_peer=ItemPolicy.objects.create(code="p2p", description="Peer to peer"),
            in_library_use=ItemPolicy.objects.create(code="inlib", description="Library use only"),
            faculty=UserGroup.objects.create(code="fac", name="Faculty"),
            students=UserGroup.objects.create(code="stu", name="Students"),
            albany=partner("Albany"),
            archive=partner("Archive"),
        )


@pytest.fixture
def rules(howard: Howard) -> None:
    add_rule(
        TEMPORARY_ITEM,
        "Archive, to students",
        ("partner", "=", howard.archive),
        ("user_group", "=", howard.students),
        library=howard.library,
        location=howard.reading_room,
        item_policy=howard.in_library_use,
    )
    partners = howard.albany, howard.archive
    add_rule(
        TEMPORARY_ITEM,
        "Partners",
        ("partner", "in list", *partners),
        library=howard.library,
        item_policy=howard.peer_to_peer,
    )


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    ("partner", "user_group", "location", "item_policy"),
    [
        pytest.param("archive", "students", "reading_room", "in_library_use", id="the rule gives both"),
        pytest.param(
            "archive", "faculty", "borrowing", "peer_to_peer", id="the rule leaves the location open"
        ),
    ],
)
def test_the_rules_of_the_library_decide(
    partner: str, user_group: str, location: str, item_policy: str, howard: Howard
) -> None:
    howard.library.borrowing_location = howard.borrowing
    case = {"partner": getattr(howard, partner), "user_group": getattr(howard, user_group)}
    place = decide(howard.library, case)
    assert place.location == getattr(howard, location)
    assert place.item_policy == getattr(howard, item_policy)


@pytest.mark.parametrize(
    ("of_the_library", "of_the_zone", "location", "text"),
    [
        pytest.param(True, True, "BORROWING", "BORROWING, no item policy", id="the library's"),
        pytest.param(False, True, "TEMPORARY", "TEMPORARY, no item policy", id="else the zone's"),
        pytest.param(False, False, None, "no location, no item policy", id="else none"),
    ],
)
def test_without_a_rule_it_is_the_location_of_the_library_or_the_zone(
    of_the_library: bool, of_the_zone: bool, location: str | None, text: str, howard: Howard
) -> None:
    if of_the_library:
        howard.library.borrowing_location = howard.borrowing
    if of_the_zone:
        ItemCreation.objects.create(library=howard.library, location=howard.of_the_zone)
    place = decide(howard.library, {"partner": howard.albany, "user_group": howard.students})
    assert (place.location and place.location.name, place.item_policy) == (location, None)
    assert place.record().outcome == text


@pytest.mark.usefixtures("rules")
def test_the_rules_of_another_library_do_not_count(howard: Howard) -> None:
    other = Library.objects.create(code="law", name="Law")
    assert decide(other, {"partner": howard.albany}).outcome.rule is None


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("used", ["albany", "students", "peer_to_peer"])
def test_what_a_rule_names_or_gives_cannot_be_deleted(used: str, howard: Howard) -> None:
    with pytest.raises(ProtectedError):
        getattr(howard, used).delete()


@pytest.mark.usefixtures("rules")
def test_one_statement_decides_where_the_rule_gives_the_location(
    howard: Howard, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        place = decide(howard.library, {"partner": howard.archive, "user_group": howard.students})
        assert (place.location, place.item_policy) == (howard.reading_room, howard.in_library_use)
