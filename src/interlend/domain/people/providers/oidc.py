"""OpenID Connect, code flow: we ask with state, nonce and PKCE, and check the ID token that comes.

Sources: OpenID Connect Core 1.0 (3.1), Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (issuer in the answer).
"""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from interlend.domain.agencies import secrets
from interlend.domain.people.models import IdentityProvider
from interlend.domain.people.providers.fetching import object_at, object_for, spoken_to
from interlend.domain.people.providers.refusal import Refused
from interlend.domain.people.providers.settings import setting

SKEW: Final = 60
"""Seconds by which the provider's clock may differ from ours."""

_SCOPES = "openid profile email"
_ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"]
"""Signatures by a key that only the provider has; never those by the shared secret, or by none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser is sent away with: the address, and what its session keeps until it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str


def ask(provider: IdentityProvider, *, answer_at: str) -> Asked:
    """Where to send the browser. Raises Refused. Calls the provider: outside any scope."""
    endpoint = spoken_to(_text(_discovered(provider), "authorization_endpoint"))
    state, nonce, verifier = (random.token_urlsafe(32) for _ in range(3))
    question = {
        "response_type": "code",
        "client_id": setting(provider, "client_id"),
        "redirect_uri": answer_at,
        "scope": str(provider.settings.get("scopes") or _SCOPES),
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    return Asked(f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(question)}", state, nonce, verifier)


def read(
    provider: IdentityProvider,
    answer: Mapping[str, str],
    *,
    nonce: str,
    verifier: str,
    answer_at: str,
    now: datetime,
) -> dict[str, Any]:
    """What the provider says of whoever came back; the state was compared already.

    Raises Refused. Calls the provider: outside any scope.
    """
    if "error" in answer:
        told = {"error": answer["error"], "more": answer.get("error_description", "")}
        raise Refused(_("The provider refused: %(error)s %(more)s") % told)
    issuer = setting(provider, "issuer")
    if answer.get("iss", issuer) != issuer:
        raise Refused(_("The answer comes from another provider: %(issuer)s.") % {"issuer": answer["iss"]})
    if not answer.get("code"):
        raise Refused(_("The answer has no code."))
    known = _discovered(provider)
    tokens = _tokens(provider, known, answer["code"], verifier, answer_at)
    claims = _checked(provider, known, tokens, nonce, now)
    return {**_user_info(known, tokens, claims), **claims}


def rotate() -> int:
    """Encrypt the secrets of the open zone under the installation's first key; answers how many.

    Raises secrets.Unreadable.
    """
    kept = IdentityProvider.objects.exclude(secret=None)
    for provider in kept:
        provider.secret = secrets.encrypt_again(provider.secret or b"")
        provider.save(update_fields=["secret"])
    return len(kept)


def _discovered(provider: IdentityProvider) -> dict[str, Any]:
    issuer = setting(provider, "issuer")
    known = object_at(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if known.get("issuer") != issuer:
        told = {"issuer": issuer, "other": known.get("issuer")}
        raise Refused(_("%(issuer)s says that its issuer is %(other)s: enter that one.") % told)
    return known


def _tokens(
    provider: IdentityProvider, known: Mapping[str, Any], code: str, verifier: str, answer_at: str
) -> dict[str, Any]:
    client = setting(provider, "client_id")
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": answer_at,
        "code_verifier": verifier,
    }
    secret = _secret(provider)
    auth = None
    methods = known.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if secret and "client_secret_basic" in methods:
        auth = (quote(client, safe=""), quote(secret, safe=""))
    else:
        form["client_id"] = client
        if secret:
            form["client_secret"] = secret
    return object_for(_text(known, "token_endpoint"), form, auth=auth)


def _checked(
    provider: IdentityProvider,
    known: Mapping[str, Any],
    tokens: Mapping[str, Any],
    nonce: str,
    now: datetime,
) -> dict[str, Any]:
    issuer, client = setting(provider, "issuer"), setting(provider, "client_id")
    expected = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client}}
    try:
        keys = KeySet.import_key_set(object_at(_text(known, "jwks_uri")))  # type: ignore[arg-type]
        token = jwt.decode(_text(tokens, "id_token"), keys, algorithms=_ALGORITHMS)
        claims = CodeIDToken(
            token.claims,
            token.header,
            options=expected,
            params={"nonce": nonce, "client_id": client, "access_token": tokens.get("access_token")},
        )
        claims.validate(now=int(now.timestamp()), leeway=SKEW)
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        raise Refused(_("The ID token is not good: %(why)s") % {"why": fault}) from None
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise Refused(_("The ID token answers another question than ours."))
    return dict(claims)


def _user_info(
    known: Mapping[str, Any], tokens: Mapping[str, Any], claims: Mapping[str, Any]
) -> dict[str, Any]:
    """What the provider says at its second address, of the same subject; nothing where it has none."""
    url, token = known.get("userinfo_endpoint"), tokens.get("access_token")
    if not url or not token:
        return {}
    told = object_at(str(url), headers={"Authorization": f"Bearer {token}"})
    if told.get("sub") != claims["sub"]:
        raise Refused(_("The ID token and the user info are about two different subjects."))
    return told


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise Refused(_("The provider did not say its %(name)s.") % {"name": name})
    return value


def _secret(provider: IdentityProvider) -> str:
    try:
        return "" if provider.secret is None else secrets.decrypt(provider.secret)
    except secrets.Unreadable as why:
        raise Refused(str(why)) from None
