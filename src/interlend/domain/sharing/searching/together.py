"""What is done to many requests of a list at once."""

from __future__ import annotations

from collections.abc import Collection

from interlend.domain.sharing.searching.query import Side
from interlend.domain.sharing.searching.search import MODELS


def dismiss_attention(side: Side, numbers: Collection[str]) -> int:
    """Staff have looked at what these requests showed them; how many showed something. One statement."""
    rows = MODELS[side].objects.filter(number__in=numbers).exclude(needs_attention="")
    dismissed: int = rows.update(needs_attention="")
    return dismissed
