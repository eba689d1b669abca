from django.apps import AppConfig


class FulfillmentConfig(AppConfig):
    name = "interlend.domain.fulfillment"
    label = "fulfillment"
