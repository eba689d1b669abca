"""One peer's flood is that peer's own trouble."""

from __future__ import annotations

import pytest

from interlend.interfaces.peers import gate as gate_module
from interlend.interfaces.peers.gate import Gate, TooMuch


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def passes(gate: Gate, peer: int, times: int) -> int:
    """How many of so many messages, one after the other, get through."""
    through = 0
    for _ in range(times):
        try:
            with gate.passing(peer):
                through += 1
        except TooMuch:
            pass
    return through


def test_a_burst_goes_through_and_then_the_rate_holds() -> None:
    clock = Clock()
    gate = Gate(rate=10, burst=20, at_once=4, clock=clock)
    assert passes(gate, 1, 50) == 20
    clock.now = 1.0
    assert passes(gate, 1, 50) == 10
    clock.now = 100.0
    assert passes(gate, 1, 50) == 20


def test_the_flood_of_one_takes_nothing_from_another() -> None:
    gate = Gate(rate=10, burst=20, at_once=4, clock=Clock())
    assert passes(gate, 1, 1000) == 20
    assert passes(gate, 2, 20) == 20


def test_only_so_many_of_one_peer_are_worked_at_together() -> None:
    gate = Gate(rate=10, burst=20, at_once=2, clock=Clock())
    with gate.passing(1), gate.passing(1):
        with pytest.raises(TooMuch), gate.passing(1):
            pass
        assert passes(gate, 2, 1) == 1
    assert passes(gate, 1, 1) == 1


@pytest.mark.parametrize(("rate", "seconds"), [(10.0, 1), (0.1, 10)])
def test_a_peer_is_told_when_to_come_back(rate: float, seconds: int) -> None:
    gate = Gate(rate=rate, burst=1, at_once=2, clock=Clock())
    passes(gate, 1, 1)
    with pytest.raises(TooMuch) as told, gate.passing(1):
        pass
    assert told.value.seconds == seconds


def test_an_error_inside_frees_the_place() -> None:
    gate = Gate(rate=10, burst=20, at_once=1, clock=Clock())
    with pytest.raises(RuntimeError), gate.passing(1):
        raise RuntimeError
    assert passes(gate, 1, 1) == 1


def test_peers_that_went_quiet_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "_PEERS_REMEMBERED", 2)
    gate = Gate(rate=1, burst=1, at_once=1, clock=Clock())
    with gate.passing(1):
        for peer in (2, 3, 4):
            assert passes(gate, peer, 1) == 1
        assert sorted(gate._shares) == [1, 4]
