"""The names that a template may use are read off the code that gives them."""

from __future__ import annotations

import ast
from typing import get_args, get_type_hints

import pytest

from outagecomms.cadence.promises import Kind
from outagecomms.checking.reference import Name, names
from outagecomms.compose.context import Context


@pytest.fixture(scope="module")
def update() -> dict[str, Name]:
    return {name.name: name for name in names("update")}


def test_every_name_of_the_context_is_told(update: dict[str, Name]) -> None:
    assert [name for name in update if "." not in name] == list(get_type_hints(Context))


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("organisation", "text"),
        ("number", "number"),
        ("first", "yes or no"),
        ("work", "text or nothing"),
        ("parked", "list of Question"),
        ("call.stakeholders", "list of text"),
        ("incident", "About"),
        ("news", "News or nothing"),
        ("changes", "list of Change"),
        ("incident.title", "text"),
        ("incident.started.clock", "text"),
        ("news.at.when", "text"),
        ("changes.done", "yes or no"),
    ],
)
def test_types_are_told_in_words(update: dict[str, Name], name: str, type_: str) -> None:
    assert update[name].type == type_


def test_meanings_are_those_of_the_code(update: dict[str, Name]) -> None:
    assert update["turn"].meaning == "How many messages went to everyone before; openings take turns by it."
    assert update["incident.started.clock"].meaning == "The time of day: ``09:30 EST (14:30 UTC)``."
    assert update["account"].meaning == "The account that reads this, and the person there."


@pytest.mark.parametrize("kind", get_args(Kind))
def test_examples_are_real(kind: str) -> None:
    """Each is a value of the type told, from a message of that very kind."""
    types = {"text": str, "yes or no": bool, "number": int, "list of text": list}
    found = {name.name: name for name in names(kind)}
    assert {name.name for name in names("update")} == found.keys()
    for name in found.values():
        if name.example:
            assert type(ast.literal_eval(name.example)) is types[name.type.removesuffix(" or nothing")]
    assert found["incident.title"].example == "'Orders cannot be placed'"
    assert bool(found["topic"].example) == (kind == "reply")
    assert bool(found["wrong.text"].example) == (kind == "correction")
