"""SAML 2.0, web browser single sign-on: we ask by redirect, the answer comes as a signed form.

python3-saml checks signature, structure and times; what it leaves open is checked here: that the answer is
to a question of ours, that it names us as its audience and this address as its recipient, and that clocks
differ by no more than a minute. Sources: SAML Core and Profiles 2.0 (4.1), OWASP on signature wrapping.
"""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.core.signing import BadSignature, TimestampSigner
from django.utils.translation import gettext as _
from lxml import etree
from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from interlend.domain.people.models import IdentityProvider
from interlend.domain.people.providers.fetching import spoken_to
from interlend.domain.people.providers.refusal import Refused
from interlend.domain.people.providers.settings import missing, setting

SKEW: Final = timedelta(seconds=60)
"""By how much the provider's clock may differ from ours."""

ANSWERED_WITHIN: Final = timedelta(minutes=10)
"""How long somebody may take to sign in at the provider."""

NAME_ID: Final = "NameID"
"""Under this name stands the subject itself among what was told."""

_LONGEST = 300_000
_NAMES: Final = {"samlp": Constants.NS_SAMLP, "saml": Constants.NS_SAML}
_signer = TimestampSigner(sep=".", salt="interlend.saml")  # a full stop may stand in an XML id


@dataclass(frozen=True, slots=True)
class Ours:
    """How a provider knows us: our entity id, which is where our metadata are, and our address."""

    entity_id: str
    answer_at: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer: to which of our questions, and what was told."""

    request_id: str
    told: dict[str, Any]


class _Question(OneLogin_Saml2_Authn_Request):
    """A question whose id we know again without having kept it."""

    def _generate_request_id(self) -> str:
        return _signer.sign(f"_{random.token_hex(16)}")


def ask(provider: IdentityProvider, ours: Ours) -> tuple[str, str]:
    """Where to send the browser, and the id of the question. Raises Refused."""
    question = _Question(_settings(provider, ours), set_nameid_policy=False)
    at = spoken_to(setting(provider, "sso_url"))
    return (
        f"{at}{'&' if '?' in at else '?'}{urlencode({'SAMLRequest': question.get_request()})}",
        question.get_id(),
    )


def read(provider: IdentityProvider, ours: Ours, response: str, *, now: datetime) -> Answer:
    """What a form that came from a browser says. Raises Refused for whatever is not beyond doubt."""
    request_id = ""
    try:
        answer = _parsed(_settings(provider, ours), response)
        request_id = answer.get_in_response_to() or ""
        _refuse_unless_asked(request_id)
        answer.is_valid(_as_called(ours), request_id=request_id, raise_exceptions=True)
        _refuse_what_is_left_open(answer.document, ours, request_id, now)
        return Answer(request_id, _told(answer))
    except Refused as why:
        refused = why
    except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError) as why:
        refused = Refused(_("The answer is not good: %(why)s") % {"why": why})
    except Exception as why:  # the library raises whatever its parsers do
        refused = Refused(_("The answer cannot be read (%(why)s).") % {"why": type(why).__name__})
    refused.request_id = request_id
    raise refused


def metadata(ours: Ours) -> bytes:
    """What the provider's administrator enters there: who we are, and where the answer goes."""
    settings = OneLogin_Saml2_Settings(_of_us(ours), sp_validation_only=True)
    text = settings.get_sp_metadata()
    return text if isinstance(text, bytes) else str(text).encode()


def settings_from(metadata_of_provider: bytes) -> dict[str, Any]:
    """The settings of a provider, from its metadata. Raises Refused."""
    try:
        found = OneLogin_Saml2_IdPMetadataParser.parse(metadata_of_provider)["idp"]
        certificates = found.get("x509certMulti", {}).get("signing") or [found["x509cert"]]
        return {
            "entity_id": found["entityId"],
            "sso_url": found["singleSignOnService"]["url"],
            "certificates": certificates,
        }
    except Exception as why:
        raise Refused(_("These are not the metadata of an identity provider.")) from why


