"""How every operation of the API is entered: who calls, whether they may, and in whose scope.

A task is a file of operations. Each of them names the `Action` that it is; a key whose role does not have
that action is told so before anything is read. The scope of the key's zone is open around the operation, in
one transaction; an answer of 400 or above leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial, wraps
from http import HTTPStatus
from inspect import cleandoc
from typing import Any, Final, TypeVar

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.decorators import decorate_view
from ninja.errors import AuthenticationError, AuthorizationError
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from interlend.domain.people import keys
from interlend.domain.people.models import ApiKey, Role
from interlend.domain.people.permissions import ALLOWED, Action, may
from interlend.domain.zones import scope
from interlend.interfaces.api import described
from interlend.interfaces.api.refusals import Invalid, Refusal
from interlend.interfaces.api.repeats import once

XML: Final = object()
"""What an operation answers whose view makes the response itself: XML, and no shape of ours."""

View = TypeVar("View", bound=Callable[..., Any])
Run = Callable[..., HttpResponseBase]


class Call(HttpRequest):
    """A request to the API that was let in; `key` says for which zone and in which role."""

    key: ApiKey


class Task:
    """The operations of one task, under one heading of the reference."""

    def __init__(self, heading: str) -> None:
        self.router = Router(tags=[heading])

    def reads(
        self, path: str, action: Action, answers: Any, *, staff_only: bool = False, opens_scope: bool = True
    ) -> Callable[[View], View]:
        """Declare a GET. `staff_only`: not for programs that act for patrons, whatever their role allows.

        Without `opens_scope` the operation opens it itself, for as long as it reads our rows.
        """
        entering = _Entering(action, staff_only=staff_only, opens_scope=opens_scope)
        return self._declare("GET", path, entering, answers, HTTPStatus.OK)

    def does(
        self, path: str, action: Action, answers: Any, *, staff_only: bool = False
    ) -> Callable[[View], View]:
        """Declare a POST that does something to what is there."""
        return self._declare("POST", path, _Entering(action, staff_only=staff_only), answers, HTTPStatus.OK)

    def makes(self, path: str, action: Action, answers: Any) -> Callable[[View], View]:
        """Declare a POST that makes something new."""
        return self._declare("POST", path, _Entering(action), answers, HTTPStatus.CREATED)

    def _declare(
        self, method: str, path: str, entering: _Entering, answers: Any, status: HTTPStatus
    ) -> Callable[[View], View]:
        is_xml = answers is XML
        refusals: dict[int, Any] = {400: Refusal, 413: Refusal} if method == "POST" else {}
        refusals |= {401: Refusal, 403: Refusal, 404: Refusal, 409: Refusal, 422: Invalid, 503: Refusal}

        def declare(view: View) -> View:
            contribute_operation_callback(view, lambda operation: _answer_with(status, operation))
            declared: View = self.router.api_operation(
                [method],
                path,
                response={int(status): None if is_xml else answers, **dict(sorted(refusals.items()))},
                operation_id=view.__name__,
                summary=view.__name__.replace("_", " ").capitalize(),
                description=cleandoc(view.__doc__ or ""),
                openapi_extra={
                    **described.operation(method, int(status), refusals, is_xml=is_xml),
                    "x-action": entering.action.value,
                    "x-roles": [role.value for role in ALLOWED if entering.admits(role)],
                },
            )(decorate_view(entering)(view))
            return declared

        return declare


@dataclass(frozen=True, kw_only=True)
class _Entering:
    """What stands around an operation: its key, its permission, its scope."""

    action: Action = field(kw_only=False)
    staff_only: bool = False
    opens_scope: bool = True

    def __call__(self, run: Run) -> Run:
        operation: Operation = run.__self__  # type: ignore[attr-defined]

        @wraps(run)
        def entered(request: Call, **path: Any) -> HttpResponseBase:
            try:
                request.key = self._let_in(request)
                with scope.entered(request.key.zone_id) if self.opens_scope else nullcontext():
                    response = once(request, request.key, partial(run, request, **path))
                    if response.status_code >= HTTPStatus.BAD_REQUEST and self.opens_scope:
                        transaction.set_rollback(True)
            except Exception as fault:
                return operation.api.on_exception(request, fault)
            return response

        return entered

    def admits(self, role: str) -> bool:
        """Whether keys of this role are let in."""
        return may(role, self.action) and not (self.staff_only and role == Role.DISCOVERY)

    def _let_in(self, request: HttpRequest) -> ApiKey:
        """The key that is presented. Raises AuthenticationError, AuthorizationError."""
        key = keys.find(_presented(request))
        if key is None:
            raise AuthenticationError(message=_("Present a valid key: “Authorization: Bearer ilk_…”."))
        if not self.admits(key.role):
            raise AuthorizationError(
                message=_("The role “%(role)s” may not do this (%(action)s).")
                % {"role": Role(key.role).label, "action": self.action.value}
            )
        return key


def _answer_with(status: HTTPStatus, operation: Operation) -> None:
    """Let what the operation returns be answered with this status; ninja would take 200 for granted."""
    view = operation.view_func

    @wraps(view)
    def answer(*given: Any, **named: Any) -> Any:
        said = view(*given, **named)
        return said if isinstance(said, HttpResponseBase) else Status(int(status), said)

    operation.view_func = answer


def _presented(request: HttpRequest) -> str:
    scheme, _blank, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    return request.headers.get(described.KEY_HEADER, "")
