"""Borrowing and lending requests, the rota of a borrowing request, and the history of both.

Only `advance` assigns a `state` here; `kernel.lifecycle` says what each state is.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from interlend.domain.zones.scoped import TenantRow


def _words() -> Func:
    """What requests are found by (`searching`): the function of the database that folds them."""
    fields = (F("title"), F("author"), F("isbn"), F("issn"))
    return Func(*fields, function="sharing_words", output_field=SearchVectorField())


class Citation(models.Model):
    """What is asked for, as the patron or the partner described it."""

    title = models.TextField()
    author = models.TextField(blank=True)
    edition = models.CharField(max_length=200, blank=True)
    publisher = models.TextField(blank=True)
    year = models.CharField(max_length=20, blank=True)
    volume = models.CharField(max_length=200, blank=True)
    isbn = models.CharField(max_length=40, blank=True)
    issn = models.CharField(max_length=40, blank=True)
    lccn = models.CharField(max_length=40, blank=True)
    system_number = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True


class Progress(models.Model):
    """Where a request stands, who must act next and by when."""

    state = models.CharField(max_length=40)
    act_by = models.DateTimeField(null=True, blank=True)
    needs_attention = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class BorrowingRequest(TenantRow, Citation, Progress):
    """A patron's request, from the first search for a lender to the item's way home."""

    class Format(models.TextChoices):
        PHYSICAL = "physical", _("Physical")

    number = models.CharField(max_length=20)
    library = models.ForeignKey("libraries.Library", on_delete=models.PROTECT, related_name="+")
    patron = models.ForeignKey("people.Patron", on_delete=models.PROTECT, related_name="borrowing_requests")
    pickup_library = models.ForeignKey("libraries.Library", on_delete=models.PROTECT, related_name="+")
    format = models.CharField(max_length=24, choices=Format.choices, default=Format.PHYSICAL)
    specific_edition = models.BooleanField(default=False)
    needed_by = models.DateField(null=True, blank=True)
    patron_note = models.TextField(blank=True)
    terms_name = models.CharField(max_length=200, blank=True)

    answer_due_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_by = models.CharField(max_length=10, blank=True)
    state_before_cancel = models.CharField(max_length=40, blank=True)
    lender_due_at = models.DateTimeField(null=True, blank=True)
    condition = models.TextField(blank=True)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, null=True, related_name="+")
    hold = models.ForeignKey("circulation.Hold", on_delete=models.PROTECT, null=True, related_name="+")
    loan = models.ForeignKey("circulation.Loan", on_delete=models.PROTECT, null=True, related_name="+")
    asked_count = models.PositiveIntegerField(default=0)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="one_borrowing_request_a_number")
        ]
        indexes = [
            models.Index(fields=["zone", "state", "-id"], name="borrowing_by_state"),
            models.Index(fields=["zone", "patron"], name="borrowing_by_patron"),
            models.Index(
                fields=["answer_due_at"],
                condition=models.Q(answer_due_at__isnull=False),
                name="borrowing_due",
            ),
            models.Index(Upper("title"), name="borrowing_by_title"),
            GinIndex(F("zone"), _words(), name="borrowing_words"),
            models.Index(
                fields=["zone", "-id"], condition=~models.Q(needs_attention=""), name="borrowing_attention"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class RotaEntry(TenantRow):
    """A partner in the rota of a request; once asked, the conversation with it.

    `standing` is its place in the rota. Once the request has gone on without it, `state` says how the
    conversation that we left stands (`kernel.lifecycle.left`; empty: nothing has come of it since).
    """

    class Standing(models.TextChoices):
        PENDING = "pending", _("Pending")
        NOT_LOCATED = "not_located", _("Not located")
        ACTIVE = "active", _("Active")
        REJECTED = "rejected", _("Rejected")
        EXPIRED = "expired", _("Expired")
        LEFT = "left", _("Left")
        SUPPLIED = "supplied", _("Supplied")

    request = models.ForeignKey(BorrowingRequest, on_delete=models.CASCADE, related_name="rota")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.PENDING)
    state = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    located_record = models.CharField(max_length=60, blank=True)
    sends_automatically = models.BooleanField(default=False)
    sending_decision = models.ForeignKey(
        "rulebook.Decision", on_delete=models.PROTECT, null=True, related_name="+"
    )
    conversation = models.OneToOneField(
        "exchange.Conversation", on_delete=models.PROTECT, null=True, related_name="rota_entry"
    )
    asked_at = models.DateTimeField(null=True)
    item_barcode = models.CharField(max_length=60, blank=True)

    class Meta(TenantRow.Meta):
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "partner"], name="one_entry_a_partner"),
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(standing="active"), name="one_lender_at_a_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["zone", "item_barcode"],
                condition=~models.Q(item_barcode=""),
                name="rota_by_barcode",
            ),
            models.Index(
                fields=["zone", "partner", "request"],
                condition=models.Q(standing__in=["active", "supplied"]),
                name="rota_lenders",
            ),
        ]


class LendingRequest(TenantRow, Citation, Progress):
    """A partner's request to us."""

    number = models.CharField(max_length=20)
    library = models.ForeignKey("libraries.Library", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    conversation = models.OneToOneField(
        "exchange.Conversation", on_delete=models.PROTECT, related_name="lending_request"
    )
    needed_by = models.DateField(null=True, blank=True)
    partner_note = models.TextField(blank=True)
    requester = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    reject_reason = models.CharField(max_length=40, blank=True)

    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, null=True, related_name="+")
    hold = models.ForeignKey("circulation.Hold", on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    terms_name = models.CharField(max_length=200, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="one_lending_request_a_number")
        ]
        indexes = [
            models.Index(fields=["zone", "state", "-id"], name="lending_by_state"),
            models.Index(
                fields=["expires_at"], condition=models.Q(expires_at__isnull=False), name="lending_due"
            ),
            GinIndex(F("zone"), _words(), name="lending_words"),
            models.Index(
                fields=["zone", "-id"], condition=~models.Q(needs_attention=""), name="lending_attention"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class HistoryEntry(TenantRow):
    """One thing that happened to a request: which row of the table matched, the facts, who."""

    borrowing_request = models.ForeignKey(
        BorrowingRequest, on_delete=models.CASCADE, null=True, related_name="history"
    )
    lending_request = models.ForeignKey(
        LendingRequest, on_delete=models.CASCADE, null=True, related_name="history"
    )
    at = models.DateTimeField()
    happening = models.CharField(max_length=60)
    cause = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    row = models.CharField(max_length=60, blank=True)
    was_refused = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    message = models.ForeignKey("exchange.Message", on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey("rulebook.Decision", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(TenantRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(borrowing_request__isnull=False, lending_request__isnull=True)
                | models.Q(borrowing_request__isnull=True, lending_request__isnull=False),
                name="history_of_one_request",
            )
        ]
        indexes = [
            models.Index(fields=["borrowing_request", "id"], name="history_of_borrowing"),
            models.Index(fields=["lending_request", "id"], name="history_of_lending"),
        ]


def about(request: BorrowingRequest | LendingRequest) -> dict[str, BorrowingRequest | LendingRequest]:
    """The field by which an entry of the history, or a note, points at this request, with the request."""
    return {"lending_request" if isinstance(request, LendingRequest) else "borrowing_request": request}


class Note(TenantRow):
    """A note by staff on a request; never sent to the partner unless said so."""

    borrowing_request = models.ForeignKey(
        BorrowingRequest, on_delete=models.CASCADE, null=True, related_name="notes"
    )
    lending_request = models.ForeignKey(
        LendingRequest, on_delete=models.CASCADE, null=True, related_name="notes"
    )
    text = models.TextField()
    author_name = models.CharField(max_length=200)
    written_at = models.DateTimeField(auto_now_add=True)
