"""Version 1 of the API: all tasks under `/api/v1/`, described by one OpenAPI document."""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from interlend.interfaces.api import described
from interlend.interfaces.api.borrowing import borrowing
from interlend.interfaces.api.borrowing_steps import borrowing_steps
from interlend.interfaces.api.catalog import catalog
from interlend.interfaces.api.circulation import circulation
from interlend.interfaces.api.configuration import configuration
from interlend.interfaces.api.correspondence import correspondence
from interlend.interfaces.api.desk import at_desk
from interlend.interfaces.api.door import Task
from interlend.interfaces.api.lending import lending
from interlend.interfaces.api.lending_steps import lending_steps
from interlend.interfaces.api.peers import peers
from interlend.interfaces.api.refusals import answer_refusals
from interlend.interfaces.api.scan import scans
from interlend.interfaces.api.task_lists import task_lists

TASKS: tuple[Task, ...] = (
    catalog,
    task_lists,
    borrowing,
    borrowing_steps,
    lending,
    lending_steps,
    at_desk,
    scans,
    circulation,
    correspondence,
    peers,
    configuration,
)


class Readable(JSONRenderer):
    """JSON in which the letters of every script stand as they are."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Interlend",
    version="1",
    description=(
        "Requests between libraries, from the search to the item's way home. "
        "Each call carries a key, `Authorization: Bearer ilk_…`, which belongs to one institution and one "
        "role. Times are ISO 8601 with their offset. A refusal is a sentence for people, and then nothing "
        "was changed. A list comes in pages of at most 200. A POST with an `Idempotency-Key` may be sent "
        "again: what was done is not done twice."
    ),
    docs_url=None,
    openapi_url=None,
    renderer=Readable(),
    urls_namespace="api-1",
    openapi_extra={"security": described.SECURITY},
)
answer_refusals(api)
for _task in TASKS:
    api.add_router("", _task.router)
