"""Conversations with peers, and every message of them, in and out. The outgoing ones are their own queue."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from interlend.domain.zones.scoped import TenantRow


class Conversation(TenantRow):
    """One request to one lender: (our agency, their agency, requestingAgencyRequestId, our role).

    Keeps the schema version and the symbols it began with to its end.
    """

    class Role(models.TextChoices):
        BORROWER = "borrower", _("We borrow")
        LENDER = "lender", _("We lend")

    our_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    their_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=8, choices=Role.choices)
    request_id = models.CharField(max_length=80)
    supplier_request_id = models.CharField(max_length=80, blank=True)
    schema_version = models.CharField(max_length=8)
    dialect = models.CharField(max_length=20)
    our_symbol = models.CharField(max_length=101)
    their_symbol = models.CharField(max_length=101)
    open_asks = ArrayField(models.CharField(max_length=20), default=list)
    last_change_at = models.DateTimeField(null=True, blank=True)
    is_first_answer_sent = models.BooleanField(default=False)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["our_agency", "their_agency", "role", "request_id"], name="one_conversation_an_id"
            )
        ]
        indexes = [models.Index(fields=["zone", "request_id"], name="conversation_by_id")]


class Message(TenantRow):
    """A message, received or to be sent. Ordered by id, never by time."""

    class Direction(models.TextChoices):
        IN = "in", _("Received")
        OUT = "out", _("Sent")

    class State(models.TextChoices):
        # received
        APPLIED = "applied", _("Applied")
        REPEATED = "repeated", _("A repeat, without effect")
        RECORDED = "recorded", _("Recorded for staff")
        UNAPPLIED = "unapplied", _("Not applied yet")
        # sent
        QUEUED = "queued", _("Waiting to be sent")
        SENDING = "sending", _("Being sent")
        DELIVERED = "delivered", _("Delivered")
        REFUSED = "refused", _("Refused by the partner")
        FAILED = "failed", _("Given up")

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=40, blank=True)
    body = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    # received: the key that tells a repeat, and the confirmation that we gave
    key = models.BinaryField(max_length=32, null=True)
    semantic_key = models.BinaryField(max_length=32, null=True)
    confirmation = models.BinaryField(null=True)
    repeats = models.PositiveIntegerField(default=0)
    # sent: the queue
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    gives_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=400, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "key"],
                condition=models.Q(direction="in"),
                name="one_message_a_key",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=models.Q(state__in=["queued", "sending"]),
                name="message_outbox",
            ),
            models.Index(
                fields=["zone", "id"], condition=models.Q(state="unapplied"), name="message_unapplied"
            ),
            models.Index(fields=["conversation", "id"], name="message_order"),
        ]


class UnroutedMessage(models.Model):
    """A message of an authenticated peer that names no agency of ours that it may speak to.

    Installation-wide: for the operator only.
    """

    received_at = models.DateTimeField(auto_now_add=True)
    credential_id = models.BigIntegerField()
    addressed_to = models.CharField(max_length=101, blank=True)
    reason = models.CharField(max_length=200)
    body = models.BinaryField()
