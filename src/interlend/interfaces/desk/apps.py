"""Screens for the staff."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Registers the room's templates and static files."""

    name = "interlend.interfaces.desk"
    label = "desk"
