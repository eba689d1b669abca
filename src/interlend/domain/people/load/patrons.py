"""Load a file of patrons into an institution: new ones are made, known ones brought up to date.

A patron is known by the barcode. Rows are written in the order of the file, a batch a transaction and a fixed
number of statements a batch. A run that was interrupted is simply run again. Nobody is ever deleted: who is
missing in the file may be expired, once the whole file was understood.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import BinaryIO, NamedTuple

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from interlend.domain.libraries.models import Library
from interlend.domain.people.load import alma_xml, table_file
from interlend.domain.people.load.comparing import Change, change
from interlend.domain.people.load.facts import PatronFile, Row, Unreadable
from interlend.domain.people.load.person import Person, person_of
from interlend.domain.people.models import Patron, UserGroup
from interlend.domain.zones import scope

BATCH = 1000  # rows in a transaction

_MEETING = """
CREATE TEMP TABLE patron_in_file (barcode text, is_read boolean, line bigint, PRIMARY KEY (barcode, is_read))
"""
_FORGETTING = "DROP TABLE IF EXISTS patron_in_file"
_MEET = """
INSERT INTO patron_in_file SELECT * FROM unnest(%s::text[], %s::boolean[], %s::bigint[])
ON CONFLICT DO NOTHING
"""
# Long lists are joined: as a condition each row would be compared with the whole list.
_LISTED = "SELECT unnest(%s::text[])"
_FIRST_MET = f"SELECT barcode, line FROM patron_in_file WHERE is_read AND barcode IN ({_LISTED})"  # noqa: S608 - ours
_NOT_MET = "NOT EXISTS (SELECT 1 FROM patron_in_file met WHERE met.barcode = people_patron.barcode)"


class Format(StrEnum):
    """How a file of patrons is written."""

    CSV = "csv"
    ALMA_XML = "alma-xml"


class Kind(StrEnum):
    """What became, or with a preview would become, of a patron."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNREADABLE = "not readable"
    EXPIRED = "expired"


