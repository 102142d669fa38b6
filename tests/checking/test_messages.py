"""One finished message is checked in haste, and no otherwise than at leisure."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outagecomms.__main__ import _run, run
from outagecomms.checking import messages
from outagecomms.checking.messages import exit_code, is_message, quickly
from outagecomms.errors import InputError, OutageCommsError
from outagecomms.tone.facts import KINDS, PHASES
from outagecomms.tone.finding import Finding
from outagecomms.tone.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

SHORTLY = "I am sorry. Cards work shortly.\n"
MAIL = (
    f"From: Sam Okafor <sam@example.com>\nSubject: More shortly\nContent-Type: text/plain; charset=utf-8\n\n{SHORTLY}"
)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in no workspace, with some messages, and we stand in it."""
    (tmp_path / "vague.txt").write_text(SHORTLY, encoding="utf-8")
    (tmp_path / "refund.md").write_text("# Update\n\nWe refund the fees.\n", encoding="utf-8")
    (tmp_path / "mail.eml").write_text(MAIL, encoding="utf-8")
    (tmp_path / "quiet.txt").write_text("", encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(b"ok\n\xff")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("a.txt", True),
        ("A.TXT", True),
        ("a/b.md", True),
        ("x.eml", True),
        ("-", True),
        ("a.toml", False),
        ("a.j2", False),
        (".", False),
    ],
)
def test_what_is_a_message(path: str, answer: bool) -> None:  # noqa: FBT001
    assert is_message(path) is answer


@pytest.mark.parametrize(("levels", "code"), [([], 0), (["warning", "suggestion"], 0), (["warning", "error"], 1)])
def test_exit_code(levels: list[str], code: int) -> None:
    assert exit_code(("a", Finding(1, 1, 1, level, "own/evasive", "", "", "", "")) for level in levels) == code


@pytest.mark.parametrize(
    "arguments",
    [
        [],  # nothing to check
        ["vague.txt", "templates"],  # a folder beside it
        ["incident.toml"],  # no message
        ["vague.txt", "--kind", "letter"],  # a mistake, of which the command line tells
        ["vague.txt", "--kind"],
        ["vague.txt", "--unused"],
        ["vague.txt", "--language", "de"],
        ["--help"],
        ["--no-such.txt"],  # an option, whatever its end
        ["-x.md"],
    ],
)
@pytest.mark.usefixtures("nowhere")
def test_what_asks_for_more_than_a_message_takes_the_long_way(arguments: list[str]) -> None:
    assert quickly(arguments) is None


def test_in_a_workspace_its_own_rules_count(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So the short way is not taken, in any folder of it."""
    assert quickly(["vague.txt"]) == 1
    (nowhere / "outagecomms.toml").write_text('[tone.levels]\n"inform/vague-time" = "off"\n', encoding="utf-8")
    assert quickly(["vague.txt"]) is None
    capsys.readouterr()
    run(["check", "vague.txt"])
    assert "inform/vague-time" not in capsys.readouterr().out


PATHS = st.lists(
    st.sampled_from(["vague.txt", "refund.md", "mail.eml", "quiet.txt", "bad.txt", "none.txt", "-"]),
    min_size=1,
    max_size=3,
)


def _option(name: str, values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    said = st.sampled_from(values).flatmap(lambda value: st.sampled_from([[name, value], [f"{name}={value}"]]))
    return st.one_of(st.just([]), said)


COMMANDS = st.tuples(PATHS, _option("--kind", KINDS), _option("--phase", PHASES), _option("--format", FORMATS)).map(
    lambda parts: [word for part in parts for word in part]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(COMMANDS)
@pytest.mark.usefixtures("nowhere")
def test_both_ways_say_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """The same bytes on both streams, and the same exit code, or the same complaint."""
    assert messages._parsed(command) is not None  # or the short way is not even tried
    told = []
    for long_way in (False, True):
        with monkeypatch.context() as patch:
            if long_way:
                patch.setattr(messages, "quickly", lambda _: None)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SHORTLY.encode())))
            try:
                code: object = _run(["check", *command])
            except OutageCommsError as error:
                code = error.exit_code, str(error)
        told.append((code, *capsys.readouterr()))
    assert told[0] == told[1]


def test_the_short_way_loads_next_to_nothing(nowhere: Path) -> None:
    """Neither the command line's library, nor the model's, nor the templates', nor the outbox's."""
    program = (
        "import sys\nfrom outagecomms.__main__ import run\ncode = run(['check', 'vague.txt'])\nassert code == 1, code\n"
        "print(*sorted({'typer', 'pydantic', 'jinja2', 'sqlite3'} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=nowhere, capture_output=True, text=True, check=True)
    assert "vague.txt:1:24: error inform/vague-time" in done.stdout
    assert done.stderr.strip() == ""


@pytest.mark.usefixtures("nowhere")
def test_a_message_that_cannot_be_read() -> None:
    with pytest.raises(InputError, match=r"^bad\.txt:2:1: not UTF-8 text; save it as UTF-8$"):
        quickly(["bad.txt"])
