"""A post's words without the HTML that carried them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from outagecomms.incident.record import Line, Text
from outagecomms.statuspage import words


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Cards work again.", "Cards work again."),
        ("One.<br>Two.<br />Three.", "One.\nTwo.\nThree."),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<ul><li>Cards</li><li>Invoices</li></ul>", "- Cards\n- Invoices"),
        ('See <a href="https://example.com/a">the list</a>.', "See the list (https://example.com/a)."),
        ('<a href="https://example.com/a">https://example.com/a</a>', "https://example.com/a"),  # once is enough
        ("Tom &amp; Sons &#39;Fish&#39;&nbsp;Ltd", "Tom & Sons 'Fish' Ltd"),
        ("<strong>Down</strong> since 14:02 UTC", "Down since 14:02 UTC"),
        ("a < b and c > d", "a < b and c > d"),  # no tag
        ("R&D; at AT&T", "R&D; at AT&T"),  # no entity
        ("One.\r\nTwo.\rThree.", "One.\nTwo.\nThree."),
        ("a\x1b[31mb\u202ec", "a[31mbc"),  # nothing that acts in a terminal
        ("x" * 8001, "x" * 7999 + "…"),  # as much as an incident file takes
    ],
)
def test_a_body_as_its_reader_saw_it(body: str, text: str) -> None:
    assert words.text(body) == text


@settings(deadline=None)
@given(st.text(alphabet=st.characters() | st.sampled_from("<>&;/abp \n"), min_size=1))
def test_any_body_can_stand_in_an_incident_file(body: str) -> None:
    if (found := words.text(body)).strip():  # of blanks alone an update says its status
        assert TypeAdapter(Text).validate_python(found) == found


@settings(deadline=None)
@given(st.text(min_size=1))
def test_any_name_can_stand_on_a_line(name: str) -> None:
    if found := words.line(name):
        assert TypeAdapter(Line).validate_python(found) == found


def test_a_name_is_one_line_and_not_endless() -> None:
    assert words.line("  Cards\n fail\t") == "Cards fail"
    assert words.line("x" * 301) == "x" * 299 + "…"
