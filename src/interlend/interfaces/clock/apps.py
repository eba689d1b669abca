from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "interlend.interfaces.clock"
    label = "clock"
