"""What goes to the terminal: nothing that acts there, nothing cut, and no colour that nobody asked for."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.cli import terminal as shown

from .conftest import Terminal, in_a_pipe

if TYPE_CHECKING:
    from collections.abc import Callable

T = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
RED_AND_BOLD = "\x1b[31m\x1b[1mOVERDUE"


def test_a_path_is_said_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Short below us, in full elsewhere."""
    monkeypatch.chdir(tmp_path)

    assert shown.shown_path(tmp_path / "a" / "b") == str(Path("a", "b"))
    assert shown.shown_path(tmp_path.parent) == str(tmp_path.parent)


@given(st.text())
def test_nothing_said_acts(text: str) -> None:
    """Whatever a text holds, only line breaks and what can be seen comes out, on either stream."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        shown.say(text)
        shown.tell(text)

    assert out.getvalue() == err.getvalue()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", out.getvalue())
    assert out.getvalue().count("\n") == text.count("\n") + 1


@given(
    st.lists(
        st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=9) | st.none(), max_size=3), max_size=3
    )
)
def test_a_list_for_programs_is_json(values: list[dict[str, object]]) -> None:
    """Written one at a time, and read back whole; an empty one too."""
    with contextlib.redirect_stdout(out := io.StringIO()):
        shown.say_json_list(iter(values))

    assert json.loads(out.getvalue()) == values


def test_times_for_programs_are_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    """ISO 8601 with a Z, from whatever offset."""
    shown.say_json({"at": datetime.fromisoformat("2026-11-22T15:30:00+01:00")})

    assert json.loads(capsys.readouterr().out) == {"at": "2026-11-22T14:30:00Z"}


ROWS = [
    ("due", "14:05 UTC", "acme, northside", "first contact by the leader"),
    ("past", "14:10 UTC", "all", "promised"),
]


def test_a_table_in_a_pipe_has_a_line_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    """Columns line up, however wide; nothing trails."""
    shown.table(ROWS)

    assert capsys.readouterr().out == (
        "due   14:05 UTC  acme, northside  first contact by the leader\npast  14:10 UTC  all              promised\n"
    )


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        (61, ["due   14:05 UTC  acme, northside  first contact by the leader"]),  # it just fits
        (60, ["due   14:05 UTC  acme, northside", "    first contact by the leader"]),
        (31, ["due   14:05 UTC", "    acme, northside  first", "    contact by the leader"]),
        (3, ["due", "    14:05", "    UTC", "    acme,", "    northside", "    first"]),  # the first column stays
    ],
)
def test_a_table_on_a_terminal_is_folded_and_never_cut(
    columns: int, lines: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many columns as fit stand in the first line; the rest below, indented, broken between words."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)

    shown.table(ROWS)

    assert capsys.readouterr().out.splitlines()[: len(lines)] == lines


@given(st.lists(st.tuples(*[st.text("ab ", max_size=20)] * 3), min_size=1, max_size=3), st.integers(1, 60))
def test_no_word_of_a_table_is_lost(rows: list[tuple[str, ...]], columns: int) -> None:
    """However narrow the terminal."""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    with contextlib.redirect_stdout(Screen()) as out, mock.patch.dict(os.environ, COLUMNS=str(columns)):
        shown.table(rows)

    assert out.getvalue().split() == " ".join(" ".join(row) for row in rows).split()


@pytest.mark.usefixtures("shop")
def test_colour_on_a_terminal(terminal: Callable[..., Terminal]) -> None:
    """What is overdue is red, and the word is there for those who see none."""
    screen = terminal("status", "--now", "2026-11-22T15:00Z", NO_COLOR="")

    assert screen.end() == 1
    assert screen.raw.startswith(RED_AND_BOLD)


@pytest.mark.usefixtures("shop")
def test_no_colour_where_none_is_wanted(terminal: Callable[..., Terminal]) -> None:
    """NO_COLOR set to anything (no-color.org), or a pipe."""
    screen = terminal("status", "--now", "2026-11-22T15:00Z", NO_COLOR="1")

    assert screen.end() == 1
    assert screen.raw.startswith("OVERDUE")
    assert "\x1b" not in screen.raw
    assert in_a_pipe("status", "--now", "2026-11-22T15:00Z", NO_COLOR="").out.startswith("OVERDUE")


@pytest.mark.usefixtures("shop")
def test_errors_are_wrapped_on_a_terminal(terminal: Callable[..., Terminal]) -> None:
    """Between words, where the terminal would cut through one."""
    screen = terminal("update", "checkout", "Cards work.", "--next-update", "soon", columns=40)

    assert screen.end() == 2
    assert max(map(len, screen.shown.splitlines())) <= 40
    assert "".join(screen.shown.split()).startswith("--next-update'soon'isnotatime;write2026")


@pytest.mark.parametrize("piped", ["stdin", "stderr"])
@pytest.mark.usefixtures("shop")
def test_nobody_is_asked_who_cannot_see_or_answer(terminal: Callable[..., Terminal], piped: str) -> None:
    """Both ends must be a person's: standard input, and standard error where the question would stand."""
    screen = terminal("update", "checkout", streams={piped: subprocess.DEVNULL})

    assert screen.end() == 2
    assert "What is new for them" not in screen.shown
