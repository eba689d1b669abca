from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RulebookConfig(AppConfig):
    name = "interlend.domain.rulebook"
    label = "rulebook"

    def ready(self) -> None:
        """Let every room that has a `rules_tables` module enter its tables."""
        autodiscover_modules("rules_tables")
