"""“Resource Sharing Library”, “Temporary Resource Sharing Locations”, “Item Policy”, other settings."""

from __future__ import annotations

from dataclasses import dataclass

from demo.consortium import institutions as people_and_places
from demo.consortium.institutions import Institution
from demo.consortium.sharing import LOCATE_BY, SETTINGS
from demo.consortium.terms import BORROWED, ITEM_POLICIES
from interlend.domain.agencies.models import Agency
from interlend.domain.libraries.models import (
    CirculationDesk,
    Delivery,
    DeskLocation,
    FulfillmentUnit,
    ItemCreation,
    ItemPolicy,
    Library,
    Location,
)
from interlend.domain.zones import known_settings


@dataclass(frozen=True)
class Libraries:
    """An institution's libraries, units and item policies; main and sharing library may be one."""

    main: Library
    sharing: Library
    units: tuple[FulfillmentUnit, ...]
    borrowing: Location
    item_policies: dict[str, ItemPolicy]

    @property
    def sharing_unit(self) -> FulfillmentUnit:
        """The fulfillment unit of the resource sharing library."""
        return self.units[-1]


def set_up(institution: Institution, agency: Agency) -> Libraries:
    """Both libraries, their locations and desks, the item policies and the six settings."""
    main = _library(institution, institution.main_library, institution.main_library_name)
    sharing = _library(institution, institution.sharing_library, institution.sharing_library_name)
    main_unit, sharing_unit = _unit(main), _unit(sharing)
    for code, name in (("STACKS", "Stacks"), ("REFERENCE", "Reference")):
        _location(main, code, name, main_unit)
    borrowing = _location(sharing, "BORROWING", "Borrowing", sharing_unit)
    lending = _location(sharing, "LENDING", "Lending", sharing_unit)
    for library in {main.pk: main, sharing.pk: sharing}.values():
        _attach(_desk(library), library)
    _share(sharing, main, agency, borrowing, lending)
    ItemCreation.objects.update_or_create(defaults={"library": sharing, "location": borrowing})
    for key, value in SETTINGS.items():
        known_settings.change(key, value)
    units = (main_unit,) if main.pk == sharing.pk else (main_unit, sharing_unit)
    return Libraries(main, sharing, units, borrowing, _item_policies(sharing))


def _library(institution: Institution, code: str, name: str) -> Library:
    library, _ = Library.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "time_zone": people_and_places.TIME_ZONE,
            "closed_weekdays": people_and_places.CLOSED_WEEKDAYS,
            "address": f"{name}\n{institution.name}\n{institution.town}",
            "email": institution.email,
        },
    )
    return library


def _share(sharing: Library, main: Library, agency: Agency, borrowing: Location, lending: Location) -> None:
    """The boxes that the guide has checked: borrowing information, lending information, locate by."""
    sharing.is_resource_sharing = True
    sharing.agency = agency
    sharing.cancels_on_locate_failure = True
    sharing.activates_locate = True
    sharing.borrowing_location = borrowing
    sharing.pickup_library = main
    sharing.locates_automatically = True
    sharing.rejects_when_none_available = True
    sharing.rejects_when_none_requestable = True
    sharing.rejects_when_only_electronic = True
    sharing.ignores_electronic = True
    sharing.creates_automatically = True
    sharing.lending_location = lending
    sharing.locate_by = list(LOCATE_BY)
    sharing.save()
    if sharing.pk != main.pk:
        Delivery.objects.get_or_create(library=sharing, to=main)


def _unit(library: Library) -> FulfillmentUnit:
    unit, _ = FulfillmentUnit.objects.update_or_create(
        code=f"{library.code}_FU", defaults={"name": f"{library.name} unit", "library": library}
    )
    return unit


def _location(library: Library, code: str, name: str, unit: FulfillmentUnit) -> Location:
    location, _ = Location.objects.update_or_create(
        library=library,
        code=code,
        defaults={
            "name": name,
            "external_name": name,
            "kind": Location.Kind.OPEN,
            "fulfillment_unit": unit,
        },
    )
    return location


def _desk(library: Library) -> CirculationDesk:
    desk, _ = CirculationDesk.objects.update_or_create(
        library=library,
        code="CIRC",
        defaults={
            "name": f"{library.name} circulation desk",
            "hold_shelf_days": people_and_places.HOLD_SHELF_DAYS,
        },
    )
    return desk


def _attach(desk: CirculationDesk, library: Library) -> None:
    """Check in, check out and reshelve, at all locations of the library."""
    for location in Location.objects.filter(library=library):
        DeskLocation.objects.update_or_create(
            desk=desk,
            location=location,
            defaults={"checks_in": True, "checks_out": True, "reshelves": True},
        )


def _item_policies(sharing: Library) -> dict[str, ItemPolicy]:
    policies = {}
    for code, description in ITEM_POLICIES.items():
        policies[code], _ = ItemPolicy.objects.update_or_create(
            code=code,
            defaults={"description": description, "library": sharing if code == BORROWED else None},
        )
    return policies
