"""How a title is found again: accents, hyphens, apostrophes and case do not matter, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlend.kernel.marc.words import Wanted, fold, index_words, match_key, query_words


def finds(query: str, title: str) -> bool:
    """Would a search for ``query`` find ``title``?"""
    indexed = set(index_words(title))
    return all(
        indexed >= set(wanted.whole) or (bool(wanted.parts) and indexed >= set(wanted.parts))
        for wanted in query_words(query)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("naïve art", "naive ART"),
        ("e-mail", "email"),
        ("e-mail", "e mail"),
        ("e‑mail", "e-mail"),
        ("don’t", "dont"),
        ("don’t", "don't"),
        ("l'amour", "l’amour"),
        ("U.S.A.", "USA"),
        ("J.R.R. Tolkien", "J. R. R. Tolkien"),
        ("war & peace", "war and peace"),
        ("ʻAd maṿet", "ad mavet"),
        ("Myslʹ", "mysl"),
        ("Rabochai︠a︡ kniga", "Rabochaia kniga"),
        ("ŒUVRES", "œuvres"),
        ("Fiancée", "Fiance\u0301e"),
        ("２１世紀", "21世紀"),
        ("Ёлка", "елка"),
        ("Βίος", "ΒΙΟΣ"),
        ("שָׁלוֹם", "שלום"),
        ("أحمد", "احمد"),
        ("مكتبة", "مكتبه"),
        ("ﾊﾟﾝ", "パン"),
        ("한국어", "한국어"),
    ],
)
def test_two_spellings_find_each_other(one: str, other: str) -> None:
    assert (finds(one, other), finds(other, one)) == (True, True)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("amour", "L'amour fou"),
        ("mail", "The e-mail handbook"),
        ("國演", "三國演義"),
        ("紅", "紅樓夢"),
        ("夢 紅樓", "紅樓夢"),
        ("लिपि", "देवनागरी लिपि"),
    ],
)
def test_a_part_finds_the_whole(query: str, title: str) -> None:
    assert finds(query, title)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("夢紅", "紅樓夢"),
        ("ハン", "パン"),
        ("cat", "catalog"),
        ("recreation", "creation"),
        ("大日本", "日本大学"),
    ],
)
def test_another_word_is_not_found(query: str, title: str) -> None:
    assert not finds(query, title)


def test_a_hyphenated_word_is_wanted_whole_or_else_in_parts() -> None:
    assert query_words("e-mail now") == [Wanted(("email",), ("e", "mail")), Wanted(("now",), ())]


def test_a_run_of_characters_is_wanted_by_its_pairs() -> None:
    assert query_words("三國演義") == [Wanted(("三國", "國演", "演義"), ())]


def test_punctuation_alone_is_nothing_to_search_for() -> None:
    assert query_words(" -- '?! ... ") == []


def test_a_key_is_the_same_for_the_same_title() -> None:
    assert (
        match_key("The  E-mail: a Träumerei!")
        == match_key("the email a traumerei")
        == "the email a traumerei"
    )


@given(st.text(max_size=40))
def test_every_text_finds_itself(text: str) -> None:
    assert finds(text, text)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert match_key(match_key(text)) == match_key(text)
    assert isinstance(fold(text), str)
