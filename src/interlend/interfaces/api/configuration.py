"""Configuration, to be read: libraries, the other settings, partners."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import Field

from interlend.domain.agencies.models import AgencySymbol
from interlend.domain.libraries.models import CirculationDesk, ItemCreation, Library, Location
from interlend.domain.partners import peers
from interlend.domain.partners.models import Partner
from interlend.domain.people.permissions import Action
from interlend.domain.zones import known_settings
from interlend.domain.zones.models import Setting
from interlend.interfaces.api.door import Call, Task
from interlend.interfaces.api.pages import Page, page_of
from interlend.interfaces.api.values import After, Code, Limit

configuration = Task("Configuration")

Row = dict[str, Any]


class Place(Schema):
    """A location or a desk."""

    code: str
    name: str


class LibraryShown(Schema):
    """A library, with what it needs to share resources."""

    code: str
    name: str
    time_zone: str
    symbols: list[str] = Field(description="As `authority:symbol`, those in force.")
    is_resource_sharing: bool
    locations: list[Place]
    desks: list[Place]
    borrowing_location: str
    lending_location: str
    pickup_library: str
    borrowing: dict[str, bool]
    lending: dict[str, bool]
    locate_by: list[str]


class SettingShown(Schema):
    """One of the other settings."""

    key: str
    value: bool | str | list[str]
    is_default: bool
    meaning: str


class Settings(Schema):
    """The other settings. Where temporary items belong is empty where it was not chosen."""

    items: list[SettingShown]
    ill_item_creation_lib_code: str
    ill_item_creation_location_code: str


class PartnerShown(Schema):
    """How this institution deals with a library."""

    code: str
    name: str
    status: str
    symbols: list[str]
    takes_new_requests: bool
    supports_borrowing: bool
    supports_lending: bool
    borrowing_workflow: str
    lending_workflow: str
    locate_profile: str
    expiry: str
    expiry_days: int | None
    average_supply_days: int
    delivery_delay_days: int
    url: str
    schema_version: str
    dialect: str


class PartnerWithContact(PartnerShown):
    """A partner, and how its staff are reached."""

    address: str
    email: str
    phone: str


@configuration.reads("/libraries", Action.CONFIGURATION_READ, Page[LibraryShown])
def list_libraries(request: Call, limit: Limit = 50, after: After = 0) -> Row:
    """The libraries, with locations, desks, borrowing and lending information."""
    rows = Library.objects.select_related("borrowing_location", "lending_location", "pickup_library")
    page = page_of(rows, lambda library: library, limit=limit, after=after)
    libraries = page["items"]
    symbols = _symbols(library.agency_id for library in libraries)
    locations = _by_library(Location, libraries)
    desks = _by_library(CirculationDesk, libraries)
    return {
        "items": [
            LibraryShown(
                code=library.code,
                name=library.name,
                time_zone=library.time_zone,
                symbols=symbols.get(library.agency_id, []),
                is_resource_sharing=library.is_resource_sharing,
                locations=locations.get(library.pk, []),
                desks=desks.get(library.pk, []),
                borrowing_location=_code(library.borrowing_location),
                lending_location=_code(library.lending_location),
                pickup_library=_code(library.pickup_library),
                borrowing={name: getattr(library, name) for name in _BORROWING},
                lending={name: getattr(library, name) for name in _LENDING},
                locate_by=library.locate_by,
            )
            for library in libraries
        ],
        "next": page["next"],
    }


_BORROWING = ("activates_locate", "cancels_on_locate_failure")
_LENDING = (
    "locates_automatically",
    "creates_automatically",
    "rejects_on_locate_failure",
    "rejects_when_none_available",
    "rejects_when_none_requestable",
    "rejects_when_only_electronic",
    "ignores_electronic",
)


@configuration.reads("/settings", Action.CONFIGURATION_READ, Settings)
def list_settings(request: Call) -> Settings:
    """The other settings, with what each does."""
    chosen = dict(Setting.objects.values_list("key", "value"))
    creation = ItemCreation.objects.select_related("library", "location").first()
    return Settings(
        items=[
            SettingShown(
                key=known.key,
                value=chosen.get(known.key, known.default),
                is_default=known.key not in chosen,
                meaning=str(known.meaning),
            )
            for known in known_settings.KNOWN.values()
        ],
        ill_item_creation_lib_code=_code(creation.library if creation else None),
        ill_item_creation_location_code=_code(creation.location if creation else None),
    )


@configuration.reads("/partners", Action.PARTNERS_READ, Page[PartnerShown])
def list_partners(request: Call, limit: Limit = 50, after: After = 0) -> Row:
    """The partners, retired ones aside."""
    rows = Partner.objects.exclude(status=Partner.Status.RETIRED).select_related(*_PROFILES)
    page = page_of(rows, lambda partner: partner, limit=limit, after=after)
    symbols = _symbols(partner.agency_id for partner in page["items"])
    return {
        "items": [PartnerShown(**_partner(partner, symbols)) for partner in page["items"]],
        "next": page["next"],
    }


@configuration.reads("/partners/{partner}", Action.PARTNERS_READ, PartnerWithContact)
def show_partner(request: Call, partner: Code) -> PartnerWithContact:
    """One partner by its code, with its address, e-mail and telephone."""
    found = peers.named(partner)
    contact = {name: getattr(found, name) for name in ("address", "email", "phone")}
    return PartnerWithContact(**_partner(found, _symbols([found.agency_id])), **contact)


_PROFILES = ("borrowing_workflow", "lending_workflow", "locate_profile")
_AS_STORED = (
    "code",
    "name",
    "status",
    "takes_new_requests",
    "supports_borrowing",
    "supports_lending",
    "expiry",
    "expiry_days",
    "average_supply_days",
    "delivery_delay_days",
    "url",
    "schema_version",
    "dialect",
)


def _partner(partner: Partner, symbols: dict[int, list[str]]) -> Row:
    return {
        **{name: getattr(partner, name) for name in _AS_STORED},
        **{name: _name(getattr(partner, name)) for name in _PROFILES},
        "symbols": symbols.get(partner.agency_id, []),
    }


def _symbols(agency_ids: Any) -> dict[int, list[str]]:
    held = AgencySymbol.objects.filter(
        agency_id__in=[each for each in agency_ids if each], in_force_to__isnull=True
    )
    symbols: dict[int, list[str]] = {}
    for symbol in held.order_by("id"):
        symbols.setdefault(symbol.agency_id, []).append(str(symbol))
    return symbols


def _by_library(model: Any, libraries: list[Library]) -> dict[int, list[Place]]:
    places: dict[int, list[Place]] = {}
    for row in model.objects.filter(library__in=libraries).order_by("code"):
        places.setdefault(row.library_id, []).append(Place(code=row.code, name=row.name))
    return places


def _code(row: Any) -> str:
    return row.code if row else ""


def _name(row: Any) -> str:
    return row.name if row else ""
