"""The union search: what is held where, and what catalogs outside this installation say."""

from __future__ import annotations

import pytest

from interlend.domain.partners.models import LocateProfile, Partner
from interlend.domain.people.models import Role
from interlend.domain.zones import scope
from tests.interfaces.api.conftest import at
from tests.world import BOOK, World


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"title": "THEIR EYES, were watching"}, id="words of the title"),
        pytest.param({"keyword": "watching god"}, id="keywords"),
        pytest.param({"title": "eyes", "keyword": "god"}, id="two things that agree"),
    ],
)
def test_the_same_edition_of_several_members_is_found_once(world: World, asked: dict[str, str]) -> None:
    found = at(world.howard, Role.DISCOVERY).sees("/catalog", **asked)
    [edition] = found["items"]
    assert (edition["title"], found["total"], found["next"], found["elsewhere"]) == (BOOK, 1, None, [])
    assert {held["institution_name"]: held["available"] for held in edition["held_by"]} == {
        "American University": 1,
        "Georgetown University": 2,
    }


@pytest.mark.parametrize(
    "asked",
    [{"title": "watching", "author": "Morrison"}, {"isbn": "9780061120060"}, {"title": "!!!"}],
    ids=["two things that do not agree", "a number that nobody has", "no word at all"],
)
def test_what_nobody_holds_is_an_empty_page(world: World, asked: dict[str, str]) -> None:
    found = at(world.howard, Role.DISCOVERY).sees("/catalog", **asked)
    assert (found["items"], found["total"], found["next"]) == ([], 0, None)


def test_pages_of_a_search_follow_each_other(world: World) -> None:
    for number in range(3):
        world.american.holds(f"Song number {number}", f"S-{number}")
    howard = at(world.howard)
    first = howard.sees("/catalog", title="song", limit=2)
    second = howard.sees("/catalog", title="song", limit=2, offset=first["next"])
    titles = [edition["title"] for edition in [*first["items"], *second["items"]]]
    assert (sorted(titles), first["next"], second["next"]) == (
        ["Song number 0", "Song number 1", "Song number 2"],
        2,
        None,
    )


def test_a_catalog_elsewhere_that_gives_no_answer_is_not_taken_for_one_that_does_not_hold_it(
    world: World,
) -> None:
    """Nobody listens at this port, and http is not allowed for this host anyway."""
    with scope.entered(world.howard.zone.pk):
        profile = LocateProfile.objects.create(
            code="FAR", name="Far away", kind="sru", url="http://127.0.0.1:9/sru"
        )
        Partner.objects.filter(code="AMERICAN").update(locate_profile=profile)
    [said] = at(world.howard).sees("/catalog", title=BOOK, elsewhere=True)["elsewhere"]
    assert (said["partner"], said["answered"], said["is_held"], said["outcome"], said["records"]) == (
        "AMERICAN",
        False,
        None,
        "",
        [],
    )
    assert said["reason"].startswith("No answer from the catalog:")
