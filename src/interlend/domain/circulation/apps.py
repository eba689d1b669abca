from django.apps import AppConfig


class CirculationConfig(AppConfig):
    name = "interlend.domain.circulation"
    label = "circulation"
