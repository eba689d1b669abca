"""`interlend identity-provider`: the services that say for an institution who somebody is."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.text import slugify

from interlend.domain.agencies import secrets
from interlend.domain.people import links
from interlend.domain.people.models import IdentityProvider, UserGroup
from interlend.domain.people.providers import mapping, saml
from interlend.domain.people.providers.refusal import Refused
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.interfaces.cli.trouble import Trouble
from interlend.interfaces.cli.zones import zone_named

_SWITCHES = ("checks_second_factor", "makes_unknown_staff", "makes_unknown_readers")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line of `interlend identity-provider`."""
    doing = parser.add_subparsers(dest="doing", required=True, metavar="list|oidc|saml|on|off|remove")
    listing = doing.add_parser("list", help="print the providers of an institution")
    oidc = doing.add_parser("oidc", help="enter, or change, a provider by OpenID Connect")
    oidc.add_argument("--issuer", help="its issuer, an https address")
    oidc.add_argument("--client-id", help="how it knows us")
    oidc.add_argument("--scopes", help="what we ask for (default: openid profile email)")
    oidc.add_argument(
        "--secret-from-stdin", action="store_true", help="take its secret from the first line of the input"
    )
    by_saml = doing.add_parser("saml", help="enter, or change, a provider by SAML 2.0")
    by_saml.add_argument("--metadata", type=Path, metavar="FILE", help="its metadata, as it publishes them")
    for command in (oidc, by_saml):
        _add_what_both_have(command)
    others = [doing.add_parser(name, help=does) for name, does in _SIMPLE.items()]
    for command in (oidc, by_saml, *others):
        command.add_argument("code", help="its code, which stands in addresses")
    for command in (listing, oidc, by_saml, *others):
        command.add_argument("--zone", required=True, metavar="CODE", help="the institution")


def run(arguments: argparse.Namespace) -> int:
    """Do it and print what to do next; 0 when it is done. Raises Trouble."""
    zone = zone_named(arguments.zone)
    with scope.entered(zone.pk):
        if arguments.doing == "list":
            return _list()
        if arguments.doing in _SIMPLE:
            return _simple(arguments)
        provider = _entered(arguments)
        provider.save()
    sys.stdout.write(_what_it_needs(zone, provider))
    return 0


_SIMPLE = {
    "on": "offer it on the sign-in pages",
    "off": "offer it no more",
    "remove": "forget it; nobody's account is removed",
}


def _add_what_both_have(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", help="what stands on the button")
    parser.add_argument("--for", dest="is_for", choices=IdentityProvider.IsFor.values, help="who may use it")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=NAME",
        help=f"take a field ({', '.join(mapping.FIELDS)}) from the claim or attribute of this name",
    )
    parser.add_argument("--default-group", metavar="CODE", help="the user group of readers it brings")
    for switch in _SWITCHES:
        parser.add_argument(
            f"--{switch.replace('_', '-')}", action=argparse.BooleanOptionalAction, default=None
        )


def _list() -> int:
    for each in IdentityProvider.objects.order_by("code"):
        standing = "on" if each.is_enabled else "off"
        sys.stdout.write(f"{each.code:<20} {each.kind:<6} {each.is_for:<8} {standing:<4} {each.name}\n")
        sys.stdout.write(f"{'':<20} {json.dumps(each.mapping, ensure_ascii=False)}\n")
    return 0


def _simple(arguments: argparse.Namespace) -> int:
    found = IdentityProvider.objects.filter(code=arguments.code)
    if arguments.doing == "remove":
        done, _kinds = found.delete()
    else:
        done = found.update(is_enabled=arguments.doing == "on")
    if not done:
        raise Trouble(f"There is no identity provider {arguments.code} there.")
    return 0


def _entered(arguments: argparse.Namespace) -> IdentityProvider:
    """The provider with what was said on the command line; what was not said stays as it was."""
    code, kind = arguments.code, IdentityProvider.Kind(arguments.doing)
    if code != slugify(code):
        raise Trouble(f"“{code}” is no code: use lower-case letters, digits and hyphens.")
    provider = IdentityProvider.objects.filter(code=code).first() or IdentityProvider(code=code, kind=kind)
    if provider.kind != kind:
        raise Trouble(f"{code} is a provider by {provider.kind}: remove it first.")
    provider.name = arguments.name or provider.name or code
    provider.is_for = arguments.is_for or provider.is_for
    for switch in _SWITCHES:
        if getattr(arguments, switch) is not None:
            setattr(provider, switch, getattr(arguments, switch))
    if arguments.default_group:
        provider.default_group = _group(arguments.default_group)
    provider.mapping = provider.mapping | _mapping(arguments.map)
    enter = _enter_oidc if kind == IdentityProvider.Kind.OIDC else _enter_saml
    enter(provider, arguments)
    return provider


def _enter_oidc(provider: IdentityProvider, arguments: argparse.Namespace) -> None:
    said = {name: getattr(arguments, name) for name in ("issuer", "client_id", "scopes")}
    provider.settings = provider.settings | {name: value for name, value in said.items() if value}
    missing = [name for name in ("issuer", "client_id") if name not in provider.settings]
    if missing:
        raise Trouble(f"Say --{missing[0].replace('_', '-')} too.")
    if arguments.secret_from_stdin:
        provider.secret = secrets.encrypt(sys.stdin.readline().rstrip("\r\n"))


def _enter_saml(provider: IdentityProvider, arguments: argparse.Namespace) -> None:
    if arguments.metadata is not None:
        try:
            provider.settings = saml.settings_from(arguments.metadata.read_bytes())
        except OSError as fault:
            raise Trouble(f"{arguments.metadata} cannot be read: {fault.strerror}.") from None
        except Refused as why:
            raise Trouble(f"{arguments.metadata}: {why}") from None
    if not provider.settings:
        raise Trouble("Say --metadata too.")


def _mapping(said: list[str]) -> dict[str, Any]:
    pairs = {field: name for field, _equals, name in (each.partition("=") for each in said)}
    faults = mapping.faults_of(pairs)
    if faults:
        raise Trouble(" ".join(faults))
    return pairs


def _group(code: str) -> UserGroup:
    group = UserGroup.objects.filter(code=code).first()
    if group is None:
        raise Trouble(f"There is no user group {code} there.")
    return group


def _what_it_needs(zone: Zone, provider: IdentityProvider) -> str:
    names = {IdentityProvider.Kind.OIDC: {"redirect URI": "sign_in:provider-answer"}}
    by_saml = {"metadata (entity id)": "sign_in:provider-metadata", "answers go to": "sign_in:provider-saml"}
    lines = {**names.get(IdentityProvider.Kind(provider.kind), by_saml), "test page": "sign_in:provider-test"}
    return "".join(
        f"{what}: {links.home(zone)}{reverse(name, args=[zone.code, provider.code])}\n"
        for what, name in lines.items()
    )
