"""The addresses of the desk, below `/<institution>/desk/`, task by task."""

from django.urls import URLPattern, URLResolver, include, path

from interlend.interfaces.desk.lists.urls import urlpatterns as lists
from interlend.interfaces.desk.request.urls import urlpatterns as request
from interlend.interfaces.desk.scan.urls import urlpatterns as scan
from interlend.interfaces.desk.today.urls import urlpatterns as today

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(today)),
    path("", include(scan)),
    path("", include(lists)),
    path("", include(request)),
]
