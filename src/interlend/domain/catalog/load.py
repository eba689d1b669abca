"""Load a file of MARC records, with their items, into an institution's catalog.

Reader processes, as many as there are cores, cut, decode and describe; this process writes what they hand
over, in the order of the file, a batch a transaction. So a run that was interrupted has lost nothing that
was counted, and is simply run again: what is already there is updated.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from interlend.domain.catalog import staging
from interlend.domain.catalog.rows import Reading, Refused, Rows, prepare
from interlend.domain.libraries.models import ItemPolicy, Location
from interlend.domain.zones import scope
from interlend.kernel.marc.items import INTERLEND_LAYOUT, ItemLayout
from interlend.kernel.marc.reading import pieces

BATCH = 1000  # records in a transaction
_IN_FLIGHT = 2  # batches a reader may be ahead

Numbered = list[tuple[int, bytes | str]]


@dataclass(slots=True)
class Report:
    """What a load did so far. `loaded`, `updated` and `refused` together are the records read."""

    loaded: int = 0
    updated: int = 0
    refused: int = 0
    items_loaded: int = 0
    items_updated: int = 0
    items_refused: int = 0

    @property
    def records(self) -> int:
        """How many records of the file have been dealt with."""
        return self.loaded + self.updated + self.refused


class Miscounted(AssertionError):
    """The records loaded, updated and refused are not the records of the file: a fault of ours."""


def load(
    stream: BinaryIO,
    *,
    zone_id: int,
    library: str = "",
    layout: ItemLayout = INTERLEND_LAYOUT,
    encoding: str = "auto",
    readers: int = 0,
    tell: Callable[[Refused, str], None] | None = None,
    progress: Callable[[Report], None] | None = None,
) -> Report:
    """Load every record of a binary stream (ISO 2709 or MARCXML) into the catalog of a zone.

    Opens the zone's scope for each batch. `library` is the code of the library of items that name none;
    `readers` the number of processes (0: one a core; 1: none beside this one). `tell` hears each refusal with
    its reason in words, `progress` the report after each batch. Raises kernel.marc.marcxml.NotMarcXml for an
    XML file that is unusable as a whole, Miscounted.
    """
    with scope.entered(zone_id):
        reading = _reading(library, layout, encoding)
    report = Report()
    read = 0
    for count, rows in _prepared(_batches(stream), reading, readers or os.cpu_count() or 1):
        read += count
        with scope.entered(zone_id):
            written = staging.write(rows, zone_id)
        report.loaded += written.new_records
        report.updated += rows.count - written.new_records
        report.items_loaded += written.new_items
        report.items_updated += written.renewed_items
        for each in sorted([*rows.refused, *written.refused], key=lambda refused: refused.record):
            report.items_refused += each.is_item
            report.refused += not each.is_item
            if tell is not None:
                tell(each, _(each.reason) % each.values)
        if report.records != read:
            raise Miscounted(f"{read} records were read, {report.records} accounted for")
        if progress is not None:
            progress(report)
    return report


def _reading(library: str, layout: ItemLayout, encoding: str) -> Reading:
    """The codes of the open zone. A code is found whatever its case."""
    places = Location.objects.values_list("library__code", "code", "pk")
    policies = ItemPolicy.objects.values_list("code", "pk")
    return Reading(
        locations={(owner.lower(), code.lower()): pk for owner, code, pk in places},
        policies=_by_code(dict(policies)),
        library=library,
        layout=layout,
        encoding=encoding,
    )


def _by_code(ids: Mapping[str, int]) -> dict[str, int]:
    return {code.lower(): pk for code, pk in ids.items()}


def _batches(stream: BinaryIO) -> Iterator[Numbered]:
    numbered = enumerate(pieces(stream), 1)
    while batch := list(itertools.islice(numbered, BATCH)):
        yield batch


def _prepared(batches: Iterator[Numbered], reading: Reading, readers: int) -> Iterator[tuple[int, Rows]]:
    """Each batch's size and rows, in the order of the file. A small file needs no further processes."""
    first = list(itertools.islice(batches, 2))
    if len(first) < 2 or readers < 2:
        yield from ((len(batch), prepare(batch, reading)) for batch in itertools.chain(first, batches))
        return
    # Started afresh, not forked: a fork would share this process's connection to the database.
    with ProcessPoolExecutor(readers, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting: deque[tuple[int, Future[Rows]]] = deque()
        for batch in itertools.chain(first, batches):
            waiting.append((len(batch), pool.submit(prepare, batch, reading)))
            if len(waiting) > readers * _IN_FLIGHT:
                count, rows = waiting.popleft()
                yield count, rows.result()
        for count, rows in waiting:
            yield count, rows.result()
