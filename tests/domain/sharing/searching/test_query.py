"""The text of a task list, read and written back."""

from __future__ import annotations

import pytest

from interlend.domain.sharing.searching.query import (
    LONGEST,
    Key,
    Query,
    Side,
    Term,
    is_words_of,
    keys_of,
    parse,
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("   ", []),
        ("beloved", [Term(None, "beloved")]),
        ("  toni   beloved ", [Term(None, "toni"), Term(None, "beloved")]),
        ('"toni morrison"', [Term(None, "toni morrison", is_phrase=True)]),
        ('"never closed', [Term(None, "never closed", is_phrase=True)]),
        ("-jazz beloved", [Term(None, "jazz", is_negated=True), Term(None, "beloved")]),
        ("is:late", [Term(Key.IS, "late")]),
        ("IS:Late", [Term(Key.IS, "late")]),
        ("-is:closed", [Term(Key.IS, "closed", is_negated=True)]),
        ("state:expired state:conditional", [Term(Key.STATE, "expired"), Term(Key.STATE, "conditional")]),
        ("state:expired state:expired", [Term(Key.STATE, "expired")]),
        ("partner:ALBANY", [Term(Key.PARTNER, "ALBANY")]),
        ('partner:"NEW YORK"', [Term(Key.PARTNER, "NEW YORK")]),
        ("age:>7d", [Term(Key.AGE, "7d", ">")]),
        ("age:<07", [Term(Key.AGE, "7d", "<")]),
        ("due:<3d", [Term(Key.DUE, "3d", "<")]),
        ("needed:<2027-01-31", [Term(Key.NEEDED, "2027-01-31", "<")]),
        ("Beloved: a novel", [Term(None, "Beloved:"), Term(None, "a"), Term(None, "novel")]),
        ('"2001: a space odyssey"', [Term(None, "2001: a space odyssey", is_phrase=True)]),
        ("B-7K3QF2MHA", [Term(None, "B-7K3QF2MHA")]),
        ("978-0-307-26488-6", [Term(None, "978-0-307-26488-6")]),
        ("Łódź 東京", [Term(None, "Łódź"), Term(None, "東京")]),
        ("be\x00loved", [Term(None, "be"), Term(None, "loved")]),
    ],
)
def test_a_text_is_read_and_written_back_so_that_it_reads_the_same(text: str, terms: list[Term]) -> None:
    read = parse(text, Side.BORROWING)
    assert (list(read.terms), read.problems) == (terms, ())
    assert parse(str(read), Side.BORROWING) == read


@pytest.mark.parametrize(
    ("text", "side", "says"),
    [
        (
            "color:red",
            Side.BORROWING,
            "“color:red” is not understood. What is: is:, state:, partner:, patron:, library:, pickup:, "
            "age:, due: and needed:. Put it in quotes to find it as words.",
        ),
        (
            "patron:1",
            Side.LENDING,
            "“patron:1” is not understood. What is: is:, state:, partner:, library:, shelf:, age:, due: and "
            "needed:. Put it in quotes to find it as words.",
        ),
        (
            "is:blue",
            Side.BORROWING,
            "“is:blue” is not understood. What is: open, closed, waiting-for-us, attention, late, overdue, "
            "on-its-way or to-answer.",
        ),
        ("age:7d", Side.LENDING, "“age:7d” is not understood. Write it like this: age:>7d."),
        ("age:>week", Side.LENDING, "“age:>week” is not understood. Write it like this: age:>7d."),
        ("due:>99999d", Side.LENDING, "“due:>99999d” is not understood. Write it like this: due:<3d."),
        (
            "needed:<soon",
            Side.LENDING,
            "“needed:<soon” is not understood. Write it like this: needed:<2027-01-31.",
        ),
        (
            "needed:2027-01-31",
            Side.LENDING,
            "“needed:2027-01-31” is not understood. Write it like this: needed:<2027-01-31.",
        ),
        (
            "-jazz",
            Side.LENDING,
            "Say also which word is looked for: what is only left out finds nothing.",
        ),
        ("x" * (LONGEST + 1), Side.LENDING, "The query is too long: at most 400 characters."),
    ],
)
def test_what_is_not_understood_is_said_in_a_sentence(text: str, side: Side, says: str) -> None:
    assert parse(text, side).problems == (says,)


def test_what_is_understood_beside_it_is_kept_in_the_text() -> None:
    read = parse("is:late color:red beloved", Side.BORROWING)
    assert (str(read), len(read.problems)) == ("is:late beloved", 1)


@pytest.mark.parametrize(
    ("text", "key", "value", "becomes"),
    [
        ("", Key.IS, "late", "is:late"),
        ("is:late", Key.IS, "late", ""),
        ("is:open beloved", Key.IS, "late", "is:open beloved is:late"),
        ("is:open", Key.IS, "closed", "is:closed"),
        ("is:late", Key.PARTNER, "NEW YORK", 'is:late partner:"NEW YORK"'),
        ("state:expired", Key.STATE, "conditional", "state:expired state:conditional"),
    ],
)
def test_a_facet_puts_a_term_in_or_takes_it_out(text: str, key: Key, value: str, becomes: str) -> None:
    assert str(parse(text, Side.BORROWING).toggled(key, value)) == becomes


def test_each_side_has_the_words_that_make_sense_there() -> None:
    assert {side: set(keys_of(side)) ^ set(Key) for side in Side} == {
        Side.BORROWING: {Key.SHELF},
        Side.LENDING: {Key.PATRON, Key.PICKUP},
    }
    assert [word.value for word in is_words_of(Side.LENDING)][-2:] == ["to-pull", "to-ship"]


def test_a_query_without_terms_is_an_empty_text() -> None:
    assert str(Query()) == ""
