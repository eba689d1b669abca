"""Keys of programs: shown once, kept as a digest, scoped to a zone and a role."""

import hashlib
import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlend.domain.people import keys
from interlend.domain.people.models import ApiKey, Role
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


@pytest.fixture
def howard(db: None) -> Zone:
    return Zone.objects.create(code="howard", name="Howard")


@pytest.fixture
def made(howard: Zone) -> tuple[ApiKey, str]:
    return keys.make_key(zone=howard, name="Discovery", role=Role.DISCOVERY)


def test_a_key_is_found_by_its_text_outside_any_scope(howard: Zone, made: tuple[ApiKey, str]) -> None:
    key, text = made
    with CaptureQueriesContext(connection) as captured:
        found = keys.find(text)
    assert found == key
    assert found is not None
    assert (found.zone_id, found.role) == (howard.pk, "discovery")
    assert len(captured) == 1
    assert not scope.is_open()


def test_of_a_key_only_the_digest_is_kept(made: tuple[ApiKey, str]) -> None:
    key, text = made
    assert re.fullmatch(r"ilk_[0-9a-f]{16}_[\w-]{43}", text)
    public_id, secret = text.removeprefix("ilk_").split("_", 1)
    key.refresh_from_db()
    assert (key.public_id, bytes(key.digest)) == (public_id, hashlib.sha256(secret.encode()).digest())


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda text: text[:-1], id="cut short"),
        pytest.param(lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"), id="another last letter"),
        pytest.param(lambda text: text + "A", id="one letter more"),
        pytest.param(lambda text: text.swapcase(), id="upper and lower case exchanged"),
        pytest.param(lambda text: text.replace("ilk_", "ilp_"), id="a key of another kind"),
        pytest.param(lambda text: f" {text}", id="a blank before it"),
        pytest.param(lambda text: "ilk_0123456789abcdef_" + text.split("_", 2)[2], id="an unknown public id"),
        pytest.param(lambda text: text.rsplit("_", 1)[0], id="without its secret"),
        pytest.param(lambda text: "", id="nothing"),
        pytest.param(lambda text: "ilk__", id="empty parts"),
        pytest.param(lambda text: "ilk_\x00_\x00", id="a character that PostgreSQL refuses"),
        pytest.param(lambda text: text * 100, id="very long"),
    ],
)
def test_what_is_not_a_key_is_nobodys(made: tuple[ApiKey, str], spoil: object) -> None:
    assert keys.find(spoil(made[1])) is None  # type: ignore[operator]


def test_a_revoked_key_is_refused(made: tuple[ApiKey, str]) -> None:
    key, text = made
    keys.revoke(key=key, now=NOW)
    assert keys.find(text) is None


def test_a_key_is_never_printed(made: tuple[ApiKey, str]) -> None:
    key, text = made
    secret = text.split("_", 2)[2]
    assert secret not in f"{key!r} {key} {vars(key)}"


def test_a_key_needs_a_role_that_exists(howard: Zone) -> None:
    with pytest.raises(ValueError, match="wizard"):
        keys.make_key(zone=howard, name="Discovery", role="wizard")  # type: ignore[arg-type]
