from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "interlend.domain.agencies"
    label = "agencies"
