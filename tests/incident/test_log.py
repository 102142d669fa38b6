"""Appending to the log: every byte that stands in the file stays, and no entry is lost."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outagecomms.errors import InputError, LockedError, OutageCommsError
from outagecomms.incident import files, log, reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

from crashes import Crash, disk_full, fault, killed, leftovers, posix

AT = datetime(2026, 11, 22, 14, 10, tzinfo=UTC)
ENTRY: log.Entry = {"at": AT, "by": "Sam Okafor", "status": "investigating", "text": "We have found it."}
FILE = """\
# ours, do not lose
title    = "Card payments are failing"   # in the customer's words
impact = '''
One in three.
[[updates]] is not a table here
'''
service = "Checkout"
severity = "sev1"
started = 2026-11-22 15:02:00+01:00

\t[[ updates ]]  # indented
\tat = 2026-11-22T14:05:00Z
\tstatus = "investigating"
\tby = "Sam"
\ttext = "a"

[[accounts]]
id = "acme"
name = "Acme"
email = "ines@acme.example"

# the end"""
RENDERED = """\
[[updates]]
at = 2026-11-22T14:10:00Z
by = "Sam Okafor"
status = "investigating"
text = "We have found it."
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "cards.toml"
    file.write_bytes(FILE.encode("utf-8"))
    return file


def _append(path: Path, entry: log.Entry = ENTRY, name: str = "updates") -> Any:
    return log.append(path, name, lambda _: entry)


def test_an_entry_stands_at_the_end_and_nothing_else_changes(path: Path) -> None:
    incident = _append(path)
    assert path.read_bytes().decode("utf-8") == FILE + "\n\n" + RENDERED
    assert incident == reader.read(path)
    assert incident.updates[-1].text == "We have found it."
    assert incident.id == "cards"


@pytest.mark.parametrize(
    ("end", "between"),
    [
        ("", "\n\n"),  # no line's end: one for it, and one blank line
        ("\n", "\n"),  # one blank line
        ("\n\n", "\n"),  # what the person left stays
        ("  # why", "\n\n"),  # a comment is ended before the entry begins
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_layout(path: Path, end: str, between: str, newline: str) -> None:
    before = (FILE + end).replace("\n", newline)
    path.write_bytes(before.encode("utf-8"))
    _append(path)
    assert path.read_bytes().decode("utf-8") == before + (between + RENDERED).replace("\n", newline)


COMMENTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20).map(lambda text: f"# {text}")
JUNK = st.lists(COMMENTS | st.sampled_from(["", "  ", "\t", "# [[updates]]", '# """']), max_size=4)
BIDI = "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
LETTERS = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=BIDI) | st.sampled_from("\n\"'\\#[]")
TEXTS = st.text(LETTERS, min_size=1, max_size=40)


@given(junk=st.tuples(JUNK, JUNK, JUNK), text=TEXTS, crlf=st.booleans(), ended=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_every_byte_of_any_file_stays(
    path: Path,
    junk: tuple[list[str], list[str], list[str]],
    text: str,
    crlf: bool,  # noqa: FBT001
    ended: bool,  # noqa: FBT001
) -> None:
    lines = FILE.split("\n")
    written = "\n".join([*junk[0], *lines[:7], *junk[1], *lines[7:], *junk[2]]) + ("\n" if ended else "")
    before = (written.replace("\n", "\r\n") if crlf else written).encode("utf-8")
    path.write_bytes(before)
    incident = _append(path, {**ENTRY, "text": text})
    after = path.read_bytes()
    assert after.startswith(before)
    assert incident.updates[-1].text == text
    assert tomllib.loads(after.decode("utf-8"))["updates"][-1]["text"] == text
    if crlf:
        assert after.count(b"\n") == after.count(b"\r\n")


@pytest.mark.parametrize(
    ("name", "entry", "rendered"),
    [
        ("updates", {**ENTRY, "next_step": None}, RENDERED),  # what is not known is not written
        (
            "updates",
            {**ENTRY, "at": AT.replace(microsecond=123456)},  # the machine's clock
            RENDERED,
        ),
        (
            "updates",
            {**ENTRY, "at": AT.astimezone(timezone(timedelta(hours=5, minutes=30)))},  # someone else's
            RENDERED.replace("14:10:00Z", "19:40:00+05:30"),
        ),
        (
            "updates",
            {**ENTRY, "text": 'Two\nlines, "quoted" \\ and """ too'},
            RENDERED.replace('"We have found it."', '"""\nTwo\nlines, \\"quoted\\" \\\\ and \\"\\"\\" too"""'),
        ),
        (
            "parked",
            {"account": "acme", "at": AT, "topic": "SLA credit", "answer_by": date(2026, 12, 1)},  # a day
            '[[parked]]\naccount = "acme"\nat = 2026-11-22T14:10:00Z\ntopic = "SLA credit"\nanswer_by = 2026-12-01\n',
        ),
        (
            "satisfaction",
            {"account": "acme", "at": AT, "satisfied": True},  # yes
            '[[satisfaction]]\naccount = "acme"\nat = 2026-11-22T14:10:00Z\nsatisfied = true\n',
        ),
        (
            "conversations",
            {"account": "acme", "at": AT, "said": "x", "stakeholders": ["cfo@acme.example"]},  # a list
            (
                '[[conversations]]\naccount = "acme"\nat = 2026-11-22T14:10:00Z\nsaid = "x"\n'
                'stakeholders = [\n    "cfo@acme.example",\n]\n'
            ),
        ),
    ],
)
def test_how_an_entry_is_written(path: Path, name: str, entry: log.Entry, rendered: str) -> None:
    _append(path, entry, name)
    assert path.read_text(encoding="utf-8") == FILE + "\n\n" + rendered


@pytest.mark.parametrize(
    ("text", "entry", "why"),
    [
        (
            "updates = []\n" + FILE.replace("\t[[ updates ]]", "[[accounts_]]").split("\n\n", 1)[0],
            ENTRY,
            (
                "this list is closed: it is written inline, as in 'updates = []'; "
                "remove the inline list; entries are appended as [[tables]]"
            ),
        ),
        (FILE, {**ENTRY, "text": "\x1b[2J"}, 'updates[2].text: "\\x1b[2J" has a control character'),
        (FILE, {**ENTRY, "by": "a\r\nBcc: e@e.example"}, 'updates[2].by: "a\\r\\nBcc: e@e.example" has a line break'),
        (FILE, {**ENTRY, "status": "fixed"}, 'updates[2].status: "fixed" is none of investigating, identified'),
        (FILE, {**ENTRY, "at": AT - timedelta(hours=1)}, "updates[2].at: earlier than the entry before it"),
        (
            FILE,
            {**ENTRY, "at": AT.replace(tzinfo=None)},
            'updates[2].at: "2026-11-22 14:10:00" is a time without a zone',
        ),
        (FILE, {**ENTRY, "translations": {"de": {"text": "a"}}}, "an entry cannot be appended here"),
        (FILE, {"at": AT}, "updates[2].by: missing"),
        (FILE.replace("severity", "severty"), ENTRY, "severty: unknown key; did you mean severity?"),
        (FILE + "\n= 1", ENTRY, "not a 'key = value' line"),
    ],
    ids=[
        "inline",
        "escape",
        "header",
        "status",
        "order",
        "naive",
        "table",
        "missing",
        "wrong before",
        "not TOML before",
    ],
)
def test_what_would_be_wrong_is_refused_and_the_file_untouched(
    path: Path, text: str, entry: log.Entry, why: str
) -> None:
    path.write_text(text, encoding="utf-8")
    before = path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino
    with pytest.raises(InputError) as caught:
        _append(path, entry)
    assert why in str(caught.value)
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) == before
    assert leftovers(path.parent) == []


