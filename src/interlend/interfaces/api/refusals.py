"""How the API says no: one shape, one sentence for people, and a status for programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, ValidationError
from pydantic import Field

from interlend.domain.partners.peers import UnknownPartner
from interlend.domain.people.answers import UsedForAnotherRequest
from interlend.domain.sharing.refusal import IN_THE_WAY, NotFound, NotPossible

log = structlog.get_logger(__name__)


class Refusal(Schema):
    """Why something was not done. Nothing was changed."""

    detail: str = Field(description="A sentence for people: what is in the way and, where known, what to do.")
    step: Annotated[
        str,
        Field(description="The workflow step that would allow it."),
    ] = ""


class Problem(Schema):
    """What is wrong with one value."""

    where: str = Field(description="The value, such as `body.barcode`.")
    problem: str


class Invalid(Schema):
    """Values that cannot be read as what they stand for."""

    detail: str
    problems: list[Problem] = []


def nothing_here(request: HttpRequest, path: str) -> JsonResponse:
    """An address below the API's that is no operation's."""
    detail = _("There is no operation at this address; see /api/v1/docs for all that there are.")
    return JsonResponse({"detail": detail, "step": ""}, status=HTTPStatus.NOT_FOUND)


def answer_refusals(api: NinjaAPI) -> None:
    """Let the API answer what its operations raise."""

    def answer(
        request: HttpRequest, status: int, detail: str, headers: dict[str, str] | None = None, **more: Any
    ) -> HttpResponse:
        response = api.create_response(request, {"detail": detail, **more}, status=status)
        for name, value in (headers or {}).items():
            response.headers[name] = value
        return response

    @api.exception_handler(AuthenticationError)
    def unknown_caller(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
        return answer(request, HTTPStatus.UNAUTHORIZED, str(fault), {"WWW-Authenticate": "Bearer"})

    @api.exception_handler(NotFound)
    def not_found(request: HttpRequest, fault: NotFound) -> HttpResponse:
        return answer(request, HTTPStatus.NOT_FOUND, fault.reason)

    @api.exception_handler(UnknownPartner)
    def unknown_partner(request: HttpRequest, fault: UnknownPartner) -> HttpResponse:
        return answer(request, HTTPStatus.NOT_FOUND, str(fault))

    def in_the_way(request: HttpRequest, fault: Exception) -> HttpResponse:
        step = fault.step if isinstance(fault, NotPossible) else ""
        return answer(request, HTTPStatus.CONFLICT, str(fault), step=step)

    for kind in IN_THE_WAY:
        api.exception_handler(kind)(in_the_way)

    @api.exception_handler(ValidationError)
    def unreadable(request: HttpRequest, fault: ValidationError) -> HttpResponse:
        problems = [
            {"where": ".".join(str(part) for part in error["loc"] if part != "said"), "problem": error["msg"]}
            for error in fault.errors
        ]
        detail = _("Some values cannot be read: see problems.")
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail, problems=problems)

    @api.exception_handler(UsedForAnotherRequest)
    def used_for_another_request(request: HttpRequest, fault: UsedForAnotherRequest) -> HttpResponse:
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, str(fault), problems=[])

    @api.exception_handler(DataError)
    def unstorable(request: HttpRequest, fault: DataError) -> HttpResponse:
        detail = _("A value is too long, or has a character that cannot be stored.")
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail, problems=[])

    @api.exception_handler(RequestDataTooBig)
    def too_large(request: HttpRequest, fault: RequestDataTooBig) -> HttpResponse:
        return answer(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("The request is too large."))

    def not_now(request: HttpRequest, fault: Exception) -> HttpResponse:
        log.error("the database did not answer", error=type(fault).__name__)
        detail = _("The database did not answer; nothing was changed. Try again in a moment.")
        return answer(request, HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": "5"})

    for lost in (OperationalError, InterfaceError):
        api.exception_handler(lost)(not_now)

    @api.exception_handler(Exception)
    def our_fault(request: HttpRequest, fault: Exception) -> HttpResponse:
        log.error("an operation of the API failed", exc_info=fault)
        request_id = structlog.contextvars.get_contextvars().get("request_id", "")
        detail = _("Something is wrong on our side; nothing was changed. It is logged as %(id)s.")
        return answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, detail % {"id": request_id})
