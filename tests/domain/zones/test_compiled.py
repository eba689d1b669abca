"""A compiled look-up is the query set that it was built from: at each call, with its values, in its zone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from pytest_django import DjangoAssertNumQueries

from interlend.domain.people.models import Patron, UserGroup
from interlend.domain.zones import scope
from interlend.domain.zones.compiled import compiled
from interlend.domain.zones.models import Setting, Zone
from interlend.domain.zones.scope import OutsideScope


@compiled
def _by_barcode(barcode: Any) -> QuerySet[Patron]:
    return Patron.objects.filter(barcode=barcode)


@compiled
def _in_a_group(barcode: Any, code: Any) -> QuerySet[Patron]:
    kept = Setting.objects.filter(key=OuterRef("barcode")).values("value")[:1]
    named = Patron.objects.filter(Q(barcode=barcode) | Q(user_group__code=code)).order_by("-barcode")
    return named.select_related("user_group").annotate(kept=Subquery(kept), called=F("name"))


@compiled
def _names_alone(barcode: Any) -> QuerySet[Patron]:
    return Patron.objects.only("name").filter(barcode__in=[barcode, "H2"])


def test_it_keeps_to_the_zone_of_each_call(
    howard: Zone, stranger: Zone, ours: Patron, theirs: Patron
) -> None:
    for zone, mine, other in ((howard, ours, "S1"), (stranger, theirs, "H1"), (howard, ours, "S1")):
        with scope.entered(zone.pk):
            assert _by_barcode(barcode=mine.barcode) == [mine]
            assert _by_barcode(barcode=other) == []


def test_outside_a_scope_it_refuses(ours: Patron) -> None:
    with pytest.raises(OutsideScope):
        _by_barcode(barcode="H1")


def test_it_finds_what_its_query_set_finds(
    howard: Zone, ours: Patron, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with scope.entered(howard.pk):
        staff = UserGroup.objects.create(code="staff", name="Staff")
        second = Patron.objects.create(barcode="H2", name="Second", user_group=staff)
        Setting.objects.create(key="H2", value={"kept": ["as", "JSON"]})
        with django_assert_num_queries(1):
            found = _in_a_group(barcode="H1", code="staff")
            assert [(each, each.user_group.name) for each in found] == [(second, "Staff"), (ours, "Faculty")]
            assert [each.kept for each in found] == [{"kept": ["as", "JSON"]}, None]  # type: ignore[attr-defined]
            assert [each.called for each in found] == ["Second", "Reader H1"]  # type: ignore[attr-defined]
        assert _in_a_group(barcode="none", code="none") == []


def test_fields_left_out_are_read_when_they_are_wanted(howard: Zone, ours: Patron) -> None:
    with scope.entered(howard.pk):
        (found,) = _names_alone(barcode="H1")
        assert found.get_deferred_fields() >= {"barcode", "email"}
        assert (found.name, found.barcode) == (ours.name, "H1")


def test_a_value_that_is_not_given_is_an_error_and_not_a_match(howard: Zone, ours: Patron) -> None:
    with scope.entered(howard.pk), pytest.raises(KeyError, match="barcode"):
        _by_barcode()


def test_values_are_never_part_of_the_statement(howard: Zone, ours: Patron) -> None:
    with scope.entered(howard.pk):
        assert _by_barcode(barcode="' OR '1'='1") == []
