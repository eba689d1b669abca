"""The demo's catalogs: five files that a loader must read whole, and the titles that the story needs."""

from collections import Counter
from pathlib import Path

import pytest

from demo.catalogs import generate, make
from interlend.kernel.marc.describing import Description, describe
from interlend.kernel.marc.items import ItemFacts, items_of
from interlend.kernel.marc.reading import Good, read


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make.write(tmp_path_factory.mktemp("catalogs"))


Catalog = list[tuple[Description, list[ItemFacts]]]


@pytest.fixture(scope="module")
def catalogs(files: dict[str, Path]) -> dict[str, Catalog]:
    """What stands in each file; every record of it must be good, without a remark."""
    found: dict[str, Catalog] = {}
    for code, path in files.items():
        with path.open("rb") as stream:
            results = list(read(stream))
        assert {type(each) for each in results} == {Good}
        good = [each for each in results if isinstance(each, Good)]
        assert [each.remarks for each in good] == [()] * len(good)
        found[code] = [(describe(each.record), items_of(each.record)) for each in good]
    return found


def test_each_has_its_titles(catalogs: dict[str, Catalog]) -> None:
    assert {code: len(catalog) for code, catalog in catalogs.items()} == {
        "howard": 338, "american": 370, "georgetown": 376, "albany": 346, "buffalo": 359,
    }  # fmt: skip


def test_the_files_are_the_same_each_time(files: dict[str, Path], tmp_path: Path) -> None:
    again = make.write(tmp_path)
    assert {code: path.read_bytes() for code, path in again.items()} == {
        code: path.read_bytes() for code, path in files.items()
    }


@pytest.mark.parametrize("code", ["georgetown", "buffalo"])
def test_two_are_real_marc8(files: dict[str, Path], code: str) -> None:
    content = files[code].read_bytes()
    assert content[9:10] == b" "
    assert b"\x1b$1" in content
    assert b"\x1b(N" in content


def test_every_barcode_is_of_one_copy(catalogs: dict[str, Catalog]) -> None:
    barcodes = Counter(
        item.barcode for catalog in catalogs.values() for _, items in catalog for item in items
    )
    assert set(barcodes.values()) == {1}


def test_most_copies_are_on_the_shelf_and_can_be_lent(catalogs: dict[str, Catalog]) -> None:
    for catalog in catalogs.values():
        items = [item for _, held in catalog for item in held]
        assert sum(item.on_shelf and item.policy == "BOOK" for item in items) > 0.85 * len(items)


def test_all_twenty_titles_of_other_scripts_come_through_every_coding(catalogs: dict[str, Catalog]) -> None:
    originals = {d.original_title for catalog in catalogs.values() for d, _ in catalog if d.original_title}
    assert len(originals) == 20
    assert {"紅樓夢", "こころ", "구운몽", "الأيام", "אהבת ציון", "Мертвые души", "Η φόνισσα"} <= originals


@pytest.mark.parametrize(
    ("isbn", "held"),
    [
        ("9780208020369", {"american": "B", "albany": "B", "buffalo": "B"}),
        ("9780822938118", {"howard": "B", "buffalo": "B"}),
        ("9780856461101", {"american": "R", "georgetown": "-", "albany": "B"}),
        ("9780819561060", {"american": "R"}),
        ("9780135066768", {"albany": "B"}),
        ("9781584158325", {"buffalo": "B"}),
        ("9781584156666", {"american": "BB", "georgetown": "B"}),
    ],
    ids=[
        "the story",
        "own copy",
        "reference or missing",
        "nobody lends",
        "Albany",
        "Buffalo",
        "one installation",
    ],
)
def test_the_named_titles_are_held_as_the_readme_says(
    catalogs: dict[str, Catalog], isbn: str, held: dict[str, str]
) -> None:
    """A letter a copy: the first of its item policy, or a dash where it is not on the shelf."""
    found = {
        code: "".join(item.policy[0] if item.on_shelf else "-" for item in items)
        for code, catalog in catalogs.items()
        for description, items in catalog
        if isbn in description.isbns
    }
    assert found == held


def test_generated_titles_are_as_many_as_asked_and_always_the_same(tmp_path: Path) -> None:
    first, second = tmp_path / "first.mrc", tmp_path / "second.mrc"
    generate.generate(200, first)
    generate.generate(200, second)
    assert first.read_bytes() == second.read_bytes()
    with first.open("rb") as stream:
        described = [describe(each.record) for each in read(stream) if isinstance(each, Good)]
    assert len(described) == 200
    assert len({isbn for each in described for isbn in each.isbns}) == 200
