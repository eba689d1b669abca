"""Carries out the effects that a row of a table names."""

from __future__ import annotations

from typing import Any

from interlend.domain.sharing.perform_either import EITHER_EFFECTS
from interlend.domain.sharing.perform_item import ITEM_EFFECTS
from interlend.domain.sharing.perform_lending import LENDING_EFFECTS
from interlend.domain.sharing.perform_rota import ROTA_EFFECTS
from interlend.domain.sharing.story import Story
from interlend.kernel.lifecycle.effects import Effect

PERFORMERS = {**EITHER_EFFECTS, **ROTA_EFFECTS, **ITEM_EFFECTS, **LENDING_EFFECTS}


def perform(effect: Effect, story: Story[Any]) -> None:
    """Carry out one effect for one happening. Raises NotPossible where the desk has to be told no."""
    PERFORMERS[effect.name](story, effect.argument)
