"""The addresses of the API, below `/api/`."""

from django.urls import path

from interlend.interfaces.api.version_1 import api

urlpatterns = [path("v1/", api.urls)]
