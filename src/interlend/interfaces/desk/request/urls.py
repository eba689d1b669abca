"""The addresses of one request."""

from django.urls import URLPattern, path

from interlend.interfaces.desk.request import doing, views

urlpatterns: list[URLPattern] = [
    path("borrowing/<slug:number>", views.borrowing_request, name="borrowing-request"),
    path("borrowing/<slug:number>/do/<slug:verb>", doing.do_to_borrowing, name="borrowing-do"),
    path("borrowing/<slug:number>/left/<str:partner>/<slug:verb>", doing.do_to_left, name="borrowing-left"),
    path("borrowing/<slug:number>/note", doing.note_on_borrowing, name="borrowing-note"),
    path("borrowing/<slug:number>/message", doing.write_to_lender, name="borrowing-message"),
    path("lending/<slug:number>", views.lending_request, name="lending-request"),
    path("lending/<slug:number>/do/<slug:verb>", doing.do_to_lending, name="lending-do"),
    path("lending/<slug:number>/note", doing.note_on_lending, name="lending-note"),
    path("lending/<slug:number>/message", doing.write_to_borrower, name="lending-message"),
    path("messages/<int:message>", views.message, name="message"),
]
