"""Configuring may run again, and the keys that it leaves in files open what they should and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path

from django.apps import apps

from demo import log_ins
from demo.consortium.institutions import INSTITUTIONS, READERS, STAFF, address, patron_barcode
from interlend.domain.agencies import credentials, symbols
from interlend.domain.libraries.models import CirculationDesk, Library
from interlend.domain.people import accounts, keys, pins, staff
from interlend.domain.people.models import Patron, Role, User
from interlend.domain.zones import scope
from interlend.domain.zones.scoped import TenantRow


def test_configuring_again_changes_nothing(
    configured: dict[str, int], configure: Callable[[], None], folder: Path
) -> None:
    before = rows_by_table(configured), files_in(folder)
    configure()
    assert (rows_by_table(configured), files_in(folder)) == before


def test_every_library_has_a_desk(configured: dict[str, int]) -> None:
    for zone_id in configured.values():
        with scope.entered(zone_id):
            with_desk = set(CirculationDesk.objects.values_list("library__code", flat=True))
            assert with_desk == set(Library.objects.values_list("code", flat=True))


def test_an_introduction_holds_a_key_that_opens_for_its_reader_alone(
    configured: dict[str, int], folder: Path
) -> None:
    told = json.loads((folder / "introductions/howard-to-albany.json").read_text())
    caller = credentials.identify(presented=told["key"], carrier=credentials.Carrier.HEADER)
    agencies = symbols.agency_of(["DEMO:HOWARD", "OCLC:NAM"])
    assert caller
    assert (caller.zone_id, caller.our_agency_id, caller.their_agency_id) == (
        configured["howard"],
        agencies["DEMO:HOWARD"].pk,
        agencies["OCLC:NAM"].pk,
    )


def test_the_keys_to_the_api_open_for_their_institution_and_role(
    configured: dict[str, int], folder: Path
) -> None:
    path = folder / "wrlc/keys.json"
    kept = json.loads(path.read_text())
    found = {
        (code, role): keys.find(text) for code, of_zone in kept.items() for role, text in of_zone.items()
    }
    assert {where: (key and key.zone_id, key and key.role) for where, key in found.items()} == {
        (code, role): (zone_id, role)
        for code, zone_id in configured.items()
        for role in ("discovery", "services_manager", "desk_operator", "partners_manager")
    }
    assert path.stat().st_mode & 0o077 == 0


def test_staff_sign_in_by_one_password_and_readers_by_one_pin(
    configured: dict[str, int], folder: Path
) -> None:
    opens = log_ins.kept(folder)
    stella = accounts.whose(email="stella.shelf@howard.example", password=opens.password)
    assert stella
    emails = [address(name, code) for code in configured for name in STAFF.values()]
    everybody = User.objects.filter(email__in=[*emails, "bea.bridge@wrlc.example"])
    assert [user.password for user in everybody] == [stella.password] * (len(emails) + 1)
    with scope.entered(configured["howard"]):
        rita = pins.whose(barcode=patron_barcode(INSTITUTIONS["howard"], READERS[0]), pin=opens.pin)
        assert rita
        assert set(Patron.objects.values_list("pin", flat=True)) == {rita.pin}
    assert (folder / log_ins.FILE).stat().st_mode & 0o077 == 0


def test_somebody_works_at_two_institutions(configured: dict[str, int]) -> None:
    bea = accounts.find("bea.bridge@wrlc.example")
    assert bea
    assert {(held.zone_id, held.role) for held in staff.roles_of(bea.pk)} == {
        (configured["howard"], Role.SERVICES_MANAGER),
        (configured["american"], Role.SERVICES_MANAGER),
    }


def rows_by_table(configured: dict[str, int]) -> dict[tuple[str, str], list[int]]:
    """The ids of all rows of all tables that belong to a zone."""
    found = {}
    for code, zone_id in configured.items():
        with scope.entered(zone_id):
            for model in apps.get_models():
                if issubclass(model, TenantRow):
                    ids = model.objects.order_by("pk").values_list("pk", flat=True)
                    found[code, model._meta.label] = list(ids)
    return found


def files_in(folder: Path) -> dict[str, str]:
    return {str(path): path.read_text() for path in sorted(folder.rglob("*.json"))}
