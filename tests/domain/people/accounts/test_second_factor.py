"""The second factor: a code for its half minute, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from interlend.domain.people import second_factor, sessions
from interlend.domain.people.models import RecoveryCode, Role, RoleAssignment, SecondFactor, User
from interlend.domain.people.staff import roles_of
from interlend.domain.zones import known_settings, scope
from interlend.domain.zones.models import Zone

NOW = datetime(2026, 3, 2, 14, 0, 10, tzinfo=UTC)


@pytest.fixture
def ana(db: None) -> User:
    return User.objects.create_user("ana@howard.example", "Ana Ortiz")


@pytest.fixture
def app(ana: User) -> pyotp.TOTP:
    """Ana's authenticator app, whose codes are asked for from now on."""
    app = pyotp.TOTP(second_factor.begun(ana))
    assert second_factor.confirm(ana, app.at(NOW - timedelta(minutes=5)), now=NOW - timedelta(minutes=5))
    return app


def test_it_is_on_once_a_first_code_was_right(ana: User) -> None:
    app = pyotp.TOTP(second_factor.begun(ana))
    assert (second_factor.begun(ana), second_factor.is_on(ana)) == (app.secret, False)
    wrong = f"{(int(app.at(NOW)) + 1) % 1_000_000:06}"
    assert (second_factor.confirm(ana, wrong, now=NOW), second_factor.is_on(ana)) == (None, False)
    codes = second_factor.confirm(ana, app.at(NOW), now=NOW)
    assert (len(codes or []), second_factor.is_on(ana)) == (10, True)
    with pytest.raises(ValueError, match="on already"):
        second_factor.begun(ana)


def test_the_secret_is_kept_encrypted_and_survives_new_keys(ana: User, app: pyotp.TOTP) -> None:
    assert app.secret.encode() not in bytes(SecondFactor.objects.get().secret)
    assert second_factor.rotate() == 1
    assert second_factor.is_shown(ana, app.at(NOW), now=NOW)


def test_what_the_app_is_given_names_the_installation_and_the_user(ana: User) -> None:
    assert second_factor.address_for_app(ana, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") == (
        "otpauth://totp/Interlend:ana%40howard.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Interlend"
    )


@pytest.mark.parametrize(("steps", "is_good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_for_its_half_minute_and_the_ones_beside_it(
    ana: User,
    app: pyotp.TOTP,
    steps: int,
    is_good: bool,
) -> None:
    assert second_factor.is_shown(ana, app.at(NOW, counter_offset=steps), now=NOW) == is_good


def test_a_code_is_good_once_and_so_are_all_before_it(ana: User, app: pyotp.TOTP) -> None:
    tried = [app.at(NOW), app.at(NOW), app.at(NOW, counter_offset=-1), app.at(NOW, counter_offset=1)]
    assert [second_factor.is_shown(ana, code, now=NOW) for code in tried] == [True, False, False, True]


def test_blanks_in_a_code_do_no_harm(ana: User, app: pyotp.TOTP) -> None:
    code = app.at(NOW)
    assert second_factor.is_shown(ana, f" {code[:3]} {code[3:]}", now=NOW)


@pytest.mark.parametrize("code", ["", "000", "x" * 6, "٠٠٠٠٠٠", "\ud800", "1" * 1000])
def test_what_is_no_code_is_refused(ana: User, app: pyotp.TOTP, code: str) -> None:
    assert not second_factor.is_shown(ana, code, now=NOW)


def test_a_recovery_code_stands_in_once_in_whichever_case_it_is_typed(ana: User, app: pyotp.TOTP) -> None:
    code, other, *_rest = second_factor.new_recovery_codes(ana)
    typed = [code.upper(), code, other.replace("-", " ")]
    assert [second_factor.is_shown(ana, each, now=NOW) for each in typed] == [True, False, True]
    assert second_factor.recovery_codes_left(ana) == 8


def test_new_recovery_codes_replace_the_old_and_are_kept_as_digests(ana: User, app: pyotp.TOTP) -> None:
    (old, *_), new = second_factor.new_recovery_codes(ana), second_factor.new_recovery_codes(ana)
    assert not second_factor.is_shown(ana, old, now=NOW)
    assert {len(bytes(row.digest)) for row in RecoveryCode.objects.all()} == {32}
    assert len(set(new)) == RecoveryCode.objects.count() == 10


def test_a_recovery_code_of_another_user_is_none(ana: User, app: pyotp.TOTP) -> None:
    ben = User.objects.create_user("ben@howard.example", "Ben")
    code = second_factor.new_recovery_codes(ben)[0]
    assert not second_factor.is_shown(ana, code, now=NOW)
    assert not second_factor.is_shown(ben, code, now=NOW)


def test_removed_it_leaves_nothing(ana: User, app: pyotp.TOTP) -> None:
    second_factor.remove(ana)
    assert (second_factor.is_on(ana), SecondFactor.objects.count(), RecoveryCode.objects.count()) == (
        False,
        0,
        0,
    )


def test_a_role_asks_for_it_where_the_zone_says_so(ana: User) -> None:
    howard = Zone.objects.create(code="howard", name="Howard")
    with scope.entered(howard.pk):
        RoleAssignment.objects.create(user=ana, role=Role.DESK_OPERATOR)
        held = roles_of(ana.pk)
        assert not second_factor.is_missing(roles=held, session={})
        known_settings.change(second_factor.ROLES_SETTING, ["partners_manager"])
        assert not second_factor.is_missing(roles=held, session={})
        known_settings.change(second_factor.ROLES_SETTING, ["partners_manager", "desk_operator"])
        assert second_factor.is_missing(roles=held, session={})
        shown: dict[str, object] = {}
        sessions.second_factor_shown(shown)
        assert not second_factor.is_missing(roles=held, session=shown)


def test_the_setting_knows_all_roles_and_no_others(db: None) -> None:
    assert set(known_settings.KNOWN[second_factor.ROLES_SETTING].choices) == set(Role.values)


@pytest.mark.parametrize("value", ["desk_operator", ["nobody"], True, None, [["desk_operator"]]])
def test_the_setting_takes_a_list_of_roles_only(db: None, value: object) -> None:
    howard = Zone.objects.create(code="howard", name="Howard")
    with scope.entered(howard.pk), pytest.raises(ValueError, match="takes a list of"):
        known_settings.change(second_factor.ROLES_SETTING, value)
