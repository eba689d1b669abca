"""What stands around every operation: one transaction in the scope of the key's zone, undone by a refusal."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from ninja import NinjaAPI

from interlend.domain.people.models import Role, UserGroup
from interlend.domain.people.permissions import Action
from interlend.domain.sharing.refusal import NotFound, NotPossible
from interlend.domain.zones import scope
from interlend.interfaces.api.door import Call, Task
from interlend.interfaces.api.refusals import Refusal, answer_refusals
from tests.world import zone_with_keys


def answer_of(then: Callable[[], HttpResponse], zone_name: str = "howard") -> tuple[HttpResponse, list[str]]:
    """The answer of an operation that writes a row and then does this; and the rows that are left."""
    task = Task("Trial")

    @task.does("/trial", Action.SCAN, Refusal)
    def trial(request: Call) -> HttpResponse:
        """Write a row, then go on."""
        UserGroup.objects.create(code="written", name="Written")
        return then()

    api = NinjaAPI(urls_namespace=f"trial-{id(task)}")
    answer_refusals(api)
    api.add_router("", task.router)
    zone, keys = zone_with_keys(zone_name, zone_name.title())
    request: HttpRequest = RequestFactory().post(
        "/trial", headers={"Authorization": f"Bearer {keys[Role.DESK_OPERATOR]}"}
    )
    [bound] = [router for router in api._get_bound_routers() if router.path_operations]
    answer = bound.path_operations["/trial"].get_view()(request)
    with scope.entered(zone.pk):
        return answer, list(UserGroup.objects.values_list("code", flat=True))


def fail(fault: Exception) -> Callable[[], HttpResponse]:
    def raising() -> HttpResponse:
        raise fault

    return raising


def test_what_is_answered_well_is_kept_in_the_zone_of_the_key(db: None) -> None:
    answer, rows = answer_of(lambda: HttpResponse(status=204))
    assert (answer.status_code, rows) == (204, ["written"])


@pytest.mark.parametrize(
    ("then", "status"),
    [
        pytest.param(lambda: HttpResponse(status=400), 400, id="an answer of 400"),
        pytest.param(fail(NotFound("Not here.")), 404, id="not found"),
        pytest.param(fail(NotPossible("Not now.")), 409, id="not possible"),
        pytest.param(fail(OperationalError("gone")), 503, id="the database is gone"),
        pytest.param(fail(IntegrityError("twice")), 500, id="a fault of the database"),
        pytest.param(fail(KeyError("ours")), 500, id="a fault of ours"),
    ],
)
def test_whatever_is_refused_leaves_nothing_behind(
    then: Callable[[], HttpResponse], status: int, db: None
) -> None:
    answer, rows = answer_of(then)
    assert (answer.status_code, rows) == (status, [])


def test_a_fault_of_ours_tells_callers_nothing_of_itself(db: None) -> None:
    answer, _ = answer_of(fail(KeyError("secret")))
    detail = json.loads(answer.content)["detail"]
    assert detail.startswith("Something is wrong on our side; nothing was changed.")
    assert "secret" not in detail
