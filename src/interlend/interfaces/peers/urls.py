"""The addresses at which other systems talk to us."""

from django.urls import path

from interlend.interfaces.peers import iso18626

urlpatterns = [
    path("iso18626", iso18626.receive, name="iso18626"),
    path("iso18626/<uuid:agency>", iso18626.receive, name="iso18626-agency"),
    path("iso18626/<uuid:agency>/<str:token>", iso18626.receive, name="iso18626-token"),
]
