"""The addresses of this task."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