def test_half_a_character_is_refused(path: Path) -> None:
    with pytest.raises(InputError):
        _append(path, {**ENTRY, "text": "\ud800"})
    assert path.read_bytes() == FILE.encode()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        _append(tmp_path / "x.toml")
    with pytest.raises(InputError, match="there is no such folder"):
        _append(tmp_path / "nowhere" / "x.toml")
    assert not (tmp_path / "nowhere").exists()
    assert not (tmp_path / "x.toml").exists()


def test_the_entry_is_made_from_the_file_as_it_is_once_locked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.01)

    def entry(incident: Any) -> log.Entry:
        with pytest.raises(LockedError):
            _append(path)
        return {**ENTRY, "text": f"number {len(incident.updates) + 1}"}

    assert [log.append(path, "updates", entry).updates[-1].text for _ in range(2)] == ["number 2", "number 3"]


def test_defaults_stand_in_for_what_the_file_leaves_out(path: Path) -> None:
    dana = {"name": "Dana", "role": "CTO", "email": "dana@example.com"}
    incident = log.append(path, "updates", lambda _: ENTRY, {"leader": dana})
    assert incident.leader is not None
    assert "Dana" not in path.read_text(encoding="utf-8")


@posix
def test_a_linked_file_stays_a_link(path: Path) -> None:
    link = path.with_name("link.toml")
    link.symlink_to(path.name)
    assert _append(link).id == "link"
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == FILE + "\n\n" + RENDERED


APPEND = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from outagecomms.incident import log
at = datetime(2026, 11, 22, 14, 10, tzinfo=UTC)
sys.stdin.readline()
for number in range(30):
    log.append(Path(sys.argv[1]), "parked", lambda _: {"account": "acme", "at": at, "topic": f"{sys.argv[2]} {number}"})
"""


def test_two_processes_that_append_at_once_lose_nothing(path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", APPEND, str(path), name], stdin=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.close()
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    topics = [parked.topic for parked in reader.read(path).parked]
    assert len(topics) == 60
    for name in ("one", "two"):
        assert [topic for topic in topics if topic.startswith(name)] == [f"{name} {number}" for number in range(30)]
    assert path.read_text(encoding="utf-8").startswith(FILE)
    assert leftovers(path.parent) == []


@pytest.mark.parametrize("make", [disk_full, killed])
def test_whatever_call_fails_the_log_is_old_or_new_and_the_next_entry_goes_in(
    path: Path, make: Callable[[str], BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.5)
    new = FILE + "\n\n" + RENDERED
    for number in range(1, 100):
        path.write_bytes(FILE.encode("utf-8"))
        with fault(number, make) as made:
            failed = False
            try:
                _append(path)
            except (OutageCommsError, Crash):
                failed = True
            except OSError as error:
                pytest.fail(f"call {number}, {made[-1]}: {error!r}")
        content = path.read_bytes().decode("utf-8")
        assert content in (FILE, new)
        assert failed or content == new
        if make is disk_full:
            assert leftovers(path.parent) == []
        before = content.count("We have found it.")
        assert _append(path).updates[-1].text == "We have found it."
        assert path.read_text(encoding="utf-8").count("We have found it.") == before + 1
        if len(made) < number:
            break
    else:
        pytest.fail("the calls never end")
