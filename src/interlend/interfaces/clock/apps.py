from django.apps import AppConfig
from django.core import checks


class ClockConfig(AppConfig):
    name = "interlend.interfaces.clock"
    label = "clock"

    def ready(self) -> None:
        checks.register(_every_kind_has_a_verb)


def _every_kind_has_a_verb(**_: object) -> list[checks.CheckMessage]:
    """What the domain leaves for later, and what the clock knows how to do, are the same kinds."""
    from interlend.domain.jobs.defer import Kind
    from interlend.interfaces.clock.work import JOBS

    return [
        checks.Error(f"No verb does the work {kind!r}.", id="clock.E001")
        for kind in sorted(set(Kind) - set(JOBS))
    ]
