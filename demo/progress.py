"""Showing what is being done, and how long it took: one line a step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console


@dataclass
class Step:
    """A step while it runs; `note` is shown beside it when it is done."""

    note: str = ""


class Progress:
    """Writes steps to a console: on a terminal with something that moves, elsewhere line by line."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def step(self, label: str) -> Iterator[Step]:
        """Show a step from its beginning to its end, or that it failed."""
        begun = time.monotonic()
        step = Step()
        try:
            with self._console.status(f"{label} …"):
                yield step
        except BaseException:
            self._console.print(f"  [red]✗[/] {label}")
            raise
        self._done(label, step.note or f"{time.monotonic() - begun:.1f} s")

    def done(self, label: str, seconds: float) -> None:
        """Show a step that was taken elsewhere."""
        self._done(label, f"{seconds:.1f} s")

    def _done(self, label: str, took: str) -> None:
        self._console.print(f"  [green]✓[/] {label} [dim]({took})[/]", highlight=False)
