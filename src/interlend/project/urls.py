"""All addresses of the server."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from interlend.interfaces.api.urls import urlpatterns as api
from interlend.interfaces.desk.urls import urlpatterns as desk
from interlend.interfaces.patron.urls import urlpatterns as patron
from interlend.interfaces.peers.sru_urls import urlpatterns as sru
from interlend.interfaces.peers.urls import urlpatterns as peers
from interlend.interfaces.sign_in.urls import urlpatterns as sign_in
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
    path("language", set_language, name="set_language"),
    path("", include((sign_in, "sign_in"))),
    path("<slug:zone>/desk/", include((desk, "desk"))),
    path("<slug:zone>/", include((patron, "patron"))),
]
