"""A SAML identity provider: reads the question that a browser brings, and answers with a signed form."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.utils import OneLogin_Saml2_Utils

SAML = Constants.NS_SAML
SAMLP = Constants.NS_SAMLP
NAMES = {"saml": SAML, "samlp": SAMLP, "ds": Constants.NS_DS}
MAIL = "urn:oid:0.9.2342.19200300.100.1.3"
NAME = "urn:oid:2.16.840.1.113730.3.1.241"


@dataclass(frozen=True)
class Question:
    """An AuthnRequest: its id, who asks, and where the answer is to go."""

    id: str
    issuer: str
    answer_at: str


@dataclass(frozen=True)
class Keys:
    """A private key and its certificate, as PEM."""

    key: str
    certificate: str


def make_keys() -> Keys:
    """A key pair of a provider."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.campus.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Keys(private.decode(), certificate.public_bytes(pem).decode())


@dataclass
class SamlProvider:
    """The provider of a campus. What it says can be changed, to what no honest one says."""

    keys: Keys
    entity_id: str = "https://idp.campus.example/saml"
    sso_url: str = "https://idp.campus.example/sso"
    attributes: dict[str, list[str]] = field(default_factory=dict)
    name_id: str = "u-4711"
    audience: str = ""
    recipient: str = ""
    in_response_to: str = ""
    clock: timedelta = timedelta(0)
    lasts: timedelta = timedelta(minutes=5)
    signs_assertion: bool = True
    signs_response: bool = False
    algorithm: str = Constants.RSA_SHA256
    status: str = Constants.STATUS_SUCCESS

    @property
    def settings(self) -> dict[str, object]:
        """What is entered for it with us."""
        return {
            "entity_id": self.entity_id,
            "sso_url": self.sso_url,
            "certificates": [self.keys.certificate],
        }

    def read(self, url: str) -> Question:
        """The question in the address to which a browser was sent."""
        assert url.startswith(f"{self.sso_url}?")
        (packed,) = parse_qs(urlsplit(url).query)["SAMLRequest"]
        question = etree.fromstring(zlib.decompress(base64.b64decode(packed), -15))
        return Question(
            str(question.attrib["ID"]),
            question.findtext("saml:Issuer", namespaces=NAMES) or "",
            str(question.attrib["AssertionConsumerServiceURL"]),
        )

    def answer(self, question: Question) -> bytes:
        """A response to a question, signed."""
        assertion = self._assertion(question)
        if self.signs_assertion:
            assertion = self.sign(assertion)
        at = self.recipient or question.answer_at
        response = (
            f'<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="_response{_serial()}"'
            f' Version="2.0" IssueInstant="{self._time()}" Destination="{at}"'
            f' InResponseTo="{self.in_response_to or question.id}">'
            f"<saml:Issuer>{self.entity_id}</saml:Issuer>"
            f'<samlp:Status><samlp:StatusCode Value="{self.status}"/></samlp:Status>'
            f"{assertion.decode()}</samlp:Response>"
        ).encode()
        return self.sign(response) if self.signs_response else response

    def sign(self, xml: bytes) -> bytes:
        """Sign the outermost element."""
        signed = OneLogin_Saml2_Utils.add_sign(
            xml, self.keys.key, self.keys.certificate, sign_algorithm=self.algorithm
        )
        return bytes(signed)

    def _assertion(self, question: Question) -> bytes:
        attributes = "".join(
            f'<saml:Attribute Name="{escape(name)}">'
            + "".join(f"<saml:AttributeValue>{escape(value)}</saml:AttributeValue>" for value in values)
            + "</saml:Attribute>"
            for name, values in self.attributes.items()
        )
        statement = f"<saml:AttributeStatement>{attributes}</saml:AttributeStatement>" if attributes else ""
        until = self._time(self.lasts)
        return (
            f'<saml:Assertion xmlns:saml="{SAML}" ID="_assertion{_serial()}" Version="2.0"'
            f' IssueInstant="{self._time()}"><saml:Issuer>{self.entity_id}</saml:Issuer>'
            f"<saml:Subject><saml:NameID>{escape(self.name_id)}</saml:NameID>"
            f'<saml:SubjectConfirmation Method="{Constants.CM_BEARER}"><saml:SubjectConfirmationData'
            f' Recipient="{self.recipient or question.answer_at}" NotOnOrAfter="{until}"'
            f' InResponseTo="{self.in_response_to or question.id}"/></saml:SubjectConfirmation>'
            "</saml:Subject>"
            f'<saml:Conditions NotBefore="{self._time(timedelta(seconds=-5))}" NotOnOrAfter="{until}">'
            f"<saml:AudienceRestriction><saml:Audience>{self.audience or question.issuer}</saml:Audience>"
            f"</saml:AudienceRestriction></saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{self._time()}"><saml:AuthnContext>'
            "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password"
            "</saml:AuthnContextClassRef></saml:AuthnContext>"
            f"</saml:AuthnStatement>{statement}</saml:Assertion>"
        ).encode()

    def _time(self, later: timedelta = timedelta(0)) -> str:
        return (datetime.now(UTC) + self.clock + later).strftime("%Y-%m-%dT%H:%M:%SZ")


_count = iter(range(1, 1_000_000))


def _serial() -> int:
    return next(_count)
