"""Text with parts of it marked: the text stays, and what was found says what and why."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from outagecomms.preview.marked import marked, notes, spans
from outagecomms.tone.finding import Finding

TEXT = "We hope <it> works\nsoon, & soon"
NOTE = Markup('<mark class="{}" tabindex="0" aria-description="{}">{}</mark>')


def finding(line: int, column: int, words: str, level: str = "error") -> Finding:
    """Something found at that place."""
    return Finding(line, column, column + len(words), level, "a/rule", f"\u201c{words}\u201d", "gift", "Do", words)


@pytest.mark.parametrize(
    ("layers", "shown"),
    [
        ([], "We hope &lt;it&gt; works\nsoon, &amp; soon"),  # nothing but the text, escaped
        ([[(3, 7)]], "We <b>hope</b> &lt;it&gt; works\nsoon, &amp; soon"),  # a part
        ([[(0, 2), (3, 7)]], "<b>We</b> <b>hope</b> &lt;it&gt; works\nsoon, &amp; soon"),  # two
        ([[(3, 12)], [(8, 18)]], "We <b>hope <i>&lt;it&gt;</i></b><i> works</i>\nsoon, &amp; soon"),  # across it
        ([[(3, 3)]], "We hope &lt;it&gt; works\nsoon, &amp; soon"),  # an empty one
    ],
)  # fmt: skip
def test_layers(layers: list[list[tuple[int, int]]], shown: str) -> None:
    wraps = [spans(ranges, tag) for ranges, tag in zip(layers, "bi", strict=False)]

    assert marked(TEXT, 0, len(TEXT), *wraps) == shown


def test_a_part_of_the_text_has_its_part_of_a_mark() -> None:
    assert marked(TEXT, 0, 5, spans([(3, 7)], "b")) == "We <b>ho</b>"
    assert marked(TEXT, 5, 9, spans([(3, 7)], "b")) == "<b>pe</b> &lt;"


def test_a_finding_is_marked_where_it_stands_and_says_why() -> None:
    shown = marked(TEXT, 0, len(TEXT), notes(TEXT, [finding(2, 1, "soon"), finding(1, 9, "<it>", "warning")]))

    it = NOTE.format("warning", "warning a/rule: \u201c<it>\u201d \u2192 Do\nWhy: gift", "<it>")
    soon = NOTE.format("error", "error a/rule: \u201csoon\u201d \u2192 Do\nWhy: gift", "soon")
    assert shown == f"We hope {it} works\n{soon}, &amp; soon"


def test_findings_that_overlap_share_a_mark_of_the_worse_level() -> None:
    (wrap,) = notes(TEXT, [finding(1, 1, "We hope", "warning"), finding(1, 4, "hope <it>")])

    assert (wrap.start, wrap.end) == (0, 12)
    assert 'class="error"' in wrap.before
    assert wrap.before.count("Why: gift") == 2


def test_what_is_missing_is_marked_nowhere() -> None:
    assert notes(TEXT, [finding(1, 1, "")]) == []


@given(
    st.text(alphabet="ab<&\n{}", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5),
)
def test_no_character_is_lost_or_added(text: str, one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    read = _Read()
    read.feed(str(marked(text, 0, len(text), spans(sorted(one), "b"), spans(sorted(other), "i"))))
    read.close()

    assert read.text == text


class _Read(HTMLParser):
    text = ""

    def handle_data(self, data: str) -> None:
        self.text += data
