"""What one text says that another did not, word by word."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.preview.changes import changes

TEXTS = st.lists(st.sampled_from(["one", "two", "three.", "\n\n", " "])).map(" ".join)


@pytest.mark.parametrize(
    ("before", "after", "gone", "new"),
    [
        ("one two", "one two", [], []),  # the same
        ("one two", "one  \n two", [], []),  # blanks say nothing
        ("one two three", "one three", ["two"], []),  # a word less
        ("one three", "one two three", [], ["two"]),  # a word more
        ("one two three four", "one four", ["two three"], []),  # neighbours are one stretch
        ("be tested.", "be fixed soon.", ["tested."], ["fixed soon."]),  # in the place of another
        ("", "one two", [], ["one two"]),  # from nothing
        ("one", "", ["one"], []),  # to nothing
    ],
)
def test_changes(before: str, after: str, gone: list[str], new: list[str]) -> None:
    old_ranges, new_ranges = changes(before, after)

    assert [before[start:end] for start, end in old_ranges] == gone
    assert [after[start:end] for start, end in new_ranges] == new


@given(TEXTS, TEXTS)
def test_what_is_left_is_the_same(before: str, after: str) -> None:
    gone, new = changes(before, after)

    assert _without(before, gone) == _without(after, new)


def _without(text: str, ranges: list[tuple[int, int]]) -> list[str]:
    for start, end in reversed(ranges):
        text = text[:start] + " " + text[end:]
    return re.findall(r"\S+", text)
