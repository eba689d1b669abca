"""Catalog: search what the members of this installation hold, and what other catalogs say."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import ValidationError
from pydantic import Field

from interlend.domain.catalog.citation import Citation
from interlend.domain.catalog.elsewhere import ask_each, searched_by_sru
from interlend.domain.catalog.locate import Located
from interlend.domain.catalog.lookups import sru
from interlend.domain.catalog.search import Hit, Holder, Results, search, visible_zones
from interlend.domain.partners.models import Partner
from interlend.domain.people.permissions import Action
from interlend.domain.zones import scope
from interlend.interfaces.api.door import Call, Task
from interlend.interfaces.api.values import Code, Line
from interlend.kernel.sru.query import Clause, Index, Query, Relation, all_of

catalog = Task("Catalog")

_INDEX = {
    "title": (Index.TITLE, Relation.ALL),
    "author": (Index.AUTHOR, Relation.ALL),
    "isbn": (Index.ISBN, Relation.EQUALS),
    "lccn": (Index.LCCN, Relation.EQUALS),
    "keyword": (Index.KEYWORD, Relation.ALL),
}


class PlaceShown(Schema):
    """Copies that stand together."""

    library: str
    library_name: str
    location: str
    location_name: str
    call_number: str
    copies: int
    available: int


class HolderShown(Schema):
    """A member that holds the edition."""

    institution: str
    institution_name: str
    record: str = Field(description="Number of its record.")
    is_electronic: bool
    available: int = Field(description="How many copies are in their place.")
    places: list[PlaceShown]


class Edition(Schema):
    """One edition, and who holds it."""

    title: str
    original_title: str
    author: str
    original_author: str
    edition: str
    publisher: str
    year: str
    language: str
    material: str
    isbns: list[str]
    issns: list[str]
    lccn: str
    system_numbers: list[str]
    held_by: list[HolderShown]


class RecordElsewhere(Schema):
    """A record that another catalog found."""

    number: str
    title: str
    author: str
    year: str


class Elsewhere(Schema):
    """What the catalog of a partner outside this installation says."""

    partner: str
    partner_name: str
    answered: bool
    is_held: bool | None = Field(description="null: not known, since it gave no answer.")
    outcome: str = Field(
        description="available, none_held, none_available, only_electronic …; empty: no answer"
    )
    reason: str
    records: list[RecordElsewhere]


class Found(Schema):
    """One page of what was found, the best first."""

    items: list[Edition]
    total: int
    is_capped: bool = Field(description="There may be more than `total`: so many words match.")
    next: int | None = Field(description="Send it as `offset` to get the next page; null: this is the last.")
    elsewhere: list[Elsewhere]


@catalog.reads("/catalog", Action.CATALOG_SEARCH, Found, opens_scope=False)
def search_catalogs(
    request: Call,
    *,
    title: Line = "",
    author: Line = "",
    isbn: Code = "",
    lccn: Code = "",
    keyword: Line = "",
    elsewhere: bool = False,
    limit: Annotated[int, Field(ge=1, le=50)] = 20,
    offset: Annotated[int, Field(ge=0, le=2000)] = 0,
) -> Found:
    """Search the catalogs of all members: what is held where, and how many copies are in.

    What is given must all agree; accents, hyphens and the form of an ISBN do not matter. With `elsewhere`
    the catalogs of partners outside this installation are asked too, by SRU, each within its time limit.
    """
    given = {"title": title, "author": author, "isbn": isbn, "lccn": lccn, "keyword": keyword}
    query = _query(given)
    with scope.entered(request.key.zone_id):
        found = search(query, visible_zones(), limit=limit, offset=offset)
        partners = searched_by_sru() if elsewhere else []
    citation = Citation(title=title or keyword, author=author, isbn=isbn, lccn=lccn)
    return Found(
        items=[_edition(hit) for hit in found.hits],
        total=found.total,
        is_capped=found.is_capped,
        next=_next(found, offset, limit),
        elsewhere=[
            _elsewhere(partner, said)
            for partner, said in ask_each(partners, lambda profile: sru.look_up(citation, profile))
        ],
    )


def _query(given: dict[str, str]) -> Query:
    clauses = [Clause(*_INDEX[name], term) for name, term in given.items() if term]
    if not clauses:
        problem = _("give a title, author, isbn, lccn or keyword")
        raise ValidationError([{"loc": ("query",), "msg": problem}])
    return all_of(*clauses)


def _next(found: Results, offset: int, limit: int) -> int | None:
    return offset + limit if offset + limit < found.total else None


def _elsewhere(partner: Partner, said: Located) -> Elsewhere:
    return Elsewhere(
        partner=partner.code,
        partner_name=partner.name,
        answered=said.answered,
        is_held=said.held,
        outcome=said.outcome.value if said.outcome else "",
        reason=said.reason,
        records=[
            RecordElsewhere(number=match.number, title=match.title, author=match.author, year=match.year)
            for match in said.records
        ],
    )


def _edition(hit: Hit) -> Edition:
    described = {name: getattr(hit, name) for name in Edition.model_fields if name != "held_by"}
    return Edition(**described, held_by=[_holder(holder) for holder in hit.holders])


def _holder(holder: Holder) -> HolderShown:
    return HolderShown(
        institution=holder.zone_code,
        institution_name=holder.zone_name,
        record=holder.number,
        is_electronic=holder.is_electronic,
        available=holder.available,
        places=[
            PlaceShown(
                library=place.library_code,
                library_name=place.library_name,
                location=place.location_code,
                location_name=place.location_name,
                call_number=place.call_number,
                copies=place.copies,
                available=place.available,
            )
            for place in holder.places
        ],
    )
