from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "interlend.domain.people"
    label = "people"
