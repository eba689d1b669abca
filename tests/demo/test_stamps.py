"""What the demo remembers of how its data were made, and what it says when they no longer fit."""

from pathlib import Path

import pytest

from demo.installations import DemoTrouble
from demo.stamps import MigrationsGoneThrough, Stamps, forget_stamps
from tools.localpg import CHECKOUT

THERE = sorted((CHECKOUT / "src/interlend/domain/zones/migrations").glob("*.py"))


def remember(folder: Path, *files: tuple[str, str], databases: str = "1") -> None:
    """As if the databases had gone through migrations that read like this."""
    listed = ", ".join(f'"{name}": "{digest}"' for name, digest in files)
    (folder / "migrations.json").write_text(f'{{"databases": ["{databases}"], "files": {{{listed}}}}}')


def test_migrations_that_read_as_they_did_are_fine_and_so_are_new_ones(tmp_path: Path) -> None:
    gone_through = MigrationsGoneThrough(tmp_path, ["1"])
    gone_through.require_unchanged(THERE)
    gone_through.put(THERE[:1])
    gone_through.require_unchanged(THERE)


@pytest.mark.parametrize("name", [str(THERE[0].relative_to(CHECKOUT)), "gone.py"], ids=["rewritten", "gone"])
def test_a_migration_that_is_rewritten_or_gone_says_what_to_do(tmp_path: Path, name: str) -> None:
    remember(tmp_path, (name, "read otherwise"))
    with pytest.raises(DemoTrouble) as trouble:
        MigrationsGoneThrough(tmp_path, ["1"]).require_unchanged(THERE)
    assert str(trouble.value) == (
        f"The demo's data in {tmp_path} were made by another version of Interlend, whose tables cannot be"
        " brought up to date: remove them by `make demo-reset`, then start again."
    )


def test_databases_made_anew_have_gone_through_nothing(tmp_path: Path) -> None:
    remember(tmp_path, ("gone.py", "read otherwise"))
    MigrationsGoneThrough(tmp_path, ["2"]).require_unchanged(THERE)


@pytest.mark.parametrize(
    ("databases", "ports", "fits"),
    [(["1"], [8610], True), (["2"], [8610], False), (["1"], [8710], False)],
    ids=["the same", "other databases", "another port"],
)
def test_a_step_is_left_out_only_where_nothing_changed(
    tmp_path: Path, databases: list[str], ports: list[int], fits: bool
) -> None:
    Stamps(tmp_path, ["1"], [8610]).put("tables", THERE)
    assert Stamps(tmp_path, databases, ports).fits("tables", THERE) is fits


def test_what_is_forgotten_was_never_done(tmp_path: Path) -> None:
    Stamps(tmp_path, ["1"], [8610]).put("tables", THERE)
    MigrationsGoneThrough(tmp_path, ["1"]).put(THERE)
    forget_stamps(tmp_path)
    assert list(tmp_path.iterdir()) == []
