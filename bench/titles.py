"""An installation full of generated titles, for measuring: five members, the titles dealt out among them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from demo.catalogs.generate import generated
from demo.catalogs.make import INSTITUTIONS
from interlend.kernel.marc import iso2709
from tools.installations import create_installation, drop_databases
from tools.localpg import CHECKOUT, Cluster

MEMBERS = tuple(INSTITUTIONS)
_LIBRARY = INSTITUTIONS["howard"].library  # the one that generated items name


def open_installation(cluster: Cluster, name: str, *, afresh: bool) -> None:
    """Make a migrated installation and let Django in this process serve it as the plain role."""
    if afresh:
        drop_databases(cluster, name)
    addresses = create_installation(cluster, name)
    os.environ.update(
        DATABASE_URL=addresses["DATABASE_URL"],
        SECRET_KEY="only for measuring: nobody logs in to this installation",
        INTERLEND_POOL_SIZE="0",
        INTERLEND_LOG_LEVEL="WARNING",
        DJANGO_SETTINGS_MODULE="interlend.project.settings",
    )
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--skip-checks"],
        check=True,
        cwd=CHECKOUT,
        env=os.environ | {"DATABASE_URL": addresses["DATABASE_OWNER_URL"]},
    )
    import django

    django.setup()


def drop_installation(cluster: Cluster, name: str) -> None:
    """Leave nothing behind."""
    from django.db import connections

    connections.close_all()
    drop_databases(cluster, name)


def make_members() -> dict[str, int]:
    """The network and its members, each with the library that generated items stand in; code → zone id."""
    from interlend.domain.libraries.models import FulfillmentUnit, ItemPolicy, Library, Location
    from interlend.domain.zones import scope
    from interlend.domain.zones.models import Membership, Zone

    made = {}
    network, _ = Zone.objects.get_or_create(code="network", name="Network", kind=Zone.Kind.NETWORK)
    for code in MEMBERS:
        zone, is_new = Zone.objects.get_or_create(code=code, name=code.title())
        made[code] = zone.pk
        if not is_new:
            continue
        Membership.objects.create(network=network, member=zone)
        with scope.entered(zone.pk):
            library = Library.objects.create(code=_LIBRARY, name=f"{code.title()} Library")
            unit = FulfillmentUnit.objects.create(code="main", name="Main")
            Location.objects.create(library=library, code="STACKS", name="Stacks", fulfillment_unit=unit)
            ItemPolicy.objects.create(code="BOOK", description="Book")
    return made


def write_files(folder: Path, titles: int) -> dict[str, Path]:
    """Generated titles as one ISO 2709 file a member, dealt out in turn; member → path."""
    paths = {code: folder / f"{code}.mrc" for code in MEMBERS}
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("wb")) for path in paths.values()]
        for number, record in enumerate(generated(titles)):
            files[number % len(files)].write(iso2709.encode(record))
    return paths


def load_files(paths: dict[str, Path], zones: dict[str, int]) -> Iterator[tuple[str, int, float]]:
    """Load each member's file; member, records and seconds, as each is done."""
    from interlend.domain.catalog.load import load

    for code, path in paths.items():
        begun = time.monotonic()
        with path.open("rb") as stream:
            report = load(stream, zone_id=zones[code])
        yield code, report.records, time.monotonic() - begun


def titles_held() -> int:
    """How many titles the open installation has."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_record")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def some_words(titles: int, sample: int) -> list[str]:
    """The titles of the first generated records, to choose words from."""
    from interlend.kernel.marc.describing import describe

    return [describe(record).title for record in islice(generated(titles), sample)]
