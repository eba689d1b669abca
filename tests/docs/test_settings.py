"""Every variable of the environment that the program reads stands in `docs/deploy.md`, with its default."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from interlend.interfaces.cli import serve
from tests.docs.pages import ROOT, tables_by_heading

DEPLOY = ROOT / "docs/deploy.md"
SOURCE = ROOT / "src/interlend"
SETTINGS = SOURCE / "project/settings.py"
FOR_TESTS = {"INTERLEND_STOP_AT", "INTERLEND_STOP_FILE"}
SET_BY_US = {"DJANGO_SETTINGS_MODULE"}
_ROW = re.compile(r"^\| `(\w+)` \| .+ \| (.+) \|$", re.MULTILINE)


def documented() -> dict[str, str]:
    return {name: default.strip("`") for name, default in _ROW.findall(DEPLOY.read_text(encoding="utf-8"))}


def _calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            yield ast.unparse(node.func), node


def settings() -> dict[str, str]:
    """What `settings.py` reads, with the default as people write it."""
    found = {}
    for function, call in _calls(SETTINGS):
        if function.startswith("env."):
            (default,) = (word.value for word in call.keywords if word.arg == "default")
            found[call.args[0].value] = _as_written(ast.literal_eval(default))  # type: ignore[attr-defined]
    return found


def _as_written(default: Any) -> str:
    if isinstance(default, (list, dict)):
        return ",".join(default) or "none"
    if isinstance(default, bool):
        return str(default).lower()
    return str(default) or "none"


def read_elsewhere() -> set[str]:
    """What other modules read from the environment by name, in any of three ways."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=where), args=[ast.Constant(value=str(name)), *_]):
                    pass
                case ast.Subscript(value=where, slice=ast.Constant(value=str(name))):
                    pass
                case ast.Compare(left=ast.Constant(value=str(name)), comparators=[where]):
                    pass
                case _:
                    continue
            if ast.unparse(where) == "os.environ":
                found.add(name)
    return found


def of_serve() -> dict[str, str]:
    """What `interlend serve` reads, by its own help."""
    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)
    words = " ".join((action.help or "") for action in parser._actions)
    return dict(re.findall(r"\((INTERLEND_\w+); default: ([^)]+)\)", words))


@pytest.mark.parametrize(("name", "default"), settings().items(), ids=settings())
def test_a_setting_is_documented_with_its_default(name: str, default: str) -> None:
    assert documented().get(name) == default


@pytest.mark.parametrize(("name", "default"), of_serve().items(), ids=of_serve())
def test_an_argument_of_the_web_server_is_documented_with_its_default(name: str, default: str) -> None:
    assert documented().get(name) == default


def test_nothing_else_is_read_from_the_environment_and_nothing_more_is_documented() -> None:
    read = {*settings(), *of_serve(), *read_elsewhere()} - SET_BY_US - FOR_TESTS
    assert set(documented()) == read


def test_every_row_of_the_table_has_been_read_here() -> None:
    assert set(tables_by_heading(DEPLOY)["Settings"]) == set(documented())
