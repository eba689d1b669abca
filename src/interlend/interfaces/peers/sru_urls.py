"""The address at which other systems search our institutions' catalogs."""

from django.urls import path

from interlend.interfaces.peers import sru

urlpatterns = [path("sru/<slug:zone>", sru.answer, name="sru")]
