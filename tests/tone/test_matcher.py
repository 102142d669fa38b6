"""Phrases, and finding them."""

from __future__ import annotations

import pytest

from outagecomms.tone.matcher import Graph, Matcher
from outagecomms.tone.message import Message
from outagecomms.tone.phrases import PhraseError, own_words, parse


def found(phrase: str, text: str, **words: str) -> list[str]:
    """The words of *text* that *phrase* finds."""
    graph = Graph()
    graph.add(parse(phrase, own_words(words)), 1)
    message = Message(text)
    return [message.original(*hit) for hit in Matcher(graph).scan(message.keys).get(1, [])]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("we are sorry", "We\u2019re sorry.", ["We\u2019re sorry"]),  # contractions are opened
        ("(we|i) (are|am) sorry", "I am sorry", ["I am sorry"]),  # one of several
        ("no (for (any|all))? harm", "no harm, no for all harm", ["no harm", "no for all harm"]),  # may be left out
        ("sorry ... trouble", "sorry for the big trouble", ["sorry for the big trouble"]),  # three words between
        ("sorry ... trouble", "sorry for the very big trouble", []),  # four are too many
        ("sorry ... trouble", "Sorry. No trouble.", []),  # never across a sentence end
        ("sorry for", "sorry\n\nfor", []),  # nor a paragraph
        ("third party", "a third-party tool", ["third-party"]),  # a hyphen is a blank
        ("fail*", "It failed; failing", ["failed", "failing"]),  # any ending
        ("we are *ing", "We are reading it", ["We are reading"]),  # any beginning
        ("by {time} {zone}", "by 2:30 p.m. EST or 14:02 UTC, by 9:15 CET", ["by 2:30 p.m. EST", "by 9:15 CET"]),
        ("{money}", "It cost $50,000 and 20 euros", ["$50,000", "20 euros"]),
        ("{percent}", "3% or 4 percent", ["3%", "4 percent"]),
        ("within {duration}", "within two hours, within 30 min", ["within two hours", "within 30 min"]),
        ("{ip}", "10.2.3.4 is down", ["10.2.3.4"]),
        ("only", "it is **only** _only_ `only`", ["only", "only", "only"]),  # Markdown
        ("do not", "Don't. Do not. don&rsquo;t", ["Don't", "Do not", "don&rsquo;t"]),
        ("(and)? sorry", "and sorry", ["and sorry", "sorry"]),  # of hits that begin alike the longest
        ("and or", "and/or", ["and/or"]),  # words joined by a stroke
    ],
)  # fmt: skip
def test_finds(phrase: str, text: str, expected: list[str]) -> None:
    """What a phrase means."""
    assert found(phrase, text) == expected


def test_own_words_may_use_those_before_them() -> None:
    """A rule file's slots build on each other."""
    assert found("{all}", "big trouble", trouble="(trouble|harm)", all="big {trouble}") == ["big trouble"]


@pytest.mark.parametrize(
    ("phrase", "what"),
    [
        ("(we|i sorry", "( without its )"),
        ("we) sorry", ") without its ("),
        ("we|i", "| outside brackets"),
        ("sorry?", "? without brackets"),
        ("()", "an empty choice"),
        ("{tiem}", "no slot is called {tiem}"),
        ("...", "nothing to look for"),
        ("", "nothing to look for"),
        ("((((((((a))))))))", "nested more than"),
        ("a " * 2000, "more than 2000 characters"),
    ],
)
def test_mistakes_say_what_to_do(phrase: str, what: str) -> None:
    """A phrase that cannot be read is refused in words, with the way out behind a semicolon."""
    with pytest.raises(PhraseError) as caught:
        parse(phrase)

    said, _, todo = str(caught.value).partition("; ")
    assert what in said
    assert todo or what == "nothing to look for"


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of ever new words is forgotten, and phrases are still found after it."""
    monkeypatch.setattr("outagecomms.tone.matcher._REMEMBERED", 10)
    graph = Graph()
    graph.add(parse("we ... sorry"), 1)
    matcher = Matcher(graph)
    matcher.scan([f"word{number}" for number in range(100)])

    assert matcher.scan(["we", "are", "sorry"]) == {1: [(0, 3)]}
    assert len(matcher._symbols) < 20
