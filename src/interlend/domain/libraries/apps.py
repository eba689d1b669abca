from django.apps import AppConfig


class LibrariesConfig(AppConfig):
    name = "interlend.domain.libraries"
    label = "libraries"
