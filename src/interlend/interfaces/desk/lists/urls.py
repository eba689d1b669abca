"""The addresses of the task lists. Before those of one request, which would take their words for a number."""

from django.urls import URLPattern, path

from interlend.interfaces.desk.lists import saved, shelves, together, views

urlpatterns: list[URLPattern] = [
    path("borrowing", views.borrowing, name="borrowing"),
    path("lending", views.lending, name="lending"),
    path("lending/pull-list", shelves.pull_list, name="pull-list"),
    path("lending/pull-slips", together.pull_slips, name="pull-slips"),
    path("hold-shelf", shelves.hold_shelf, name="hold-shelf"),
    path("lists/<slug:side>/dismiss-attention", together.dismiss, name="dismiss-together"),
    path("lists/<slug:side>/saved-views", saved.keep, name="keep-view"),
    path("lists/saved-views/<int:view>/forget", saved.forget, name="forget-view"),
]
