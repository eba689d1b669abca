"""The demo's WRLC installation, configured once for all tests that look at it, and then forgotten."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from demo import introductions
from demo.consortium.institutions import INSTITUTIONS, of_installation
from demo.guide import steps
from interlend.domain.zones.models import Zone

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's files. The institutions of the other installation have introduced themselves."""
    made = tmp_path_factory.mktemp("demo")
    for other in of_installation("suny"):
        for ours in of_installation("wrlc"):
            introduction = introductions.Introduction(
                url=f"http://127.0.0.1:8620/iso18626/{other.code}",
                sru_url=f"http://127.0.0.1:8620/sru/{other.code}",
                key=f"ilp_{other.code}for{ours.code}_secret",
            )
            introductions.write(made, introduction, of=other.code, to=ours.code)
    return made


@pytest.fixture(scope="module")
def configure(folder: Path) -> Callable[[], None]:
    """What `python -m demo.configure` does, in this process."""

    def both_steps() -> None:
        steps.introduce("wrlc", folder, NOW)
        steps.meet("wrlc", folder, NOW)

    return both_steps


@pytest.fixture(scope="module")
def configured(
    configure: Callable[[], None], django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, int]]:
    """Institution code → id of its zone."""
    with django_db_blocker.unblock(), transaction.atomic():
        configure()
        yield {zone.code: zone.pk for zone in Zone.objects.filter(code__in=INSTITUTIONS)}
        transaction.set_rollback(True)
