"""The words of a message as HTML: the same words, and nothing beside them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.cadence.promises import KINDS
from outagecomms.compose import html
from outagecomms.compose.templates import paragraphs
from outagecomms.incident.model import FOR_EVERYONE
from outagecomms.text import PARAGRAPHS

BODIES = st.from_regex(PARAGRAPHS, fullmatch=True).map(paragraphs)
LISTS = st.lists(st.sampled_from(["Ines,", "- one", "- two <b>", "", "Sam & Dana", "-", "- "])).map("\n".join)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        # paragraphs, and a signature that keeps its lines
        ("Ines,\n\nCards work.\n\nSam\nLiaison", "<p>Ines,</p>\n<p>Cards work.</p>\n<p>Sam<br>\nLiaison</p>\n"),
        # a list after its sentence
        ("Two ways:\n- by card\n- by post", "<p>Two ways:</p>\n<ul>\n<li>by card</li>\n<li>by post</li>\n</ul>\n"),
        # a list of its own
        ("- by card", "<ul>\n<li>by card</li>\n</ul>\n"),
        # a dash within a paragraph is one
        ("by card - or by post", "<p>by card - or by post</p>\n"),
        # what somebody wrote is never markup; quotes mean nothing outside an attribute
        ('a <b>&amp; "c"', '<p>a &lt;b&gt;&amp;amp; "c"</p>\n'),
        # an address in the words is no link
        ("https://shop.example sam@shop.example", "<p>https://shop.example sam@shop.example</p>\n"),
        # nothing to say
        ("", ""),
    ],
)
def test_words(body: str, shown: str) -> None:
    assert html.words(body) == shown


@given(st.one_of(BODIES, LISTS.map(paragraphs)))
def test_no_word_is_lost_or_added(body: str) -> None:
    read = _Read()
    read.feed(html.start("en") + html.words(body) + html.END)
    read.close()
    assert read.words == re.findall(r"\S+", re.sub(r"(?m)^-(?= )", "", body))


@given(st.one_of(BODIES, LISTS.map(paragraphs)))
def test_nothing_is_fetched_and_nothing_leads_away(body: str) -> None:
    read = _Read()
    read.feed(html.start("en") + html.words(body) + html.END)
    assert read.tags <= {"html", "meta", "div", "p", "ul", "li", "br"}
    assert read.attributes <= {"lang", "name", "content", "style"}


def test_colours_are_the_readers() -> None:
    """Any that we set would be wrong in one of light and dark."""
    start = html.start("de")
    assert '<meta name="color-scheme" content="light dark">' in start
    assert not re.search(r"colou?r:|background|#", start)


def test_the_language_is_said_where_mail_programs_leave_it() -> None:
    assert html.start("de").count('lang="de"') == 2
    assert '<div lang="de"' in html.start("de")


def test_the_element_stands_for_itself_on_a_page() -> None:
    """As in the whole document, without what comes before it."""
    whole = html.start("de") + html.words("Ines,") + html.END

    assert whole.endswith(html.element("Ines,", "de"))
    assert html.element("Ines,", "de").startswith('<div lang="de" style="')


def test_letters_from_one_person_to_another_stay_plain() -> None:
    assert set(KINDS) - set(FOR_EVERYONE) == {"outreach", "reply", "followup"}


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words += re.findall(r"\S+", data)
