"""`python -m bench search`: how long a union search takes at 500,000 titles, and by which plan."""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench import titles
from tools.localpg import ensure_running

NAME = "interlend_bench_search"
TITLES = 500_000
SEARCHES = 200
GOAL_MS = 100


def main() -> int:
    """Fill the installation where it is not yet, measure, print; 0 where the goal was met for each kind."""
    cluster = ensure_running("bench")
    try:
        titles.open_installation(cluster, NAME, afresh=False)
        zones = titles.make_members()
        _fill(zones)
        _print_conditions(cluster.major)
        met = [_measure(kind, queries, list(zones.values())) for kind, queries in _searches().items()]
    finally:
        cluster.release()
    return 0 if all(met) else 1


def _fill(zones: dict[str, int]) -> None:
    if titles.titles_held() == TITLES:
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = titles.write_files(Path(folder), TITLES)
        for code, records, seconds in titles.load_files(paths, zones):
            print(
                f"search: loaded {records:,} titles of {code}, {records / seconds:,.0f} a second", flush=True
            )


def _searches() -> dict[str, list[str]]:
    """Kind → CQL. A rare word stands in few titles, a common one in every tenth or more."""
    draw = random.Random(18626)
    sample = titles.some_words(TITLES, 5_000)
    counted = Counter(word for title in sample for word in title.lower().split())
    ranked = [word for word, _ in counted.most_common()]
    rare, common = ranked[len(ranked) // 2 :], ranked[:10]
    return {
        "one rare word": [draw.choice(rare) for _ in range(SEARCHES)],
        "one common word": [draw.choice(common) for _ in range(SEARCHES)],
        "two common words": [" ".join(draw.sample(common, 2)) for _ in range(SEARCHES)],
        "a common word in the title": [f"title={draw.choice(common)}" for _ in range(SEARCHES)],
        "words of a title": [f'title="{draw.choice(sample)}"' for _ in range(SEARCHES)],
        "a rare and a common word": [f"{draw.choice(rare)} {draw.choice(common)}" for _ in range(SEARCHES)],
    }


def _measure(kind: str, queries: list[str], zones: list[int]) -> bool:
    from interlend.domain.catalog.search import search
    from interlend.kernel.sru.query import parse_cql

    parsed = [parse_cql(_quoted(query)) for query in queries]
    search(parsed[0], zones)
    taken = []
    found = 0
    for query in parsed:
        begun = time.perf_counter()
        found += search(query, zones).total
        taken.append((time.perf_counter() - begun) * 1000)
    p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    print(
        f"\nsearch, {kind}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, slowest {max(taken):.1f} ms"
        f" ({len(taken)} searches, {found / len(taken):,.0f} editions each; goal: p95 under {GOAL_MS} ms)"
    )
    _print_plan(queries[taken.index(max(taken))], zones)
    return p95 < GOAL_MS


def _quoted(query: str) -> str:
    return query if "=" in query else f'cql.serverChoice all "{query}"'


def _print_conditions(major: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, pg_size_pretty(pg_table_size('catalog_record')),"
            " pg_size_pretty(pg_relation_size('record_search'))"
        )
        role, table, index = cursor.fetchone()
    print(
        f"search: {TITLES:,} generated titles of {len(titles.MEMBERS)} members, all of them searched; table"
        f" {table}, full-text index {index}; PostgreSQL {major or ''}, plain role {role}, one client, first"
        " page of 20 with holdings"
    )


def _print_plan(query: str, zones: list[int]) -> None:
    """The plan of the slowest search of its kind, as it ran."""
    from django.db import connection

    from interlend.domain.catalog.conditions import condition
    from interlend.domain.catalog.search import found_statement
    from interlend.kernel.sru.query import parse_cql

    statement, values = found_statement(condition(parse_cql(_quoted(query))), zones, limit=20, offset=0)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + statement, values)
        print(f"  plan of the slowest, {query}:")
        for (line,) in cursor.fetchall():
            print(f"    {line}")


if __name__ == "__main__":
    sys.exit(main())
