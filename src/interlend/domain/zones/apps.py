from django.apps import AppConfig


class ZonesConfig(AppConfig):
    name = "interlend.domain.zones"
    label = "zones"
