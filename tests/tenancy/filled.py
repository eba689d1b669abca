"""A zone with a row in every tenant table, made from the registry, so that a new table is filled too.

Every text of such a row begins with the zone's mark: whatever shows it has shown something of that zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from interlend.domain.agencies.models import Agency, AgencySymbol
from interlend.domain.people import keys
from interlend.domain.people.models import ApiKey, Role, User
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.domain.zones.scoped import TenantRow

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)

SPECIAL: dict[str, dict[str, Any]] = {
    "zones.setting": {"key": "rs_auto_request_lending", "value": True},
    "libraries.library": {"is_resource_sharing": True, "closed_weekdays": []},
    "sharing.borrowingrequest": {"state": "request_sent"},
    "sharing.rotaentry": {"standing": "active", "state": ""},
    "sharing.lendingrequest": {"state": "being_processed"},
    "jobs.schedule": {"kind": "expired_resource_sharing_requests", "is_active": True},
    "circulation.hold": {"kind": "pull", "state": "waiting"},
    "circulation.loan": {"returned_at": None},
    "circulation.transit": {"ended_at": None},
    "exchange.conversation": {"schema_version": "1.2"},
    "exchange.message": {"direction": "out", "state": "queued"},
    "partners.peerconnection": {"is_paused": False, "not_before": None},
    "partners.workflowprofile": {"steps": []},
    "rulebook.decision": {"facts": []},
    "people.patron": {"is_blocked": False},
    "catalog.item": {"is_temporary": False},
    "catalog.record": {"is_brief": False, "marc": None},
}
"""What a row needs beyond its kind of columns, so that lists show it."""

EITHER = {("sharing.historyentry", "lending_request"), ("sharing.note", "lending_request")}
"""Keys that are filled in a second row only, since one row is about one request."""


def tenant_models() -> list[type[TenantRow]]:
    """All models of tenants, each after those that it points at, circles aside."""
    waiting = [model for model in apps.get_models() if issubclass(model, TenantRow)]
    ordered: list[type[TenantRow]] = []
    while waiting:
        model = min(waiting, key=lambda each: (len(_points_at(each, waiting, null=False)),
                                               len(_points_at(each, waiting, null=True))))  # fmt: skip
        waiting.remove(model)
        ordered.append(model)
    return ordered


def keys_between_tenants() -> list[tuple[type[TenantRow], models.ForeignKey[Any, Any]]]:
    """Every foreign key from a tenant's model to a tenant's model."""
    return [
        (model, key)
        for model in tenant_models()
        for key in model._meta.concrete_fields
        if isinstance(key, models.ForeignKey) and issubclass(key.related_model, TenantRow)
    ]


@dataclass
class House:
    """A zone that is filled: its mark, its rows by model, its agency and its keys to the API by role."""

    zone: Zone
    mark: str
    agency: Agency
    rows: dict[type[models.Model], Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def row(self, label: str) -> Any:
        """Its row of a model, by `app.model`."""
        return self.rows[apps.get_model(label)]


def build(name: str) -> House:
    """Build a zone of this name, in no network, and fill it."""
    mark = f"{name}mark"
    zone = Zone.objects.create(code=name, name=name.title())
    agency = Agency.objects.create(name=name.title(), zone=zone)
    AgencySymbol.objects.create(agency=agency, authority="ISIL", symbol=name.upper())
    house = House(zone, mark, agency)
    with scope.entered(zone.pk):
        for model in tenant_models():
            house.rows[model] = _fill(model, house)
        _close_circles(house)
        _second_rows(house)
    house.keys = {role.value: keys.make_key(zone=zone, name=f"{mark} {role}", role=role)[1] for role in Role}
    return house


def _points_at(
    model: type[TenantRow], waiting: list[type[TenantRow]], *, null: bool
) -> list[models.ForeignKey[Any, Any]]:
    return [
        key
        for key in model._meta.concrete_fields
        if isinstance(key, models.ForeignKey)
        and key.null == null
        and key.related_model in waiting
        and key.related_model is not model
    ]


def _fill(model: type[TenantRow], house: House, **special: Any) -> TenantRow:
    values = {
        column.name: _value(column, house)
        for column in model._meta.concrete_fields
        if _is_filled(model, column) and column.name not in special
    }
    row = model(**(values | SPECIAL.get(model._meta.label_lower, {}) | special))
    row.save(force_insert=True)
    return row


def _is_filled(model: type[models.Model], column: Any) -> bool:
    if (model._meta.label_lower, column.name) in EITHER or column.name == "zone":
        return False
    fills_itself = column.primary_key or column.generated or getattr(column, "auto_now", False)
    return not fills_itself and not getattr(column, "auto_now_add", False)


def _value(column: Any, house: House) -> Any:
    if isinstance(column, models.ForeignKey):
        return _related(column, house)
    if column.choices:
        return column.choices[0][0]
    for kind, value in (
        (ArrayField, [] if isinstance(getattr(column, "base_field", None), models.IntegerField) else None),
        (models.EmailField, f"{house.mark}@example.org"),
        (models.URLField, f"https://{house.mark}.example.org/"),
        (models.CharField, None),
        (models.DateTimeField, NOW),
        (models.DateField, NOW.date()),
        (models.BooleanField, True),
        (models.IntegerField, 1),
        (models.JSONField, {"lines": [house.mark]}),
        (models.BinaryField, house.mark.encode()),
    ):
        if isinstance(column, kind):
            if value is not None:
                return value
            break
    if isinstance(column, ArrayField):
        return [house.mark]
    return f"{house.mark} {column.name}"[: column.max_length or 200]


def _related(key: models.ForeignKey[Any, Any], house: House) -> Any:
    if key.related_model is Agency:
        return house.agency
    if key.related_model is User:
        return _staff(house)
    if key.related_model is ApiKey:
        return keys.make_key(zone=house.zone, name=f"{house.mark} program", role=Role.DISCOVERY)[0]
    return house.rows.get(key.related_model)


def _staff(house: House) -> User:
    address = f"staff@{house.mark}.example.org"
    known = User.objects.filter(email=address).first()
    return known or User.objects.create_user(address, f"{house.mark} staff")


def _close_circles(house: House) -> None:
    """Fill the keys that had to wait for rows made later: a library's locations, and the like."""
    for model, key in keys_between_tenants():
        row = house.rows[model]
        if getattr(row, key.attname) is None and _is_filled(model, key):
            setattr(row, key.name, house.rows[key.related_model])
            row.save(update_fields=[key.name])


def _second_rows(house: House) -> None:
    """What one row cannot be: a hold for a patron beside one for a partner, a history of the other side."""
    item = house.row("catalog.item")
    other = _fill(type(item), house, barcode=f"{house.mark} second")
    _fill(type(house.row("circulation.hold")), house, item=other, kind="pickup", state="ready")
    lending = house.row("sharing.lendingrequest")
    for label in ("sharing.historyentry", "sharing.note"):
        _fill(type(house.row(label)), house, borrowing_request=None, lending_request=lending)
