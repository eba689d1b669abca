from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "interlend.domain.sharing"
    label = "sharing"
