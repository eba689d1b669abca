"""Locate in catalogs that are not ours: Zebra, serving three databases that say "available" in three ways."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from interlend.domain.catalog.citation import Citation
from interlend.domain.catalog.lookups.sru import look_up
from interlend.domain.partners.models import LocateProfile
from interlend.kernel.lifecycle.happenings import Located as Outcome
from interlend.kernel.marc import marcxml
from interlend.kernel.marc.record import Field
from tests.domain.catalog.cast import book

CONFIGURATION = Path(__file__).parents[2] / "fixtures" / "zebra"
MODULES = sorted(Path("/usr/lib").glob("*/idzebra-2.0/modules"))
CITATION = Citation(title="Roughing it", author="Twain, Mark", isbn="0-208-02036-5", lccn="84-6282")

pytestmark = pytest.mark.skipif(
    not (shutil.which("zebrasrv") and shutil.which("zebraidx") and MODULES),
    reason="needs Zebra (Debian: idzebra-2.0 idzebra-2.0-utils libidzebra-2.0-modules)",
)


def _item(tag: str, indicators: str = "  ", **subfields: str) -> Field:
    return Field(tag, indicators, tuple((code.strip("_"), value) for code, value in subfields.items()))


CATALOGS = {
    "koha": [_item("952", _7="0", _9="1", a="MAIN", p="1"), _item("952", _9="2", a="MAIN", q="2030-01-01")],
    "evergreen": [_item("852", "4 ", b="BR1", n="Checked out", g="2")],
    "alma": [_item("AVA", b="LAW", e="check_holdings")],
}


@pytest.fixture(scope="module")
def zebra(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running Zebra; the address to which a database's name is added."""
    folder = tmp_path_factory.mktemp("zebra") / "catalogs"
    shutil.copytree(CONFIGURATION, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name, mark, value in (
        ("zebra.cfg", "@MODULES@", str(MODULES[0])),
        ("yazserver.xml", "@PORT@", str(port)),
    ):
        file = folder / name
        file.write_text(file.read_text().replace(mark, value))
    for sub in ("reg", "lock", "tmp"):
        (folder / sub).mkdir()
    index = ["zebraidx", "-c", "zebra.cfg"]
    subprocess.run([*index, "init"], cwd=folder, check=True, capture_output=True)
    for name, items in CATALOGS.items():
        record = book("t1", "Roughing it", author="Twain, Mark", isbns=("9780208020369",), lccn="84006282")
        older = book("t2", "Café culture", author="Müller, Jürgen", isbns=("0851705774",))
        records = [record.with_fields(*items), older.with_fields(*items)]
        (folder / f"{name}.xml").write_bytes(b"".join(marcxml.collection(records)))
        update = [*index, "-d", name, "update", f"{name}.xml"]
        subprocess.run(update, cwd=folder, check=True, capture_output=True)
    server = subprocess.Popen(
        ["zebrasrv", "-f", "yazserver.xml"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("Zebra did not start.")


@pytest.fixture(autouse=True)
def loopback_may_be_called(settings: Settings) -> None:
    settings.INTERLEND_HTTP_HOSTS = settings.INTERLEND_PRIVATE_HOSTS = ["127.0.0.1"]


def profile(url: str, version: str = "1.1", convention: str = "detect") -> LocateProfile:
    return LocateProfile(
        kind="sru", url=url, sru_version=version, record_schema="marcxml", holdings_convention=convention
    )


@pytest.mark.parametrize("version", ["1.1", "1.2", "2.0"])
@pytest.mark.parametrize(
    ("catalog", "outcome", "lendable"),
    [
        ("koha", Outcome.AVAILABLE, True),
        ("evergreen", Outcome.NONE_AVAILABLE, False),
        ("alma", Outcome.AVAILABLE, None),
    ],
)
def test_each_catalog_is_understood_in_its_own_way(
    *, zebra: str, catalog: str, version: str, outcome: Outcome, lendable: bool | None
) -> None:
    located = look_up(CITATION, profile(zebra + catalog, version))
    assert (located.outcome, located.lendable, [match.title for match in located.records]) == (
        outcome, lendable, ["Roughing it"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("citation", "found"),
    [
        (Citation(isbn="978-0-208-02036-9"), ["t1"]),
        (Citation(isbn="9780851705774"), ["t2"]),
        (Citation(lccn="84-6282"), ["t1"]),
        (Citation(title="cafe culture", author="Muller, Jurgen"), ["t2"]),
        (Citation(title="it roughing", author="Twain"), ["t1"]),
        (Citation(title="Smoothing it", author="Twain"), []),
    ],
    ids=["ISBN-13", "ISBN-13 of a record with the ISBN-10", "LCCN", "no accents", "any order", "not held"],
)
def test_a_citation_is_found_by_any_of_its_parts(zebra: str, citation: Citation, found: list[str]) -> None:
    located = look_up(citation, profile(f"{zebra}koha"))
    assert ([match.number for match in located.records], located.held) == (found, bool(found))


def test_an_index_that_zebra_does_not_have_is_passed_over(zebra: str) -> None:
    citation = Citation(title="Roughing it", isbn="9780208020369", system_number="(OCoLC)10697000")
    assert look_up(citation, profile(f"{zebra}koha")).held is True


@pytest.mark.parametrize(
    ("database", "citation", "reason"),
    [
        ("nobody", CITATION, "No answer from the catalog: HTTP status 404."),
        (
            "koha",
            Citation(system_number="(OCoLC)1"),
            "The catalog refused the search: 16: Unsupported index.",
        ),
    ],
    ids=["a database that is not there", "the only index asked for is not there"],
)
def test_no_answer_of_zebra_is_not_a_no(zebra: str, database: str, citation: Citation, reason: str) -> None:
    located = look_up(citation, profile(zebra + database))
    assert (located.answered, located.held, located.reason) == (False, None, reason)
