"""All addresses of the server."""

from django.urls import URLPattern, URLResolver, include, path

from interlend.interfaces.api.urls import urlpatterns as api
from interlend.interfaces.peers.sru_urls import urlpatterns as sru
from interlend.interfaces.peers.urls import urlpatterns as peers
from interlend.project import api_reference, health, pages, start_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start_page.show, name="start-page"),
    path("pages.css", pages.stylesheet),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", health.metrics),
    path("api/v1/docs", api_reference.show, name="api-reference"),
    path("api/", include(api)),
    path("", include(peers)),
    path("", include(sru)),
]
