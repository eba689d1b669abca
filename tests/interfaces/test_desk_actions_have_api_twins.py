"""Whatever staff see and do at the desk, a program can see and do: each screen has its twin in the API.

A new screen fails here until somebody has named its twin, or said why a program needs none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from django.urls import URLPattern, URLResolver

from interlend.interfaces.api.document import document
from interlend.interfaces.desk.request import verbs
from interlend.interfaces.desk.request.verbs import Verb
from interlend.interfaces.desk.urls import urlpatterns

TWINS = {
    "today": ["GET /today"],
    "scan": ["POST /scan"],
    "undo-scan": ["POST /scan/undo"],
    "borrowing": ["GET /borrowing", "GET /borrowing/facets"],
    "lending": ["GET /lending", "GET /lending/facets"],
    "pull-list": ["GET /lending/pull-list"],
    "hold-shelf": ["GET /desk/hold-shelf"],
    "dismiss-together": [
        "POST /borrowing/{number}/dismiss-attention",
        "POST /lending/{number}/dismiss-attention",
    ],
    "borrowing-request": ["GET /borrowing/{number}", "GET /partners/{partner}"],
    "borrowing-note": ["GET /borrowing/{number}/notes", "POST /borrowing/{number}/notes"],
    "borrowing-message": ["GET /borrowing/{number}/messages", "POST /borrowing/{number}/messages"],
    "lending-request": ["GET /lending/{number}", "GET /partners/{partner}"],
    "lending-note": ["GET /lending/{number}/notes", "POST /lending/{number}/notes"],
    "lending-message": ["GET /lending/{number}/messages", "POST /lending/{number}/messages"],
    "message": ["GET /messages/{message}"],
}
"""Screen → what a program calls in its place."""

VERBS: dict[str, tuple[Mapping[str, Verb], str]] = {
    "borrowing-do": (verbs.BORROWING, "/borrowing/{number}"),
    "borrowing-left": (verbs.LEFT, "/borrowing/{number}/rota/{partner}"),
    "lending-do": (verbs.LENDING, "/lending/{number}"),
}
"""Screen that does one of several things → those, and below which address a program does the same."""

WITHOUT = {
    "choose-desk": "A program says at each step where it is done: at_library.",
    "scan-slip": "Paper.",
    "pull-slips": "Paper.",
    "keep-view": "A view is somebody's own arrangement of a list; keys are nobody's.",
    "forget-view": "As keep-view.",
}
"""Screen → why a program needs no twin of it."""


def screens(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The names of all screens of the desk."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from screens(pattern.url_patterns)
        else:
            yield str(pattern.name)


def actions() -> dict[str, str]:
    """Operation of the API → what it takes to be let in."""
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": said["x-action"]
        for path, methods in document()["paths"].items()
        for method, said in methods.items()
    }


def test_every_screen_of_the_desk_has_a_twin_or_a_reason_and_no_line_is_stale() -> None:
    assert sorted(screens(urlpatterns)) == sorted([*TWINS, *VERBS, *WITHOUT])


def test_every_twin_is_an_operation_of_the_api() -> None:
    named = {twin for twins in TWINS.values() for twin in twins}
    assert named - set(actions()) == set()


@pytest.mark.parametrize(("screen"), VERBS)
def test_everything_done_to_a_request_is_done_by_a_program_with_the_same_permission(screen: str) -> None:
    known, below = VERBS[screen]
    at_the_desk = {f"POST {below}/{path}": verb.action.value for path, verb in known.items()}
    assert at_the_desk.items() - actions().items() == set()
