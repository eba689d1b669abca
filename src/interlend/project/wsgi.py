"""The WSGI application that the web server runs."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interlend.project.settings")
application = get_wsgi_application()

# Load every address now: the first request of a process should not wait for it.
get_resolver().url_patterns  # noqa: B018
