from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "interlend.domain.catalog"
    label = "catalog"
