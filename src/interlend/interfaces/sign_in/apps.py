"""How people prove who they are."""

from django.apps import AppConfig


class SignInConfig(AppConfig):
    """Registers the room's templates and static files."""

    name = "interlend.interfaces.sign_in"
    label = "sign_in"
