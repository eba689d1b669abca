"""Screens for readers."""

from django.apps import AppConfig


class PatronConfig(AppConfig):
    """Registers the room's templates and static files."""

    name = "interlend.interfaces.patron"
    label = "patron"
