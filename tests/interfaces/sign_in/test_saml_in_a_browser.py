"""SAML as browsers do it: the answer comes from another site, and so without our cookies."""

from __future__ import annotations

import base64
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from pytest_django import Settings

from interlend.domain.people.models import IdentityProvider
from interlend.domain.zones import scope
from tests.interfaces.sign_in.conftest import _place
from tests.interfaces.sign_in.saml_provider import MAIL, SamlProvider, make_keys

pytestmark = pytest.mark.needs_program("chromium")
CHROMIUM = (
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--virtual-time-budget=20000",
    "--dump-dom",
)
Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def served(application: Application) -> Iterator[int]:
    """The port of this machine at which an application answers."""
    server = make_server("127.0.0.1", 0, application, _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def site_of(provider: SamlProvider) -> Application:
    """The provider's own site: knows who sits there, and sends the answer as a form."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        question = provider.read(f"{provider.sso_url}?{environ['QUERY_STRING']}")
        form = base64.b64encode(provider.answer(question)).decode()
        start(f"{HTTPStatus.OK.value} OK", [("Content-Type", "text/html")])
        return [
            f"<form method=post action='{question.answer_at}'><input name=SAMLResponse value='{form}'>"
            "</form><script>document.forms[0].submit()</script>".encode()
        ]

    return answer


def test_who_signs_in_at_another_site_is_let_in_by_a_real_browser(
    committed_db: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    howard = _place("howard")
    howard.employs(howard.ana)
    provider = SamlProvider(make_keys(), attributes={MAIL: ["ana@howard.example"]})
    with served(site_of(provider)) as there, served(get_wsgi_application()) as here:
        provider.sso_url = f"http://localhost:{there}/sso"
        settings.INTERLEND_HTTP_HOSTS = ["localhost"]
        settings.INTERLEND_BASE_URL = f"http://127.0.0.1:{here}"
        with scope.entered(howard.zone.pk):
            IdentityProvider.objects.create(
                code="campus", name="Howard account", kind="saml", is_enabled=True, settings=provider.settings
            )
        at = f"http://127.0.0.1:{here}/howard/sign-in/by/campus?for=staff&next=/sign-in/account"
        shown = subprocess.run(
            [*CHROMIUM, f"--user-data-dir={tmp_path}", at], capture_output=True, check=True, timeout=60
        )
    assert "<h1>Ana Ortiz</h1>" in shown.stdout.decode()
