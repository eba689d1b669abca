"""Letters to patrons and partners: a template's text and each letter that was written by it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interlend.domain.zones.scoped import TenantRow


class LetterTemplate(TenantRow):
    """The institution's own text of a letter; without one the text that comes with Interlend is used."""

    code = models.CharField(max_length=60)
    is_enabled = models.BooleanField(default=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="one_letter_template_a_code")]


class Letter(TenantRow):
    """One letter, composed once and then sent until it is away; the table is the queue."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Could not be sent")
        NO_ADDRESS = "no_address", _("No address")

    code = models.CharField(max_length=60)
    to = models.EmailField(blank=True)
    sender = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    language = models.CharField(max_length=10, default="en")
    about = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=400, blank=True)

    class Meta(TenantRow.Meta):
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"], condition=models.Q(state="queued"), name="letter_outbox"
            )
        ]
