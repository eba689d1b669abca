"""The first wall alone: the managers keep to the open zone even where the database would show the other one.

In each test the database is told that the stranger's zone is open; only the managers stand in between.
"""

from collections.abc import Callable, Iterator

import pytest

from interlend.domain.people.models import Patron, UserGroup
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.domain.zones.scope import OutsideScope, WrongZone

from .conftest import tell_database


@pytest.fixture
def only_the_managers(howard: Zone, stranger: Zone, ours: Patron, theirs: Patron) -> Iterator[None]:
    with scope.entered(howard.pk):
        tell_database(stranger)
        yield
        tell_database(howard)


LOOKS: dict[str, Callable[[Patron], bool]] = {
    "all": lambda theirs: theirs in Patron.objects.all(),
    "exists": lambda theirs: Patron.objects.filter(barcode="S1").exists(),
    "exclude, exists": lambda theirs: Patron.objects.exclude(barcode="H1").exists(),
    "count": lambda theirs: Patron.objects.count() > 1,
    "in bulk, by id": lambda theirs: bool(Patron.objects.in_bulk([theirs.pk])),
    "values": lambda theirs: "S1" in Patron.objects.values_list("barcode", flat=True),
    "through the group": lambda theirs: UserGroup.objects.filter(pk=theirs.user_group_id).exists(),
    "the base manager": lambda theirs: Patron._base_manager.filter(pk=theirs.pk).exists(),
    "the default manager": lambda theirs: Patron._default_manager.filter(pk=theirs.pk).exists(),
    "update": lambda theirs: Patron.objects.filter(pk=theirs.pk).update(name="Seen") > 0,
    "delete": lambda theirs: Patron.objects.filter(pk=theirs.pk).delete()[0] > 0,
}


@pytest.mark.usefixtures("only_the_managers")
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_no_question_reaches_the_other_zone(theirs: Patron, look: Callable[[Patron], bool]) -> None:
    assert not look(theirs)


WRITES: dict[str, Callable[[Patron], object]] = {
    "create": lambda theirs: UserGroup.objects.create(zone_id=theirs.zone_id, code="x", name="X"),
    "bulk_create": lambda theirs: UserGroup.objects.bulk_create(
        [UserGroup(code="y", name="Y"), UserGroup(zone_id=theirs.zone_id, code="x", name="X")]
    ),
    "get_or_create": lambda theirs: UserGroup.objects.get_or_create(
        code="x", defaults={"zone_id": theirs.zone_id, "name": "X"}
    ),
    "save": lambda theirs: theirs.save(),
    "delete": lambda theirs: theirs.delete(),
    "move a row of ours there": lambda theirs: UserGroup.objects.update(zone=theirs.zone_id),
}


@pytest.mark.usefixtures("only_the_managers")
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_nothing_is_written_into_the_other_zone(theirs: Patron, write: Callable[[Patron], object]) -> None:
    with pytest.raises(WrongZone):
        write(theirs)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(Patron.objects.all, id="all"),
        pytest.param(Patron.objects.exists, id="exists"),
        pytest.param(Patron._base_manager.all, id="the base manager"),
        pytest.param(lambda: UserGroup.objects.create(code="x", name="X"), id="create"),
        pytest.param(lambda: UserGroup.objects.bulk_create([UserGroup(code="x")]), id="bulk_create"),
        pytest.param(lambda: UserGroup(code="x", name="X").save(), id="save"),
    ],
)
def test_outside_a_scope_the_managers_refuse(ask: Callable[[], object]) -> None:
    with pytest.raises(OutsideScope):
        ask()


def test_a_row_made_in_a_scope_belongs_to_its_zone(howard: Zone) -> None:
    with scope.entered(howard.pk):
        one = UserGroup.objects.create(code="fac", name="Faculty")
        two, three = UserGroup.objects.bulk_create(
            [UserGroup(code="stu", name="Students"), UserGroup(code="sta", name="Staff")]
        )
    assert {one.zone_id, two.zone_id, three.zone_id} == {howard.pk}
