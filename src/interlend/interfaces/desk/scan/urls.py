"""The addresses of scanning, and of the desk at which it is done."""

from django.urls import URLPattern, path

from interlend.interfaces.desk.scan import choosing, views

urlpatterns: list[URLPattern] = [
    path("at", choosing.choose, name="choose-desk"),
    path("scan", views.show, name="scan"),
    path("scan/undo", views.take_back, name="undo-scan"),
    path("scan/slip/<slug:kind>/<path:of>", views.slip, name="scan-slip"),
]
