"""`interlend identity-provider`: what an administrator types, and is told to enter at the other side."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from interlend.domain.agencies import secrets
from interlend.domain.people.models import IdentityProvider, UserGroup
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.interfaces.cli import identity_provider
from interlend.interfaces.cli.trouble import Trouble

OIDC = ("oidc", "campus", "--issuer", "https://idp.example", "--client-id", "interlend")
METADATA = """
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/saml">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>MIIB</X509Certificate></X509Data>
</KeyInfo></KeyDescriptor><SingleSignOnService Location="https://idp.example/sso"
Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"/></IDPSSODescriptor></EntityDescriptor>"""


@pytest.fixture
def howard(db: None) -> Zone:
    zone = Zone.objects.create(code="howard", name="Howard")
    with scope.entered(zone.pk):
        UserGroup.objects.create(code="faculty", name="Faculty")
    return zone


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    identity_provider.add_arguments(parser)
    return identity_provider.run(parser.parse_args([*words, "--zone", "howard"]))


def kept(zone: Zone) -> Any:
    with scope.entered(zone.pk):
        return IdentityProvider.objects.select_related("default_group").get()


def test_a_provider_by_openid_connect(
    howard: Zone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a secret\n"))
    run(
        *OIDC,
        "--secret-from-stdin",
        "--map",
        "barcode=card",
        "--default-group",
        "faculty",
        "--for",
        "readers",
    )
    row = kept(howard)
    assert (row.kind, row.is_for, row.is_enabled, row.name) == ("oidc", "readers", False, "campus")
    assert row.settings == {"issuer": "https://idp.example", "client_id": "interlend"}
    assert (row.mapping, row.default_group.code) == ({"barcode": "card"}, "faculty")
    assert secrets.decrypt(row.secret) == "a secret"
    assert capsys.readouterr().out.splitlines() == [
        "redirect URI: http://127.0.0.1:8000/howard/sign-in/by/campus/answer",
        "test page: http://127.0.0.1:8000/howard/desk/identity-providers/campus/test",
    ]


def test_a_provider_by_saml_from_its_metadata(
    howard: Zone, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "metadata.xml"
    file.write_text(METADATA)
    run("saml", "campus", "--metadata", str(file), "--name", "Campus", "--checks-second-factor")
    row = kept(howard)
    assert (row.kind, row.name, row.checks_second_factor) == ("saml", "Campus", True)
    assert row.settings == {
        "entity_id": "https://idp.example/saml",
        "sso_url": "https://idp.example/sso",
        "certificates": ["MIIB"],
    }
    assert capsys.readouterr().out.splitlines() == [
        "metadata (entity id): http://127.0.0.1:8000/howard/sign-in/by/campus/metadata",
        "answers go to: http://127.0.0.1:8000/howard/sign-in/by/campus/saml",
        "test page: http://127.0.0.1:8000/howard/desk/identity-providers/campus/test",
    ]


def test_what_is_not_said_again_stays(howard: Zone) -> None:
    run(*OIDC, "--map", "barcode=card", "--makes-unknown-staff")
    run("oidc", "campus", "--name", "Campus", "--map", "group=role", "--no-makes-unknown-readers")
    row = kept(howard)
    assert (row.name, row.settings["client_id"], row.mapping) == (
        "Campus",
        "interlend",
        {"barcode": "card", "group": "role"},
    )
    assert (row.makes_unknown_staff, row.makes_unknown_readers) == (True, False)


def test_it_is_switched_on_and_off_listed_and_removed(
    howard: Zone, capsys: pytest.CaptureFixture[str]
) -> None:
    run(*OIDC)
    for switch in ("on", "off", "on"):
        run(switch, "campus")
    capsys.readouterr()
    run("list")
    assert capsys.readouterr().out.split() == ["campus", "oidc", "both", "on", "campus", "{}"]
    run("remove", "campus")
    with scope.entered(howard.pk):
        assert not IdentityProvider.objects.exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("oidc", "campus", "--issuer", "https://idp.example"), "Say --client-id too."),
        (("saml", "campus"), "Say --metadata too."),
        (("saml", "campus", "--metadata", "missing.xml"), "missing.xml cannot be read: No such file"),
        ((*OIDC, "--map", "color=blue"), "There is no field color."),
        ((*OIDC, "--default-group", "x"), "There is no user group x there."),
        (("oidc", "Campus One", *OIDC[2:]), "is no code: use lower-case letters"),
        (("on", "nowhere"), "There is no identity provider nowhere there."),
    ],
)
def test_what_cannot_be_entered_is_said(howard: Zone, words: tuple[str, ...], why: str) -> None:
    with pytest.raises(Trouble, match=why):
        run(*words)
