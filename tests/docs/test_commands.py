"""Commands that the documentation names exist, and so do the files and folders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from interlend.project.command import COMMANDS, DJANGO
from tests.docs.pages import ROOT, code, pages

PAGES = [page for page in pages() if page.relative_to(ROOT).parts[0] not in ("src", "tests", "demo")]


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def _ids(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_ids)
def test_every_make_command_is_in_the_makefile(page: Path) -> None:
    named = set(re.findall(r"^(?:\w+=\S+ )?make ([a-z][a-z-]*)", code(page), re.MULTILINE))
    assert named - _targets() == set()


@pytest.mark.parametrize("page", PAGES, ids=_ids)
def test_every_interlend_command_exists(page: Path) -> None:
    named = set(re.findall(r"(?:^|[/ ])interlend ([a-z][a-z-]+)(?= |$)", code(page), re.MULTILINE))
    assert named - set(COMMANDS) - set(DJANGO) == set()


@pytest.mark.parametrize("page", PAGES, ids=_ids)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    roots = ("", "src/interlend", "src/interlend/domain", "src/interlend/domain/zones")
    named = set(
        re.findall(
            r"(?<![\w/.<*-])((?:[a-z_0-9]+/)+[a-z_0-9]+\.(?:py|md|txt|sql|conf|yaml|service))", code(page)
        )
    )
    assert {name for name in named if not any((ROOT / root / name).exists() for root in roots)} == set()


def test_the_readme_names_every_folder_of_the_repository() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([a-z]+)/ ", readme, re.MULTILINE))
    assert listed == {"demo", "tools", "bench", "deploy", "docs", "tests"}
    assert {name for name in listed if not (ROOT / name).is_dir()} == set()


def test_the_architecture_lists_the_rooms_as_the_contract_does() -> None:
    contract = (ROOT / ".importlinter").read_text(encoding="utf-8")
    layers = (
        contract.partition("[importlinter:domain]")[2].partition("layers =")[2].partition("exhaustive")[0]
    )
    picture = (
        (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("\ndomain ")[2].partition("↓")[0]
    )
    shown = [line.strip().split()[0] for line in picture.splitlines() if line.strip()]
    assert shown == layers.split()
