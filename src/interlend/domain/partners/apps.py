from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "interlend.domain.partners"
    label = "partners"
