"""People's text in Markdown is shown, and does nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from outagecomms.pages.markdown import inline
from outagecomms.text import PARAGRAPHS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Our stores cannot take cards.", "Our stores cannot take cards."),  # plain words stay plain
        ("one\n\n  two", "one two"),  # on one line
        ("*all* `of` [us](x) <b> a|b #1 R&D", r"\*all\* \`of\` \[us\](x) \<b\> a\|b \#1 R&D"),  # what would act
        ("&amp; is &#38;", r"\&amp; is \&#38;".replace("#", r"\#")),  # what would become another character
        ("- a list", r"\- a list"),  # what would begin a block
        ("1. a list", r"1\. a list"),
        ("---", r"\---"),
        ("1.5 s", r"1\.5 s"),  # shown the same all the same
    ],
)
def test_what_is_escaped(text: str, shown: str) -> None:
    assert inline(text) == shown


@given(st.from_regex(re.compile(PARAGRAPHS), fullmatch=True).filter(str.strip))
@example("a\n===")
@example("  ```\n# b")
@example("~~gone~~ | --- | <!-- -->")
@example("&lt;b&gt; \\& \\\\")
@example("12) twelve")
def test_a_reader_sees_what_was_written(text: str) -> None:
    """As an item of a list it is one paragraph of that very text."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(f"- {inline(text)}")

    assert [token.type for token in tokens] == [
        "bullet_list_open", "list_item_open", "paragraph_open", "inline", "paragraph_close", "list_item_close",
        "bullet_list_close",
    ]  # fmt: skip
    children = tokens[3].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == " ".join(text.split())
