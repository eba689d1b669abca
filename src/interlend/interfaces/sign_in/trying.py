"""Try an identity provider before readers and staff do: what it says, and what we make of it."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render

from interlend.domain.people.models import IdentityProvider
from interlend.domain.people.permissions import Action
from interlend.domain.people.providers.mapping import FIELDS, mapped
from interlend.domain.zones import scope
from interlend.interfaces.screens.entering import staff
from interlend.interfaces.screens.here import Entered
from interlend.interfaces.sign_in import providers


@staff(Action.CONFIGURATION_CHANGE, opens_scope=False)
def show(request: Entered, code: str) -> HttpResponseBase:
    """Before: the way to the provider. After: what came. Nobody is signed in by it."""
    here = request.here.zone
    with scope.entered(here.pk):
        provider = IdentityProvider.objects.filter(code=code).first()
    if provider is None:
        raise Http404
    if "begin" in request.GET:
        return providers.send(request, here, provider, providers.TEST, "")
    came = providers.tested(request, provider)
    facts: dict[str, Any] = {"provider": provider, "came": came}
    if came is not None and came.told is not None:
        facts["told"] = [(name, _shown(value)) for name, value in sorted(came.told.items())]
        facts["made"] = [(FIELDS[each.field], each) for each in mapped(provider, came.told).values()]
    return render(request, "sign_in/provider_test.html", facts)


def _shown(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
