from django.apps import AppConfig


class RotaConfig(AppConfig):
    name = "interlend.domain.rota"
    label = "rota"
