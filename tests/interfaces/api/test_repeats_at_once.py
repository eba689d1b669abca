"""The same POST several times at once, as by a program that does not wait for its answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from tests import world as worlds
from tests.interfaces.api.conftest import at
from tests.world import BOOK, RITA


def test_of_several_at_once_one_works_and_the_others_get_its_answer(committed_db: dict[str, str]) -> None:
    howard = at(worlds.build().howard)
    together = Barrier(4)

    def ask(_: int) -> tuple[int, bytes, str | None]:
        together.wait()
        try:
            answer = howard.post_with({"Idempotency-Key": "one"}, "/borrowing", patron=RITA, title=BOOK)
            return answer.status_code, answer.content, answer.headers.get("Idempotent-Replay")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    assert len({(status, body) for status, body, _ in answers}) == 1
    assert sorted(str(replay) for *_, replay in answers) == ["None", "true", "true", "true"]
    assert [row["title"] for row in howard.sees("/borrowing")["items"]] == [BOOK]
