"""What `deploy/` holds is true: database, units, image, and Django's own look at the settings."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys

import pytest
import yaml
from cryptography.fernet import Fernet

from interlend.kernel.iso18626.envelope import MAX_BODY
from interlend.project.command import COMMANDS, DJANGO
from tests.docs.pages import ROOT
from tests.docs.test_settings import documented
from tools.installations import EXTENSIONS, PRIVILEGES

DEPLOY = ROOT / "deploy"
UNITS = {"web": "serve", "worker": "work", "migrate": "migrate"}


def _read(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def _unit(name: str) -> dict[str, list[str]]:
    """What stands under [Service]; a key may stand there more than once."""
    found: dict[str, list[str]] = {}
    section = _read(f"interlend-{name}.service").partition("[Service]\n")[2].partition("\n[")[0]
    for line in filter(None, section.splitlines()):
        key, _, value = line.partition("=")
        found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_the_database_gets_the_extensions_of_every_installation(extension: str) -> None:
    assert f"CREATE EXTENSION IF NOT EXISTS {extension};" in _read("database.sql")


@pytest.mark.parametrize(("things", "privileges"), PRIVILEGES.items(), ids=PRIVILEGES)
def test_the_plain_role_gets_the_privileges_of_every_installation(things: str, privileges: str) -> None:
    assert f'GRANT {privileges} ON {things} TO :"app";' in _read("database.sql")


@pytest.mark.parametrize(("name", "command"), UNITS.items(), ids=UNITS)
def test_a_unit_runs_a_command_that_exists_as_an_ordinary_user(name: str, command: str) -> None:
    unit = _unit(name)
    assert command in {*COMMANDS, *DJANGO}
    assert unit["ExecStart"][0].split()[:2] == ["/opt/interlend/.venv/bin/interlend", command]
    assert unit["User"] == ["interlend"]
    assert unit["NoNewPrivileges"] == ["yes"]


@pytest.mark.parametrize("name", ["web", "worker"])
def test_what_serves_never_sees_the_owners_address(name: str) -> None:
    assert _unit(name)["EnvironmentFile"] == ["/etc/interlend/interlend.env"]


@pytest.mark.parametrize("name", ["interlend.env.example", "owner.env.example"])
def test_the_environment_to_start_from_sets_only_what_is_documented(name: str) -> None:
    assert set(re.findall(r"^(\w+)=", _read(name), re.MULTILINE)) - set(documented()) == set()


def test_the_image_does_not_run_as_root_and_serves() -> None:
    last_stage = _read("Containerfile").rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (.+)$", last_stage, re.MULTILINE) == ["interlend"]
    assert re.findall(r"^CMD (.+)$", last_stage, re.MULTILINE) == ['["interlend", "serve"]']


def test_the_containers_serve_as_the_plain_role_and_migrate_as_the_owner() -> None:
    services = yaml.safe_load(_read("compose.yaml"))["services"]
    roles = {
        name: re.search(r"//(\w+):", service["environment"]["DATABASE_URL"])[1]  # type: ignore[index]
        for name, service in services.items()
        if name != "database"
    }
    assert roles == {"migrate": "interlend_owner", "web": "interlend_app", "worker": "interlend_app"}


def test_the_proxy_takes_no_larger_body_than_a_message_may_be() -> None:
    assert MAX_BODY == 1024 * 1024
    assert "client_max_body_size 1m;" in _read("nginx.conf")


def test_the_proxy_overwrites_what_callers_write_about_themselves() -> None:
    assert "proxy_set_header X-Forwarded-Proto https;" in _read("nginx.conf")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in _read("nginx.conf")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_understands_the_units() -> None:
    units = [str(path) for path in sorted(DEPLOY.glob("*.service"))]
    found = subprocess.run(
        ["systemd-analyze", "verify", *units], check=False, capture_output=True, text=True
    ).stderr
    said = [line for line in found.splitlines() if "interlend" in line and "is not executable" not in line]
    assert said == []


def test_django_has_nothing_to_say_against_a_deployed_installation() -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": secrets.token_urlsafe(50),
        "INTERLEND_FIELD_KEYS": Fernet.generate_key().decode(),
        "INTERLEND_BASE_URL": "https://lending.example.org",
        "INTERLEND_ALLOWED_HOSTS": "lending.example.org",
        "INTERLEND_POOL_SIZE": "0",
    }
    command = "import sys; from interlend.project.command import main; sys.exit(main())"
    said = subprocess.run(
        [sys.executable, "-c", command, "check", "--deploy", "--fail-level", "WARNING"],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    assert (said.returncode, said.stdout + said.stderr) == (
        0,
        "System check identified no issues (1 silenced).\n",
    )