class Outcome(NamedTuple):
    """What became of one row of the file; of a patron who is missing in it, the line is None."""

    kind: Kind
    line: int | None
    barcode: str
    name: str = ""
    changes: tuple[Change, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """What a load did, or with a preview would do: how many of each kind, and the user groups it made."""

    counts: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    new_groups: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many people the file describes, read or not."""
        return sum(self.counts.values()) - self.counts[Kind.EXPIRED]


def load(
    stream: BinaryIO,
    *,
    zone_id: int,
    format: Format,
    today: date,
    is_preview: bool = False,
    expires_missing: bool = False,
    tell: Callable[[Outcome], None] | None = None,
) -> Report:
    """Load every person of a file into a zone; `tell` hears each outcome, in the order of the file.

    Opens the zone's scope for each batch. With `is_preview` nothing is written. With `expires_missing`
    patrons who are not in the file expire the day before `today`, unless somebody in the file could not be
    recognized. Raises load.facts.NotReadable for a file that is unusable as a whole.
    """
    file = _opened(stream, format, today)
    with scope.entered(zone_id):
        loading = _Loading(is_preview)
    loading.report.notes += file.notes
    try:
        for batch in _batches(file.rows):
            with scope.entered(zone_id):
                outcomes = loading.write(batch)
            loading.count(outcomes, tell)
        if expires_missing:
            with scope.entered(zone_id):
                loading.count(loading.expire_missing(today), tell)
    finally:
        with scope.entered(zone_id), connection.cursor() as cursor:
            cursor.execute(_FORGETTING)
    return loading.report


def _opened(stream: BinaryIO, format: Format, today: date) -> PatronFile:
    return table_file.read(stream) if format is Format.CSV else alma_xml.read(stream, today)


def _batches(rows: Iterator[Row | Unreadable]) -> Iterator[list[Row | Unreadable]]:
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch


class _Loading:
    """One run: the groups and libraries that are known, and what was done so far."""

    def __init__(self, is_preview: bool) -> None:
        self.report = Report()
        self._is_preview = is_preview
        self._strangers = 0  # rows of whom nobody can say who they are
        self._groups = {group.code.lower(): group for group in UserGroup.objects.all()}
        self._libraries = {library.code.lower(): library for library in Library.objects.all()}
        with connection.cursor() as cursor:
            cursor.execute(_FORGETTING)
            cursor.execute(_MEETING)

    def count(self, outcomes: Iterable[Outcome], tell: Callable[[Outcome], None] | None) -> None:
        """Add outcomes to the report."""
        for outcome in outcomes:
            self.report.counts[outcome.kind] += 1
            if tell is not None:
                tell(outcome)

    def write(self, batch: list[Row | Unreadable]) -> list[Outcome]:
        """Write a batch in the open scope: four statements whatever its size, one more for new groups."""
        read = [person_of(row) if isinstance(row, Row) else row for row in batch]
        people = [each for each in read if isinstance(each, Person)]
        refused = [each for each in read if isinstance(each, Unreadable)]
        self._strangers += sum(not each.barcode for each in refused)
        first_lines = self._meet(people, refused)
        known = self._known(sorted(first_lines))
        accepted = []
        for person in people:
            reason = self._why_not(person, first_lines[person.barcode], is_known=person.barcode in known)
            if reason:
                refused.append(Unreadable(person.line, reason, person.barcode))
            else:
                accepted.append(person)
        self._make_groups(accepted)
        outcomes = [self._outcome(person, known) for person in accepted]
        if not self._is_preview:
            self._save(outcomes, known)
        outcomes += [Outcome(Kind.UNREADABLE, line, code, remarks=(why,)) for line, why, code in refused]
        return sorted(outcomes, key=lambda outcome: outcome.line or 0)

    def expire_missing(self, today: date) -> Iterator[Outcome]:
        """Let everybody expire who is not in the file, unless that could hit somebody who is."""
        if self._strangers:
            self.report.notes.append(
                _(
                    "Nobody was expired: the file has rows of which nobody can say whose they are. "
                    "Correct them, then load the file again."
                )
            )
            return
        if self.report.rows == self.report.counts[Kind.UNREADABLE]:
            self.report.notes.append(_("Nobody was expired: no patron could be read from the file."))
            return
        last_day = today - timedelta(days=1)
        missing = Patron.objects.filter(Q(expires_on=None) | Q(expires_on__gte=today)).filter(
            RawSQL(_NOT_MET, (), output_field=BooleanField())  # noqa: S611 - a constant
        )
        for barcode, name, old in missing.values_list("barcode", "name", "expires_on").iterator(BATCH):
            changed = Change("expires_on", old.isoformat() if old else "", last_day.isoformat())
            yield Outcome(Kind.EXPIRED, None, barcode, name, (changed,))
        if not self._is_preview:
            missing.update(expires_on=last_day)

    def _meet(self, people: list[Person], refused: list[Unreadable]) -> dict[str, int]:
        """Barcode → the first line of the file that could be read and has it."""
        named = [each for each in refused if each.barcode]
        codes = [person.barcode for person in people]
        lines = [person.line for person in people]
        is_read = [True] * len(people) + [False] * len(named)
        with connection.cursor() as cursor:
            cursor.execute(
                _MEET,
                [codes + [each.barcode for each in named], is_read, lines + [each.line for each in named]],
            )
            cursor.execute(_FIRST_MET, [codes])
            return dict(cursor.fetchall())

    def _known(self, barcodes: list[str]) -> dict[str, Patron]:
        """The patrons of these barcodes, with the groups and libraries that this run knows already."""
        groups = {group.pk: group for group in self._groups.values()}
        libraries = {library.pk: library for library in self._libraries.values()}
        listed = RawSQL(_LISTED, (barcodes,))  # noqa: S611 - a constant
        patrons = {patron.barcode: patron for patron in Patron.objects.filter(barcode__in=listed)}
        for patron in patrons.values():
            if patron.user_group_id in groups:
                patron.user_group = groups[patron.user_group_id]
            if patron.resource_sharing_library_id in libraries:
                patron.resource_sharing_library = libraries[patron.resource_sharing_library_id]
        return patrons

    def _why_not(self, person: Person, first_line: int, *, is_known: bool) -> str:
        if first_line != person.line:
            return _("line %(line)s has the same barcode: leave one of the two out") % {"line": first_line}
        if not is_known and "name" not in person.values:
            return _("there is no name")
        if not is_known and person.group is None:
            return _("there is no user group, and the patron is new")
        return ""

    def _make_groups(self, people: list[Person]) -> None:
        named = {person.group[0].lower(): person.group for person in people if person.group}
        unknown = {key: group for key, group in named.items() if key not in self._groups}
        if not unknown:
            return
        groups = [UserGroup(code=code, name=name) for code, name in unknown.values()]
        if not self._is_preview:
            groups = UserGroup.objects.bulk_create(groups)
        self._groups |= {group.code.lower(): group for group in groups}
        self.report.new_groups += sorted(unknown.values())

    def _outcome(self, person: Person, known: dict[str, Patron]) -> Outcome:
        kind = Kind.UNCHANGED
        if person.barcode not in known:
            kind, known[person.barcode] = Kind.NEW, Patron(barcode=person.barcode)
        patron = known[person.barcode]
        group = self._groups[person.group[0].lower()] if person.group else None
        changes = change(patron, person, group=group, libraries=self._libraries)
        if kind is Kind.UNCHANGED and changes:
            kind = Kind.CHANGED
        remarks = person.remarks
        if person.library and person.library.lower() not in self._libraries:
            unknown = _("there is no library %(code)s here: it was left out") % {"code": person.library}
            remarks = (*remarks, unknown)
        return Outcome(kind, person.line, person.barcode, patron.name, tuple(changes), remarks)

    def _save(self, outcomes: list[Outcome], known: dict[str, Patron]) -> None:
        """Insert the new and update the changed in one statement, in those fields that changed at all."""
        touched = [each for each in outcomes if each.kind in (Kind.NEW, Kind.CHANGED)]
        fields = {change.field for each in touched for change in each.changes}
        patrons = [known[each.barcode] for each in touched]
        for patron in patrons:
            patron.pk = None  # each is inserted, and on its barcode becomes an update
        Patron.objects.bulk_create(
            patrons, update_conflicts=True, unique_fields=["zone", "barcode"], update_fields=sorted(fields)
        )
