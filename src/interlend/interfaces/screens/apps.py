"""The frame that all screens stand in."""

from django.apps import AppConfig


class ScreensConfig(AppConfig):
    """Registers the room's templates and static files."""

    name = "interlend.interfaces.screens"
    label = "screens"
