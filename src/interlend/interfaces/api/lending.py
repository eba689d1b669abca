"""Lending: what partners ask of us, and what is to be fetched for them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AwareDatetime

from interlend.domain.circulation import queries as circulation
from interlend.domain.circulation.models import Hold
from interlend.domain.libraries.models import Library
from interlend.domain.people.permissions import Action
from interlend.domain.sharing import queries
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.sharing.searching.query import Side
from interlend.domain.sharing.searching.search import Sort
from interlend.interfaces.api.acting import library_named
from interlend.interfaces.api.borrowing import Counts
from interlend.interfaces.api.borrowing_shapes import Copy, copy
from interlend.interfaces.api.door import Call, Task
from interlend.interfaces.api.lending_shapes import LendingLine, LendingShown, line_of, shown
from interlend.interfaces.api.pages import Page, page_of
from interlend.interfaces.api.task_lists import Order, Words, page_found
from interlend.interfaces.api.values import After, Code, Limit, Number

lending = Task("Lending")


class ToPull(Schema):
    """A copy to fetch from its shelf for a partner."""

    number: str
    title: str
    author: str
    item: Copy | None
    placed_at: AwareDatetime


@lending.reads("/lending", Action.LENDING_LIST, Page[LendingLine])
def list_lending_requests(
    request: Call,
    *,
    state: Code = "",
    partner: Code = "",
    needs_attention: bool | None = None,
    q: Words = "",
    sort: Order = Sort.NEWEST,
    limit: Limit = 50,
    after: After = 0,
) -> dict[str, Any]:
    """The lending requests."""
    rows = queries.lending_requests(state=state, partner_code=partner, needs_attention=needs_attention)
    return page_found(Side.LENDING, rows, line_of, q=q, sort=sort, limit=limit, after=after)


@lending.reads("/lending/counts", Action.LENDING_LIST, Counts)
def count_lending_requests(request: Call) -> Counts:
    """How many lending requests stand where."""
    return Counts(by_state=dict(queries.counts_by_state()["lending"]))


@lending.reads("/lending/pull-list", Action.LENDING_LIST, Page[ToPull])
def pull_list(request: Call, library: Code = "", limit: Limit = 50, after: After = 0) -> dict[str, Any]:
    """The copies to fetch from the shelves for partners, the oldest first.

    `library` is the resource sharing library; it may be left out where there is only one.
    """
    rows = circulation.pull_list(library=_resource_sharing_library(library))
    return page_of(rows, _to_pull, limit=limit, after=after)


@lending.reads("/lending/{number}", Action.LENDING_LIST, LendingShown)
def show_lending_request(request: Call, number: Number) -> LendingShown:
    """One request: where it stands, who acts next and by when, what may be done, and its timeline."""
    return shown(queries.lending_request(number), request.path)


def _to_pull(hold: Hold) -> ToPull:
    record = hold.item.record
    return ToPull(
        number=hold.number,
        title=record.title,
        author=record.author,
        item=copy(hold.item),
        placed_at=hold.placed_at,
    )


def _resource_sharing_library(code: str) -> Library:
    if code:
        return library_named(code)
    found = list(Library.objects.filter(is_resource_sharing=True)[:2])
    if len(found) != 1:
        raise NotPossible(_("Say which resource sharing library: there is not exactly one."))
    return found[0]
