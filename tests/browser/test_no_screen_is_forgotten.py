"""The table of screens and the addresses of the server say the same."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.screens import NO_SCREENS, SCREENS

FOR_PROGRAMS = {"api-1"}


def views(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    """The names of all views, with their namespaces, but for those of the API."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace not in FOR_PROGRAMS:
                below = f"{pattern.namespace}:" if pattern.namespace else namespace
                yield from views(pattern.url_patterns, below)
        elif pattern.name:
            yield namespace + pattern.name


def test_every_address_is_a_screen_of_the_table_or_says_why_it_is_none() -> None:
    shown = {screen.view for screen in SCREENS}
    assert shown & NO_SCREENS.keys() == set()
    assert sorted(shown | NO_SCREENS.keys()) == sorted(views(get_resolver().url_patterns))


def test_every_screen_has_a_name_of_its_own() -> None:
    names = [screen.name for screen in SCREENS]
    assert len(set(names)) == len(names)
