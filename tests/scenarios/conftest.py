"""Institutions of its own for each scenario, in the running pair of installations.

They run one after the other in a worker of xdist, since some of them stop a server. All of them belong to one
group: where xdist distributes by group there is one pair only, else one in each worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.scenarios.installation import Installation
from tests.scenarios.institutions import Book, build
from tests.scenarios.records import nothing_waits, traces_of_patrons
from tests.scenarios.steps import Institution

HERE = Path(__file__).parent
Cast = dict[str, Institution]
CastOf = Callable[..., Cast]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ask for one worker, and so for one pair, for all of these tests."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("scenarios"))


@pytest.fixture
def cast(request: pytest.FixtureRequest, pair: dict[str, Installation]) -> Iterator[CastOf]:
    """Build the institutions of a scenario; afterwards see that no patron is known outside its library."""
    scenario = request.node.name.removeprefix("test_").partition("_")[0]
    everybody: list[Institution] = []

    def build_cast(
        rotas: Mapping[str, Sequence[str]],
        books: Mapping[str, Sequence[Book]],
        *,
        stand_alone: Sequence[str] = (),
    ) -> Cast:
        built = build(_next_code(scenario), pair, rotas=rotas, books=books, stand_alone=stand_alone)
        made = {name: Institution(each) for name, each in built.items()}
        everybody.extend(made.values())
        return made

    already = {name: len(installation.log) for name, installation in pair.items()}
    yield build_cast
    for name, installation in pair.items():  # shown by pytest where the test has failed
        print(*(line for line in installation.log[already[name] :] if _is_trouble(line)), sep="\n")
    for institution in everybody:
        institution.keys.close()
    for institution in everybody:
        nothing_waits(institution)
        assert traces_of_patrons(institution) == []


def _is_trouble(line: str) -> bool:
    return '"level": "info"' not in line


_used: list[str] = []


def _next_code(scenario: str) -> str:
    """A code for the institutions of one test: that of its scenario, with a letter for each further test."""
    before = _used.count(scenario)
    _used.append(scenario)
    return scenario + (chr(ord("a") + before) if before else "")
