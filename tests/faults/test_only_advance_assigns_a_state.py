"""Read from the source: who assigns the state of a request or of a conversation that was left."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import interlend.domain.sharing.advance

SOURCE = Path(interlend.domain.sharing.advance.__file__).parents[2]


def _assigned(tree: ast.AST) -> Iterator[ast.AST]:
    """Every place that gives an attribute `state` a value, however it is written."""
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        elif isinstance(node, ast.Call) and _name(node.func) in ("setattr", "__setattr__"):
            named = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if "state" in named:
                yield node
        for target in targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and part.attr == "state":
                    yield part


def _updated(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call that writes a state by query set: update(state=...), bulk_update(..., ["state"])."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        words: set[object] = set()
        if name in ("update", "update_or_create"):
            words.update(keyword.arg for keyword in node.keywords)
        elif name == "bulk_update":
            words.update(part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
        if "state" in words:
            yield node


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield str(path.relative_to(SOURCE)), ast.parse(path.read_text())


def _written_as(node: ast.AST) -> str:
    return ast.unparse(node)


def test_only_advance_assigns_the_state_of_a_request_or_of_a_left_conversation() -> None:
    found = {
        (path, _written_as(node))
        for path, tree in _trees()
        for node in _assigned(tree)
        if not path.startswith("kernel/")
    }
    in_advance = {place for place in found if place[0] == "domain/sharing/advance.py"}
    assert in_advance == {
        ("domain/sharing/advance.py", "subject.entry.state"),
        ("domain/sharing/advance.py", "subject.request.state"),
    }
    assert {written for _, written in found - in_advance} == {
        "hold.state", "job.state", "message.state", "row.state",
    }  # fmt: skip
    rooms = {path.split("/")[1] for path, written in found if written in ("message.state", "row.state")}
    assert rooms == {"exchange"}


def test_no_query_set_writes_such_a_state() -> None:
    """Rooms above `sharing` cannot know its rows; in it, and at the doors, nothing is written that way."""
    rooms = {path.split("/")[1] for path, tree in _trees() for _ in _updated(tree)}
    assert rooms == {"circulation", "exchange"}


def test_a_request_begins_in_the_first_state_of_its_table() -> None:
    """The one other place where a state is given: when the row is made."""
    given = {
        (path, _name(node.func.value.value), _written_as(keyword.value))  # type: ignore[attr-defined]
        for path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node.func) in ("create", "get_or_create", "bulk_create")
        for keyword in node.keywords
        if keyword.arg == "state" and path.startswith("domain/sharing/")
    }
    assert given == {
        ("domain/sharing/placing.py", "BorrowingRequest", "Borrowing.CREATED"),
        ("domain/sharing/receiving.py", "LendingRequest", "Lending.CREATED"),
    }


def test_no_sql_writes_such_a_state() -> None:
    texts = {
        path
        for path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for table in ("sharing_borrowingrequest", "sharing_lendingrequest", "sharing_rotaentry")
        if f"UPDATE {table}" in node.value or f"INSERT INTO {table}" in node.value
    }
    assert texts == set()
