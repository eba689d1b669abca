"""An OpenID provider over HTTP that can be told to lie; the honest one of the tests is oidc-provider-mock."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "1"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "1"})


@dataclass
class LyingProvider:
    """What it says, each part of which can be changed."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    known: dict[str, Any] = field(default_factory=dict)
    user_info: dict[str, Any] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    bodies: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def comes_back(self, url: str) -> dict[str, str]:
        """What a browser brings back that was sent to this address and signed in at once."""
        question = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.asked.append(question)
        return {"code": "a-code", "state": question["state"]}

    def says(self, path: str) -> bytes:
        """The body of an answer."""
        if path in self.bodies:
            return self.bodies[path]
        return json.dumps(self._object(path)).encode()

    def _object(self, path: str) -> dict[str, Any]:
        if path == "/.well-known/openid-configuration":
            known = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
            }
            return known | self.known
        if path == "/jwks":
            return {"keys": [KEY.as_dict(private=False)]}
        if path == "/userinfo":
            return {"sub": "u-1"} | self.user_info
        return {"access_token": "t", "token_type": "Bearer", "id_token": self._id_token()}

    def _id_token(self) -> str:
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "sub": "u-1",
            "aud": "interlend",
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked[-1]["nonce"],
            "email": "ana@howard.example",
        } | self.claims
        kept = {name: value for name, value in said.items() if name not in self.without}
        if self.algorithm == "none":
            return ".".join((_packed({"alg": "none"}), _packed(kept), ""))
        return jwt.encode({"alg": self.algorithm, "kid": "1"}, kept, self.key, algorithms=[self.algorithm])


def _packed(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


SHARED = OctKey.import_key("a shared secret that is long enough for HS256")


@contextmanager
def serving(provider: LyingProvider) -> Iterator[LyingProvider]:
    """The provider at an address of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if path in provider.redirects:
                self.send_response(302)
                self.send_header("Location", provider.redirects[path])
                self.end_headers()
                return
            body = provider.says(path)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    provider.issuer = provider.issuer or f"http://127.0.0.1:{server.server_port}"
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
