"""A scope is one zone and one transaction; a network's own work may step into its members."""

import pytest
from django.db import connection

from interlend.domain.people.models import Patron, UserGroup
from interlend.domain.zones import known_settings, scope
from interlend.domain.zones.models import Membership, Setting, Zone
from interlend.domain.zones.scope import OutsideScope, WrongZone


def zone_of_the_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.zone', true)")
        return str(cursor.fetchone()[0])


def test_a_scope_tells_the_database_which_zone_it_is(howard: Zone) -> None:
    with scope.entered(howard.pk):
        assert scope.current_zone_id() == howard.pk
        assert zone_of_the_database() == str(howard.pk)
    assert not scope.is_open()


def test_outside_a_scope_there_is_no_zone() -> None:
    with pytest.raises(OutsideScope):
        scope.current_zone_id()


def test_the_same_zone_may_be_entered_again_inside_itself(howard: Zone) -> None:
    with scope.entered(howard.pk):
        with scope.entered(howard.pk):
            UserGroup.objects.create(code="fac", name="Faculty")
        assert scope.current_zone_id() == howard.pk
        assert UserGroup.objects.count() == 1


def test_another_zone_is_not_entered_inside_a_scope(howard: Zone, stranger: Zone) -> None:
    with scope.entered(howard.pk), pytest.raises(WrongZone), scope.entered(stranger.pk):
        pass


def test_what_failed_inside_a_scope_is_undone_as_a_whole(howard: Zone) -> None:
    with pytest.raises(ZeroDivisionError), scope.entered(howard.pk):
        UserGroup.objects.create(code="fac", name="Faculty")
        raise ZeroDivisionError
    assert not scope.is_open()
    with scope.entered(howard.pk):
        assert UserGroup.objects.count() == 0


def test_a_network_writes_into_its_member_and_returns_to_itself(howard: Zone) -> None:
    network = Zone.objects.create(code="wrlc", name="WRLC", kind=Zone.Kind.NETWORK)
    Membership.objects.create(network=network, member=howard)
    with scope.entered(network.pk):
        with scope.acting_for(howard.pk, reason="distribute user groups"):
            UserGroup.objects.create(code="fac", name="Faculty")
        assert scope.current_zone_id() == network.pk
        assert zone_of_the_database() == str(network.pk)
        assert UserGroup.objects.count() == 0
    with scope.entered(howard.pk):
        assert UserGroup.objects.values_list("zone_id", flat=True).get() == howard.pk


def test_a_network_that_fails_in_its_member_is_back_in_itself(howard: Zone) -> None:
    network = Zone.objects.create(code="wrlc", name="WRLC", kind=Zone.Kind.NETWORK)
    Membership.objects.create(network=network, member=howard)
    with scope.entered(network.pk):
        with pytest.raises(ZeroDivisionError), scope.acting_for(howard.pk, reason="try"):
            raise ZeroDivisionError
        assert zone_of_the_database() == str(network.pk)


@pytest.mark.parametrize("direction", ["a stranger", "the network of the member"])
def test_nobody_acts_for_a_zone_that_is_not_a_member(howard: Zone, stranger: Zone, direction: str) -> None:
    Membership.objects.create(network=stranger, member=howard)
    actor, other = {
        "a stranger": (stranger, Zone.objects.create(code="third", name="A third")),
        "the network of the member": (howard, stranger),
    }[direction]
    with (
        scope.entered(actor.pk),
        pytest.raises(WrongZone),
        scope.acting_for(other.pk, reason="curiosity"),
    ):
        pass


def test_a_setting_has_its_default_until_the_zone_changes_it(howard: Zone, stranger: Zone) -> None:
    key = "rs_allow_actions_on_scan_in"
    with scope.entered(stranger.pk):
        known_settings.change(key, True)
    with scope.entered(howard.pk):
        assert known_settings.value_of(key) is False
        known_settings.change(key, True)
        known_settings.change(key, True)
        assert known_settings.value_of(key) is True
        assert Setting.objects.count() == 1


def test_a_setting_takes_only_what_it_knows(howard: Zone) -> None:
    with scope.entered(howard.pk), pytest.raises(ValueError, match="both, borrowing only"):
        known_settings.change("rs_keep_rejected_request_active", "sometimes")


def test_a_patron_is_reached_again_only_in_the_scope_of_its_zone(ours: Patron, howard: Zone) -> None:
    with pytest.raises(OutsideScope):
        ours.refresh_from_db()
    with scope.entered(howard.pk):
        ours.refresh_from_db()
