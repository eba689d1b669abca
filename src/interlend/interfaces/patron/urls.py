"""The addresses of this door."""

from django.urls import URLPattern, path

from interlend.interfaces.patron import asking, finding, following

urlpatterns: list[URLPattern] = [
    path("", finding.find, name="find"),
    path("elsewhere", finding.find_elsewhere, name="elsewhere"),
    path("record/<int:record>", finding.show_record, name="record"),
    path("ask", asking.ask, name="ask"),
    path("requests", following.list_requests, name="requests"),
    path("requests/<slug:number>", following.show_request, name="request"),
    path("requests/<slug:number>/cancel", following.cancel, name="cancel"),
]
