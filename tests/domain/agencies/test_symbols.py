"""Symbols: in force for one agency, an alias for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlend.domain.agencies.models import Agency, AgencySymbol
from interlend.domain.agencies.symbols import SymbolTaken, agency_of, give_symbol, retire_symbol

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def howard(db: None) -> Agency:
    agency = Agency.objects.create(name="Howard")
    give_symbol(agency=agency, authority="OCLC", symbol="DHU", now=NOW)
    return agency


@pytest.fixture
def albany(db: None) -> Agency:
    agency = Agency.objects.create(name="Albany")
    give_symbol(agency=agency, authority="ISIL", symbol="US-NAlU", now=NOW)
    return agency


def test_several_symbols_are_looked_up_in_one_statement_whatever_their_case(
    howard: Agency, albany: Agency
) -> None:
    with CaptureQueriesContext(connection) as captured:
        found = agency_of(["oclc:dhu", "ISIL:US-NALU", "OCLC:NOBODY"])
    assert found == {"oclc:dhu": howard, "ISIL:US-NALU": albany}
    assert len(captured) == 1


@pytest.mark.parametrize("given", ["", "DHU", ":", "OCLC:", "ISIL:DHU", "OCLC:D%", "OCLC:DHU:X", "OCLC:D_U"])
def test_what_is_nobodys_symbol_names_nobody(howard: Agency, given: str) -> None:
    assert agency_of([given]) == {}


def test_a_symbol_may_have_a_colon_of_its_own(howard: Agency) -> None:
    give_symbol(agency=howard, authority="ISIL", symbol="US:DHU", now=NOW)
    assert agency_of([" isil : us:dhu "]) == {" isil : us:dhu ": howard}


def test_no_symbols_name_nobody() -> None:
    assert agency_of([]) == {}


def test_a_retired_symbol_stays_an_alias(howard: Agency) -> None:
    assert retire_symbol(agency=howard, authority="oclc", symbol="dhu", now=LATER)
    assert AgencySymbol.objects.get().in_force_to == LATER
    assert agency_of(["OCLC:DHU"]) == {"OCLC:DHU": howard}


def test_a_symbol_in_force_wins_over_an_alias_and_a_younger_alias_over_an_older_one(
    howard: Agency, albany: Agency
) -> None:
    retire_symbol(agency=howard, authority="OCLC", symbol="DHU", now=NOW)
    give_symbol(agency=albany, authority="OCLC", symbol="DHU", now=NOW)
    assert agency_of(["OCLC:DHU"]) == {"OCLC:DHU": albany}
    retire_symbol(agency=albany, authority="OCLC", symbol="DHU", now=LATER)
    assert agency_of(["OCLC:DHU"]) == {"OCLC:DHU": albany}


def test_a_symbol_in_force_elsewhere_is_never_claimed(howard: Agency, albany: Agency) -> None:
    with pytest.raises(SymbolTaken, match=r"^OCLC:DHU is in force for Howard\.$"):
        give_symbol(agency=albany, authority="oclc", symbol="Dhu", now=NOW)


def test_a_symbol_that_the_agency_has_already_is_left_as_it_is(howard: Agency) -> None:
    again = give_symbol(agency=howard, authority="oclc", symbol="dhu", now=LATER)
    assert AgencySymbol.objects.get() == again


def test_only_the_agency_that_has_a_symbol_can_lose_it(howard: Agency, albany: Agency) -> None:
    assert not retire_symbol(agency=albany, authority="OCLC", symbol="DHU", now=LATER)
    assert AgencySymbol.objects.get(symbol="DHU").in_force_to is None
