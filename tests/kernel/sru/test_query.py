"""CQL in, our own small tree out, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlend.kernel.sru.asking import ALMA_NAMES, in_both_forms, search_url
from interlend.kernel.sru.diagnostics import Diagnostic
from interlend.kernel.sru.query import (
    LONGEST_QUERY,
    Clause,
    Index,
    Joined,
    Operator,
    Query,
    Relation,
    parse_cql,
    to_cql,
)


@pytest.mark.parametrize(
    ("cql", "expected"),
    [
        ("bath.isbn=0863040225", Clause(Index.ISBN, Relation.EQUALS, "0863040225")),
        ("isbn = 0863040225", Clause(Index.ISBN, Relation.EQUALS, "0863040225")),
        ("bath.lccn=85000002", Clause(Index.LCCN, Relation.EQUALS, "85000002")),
        ("dc.title all \"war peace\"", Clause(Index.TITLE, Relation.ALL, "war peace")),
        ("TITLE any \"war peace\"", Clause(Index.TITLE, Relation.ANY, "war peace")),
        ("title exact \"war\"", Clause(Index.TITLE, Relation.EXACT, "war")),
        ("title == war", Clause(Index.TITLE, Relation.EXACT, "war")),
        ("dc.creator = Tolstoĭ", Clause(Index.AUTHOR, Relation.EQUALS, "Tolstoĭ")),
        ("紅樓夢", Clause(Index.KEYWORD, Relation.EQUALS, "紅樓夢")),
        ("cql.serverChoice scr war", Clause(Index.KEYWORD, Relation.EQUALS, "war")),
        ("rec.id = 42", Clause(Index.RECORD_ID, Relation.EQUALS, "42")),
        ("((((war))))", Clause(Index.KEYWORD, Relation.EQUALS, "war")),
        ('"a \\"quoted\\" word"', Clause(Index.KEYWORD, Relation.EQUALS, 'a "quoted" word')),
        ("what\\?", Clause(Index.KEYWORD, Relation.EQUALS, "what?")),
        (
            "title=war AND author=tolstoy not isbn=1",
            Joined(
                Operator.NOT,
                Joined(
                    Operator.AND,
                    Clause(Index.TITLE, Relation.EQUALS, "war"),
                    Clause(Index.AUTHOR, Relation.EQUALS, "tolstoy"),
                ),
                Clause(Index.ISBN, Relation.EQUALS, "1"),
            ),
        ),
        (
            "a or (b and c)",
            Joined(
                Operator.OR,
                Clause(Index.KEYWORD, Relation.EQUALS, "a"),
                Joined(
                    Operator.AND,
                    Clause(Index.KEYWORD, Relation.EQUALS, "b"),
                    Clause(Index.KEYWORD, Relation.EQUALS, "c"),
                ),
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_cql_is_read(cql: str, expected: Query) -> None:
    assert parse_cql(cql) == expected


@pytest.mark.parametrize(
    ("cql", "number"),
    [
        ("title = ", 10),
        ("(war", 10),
        ('"war', 10),
        ("war and", 10),
        ("x" * (LONGEST_QUERY + 1), 10),
        ("(" * 900 + "war", 10),
        ("klingon.title = war", 15),
        (">x=\"info:x\" x.title = war", 15),
        ("dc.color = blue", 16),
        ("color = blue", 16),
        ("title within \"1 2\"", 19),
        ("title < war", 19),
        ("title =/stem war", 20),
        ("", 27),
        ('title = ""', 27),
        ("title = war*", 28),
        ("title = w?r", 28),
        ("war prox peace", 37),
        (" or ".join(["war"] * 33), 38),
        ("war and/rel.combine=sum peace", 46),
        ("war sortBy title", 80),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else str(value),
)  # fmt: skip
def test_what_cannot_be_searched_is_refused_by_its_number(cql: str, number: int) -> None:
    with pytest.raises(Diagnostic) as refusal:
        parse_cql(cql)
    assert refusal.value.number == number


def test_nothing_of_a_strangers_query_reaches_our_log(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Diagnostic):
        parse_cql("title = (secret")
    assert caplog.records == []


_TERMS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="*?^\\"), min_size=1
).filter(lambda term: term == term.strip() != "")
_CLAUSES = st.builds(Clause, st.sampled_from(Index), st.sampled_from(Relation), _TERMS)


@given(
    st.recursive(
        _CLAUSES, lambda inner: st.builds(Joined, st.sampled_from(Operator), inner, inner), max_leaves=4
    )
)
def test_what_is_written_is_read_back(query: Query) -> None:
    written = to_cql(query)
    if len(written) <= LONGEST_QUERY:
        assert parse_cql(written) == query


@pytest.mark.parametrize(
    ("cql", "expected"),
    [
        ("isbn=0-306-40615-2", '(bath.isbn = "9780306406157") or (bath.isbn = "0306406152")'),
        ("isbn=9791234567896", 'bath.isbn = "9791234567896"'),
        ("isbn=17", 'bath.isbn = "17"'),
        (
            "title=war and isbn=9780306406157",
            '(dc.title = "war") and ((bath.isbn = "9780306406157") or (bath.isbn = "0306406152"))',
        ),
    ],
)
def test_a_stranger_is_asked_for_an_isbn_in_both_forms(cql: str, expected: str) -> None:
    assert to_cql(in_both_forms(parse_cql(cql))) == expected


def test_another_server_may_have_its_own_names() -> None:
    url = search_url(
        "https://library.example/sru?x-key=1",
        Clause(Index.ISBN, Relation.EQUALS, "9780306406157"),
        version="1.2",
        most=3,
        names=ALMA_NAMES,
    )
    assert url == (
        "https://library.example/sru?x-key=1&version=1.2&operation=searchRetrieve"
        "&query=alma.isbn+%3D+%229780306406157%22&startRecord=1&maximumRecords=3&recordSchema=marcxml"
    )
