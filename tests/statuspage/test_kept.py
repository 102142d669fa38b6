"""The values of ``[source]``: readable where they can be, and the same again whatever they were."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from outagecomms.incident.model import Kept
from outagecomms.statuspage import kept

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.sampled_from(["true", "7", '"', "{}", "a\n", "", "\ud800", "\x7f", "'''"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("http://stspg.io/c931191aa", "http://stspg.io/c931191aa"),  # a text stands as it is
        ("7", '"7"'),  # unless it could be taken for something else
        (7, "7"),
        (None, "null"),
        ("", '""'),  # an empty one could not stand in the file
        ("a\x1bb", '"a\\u001bb"'),  # nor could this
        ("a\x7fb", '"a\\u007fb"'),
        ({"b": 1, "a": [True]}, '{"a": [true], "b": 1}'),
    ],
)
def test_a_text_stands_as_it_is_and_anything_else_as_json(value: Any, text: str) -> None:
    assert kept.text(value) == text


@settings(deadline=None)
@given(JSON)
def test_what_is_kept_comes_back(value: Any) -> None:
    text = kept.text(value)
    assert kept.value(text) == value
    assert TypeAdapter(Kept).validate_python(text) == text  # an incident file takes it


@settings(deadline=None)
@given(st.dictionaries(st.text() | st.sampled_from(["page", "other", "update 1"]), JSON, max_size=4))
def test_every_key_comes_back_whatever_its_name(table: dict[str, Any]) -> None:
    source = kept.stored(table, {1: {"id": "u1"}})
    assert kept.of_incident(source) == table
    assert kept.of_update(source, 1) == {"id": "u1"}


def test_what_a_person_wrote_there_is_text() -> None:
    source = {"facts": "the times of nine posts", "other": "nothing", "update 1": "[1]"}
    assert kept.of_incident(source) == {"facts": "the times of nine posts"}
    assert kept.of_update(source, 1) == {}
