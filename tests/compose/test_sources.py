"""Which files a message is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outagecomms.compose.templates import BUILT_IN, Templates

if TYPE_CHECKING:
    from pathlib import Path

CALLED = {"_time.j2", "_invitation.j2"}


def _sources(own: Path, **parts: str) -> set[str]:
    for name, source in parts.items():
        (own / f"{name}.j2").write_text(source, encoding="utf-8")
    return {path.name for path in Templates("en", own).sources("update")}


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("plain", set()),
        ('{% include "_mine.j2" %}', {"_mine.j2", "_deeper.j2"}),  # and what that includes
        ('{% from "_deeper.j2" import m %}', {"_deeper.j2"}),
        ('{% if x %}{% include ["_none.j2", "_deeper.j2"] %}{% endif %}', {"_deeper.j2"}),  # whichever there is
        ('{% include "_none.j2" ignore missing %}', set()),
        ('{% include "_loop.j2" %}', {"_loop.j2"}),
    ],
)
def test_it_is_made_from_what_it_includes(tmp_path: Path, update: str, expected: set[str]) -> None:
    parts = {"_mine": '{% include "_deeper.j2" %}', "_deeper": "words", "_loop": '{% include "_loop.j2" %}'}
    assert _sources(tmp_path, update=update, **parts) == {"update.j2", *CALLED, *expected}


def test_where_a_part_is_chosen_while_it_is_written_it_may_be_any(tmp_path: Path) -> None:
    found = _sources(tmp_path, update='{% include "_" ~ kind ~ ".j2" %}', _mine="words")
    assert found == {"update.j2", "_mine.j2", *(path.name for path in BUILT_IN.glob("_*.j2"))}


def test_a_broken_part_of_another_message_is_none_of_its_concern(tmp_path: Path) -> None:
    assert _sources(tmp_path, update="plain", _broken="{% if %}") == {"update.j2", *CALLED}
