"""`python -m bench lists`: task lists, text search and facets over a million requests, as the browser asks.

Measured through the screens themselves by Django's client, so with sessions, roles, the scope and templates,
as the plain role; without the network between. The zone looked at has a fifth of all requests.
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bench import many_requests, titles
from tools.installations import addresses
from tools.localpg import Cluster, ensure_running

NAME = "interlend_bench_lists"
ZONE = "howard"
TIMES = 12
GOALS_MS = {"list": 300, "text": 300, "facets": 800}
_HTMX = {"HX-Request": "true"}

ASKED: dict[str, dict[str, list[dict[str, str]]]] = {
    "list": {
        "borrowing": [
            {"q": "is:open"},
            {"q": ""},
            {"q": "", "page": "100"},
            {"q": "is:late", "sort": "act-by"},
            {"q": "is:attention"},
            {"q": "state:loaned", "sort": "due"},
            {"q": "is:open", "sort": "title"},
            {"q": "is:open", "sort": "partner"},
            {"q": "is:closed age:>300d"},
            {"q": "partner:PARTNER-00"},
            {"q": "pickup:LAW is:open"},
            {"q": "patron:P-00077"},
        ],
        "lending": [
            {"q": "is:open"},
            {"q": "is:to-pull", "sort": "shelf"},
            {"q": "is:overdue", "sort": "due"},
            {"q": "partner:PARTNER-07 is:open"},
            {"q": "", "sort": "title"},
        ],
    },
    "text": {
        "borrowing": [
            {"q": "history"},
            {"q": "the"},
            {"q": '"the history"'},
            {"q": "nobodyknows"},
            {"q": "is:open the"},
            {"q": "P-00077"},
            {"q": "B-50000"},
            {"q": "b-1-50000"},
        ],
        "lending": [{"q": "history of"}, {"q": "the"}, {"q": "l-1-777"}, {"q": "howard-777"}],
    },
    "facets": {
        "borrowing": [{"q": q} for q in ("is:open", "", "is:closed", "the", "partner:PARTNER-00")],
        "lending": [{"q": q} for q in ("is:open", "", "is:to-pull", "the")],
    },
}
"""Kind of figure → side → what is asked of its list."""


def main() -> int:
    """Fill the installation where it is not yet, measure, print; 0 where each goal was met."""
    cluster = ensure_running("bench")
    try:
        titles.open_installation(cluster, NAME, afresh=False)
        _fill(cluster)
        browser = _sign_in()
        _print_conditions(cluster.major)
        met = [_measure(kind, browser) for kind in ASKED]
        _print_plans()
    finally:
        cluster.release()
    return 0 if all(met) else 1


def _fill(cluster: Cluster) -> None:
    from interlend.domain.zones.models import Zone

    if many_requests.is_filled():
        return
    for code in titles.MEMBERS:
        Zone.objects.create(code=code, name=code.title())
    zones = [many_requests.configure(code) for code in titles.MEMBERS]
    taken = many_requests.fill(addresses(cluster, NAME, NAME)["DATABASE_ADMIN_URL"], zones)
    print(f"lists: filled in {taken:,.0f} s", flush=True)


def _sign_in() -> Any:
    """A browser of somebody who may do all that is asked here."""
    from django.test import Client

    from interlend.domain.people.models import Role, RoleAssignment, User
    from interlend.domain.zones import scope
    from interlend.domain.zones.models import Zone

    user, is_new = User.objects.get_or_create(email="bench@example.org", defaults={"name": "Bench"})
    if is_new:
        with scope.entered(Zone.objects.get(code=ZONE).pk):
            RoleAssignment.objects.create(user=user, role=Role.SERVICES_MANAGER)
    browser = Client(SERVER_NAME="127.0.0.1", raise_request_exception=True)
    browser.force_login(user)
    return browser


def _measure(kind: str, browser: Any) -> bool:
    taken: dict[str, list[float]] = {}
    for side, questions in ASKED[kind].items():
        for asked in questions:
            more = {"part": "facets"} if kind == "facets" else {}
            page = f"{side} " + " ".join(f"{name}={value}" for name, value in asked.items())
            taken[page] = _times(partial(_get, browser, side, asked | more))
    together = [each for times in taken.values() for each in times]
    p95 = statistics.quantiles(together, n=20)[-1]
    print(
        f"\nlists, {kind}: p50 {statistics.median(together):.0f} ms, p95 {p95:.0f} ms, slowest"
        f" {max(together):.0f} ms ({len(together)} answers; goal: p95 under {GOALS_MS[kind]} ms)"
    )
    for page, times in sorted(taken.items(), key=lambda item: -statistics.median(item[1])):
        print(f"  {statistics.median(times):5.0f} ms, slowest {max(times):5.0f} ms  {page}")
    return p95 < GOALS_MS[kind]


def _times(ask: Callable[[], None]) -> list[float]:
    """Milliseconds of each of several times, after one that warms the cache."""
    ask()
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def _get(browser: Any, side: str, asked: dict[str, str]) -> None:
    answer = browser.get(f"/{ZONE}/desk/{side}", asked, headers=_HTMX)
    if answer.status_code != 200:
        raise RuntimeError(f"{side} {asked}: {answer.status_code} {answer.content[:300]!r}")


def _print_conditions(major: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, sum(reltuples)::bigint, pg_size_pretty(sum(pg_table_size(oid)))"
            " FROM pg_class WHERE relname IN ('sharing_borrowingrequest', 'sharing_lendingrequest')"
        )
        role, rows, size = cursor.fetchone()
    share = 2 * many_requests.ON_EACH_SIDE
    print(
        f"lists: {rows:,} requests ({size}), {share:,} of them in the institution that is looked at;"
        f" PostgreSQL {major or ''}, plain role {role}, one browser, whole answers of the screens, each"
        f" {TIMES} times after one; load {os.getloadavg()[0]:.1f}"
    )


def _print_plans() -> None:
    """The indexes by which the first page of some lists is found."""
    from django.utils import timezone

    from interlend.domain.sharing.searching.query import Side, parse
    from interlend.domain.sharing.searching.search import Sort, matching, ordered
    from interlend.domain.zones import scope
    from interlend.domain.zones.models import Zone

    print("\nlists, indexes used:")
    with scope.entered(Zone.objects.get(code=ZONE).pk):
        for side in Side:
            for text in ("", "is:open", "is:attention", "the", "partner:PARTNER-00"):
                rows = matching(side, parse(text, side), now=timezone.now())
                read = ordered(side, rows, Sort.NEWEST).values("pk")[:50].explain()
                used = dict.fromkeys(re.findall(r"(?:using|Index Scan on) (\w+)", read))
                print(f"  {side} {text!r}: {', '.join(used) or 'none'}")


if __name__ == "__main__":
    sys.exit(main())
