"""Where we may call: what is refused, before anything is sent."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from interlend.domain.agencies.addresses import Address, AddressRefused, HostNotFound, checked, is_public


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://93.184.216.34/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://0.0.0.0/",
        "https://10.1.2.3/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://224.0.0.1/",
        "https://240.0.0.1/",
        "https://255.255.255.255/",
        "https://[::]/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:a00:1]/",
        "https://[fe80::1]/",
        "https://[fc00::1]/",
        "https://[ff02::1]/",
        "https://[2002:7f00:1::]/",
        "https://[64:ff9b::7f00:1]/",
        "https://localhost/",
        "https://localhost./",
        "https://LOCALHOST/",
        "https://user@93.184.216.34/",
        "https://user:password@93.184.216.34/",
        "https://93.184.216.34:0/",
        "https://93.184.216.34:99999/",
        "https://93.184.216.34\\@127.0.0.1/",
        "https://93.184.216.34/a b",
        "https://93.184.216.34/\r\nHost: x",
        "https://①②⑦.0.0.1/",
        "https:///path",
        "https://",
        "//93.184.216.34/",
        "ftp://93.184.216.34/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "",
    ],
)
def test_what_is_no_public_https_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked(url)


def test_a_public_address_is_taken_with_the_number_that_the_call_is_pinned_to() -> None:
    assert checked("https://93.184.216.34:8443/sru?x=1") == Address(
        "https", "93.184.216.34", 8443, "93.184.216.34"
    )


def test_hosts_that_the_operator_listed_may_be_private_and_spoken_to_without_tls(settings: Settings) -> None:
    settings.INTERLEND_HTTP_HOSTS = settings.INTERLEND_PRIVATE_HOSTS = ["127.0.0.1"]
    assert checked("http://127.0.0.1/") == Address("http", "127.0.0.1", 80, "127.0.0.1")


@pytest.mark.parametrize(
    ("listed", "reason"), [("INTERLEND_HTTP_HOSTS", "private"), ("INTERLEND_PRIVATE_HOSTS", "https")]
)
def test_either_list_alone_is_not_enough(settings: Settings, listed: str, reason: str) -> None:
    setattr(settings, listed, ["127.0.0.1"])
    with pytest.raises(AddressRefused, match=reason):
        checked("http://127.0.0.1/")


def test_a_name_that_nobody_knows_may_be_known_later() -> None:
    with pytest.raises(HostNotFound):
        checked("https://nowhere.invalid/")


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("::ffff:93.184.216.34", True),
        ("198.18.0.1", False),
    ],
)
def test_an_address_is_public_whatever_form_it_hides_in(ip: str, public: bool) -> None:
    assert is_public(ip) is public
