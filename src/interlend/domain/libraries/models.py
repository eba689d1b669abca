"""Libraries, their locations, desks and calendars, and what a resource sharing library adds to them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from interlend.domain.zones.scoped import TenantRow


class LocateField(models.TextChoices):
    """The fields that decide whether a record matches a request."""

    TITLE = "title", _("Title")
    AUTHOR = "author", _("Author")
    ISBN_ISSN = "isbn_issn", _("ISBN/ISSN")
    SYSTEM_NUMBER = "system_number", _("System Control Number")
    LCCN = "lccn", _("LCCN (010)")


class Library(TenantRow):
    """A library of an institution; one that shares resources also has a symbol, borrows and lends."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=60, default="UTC")
    agency = models.OneToOneField(
        "agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="library"
    )
    is_resource_sharing = models.BooleanField(default=False)
    address = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=60, blank=True)
    closed_weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    delivers_to = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="+", through="Delivery"
    )

    # Borrowing information
    cancels_on_locate_failure = models.BooleanField(default=False)
    activates_locate = models.BooleanField(default=True)
    borrowing_location = models.ForeignKey(
        "Location", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pickup_library = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    not_borrowing_from = models.DateField(null=True, blank=True)
    not_borrowing_to = models.DateField(null=True, blank=True)

    # Lending information
    locates_automatically = models.BooleanField(default=True)
    rejects_on_locate_failure = models.BooleanField(default=False)
    rejects_when_none_available = models.BooleanField(default=False)
    rejects_when_none_requestable = models.BooleanField(default=False)
    rejects_when_only_electronic = models.BooleanField(default=False)
    ignores_electronic = models.BooleanField(default=True)
    creates_automatically = models.BooleanField(default=True)
    lending_location = models.ForeignKey(
        "Location", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    not_lending_from = models.DateField(null=True, blank=True)
    not_lending_to = models.DateField(null=True, blank=True)

    # Locate by fields: none chosen means LCCN, else system number, else title and ISBN
    locate_by = ArrayField(
        models.CharField(max_length=20, choices=LocateField.choices), default=list, blank=True
    )

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="one_library_a_code")]

    def __str__(self) -> str:
        return self.name


class Delivery(TenantRow):
    """A library relation: `library` can deliver resource sharing items to `to` for pickup."""

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["library", "to"], name="one_delivery_a_pair")]


class FulfillmentUnit(TenantRow):
    """A group of locations that share fulfillment rules."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="one_fulfillment_unit_a_code")]

    def __str__(self) -> str:
        return self.name


class Location(TenantRow):
    """A physical location. BORROWING and LENDING are two of them."""

    class Kind(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        UNAVAILABLE = "unavailable", _("Unavailable")

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="locations")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    external_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.OPEN)
    fulfillment_unit = models.ForeignKey(FulfillmentUnit, on_delete=models.PROTECT, related_name="locations")

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["library", "code"], name="one_location_a_code")]

    def __str__(self) -> str:
        return self.name


class CirculationDesk(TenantRow):
    """A desk of a library where items are checked in and out."""

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="desks")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    has_hold_shelf = models.BooleanField(default=True)
    hold_shelf_days = models.PositiveSmallIntegerField(default=7)

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["library", "code"], name="one_desk_a_code")]

    def __str__(self) -> str:
        return self.name


class DeskLocation(TenantRow):
    """What a desk may do with the items of a location."""

    desk = models.ForeignKey(CirculationDesk, on_delete=models.CASCADE, related_name="attachments")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="attachments")
    checks_in = models.BooleanField(default=True)
    checks_out = models.BooleanField(default=True)
    reshelves = models.BooleanField(default=True)

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["desk", "location"], name="one_attachment_a_location")]


class ItemPolicy(TenantRow):
    """A code that items carry and that fulfillment unit rules look at."""

    code = models.CharField(max_length=40)
    description = models.CharField(max_length=200)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    is_enabled = models.BooleanField(default=True)

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="one_item_policy_a_code")]

    def __str__(self) -> str:
        return self.description


class Closure(TenantRow):
    """Days on which a library is closed, first and last included."""

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="closures")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="a_closure_ends_after_it_begins"
            )
        ]


class ItemCreation(TenantRow):
    """`ill_item_creation_lib_code` and `ill_item_creation_location_code`: where temporary items belong
    when nothing more special names a library or a location. Keys, so that a rename keeps them."""

    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone"], name="one_item_creation_a_zone")]
