from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "interlend.domain.letters"
    label = "letters"
