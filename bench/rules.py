"""`python -m bench rules`: how long a rules table of 500 rules with 10 conditions each takes to decide."""

from __future__ import annotations

import statistics
import time

from interlend.kernel.rules.conditions import Condition, Operator
from interlend.kernel.rules.first_match import Rule, Table

RULES, CONDITIONS, TIMES = 500, 10, 200
GOAL_MS = 1.0


def main() -> int:
    """Measure the worst case, in which every rule fails at its last condition; 0 where the goal was met."""
    facts = [f"fact {number}" for number in range(CONDITIONS)]
    table = Table([_rule(place, facts) for place in range(RULES)])
    case = dict.fromkeys(facts, 3)
    spent = []
    for _ in range(TIMES):
        begun = time.process_time()
        table.decide(case)
        spent.append((time.process_time() - begun) * 1000)
    print(
        f"rules: {RULES} rules of {CONDITIONS} conditions, each failing at its last; CPU time of {TIMES} "
        f"decisions in one process: median {statistics.median(spent):.2f} ms, longest {max(spent):.2f} ms "
        f"(goal: median under {GOAL_MS:g} ms)"
    )
    return int(statistics.median(spent) >= GOAL_MS)


def _rule(place: int, facts: list[str]) -> Rule[int]:
    last = (place + 10, place + 11, place + 12)
    conditions = tuple(
        Condition(fact, Operator.IN_LIST, last if fact == facts[-1] else (3,)) for fact in facts
    )
    return Rule(
        id=place,
        name=f"Rule {place}",
        position=place,
        enabled=True,
        conditions=conditions,
        outcome=place,
    )
