"""The addresses of the API, below `/api/`."""

from django.urls import URLPattern, URLResolver, path

from interlend.interfaces.api import document, refusals
from interlend.interfaces.api.version_1 import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/openapi.json", document.show),
    path("v1/", api.urls),
    path("<path:path>", refusals.nothing_here),
]
