"""Credentials: who is calling us, and what we say to those whom we call."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from interlend.domain.agencies import credentials, secrets
from interlend.domain.agencies.credentials import Caller, Carrier, Made
from interlend.domain.agencies.models import Agency, Credential
from interlend.domain.agencies.symbols import give_symbol
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


@pytest.fixture
def zone(db: None) -> Zone:
    return Zone.objects.create(code="howard", name="Howard")


@pytest.fixture
def howard(zone: Zone) -> Agency:
    agency = Agency.objects.create(name="Howard", zone=zone)
    give_symbol(agency=agency, authority="OCLC", symbol="dhu", now=NOW)
    return agency


@pytest.fixture
def albany(db: None) -> Agency:
    agency = Agency.objects.create(name="Albany")
    give_symbol(agency=agency, authority="OCLC", symbol="NAM", now=NOW)
    return agency


@pytest.fixture
def in_scope(zone: Zone) -> Iterator[None]:
    with scope.entered(zone.pk):
        yield


def make(howard: Agency, albany: Agency, carrier: Carrier = Carrier.HEADER) -> Made:
    assert howard.zone_id is not None
    with scope.entered(howard.zone_id):
        return credentials.make(our_agency=howard, their_agency=albany, carrier=carrier)


@pytest.mark.parametrize("carrier", list(Carrier))
def test_a_caller_is_known_by_its_key_before_any_scope_is_open(
    zone: Zone, howard: Agency, albany: Agency, carrier: Carrier
) -> None:
    made = make(howard, albany, carrier)
    with CaptureQueriesContext(connection) as captured:
        caller = credentials.identify(presented=made.shown_once, carrier=carrier)
    assert caller == Caller(
        made.credential.pk, zone.pk, howard.pk, albany.pk, frozenset({"OCLC:DHU"}), frozenset({"OCLC:NAM"})
    )
    assert len(captured) == 1


def test_a_key_for_a_header_is_none_in_a_url_and_the_other_way_round(howard: Agency, albany: Agency) -> None:
    in_header, in_url = make(howard, albany), make(howard, albany, Carrier.URL)
    assert credentials.identify(presented=in_header.shown_once, carrier=Carrier.URL) is None
    assert credentials.identify(presented=in_url.shown_once, carrier=Carrier.HEADER) is None


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda key: key[:-1], id="cut short"),
        pytest.param(lambda key: "ilp_0123456789abcdef_" + key.split("_", 2)[2], id="unknown public id"),
        pytest.param(lambda key: key.replace("ilp_", "ilk_"), id="a key of another kind"),
        pytest.param(lambda key: "", id="nothing"),
        pytest.param(lambda key: "ilp_\x00_\x00", id="a character that PostgreSQL refuses"),
        pytest.param(lambda key: "ilp_é_é", id="not ASCII"),
    ],
)
def test_a_wrong_key_is_nobodys_and_costs_what_a_right_one_costs(
    howard: Agency, albany: Agency, spoil: Callable[[str], str]
) -> None:
    made = make(howard, albany)
    with CaptureQueriesContext(connection) as captured:
        assert credentials.identify(presented=spoil(made.shown_once), carrier=Carrier.HEADER) is None
    assert len(captured) == 1


def test_an_older_key_stays_good_until_it_is_revoked(howard: Agency, albany: Agency, zone: Zone) -> None:
    old, new = make(howard, albany), make(howard, albany)
    assert credentials.identify(presented=old.shown_once, carrier=Carrier.HEADER) is not None
    with scope.entered(zone.pk):
        credentials.revoke(credential=old.credential, now=NOW)
    assert credentials.identify(presented=old.shown_once, carrier=Carrier.HEADER) is None
    assert credentials.identify(presented=new.shown_once, carrier=Carrier.HEADER) is not None


def test_a_key_is_kept_as_its_digest_and_never_printed(howard: Agency, albany: Agency) -> None:
    made = make(howard, albany)
    secret = made.shown_once.split("_", 2)[2]
    assert secret not in f"{made!r} {made} {vars(made.credential)}"
    assert made.credential.digest is not None
    assert len(bytes(made.credential.digest)) == 32


@pytest.mark.usefixtures("in_scope")
def test_no_key_is_made_or_kept_for_an_agency_of_somebody_else(howard: Agency, albany: Agency) -> None:
    with pytest.raises(credentials.NotOurAgency, match=r"^Albany is no agency of this institution\.$"):
        credentials.make(our_agency=albany, their_agency=howard)
    with pytest.raises(credentials.NotOurAgency):
        keep(albany, howard, "x")


def keep(ours: Agency, theirs: Agency, secret: str) -> Credential:
    return credentials.keep(
        our_agency=ours, their_agency=theirs, secret=secret, header_name="X-Api-Key", now=NOW
    )


@pytest.mark.usefixtures("in_scope")
def test_a_kept_key_is_presented_in_its_header(howard: Agency, albany: Agency) -> None:
    keep(howard, albany, "their secret")
    with CaptureQueriesContext(connection) as captured:
        headers = credentials.present(our_agency_id=howard.pk, their_agency_id=albany.pk)
    assert headers == {"X-Api-Key": "their secret"}
    assert len(captured) == 1


@pytest.mark.usefixtures("in_scope")
def test_without_a_key_nothing_is_presented(howard: Agency, albany: Agency) -> None:
    assert credentials.present(our_agency_id=howard.pk, their_agency_id=albany.pk) == {}


@pytest.mark.usefixtures("in_scope")
def test_a_new_key_takes_the_place_of_the_one_before_it(howard: Agency, albany: Agency) -> None:
    keep(howard, albany, "old")
    keep(howard, albany, "new")
    assert credentials.present(our_agency_id=howard.pk, their_agency_id=albany.pk) == {"X-Api-Key": "new"}
    assert Credential.objects.filter(revoked_at=None).count() == 1


@pytest.mark.usefixtures("in_scope")
def test_a_kept_key_is_stored_encrypted_and_never_printed(howard: Agency, albany: Agency) -> None:
    kept = keep(howard, albany, "their secret")
    kept.refresh_from_db()
    assert kept.secret is not None
    assert b"their secret" not in bytes(kept.secret)
    assert "their secret" not in f"{kept!r} {kept} {vars(kept)}"


@pytest.mark.usefixtures("in_scope")
def test_kept_keys_move_to_a_new_encryption_key_and_the_old_one_can_go(
    howard: Agency, albany: Agency
) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    with override_settings(INTERLEND_FIELD_KEYS=[old]):
        keep(howard, albany, "their secret")
    with override_settings(INTERLEND_FIELD_KEYS=[new]), pytest.raises(secrets.Unreadable):
        credentials.present(our_agency_id=howard.pk, their_agency_id=albany.pk)
    with override_settings(INTERLEND_FIELD_KEYS=[new, old]):
        assert credentials.rotate() == 1
    with override_settings(INTERLEND_FIELD_KEYS=[new]):
        headers = credentials.present(our_agency_id=howard.pk, their_agency_id=albany.pk)
    assert headers == {"X-Api-Key": "their secret"}


@pytest.mark.usefixtures("in_scope")
def test_without_an_encryption_key_no_secret_is_kept(howard: Agency, albany: Agency) -> None:
    with (
        override_settings(INTERLEND_FIELD_KEYS=[]),
        pytest.raises(ImproperlyConfigured, match="INTERLEND_FIELD_KEYS is empty"),
    ):
        keep(howard, albany, "their secret")
    assert Credential.objects.count() == 0
