from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "interlend.domain.exchange"
    label = "exchange"
