"""Templates that no message uses are named, with the name that was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outagecomms.checking.strays import strays

from .conftest import places, saying

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Path]

WORDS = saying("Thank you for sending us the request ids.")
PART = '{% extends "layout.j2" %}{% block body %}{% include "_own.j2" %}{% endblock %}'


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"update": WORDS}, []),
        # misspelt: the built-in words would go out in its place
        ({"upate": WORDS}, [("upate.j2", "did you mean update.j2?")]),
        ({"de__upate": WORDS}, [("upate.j2", "did you mean update.j2?")]),
        ({"letterhead": WORDS}, [("letterhead.j2", "'outagecomms templates' lists those that are")]),
        # a part, or a layout, of one's own
        ({"update": PART, "layout": WORDS, "_own": "Cards work."}, []),
        # a part may be named only when the message is written
        ({"update": WORDS, "_own_1": "Cards work."}, []),
    ],
)
def test_what_no_message_uses(folder: Make, texts: dict[str, str], found: list[tuple[str, str]]) -> None:
    assert [(path.name, todo) for path, todo in strays(folder(**texts))] == found


def test_check_warns_of_it(folder: Make) -> None:
    """Above all where it stands alone, and nothing else is to be judged."""
    assert places(folder(upate=WORDS)) == [("upate.j2", 1, 1, "file/unused-template")]
