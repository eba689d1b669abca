"""Jobs: long or scheduled work with progress, one result a row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from interlend.domain.zones.scoped import TenantRow


class Schedule(TenantRow):
    """Whether a kind of job runs by itself in this zone, and when it next does (library's time)."""

    kind = models.CharField(max_length=60)
    is_active = models.BooleanField(default=False)

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "kind"], name="one_schedule_a_kind")]


class Job(TenantRow):
    """One run of a kind of job."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        COMPLETED = "completed", _("Completed")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta(TenantRow.Meta):
        indexes = [models.Index(fields=["zone", "kind", "-started_at"], name="job_history")]


class JobRow(TenantRow):
    """What a job did with one thing."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="rows")
    subject = models.CharField(max_length=120)
    is_done = models.BooleanField()
    message = models.TextField(blank=True)

    class Meta(TenantRow.Meta):
        indexes = [models.Index(fields=["zone", "job"], name="job_rows")]
