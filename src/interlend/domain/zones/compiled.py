"""Look-ups that are said in Django's terms and turned into SQL once a process, not once a call.

On the paths where messages come in, compiling a look-up with its joins costs several times what PostgreSQL
takes to answer it. So a hot look-up is a function that builds its query set, decorated:

    @compiled
    def _of_conversation(conversation_id: Any) -> QuerySet[LendingRequest]:
        return LendingRequest.objects.select_related("library").filter(conversation_id=conversation_id)

It is called by keyword and answers a list. The function is run once, with a `Given` in place of each value,
so it may put them into filters and must not look at them. Scoped managers keep to the scope that is open at
each call.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models import Expression, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from interlend.domain.zones import scope

Row = TypeVar("Row", bound=models.Model)

_ZONE = "the open zone"
_compiling: ContextVar[bool] = ContextVar("interlend_compiling", default=False)


class Given(Expression):
    """A value that is given at each call, where a query set is built once."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        """A place for the value."""
        return "%s", [_Place(self.name)]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value belongs among the parameters."""

    name: str


def zone() -> int | Given:
    """What scoped managers compare a row's zone with: the open scope's. Raises OutsideScope."""
    return Given(_ZONE) if _compiling.get() else scope.current_zone_id()


class Compiled(Generic[Row]):
    """A look-up of models, compiled at its first call. Not for values, annotations of rows are kept."""

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self._build = build
        self._names = tuple(inspect.signature(build).parameters)
        functools.update_wrapper(self, build)

    def __call__(self, **values: object) -> list[Row]:
        """The rows that are found, read at once. Raises OutsideScope as its manager does."""
        plan = self._plan
        if plan.is_scoped:
            values[_ZONE] = scope.current_zone_id()
        parameters = [values[each.name] if isinstance(each, _Place) else each for each in plan.parameters]
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, parameters)
            return [plan.model(row) for row in plan.converted(cursor.fetchall())]

    @functools.cached_property
    def _plan(self) -> _Plan[Row]:
        token = _compiling.set(True)
        try:
            query = self._build(**{name: Given(name) for name in self._names}).query
            return _Plan(query.get_compiler(connection=connection))
        finally:
            _compiling.reset(token)


class _Plan(Generic[Row]):
    """SQL, its parameters, and how a row of its answer becomes models."""

    def __init__(self, compiler: SQLCompiler) -> None:
        self.sql, parameters = compiler.as_sql()
        self.parameters = tuple(parameters)
        self.is_scoped = any(isinstance(each, _Place) and each.name == _ZONE for each in self.parameters)
        self._compiler = compiler
        shape = compiler.klass_info
        if shape is None:
            raise TypeError("A compiled look-up answers models.")
        fields = shape["select_fields"]
        self._model: type[Row] = shape["model"]
        self._from, self._to = fields[0], fields[-1] + 1
        self._names = [each[0].target.attname for each in compiler.select[self._from : self._to]]
        self._related = get_related_populators(shape, compiler.select, connection.alias)  # type: ignore[call-arg]
        self._annotations = dict(compiler.annotation_col_map or {})
        self._converters = compiler.get_converters([each[0] for each in compiler.select])

    def converted(self, rows: list[tuple[Any, ...]]) -> Iterable[Any]:
        """The rows with their values as the fields want them."""
        return self._compiler.apply_converters(rows, self._converters) if self._converters else rows

    def model(self, row: Any) -> Row:
        """The model that a row stands for, with what was selected beside it."""
        found = self._model.from_db(connection.alias, self._names, row[self._from : self._to])
        for related in self._related:
            related.populate(row, found)
        for name, place in self._annotations.items():
            setattr(found, name, row[place])
        return found


def compiled(build: Callable[..., QuerySet[Row]]) -> Compiled[Row]:
    """Make a function that builds a query set into a look-up that is compiled once."""
    return Compiled(build)
