"""The catalog: records, holdings and items with their availability.

Members publish it, so these tables have a zone and the scoped manager but no policy; searches over the
members of an installation name the zones themselves (`search`).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import CombinedSearchVector, SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from interlend.domain.zones.scoped import TenantRow


def _weighted(field: str, weight: str) -> SearchVector:
    return SearchVector(field, weight=weight, config="simple")


class Record(TenantRow):
    """A bibliographic record. The `*_key` fields are folded for searching (`kernel.marc.words`).

    `title_key`, `author_key` and `keyword_key` hold index words, and only words that the keys before them
    lack. Records of several members with the same `edition_key` describe the same edition. `marc` is the
    record as ISO 2709 in UTF-8, or as MARCXML where it is too long for that. Brief records stand for what
    was borrowed from others: nobody finds them.
    """

    number = models.CharField(max_length=60)
    title = models.TextField()
    original_title = models.TextField(blank=True)
    author = models.TextField(blank=True)
    original_author = models.TextField(blank=True)
    edition = models.CharField(max_length=200, blank=True)
    publisher = models.TextField(blank=True)
    year = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8, blank=True)
    material = models.CharField(max_length=40, blank=True)
    isbns = ArrayField(models.CharField(max_length=40), default=list)
    issns = ArrayField(models.CharField(max_length=40), default=list)
    lccn = models.CharField(max_length=40, blank=True)
    system_numbers = ArrayField(models.CharField(max_length=60), default=list)
    is_electronic = models.BooleanField(default=False)
    is_brief = models.BooleanField(default=False)
    title_key = models.TextField()
    author_key = models.TextField(blank=True)
    keyword_key = models.TextField(blank=True)
    edition_key = models.TextField(blank=True)
    marc = models.BinaryField(null=True)
    loaded_at = models.DateTimeField(auto_now=True)
    search = models.GeneratedField(
        expression=CombinedSearchVector(
            CombinedSearchVector(_weighted("title_key", "A"), "||", _weighted("author_key", "B"), None),
            "||",
            _weighted("keyword_key", "C"),
            None,
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="one_record_a_number")]
        indexes = [
            GinIndex(fields=["search"], name="record_search"),
            GinIndex(fields=["isbns"], name="record_isbns"),
            GinIndex(fields=["issns"], name="record_issns"),
            GinIndex(fields=["system_numbers"], name="record_system_numbers"),
            models.Index(fields=["lccn"], condition=~models.Q(lccn=""), name="record_lccn"),
        ]


class Holding(TenantRow):
    """Where an institution keeps a record: library, location, call number."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="holdings")
    location = models.ForeignKey("libraries.Location", on_delete=models.PROTECT, related_name="+")
    call_number = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["record", "location", "call_number"], name="one_holding_a_place")
        ]


class Item(TenantRow):
    """A copy with a barcode. `location` is where it is kept now; `home` where it belongs."""

    class Availability(models.TextChoices):
        ON_SHELF = "on_shelf", _("Item in place")
        REQUESTED = "requested", _("Requested")
        ON_LOAN = "on_loan", _("On loan")
        IN_TRANSIT = "in_transit", _("In transit")
        ON_HOLD_SHELF = "on_hold_shelf", _("On hold shelf")
        SHIPPED = "shipped", _("Resource sharing loan")
        NOT_IN_PLACE = "not_in_place", _("Item not in place")
        MISSING = "missing", _("Missing")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="items")
    holding = models.ForeignKey(Holding, on_delete=models.CASCADE, null=True, related_name="items")
    barcode = models.CharField(max_length=60)
    location = models.ForeignKey("libraries.Location", on_delete=models.PROTECT, related_name="+")
    home = models.ForeignKey("libraries.Location", on_delete=models.PROTECT, related_name="+")
    item_policy = models.ForeignKey(
        "libraries.ItemPolicy", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    call_number = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=200, blank=True)
    availability = models.CharField(
        max_length=14, choices=Availability.choices, default=Availability.ON_SHELF
    )
    is_temporary = models.BooleanField(default=False)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "barcode"],
                condition=~models.Q(availability="withdrawn"),
                name="one_item_a_barcode",
            )
        ]
