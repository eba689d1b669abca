"""Tenant rows: the abstract model with a zone, and the managers that keep to the open scope."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from django.db import models

from interlend.domain.zones import compiled, scope

Row = TypeVar("Row", bound=models.Model)


class ScopedQuerySet(models.QuerySet[Row]):
    """A query set that writes rows of the open zone only."""

    def create(self, **values: Any) -> Row:
        """Create a row in the open zone."""
        row = self.model(**values)
        self._for_write = True
        row.save(force_insert=True, using=self.db)
        return row

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        """Create rows in the open zone, in one statement."""
        rows = list(objs)
        for row in rows:
            _claim(row)
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **values: Any) -> int:
        """Update rows; a row never changes its zone."""
        if "zone" in values or "zone_id" in values:
            raise scope.WrongZone("A row never changes its zone.")
        return super().update(**values)


class ScopedManager(models.Manager[Row], Generic[Row]):
    """Reads the rows of the open zone. Raises OutsideScope where no scope is open."""

    def get_queryset(self) -> ScopedQuerySet[Row]:
        """The rows of the open zone."""
        return ScopedQuerySet[Row](self.model, using=self._db).filter(zone_id=compiled.zone())


class TenantRow(models.Model):
    """A row that belongs to one zone, which is the open scope's when the row is made."""

    zone = models.ForeignKey("zones.Zone", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save in the open zone. Raises WrongZone for a row of another zone."""
        _claim(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a row of the open zone. Raises WrongZone for a row of another zone."""
        _claim(self)
        return super().delete(*args, **kwargs)


def _claim(row: models.Model) -> None:
    zone_id = scope.current_zone_id()
    held: int | None = row.zone_id  # type: ignore[attr-defined]
    if held is None:
        row.zone_id = zone_id  # type: ignore[attr-defined]
    elif held != zone_id:
        raise scope.WrongZone(f"This row belongs to zone {held}; the scope of zone {zone_id} is open.")
