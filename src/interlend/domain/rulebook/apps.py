from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "interlend.domain.rulebook"
    label = "rulebook"