def _settings(provider: IdentityProvider, ours: Ours) -> OneLogin_Saml2_Settings:
    certificates = provider.settings.get("certificates")
    if not isinstance(certificates, list) or not certificates:
        raise missing("certificates")
    of_provider = {
        "entityId": setting(provider, "entity_id"),
        "singleSignOnService": {
            "url": setting(provider, "sso_url"),
            "binding": Constants.BINDING_HTTP_REDIRECT,
        },
        "x509certMulti": {"signing": list(certificates)},
    }
    try:
        return OneLogin_Saml2_Settings({**_of_us(ours), "idp": of_provider})
    except OneLogin_Saml2_Error as why:
        raise Refused(
            _("The settings of the identity provider are not good: %(why)s") % {"why": why}
        ) from None


def _of_us(ours: Ours) -> dict[str, Any]:
    return {
        "strict": True,
        "debug": False,
        "sp": {
            "entityId": ours.entity_id,
            "assertionConsumerService": {"url": ours.answer_at, "binding": Constants.BINDING_HTTP_POST},
        },
        "security": {
            "wantAssertionsSigned": True,
            "wantNameId": False,
            "wantAttributeStatement": False,
            "requestedAuthnContext": False,
            "rejectDeprecatedAlgorithm": True,
            "allowRepeatAttributeName": True,
            "allowSingleLabelDomains": True,
        },
    }


def _parsed(settings: OneLogin_Saml2_Settings, response: str) -> OneLogin_Saml2_Response:
    if len(response) > _LONGEST:
        raise Refused(_("The answer is longer than can be meant."))
    return OneLogin_Saml2_Response(settings, response)


def _refuse_unless_asked(request_id: str) -> None:
    try:
        _signer.unsign(request_id, max_age=ANSWERED_WITHIN)
    except BadSignature:
        raise Refused(_("The answer is to no question that we asked in the last ten minutes.")) from None


def _refuse_what_is_left_open(document: etree._Element, ours: Ours, request_id: str, now: datetime) -> None:
    if document.tag != f"{{{Constants.NS_SAMLP}}}Response" or document.get("Destination") != ours.answer_at:
        raise Refused(_("The answer is not addressed to %(us)s.") % {"us": ours.answer_at})
    audiences = [
        (each.text or "").strip()
        for each in _found(document, "saml:Conditions/saml:AudienceRestriction/saml:Audience")
    ]
    if ours.entity_id not in audiences:
        raise Refused(_("The answer is not for us: %(whom)s") % {"whom": ", ".join(audiences) or "-"})
    for each in _found(document, "saml:Conditions"):
        if "NotOnOrAfter" not in each.attrib:
            raise Refused(_("The answer does not say until when it is good."))
        if _moment(each.get("NotOnOrAfter", "")) + SKEW <= now:
            raise Refused(_("The answer is too old, or the clocks differ by more than a minute."))
        if "NotBefore" in each.attrib and _moment(each.get("NotBefore", "")) > now + SKEW:
            raise Refused(_("The answer is from the future: the clocks differ by more than a minute."))
    confirmed = [
        each
        for each in _found(document, "saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData")
        if each.get("Recipient") == ours.answer_at
        and each.get("InResponseTo") == request_id
        and _moment(each.get("NotOnOrAfter", "")) + SKEW > now
    ]
    if not confirmed:
        raise Refused(_("The answer was not made for this question and this address."))


def _found(document: etree._Element, path: str) -> list[etree._Element]:
    """Within the one assertion: there is a single one in the whole document, and it is the signed one."""
    return document.findall(f"saml:Assertion/{path}", _NAMES)


def _told(answer: OneLogin_Saml2_Response) -> dict[str, Any]:
    """Attributes by their names, and by their friendly names where no attribute is named so."""
    by_name, friendly = answer.get_attributes(), answer.get_friendlyname_attributes()
    told: dict[str, Any] = {**friendly, **by_name}
    subject = answer.get_nameid()
    return {NAME_ID: subject, **told} if subject else told


def _as_called(ours: Ours) -> Mapping[str, str]:
    """The request as the library wants it described: that it came to our address, without a query."""
    parts = urlsplit(ours.answer_at)
    return {
        "https": "on" if parts.scheme == "https" else "off",
        "http_host": parts.netloc,
        "script_name": parts.path,
    }


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise Refused(_("The answer has a time that cannot be read: %(text)s") % {"text": text}) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
