"""The address of the desk's home page."""

from django.urls import URLPattern, path

from interlend.interfaces.desk.today import views

urlpatterns: list[URLPattern] = [path("", views.show, name="today")]
