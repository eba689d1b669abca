"""Notes that staff keep with a request, for each other; the partner never sees them."""

from __future__ import annotations

from django.db.models import QuerySet

from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, Note, about


def notes_of(request: BorrowingRequest | LendingRequest) -> QuerySet[Note]:
    """The notes of a request, the oldest first."""
    return Note.objects.filter(**about(request)).order_by("id")


def keep(request: BorrowingRequest | LendingRequest, text: str, *, author_name: str) -> Note:
    """Keep a note with a request."""
    return Note.objects.create(**about(request), text=text, author_name=author_name)
