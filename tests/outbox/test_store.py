"""The outbox: each message once, all of a transaction or nothing, and its troubles said in words."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from builders import account, at, incident, letter, update
from outagecomms.cadence.plan import plan
from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import Said
from outagecomms.compose.mail import to_bytes
from outagecomms.errors import InputError, LockedError, OutageCommsError
from outagecomms.outbox import database
from outagecomms.outbox.store import Outbox, content_hash

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.cadence.plan import Planned
    from outagecomms.compose.message import Message

CASE = incident(update(5, next_update=at(30)))
MESSAGE = letter(CASE, 6)
PAST_A_DRAFT = ("approved", "sending", "sent", "refused", "deferred", "unknown", "superseded")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


def _keep(outbox: Outbox, message: Message = MESSAGE, basis: str = "facts", minutes: float = 6) -> str:
    with outbox.transaction():
        return outbox.keep(message, to_bytes(message, at(minutes)), basis, at(minutes))


def _planned() -> Planned:
    policy = policy_for("sev1", [], zone="UTC", outreach_tiers=[])
    return next(planned for planned in plan(CASE, policy, [], at(6)) if planned.write)


def _set(path: Path, **columns: Any) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"UPDATE messages SET {', '.join(f'{name} = ?' for name in columns)}", list(columns.values()))


def _rows(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.execute("SELECT * FROM messages ORDER BY incident, kind, sequence, account"))


# --- what is kept


def test_a_message_is_kept_as_a_draft_with_its_exact_bytes(path: Path) -> None:
    with Outbox(path) as outbox:
        assert _keep(outbox) == "new"
        (kept,) = outbox.messages()
    assert (kept.key, kept.state, kept.reason, kept.due) == ("checkout/update/1/acme", "draft", "first contact", at(5))
    assert (kept.recipient, kept.subject, kept.body) == ("ines@acme.example", MESSAGE.subject, MESSAGE.body)
    assert kept.content == to_bytes(MESSAGE, at(6))


def test_the_row_holds_all_that_sending_needs(path: Path) -> None:
    with Outbox(path) as outbox:
        _keep(outbox)
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        (row,) = map(dict, database.execute("SELECT * FROM messages"))
    content = to_bytes(MESSAGE, at(6))
    expected = {
        "incident": "checkout", "kind": "update", "sequence": 1, "account": "acme", "state": "draft",
        "state_at": "2026-11-22T14:06:00+00:00", "reason": "first contact", "due": "2026-11-22T14:05:00+00:00",
        "next_update": "2026-11-22T14:30:00+00:00", "recipient": "ines@acme.example", "subject": MESSAGE.subject,
        "body": MESSAGE.body, "message_id": MESSAGE.message_id, "content": content, "hash": content_hash(content),
        "basis": "facts",
    }  # fmt: skip
    assert row | expected == row


def test_it_is_there_for_the_next_run(path: Path) -> None:
    with Outbox(path) as outbox:
        _keep(outbox)
    with Outbox(path) as outbox:
        assert outbox.message("checkout/update/1/acme").content == to_bytes(MESSAGE, at(6))


def test_the_hash_is_of_everything_but_the_date_of_writing() -> None:
    """An approval holds for the words, at whatever minute they were written; it falls with any other change."""
    assert content_hash(to_bytes(MESSAGE, at(6))) == content_hash(to_bytes(MESSAGE, at(7)))
    for other in (
        replace(MESSAGE, subject="S"),
        replace(MESSAGE, body="B"),
        replace(MESSAGE, recipient="eve@evil.example"),
        replace(MESSAGE, recipient_name="Eve"),
    ):
        assert content_hash(to_bytes(other, at(6))) != content_hash(to_bytes(MESSAGE, at(6)))


def test_messages_come_by_the_time_they_are_due(path: Path) -> None:
    late, early = replace(MESSAGE, incident="a", due=at(9)), replace(MESSAGE, incident="b", due=at(3))
    with Outbox(path) as outbox:
        for message in (late, early):
            _keep(outbox, message)
        assert [m.incident for m in outbox.messages()] == ["b", "a"]
        assert [m.incident for m in outbox.messages("a")] == ["a"]
        assert list(outbox.messages("nothing")) == []


@pytest.mark.parametrize(
    "key", ["checkout/update/1/globex", "checkout/update/1", "x", "", "a/b/c/d/e", "checkout/update/x/acme"]
)
def test_a_key_that_is_not_there_is_an_error(path: Path, key: str) -> None:
    with Outbox(path) as outbox:
        _keep(outbox)
        with pytest.raises(InputError) as caught:
            outbox.message(key)
    assert str(caught.value) == f"no message {key!r} in {path}; 'outagecomms outbox list' shows the keys"


# --- once


def test_the_same_words_are_kept_once(path: Path) -> None:
    with Outbox(path) as outbox:
        assert [_keep(outbox, minutes=minutes) for minutes in (6, 7, 8)] == ["new", "same", "same"]
    assert [row[5] for row in _rows(path)] == ["2026-11-22T14:06:00+00:00"]  # and stay as they were


def test_new_words_take_the_place_of_a_draft(path: Path) -> None:
    with Outbox(path) as outbox:
        _keep(outbox)
        assert _keep(outbox, replace(MESSAGE, body="B"), "other facts", 7) == "changed"
        (kept,) = outbox.messages()
    assert kept.body == "B"
    assert kept.content == to_bytes(replace(MESSAGE, body="B"), at(7))


def test_the_same_words_for_another_reason_stay_with_that_reason(path: Path) -> None:
    with Outbox(path) as outbox:
        _keep(outbox)
        assert _keep(outbox, replace(MESSAGE, reason="promised", due=at(4)), "other facts", 7) == "same"
        (kept,) = outbox.messages()
        assert outbox.is_kept(_planned(), "other facts", at(7))
    assert (kept.reason, kept.due, kept.content) == ("promised", at(4), to_bytes(MESSAGE, at(6)))


@pytest.mark.parametrize("state", [state for state in PAST_A_DRAFT if state not in ("approved", "deferred")])
def test_what_is_on_its_way_is_never_touched(path: Path, state: str) -> None:
    with Outbox(path) as outbox:
        _keep(outbox)
        _set(path, state=state)
        before = _rows(path)
        assert outbox.is_kept(_planned(), "other facts", at(600))
        assert _keep(outbox, replace(MESSAGE, body="B", reason="r"), "other facts", 7) == "same"
    assert _rows(path) == before


@pytest.mark.parametrize(
    ("basis", "minutes", "kept"),
    [
        ("facts", 6, True),  # nothing has changed
        ("other facts", 6, False),  # a fact has
        ("facts", 30, True),  # its promise stands to the end of the minute
        ("facts", 31, False),  # and has lapsed: nobody must send these words
    ],
)
def test_a_draft_is_kept_while_it_holds(path: Path, basis: str, minutes: float, kept: bool) -> None:  # noqa: FBT001
    with Outbox(path) as outbox:
        assert not outbox.is_kept(_planned(), basis, at(minutes))
        _keep(outbox)
        assert outbox.is_kept(_planned(), basis, at(minutes)) is kept


def test_no_state_is_misspelt(path: Path) -> None:
    with Outbox(path) as outbox:
        _keep(outbox)
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        _set(path, state="send")


# --- all or nothing


def test_a_transaction_that_fails_keeps_nothing(path: Path) -> None:
    with Outbox(path) as outbox:
        with pytest.raises(ZeroDivisionError), outbox.transaction():  # noqa: PT012  (the error comes after a message)
            outbox.keep(MESSAGE, b"", "facts", at(6))
            raise ZeroDivisionError
        assert list(outbox.messages()) == []
        assert _keep(outbox) == "new"  # and the next one works


def test_a_run_that_is_killed_keeps_nothing(path: Path) -> None:
    """Really killed, with a transaction open and more in it than SQLite holds in memory."""
    with Outbox(path) as outbox:
        _keep(outbox)
    before = _rows(path)
    program = f"""
        import os, signal
        from dataclasses import replace
        from pathlib import Path
        from builders import at, incident, letter, update
        from outagecomms.outbox.store import Outbox
        message = letter(incident(update(5)), 6)
        with Outbox(Path({str(path)!r})) as outbox, outbox.transaction():
            for number in range(400):
                outbox.keep(replace(message, account=f"a{{number}}"), b"x" * 20_000, "facts", at(6))
            os.kill(os.getpid(), signal.SIGKILL)
    """
    here = os.pathsep.join(path for path in sys.path if path)
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], env={"PYTHONPATH": here}, check=False)
    assert run.returncode == -signal.SIGKILL
    with Outbox(path) as outbox:
        assert [m.key for m in outbox.messages()] == ["checkout/update/1/acme"]
        assert _keep(outbox, replace(MESSAGE, account="globex")) == "new"
    assert _rows(path)[0] == before[0]


def test_a_full_disk_is_said_and_keeps_nothing(path: Path) -> None:
    with Outbox(path) as outbox:
        _keep(outbox)
    with pytest.raises(OutageCommsError) as caught:
        _fill(path)
    assert str(caught.value) == f"the outbox {path} cannot be used (database or disk is full); nothing was kept"
    assert caught.value.exit_code == 1
    assert len(_rows(path)) == 1


def _fill(path: Path) -> None:
    with Outbox(path) as outbox:
        pages = outbox._database.execute("PRAGMA page_count").fetchone()[0]
        outbox._database.execute(f"PRAGMA max_page_count = {pages + 2}")
        with outbox.transaction():
            for number in range(100):
                outbox.keep(replace(MESSAGE, account=f"a{number}"), b"x" * 5000, "facts", at(6))


# --- troubles with the file


def test_another_runs_transaction_is_waited_for_and_then_reported(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    with Outbox(path) as one, one.transaction(), Outbox(path) as other:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            _keep(other)
        assert list(other.messages()) == []  # reading goes on
    with pytest.raises(LockedError) as caught, Outbox(path) as one, one.transaction(), Outbox(path) as other:
        _keep(other)
    assert str(caught.value) == f"{path} is in use by another run; try again in a moment"
    assert caught.value.exit_code == 75


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"This is no database, but a letter of more than sixteen bytes.\n" * 20, "is not an outbox (file is not"),
        (b"SQLite format 3\x00" + b"\xff" * 200, "is not an outbox (file is not a database)"),
    ],
)
def test_a_file_that_is_no_database_is_left_alone(path: Path, content: bytes, error: str) -> None:
    path.write_bytes(content)
    with pytest.raises(OutageCommsError) as caught, Outbox(path):
        pass
    assert error in str(caught.value)
    assert "check 'outbox' in outagecomms.toml" in str(caught.value)
    assert path.read_bytes() == content


def test_damage_found_while_reading_is_said(path: Path) -> None:
    with Outbox(path) as outbox:
        for number in range(50):
            _keep(outbox, replace(MESSAGE, account=f"a{number}"))
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xff" * (len(raw) - 4096)
    path.write_bytes(raw)
    with (
        pytest.raises(OutageCommsError, match=r"is not an outbox \(database disk image is malformed\)"),
        Outbox(path) as o,
    ):
        list(o.messages())


@pytest.mark.parametrize("make", ["CREATE TABLE messages (id)", "CREATE TABLE customers (id)"])
def test_another_programs_database_is_not_taken_for_an_outbox(path: Path, make: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(make)
    before = path.read_bytes()
    with pytest.raises(OutageCommsError), Outbox(path):
        pass
    assert path.read_bytes() == before


def test_a_newer_programs_outbox_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(OutageCommsError) as caught, Outbox(path):
        pass
    assert str(caught.value) == f"{path} was made by a newer outagecomms; update this one"
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "outbox.db"
    with pytest.raises(OutageCommsError) as caught, Outbox(path):
        pass
    assert str(caught.value) == f"the outbox {path} cannot be used (unable to open database file); nothing was kept"


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutageCommsError, match="unable to open database file"), Outbox(tmp_path):
        pass


# --- what was said


def _sent(outbox: Outbox, path: Path, *messages: tuple[str, int, str, float]) -> None:
    """Keep and send messages, each a kind, a sequence, an account and the minute it went out."""
    for kind, sequence, reader, minutes in messages:
        message = replace(MESSAGE, kind=kind, sequence=sequence, account=reader, next_update=at(minutes + 20))  # type: ignore[arg-type]  # from a table
        _keep(outbox, message)
        with closing(sqlite3.connect(path)) as database, database:
            database.execute(
                "UPDATE messages SET state = 'sent', state_at = ? WHERE kind = ? AND sequence = ? AND account = ?",
                (at(minutes).isoformat(), kind, sequence, reader),
            )


def test_a_message_to_everyone_was_said_once_from_its_first_reader_on(path: Path) -> None:
    with Outbox(path) as outbox:
        _sent(outbox, path, ("update", 1, "b", 7), ("update", 1, "a", 6), ("update", 1, "c", 8))
        assert outbox.said("checkout") == [Said("update", 1, "", at(6), at(26))]


def test_each_kind_and_sequence_to_everyone_counts(path: Path) -> None:
    with Outbox(path) as outbox:
        _sent(
            outbox, path, ("update", 0, "a", 6), ("holding", 1, "a", 20), ("late", 1, "a", 50), ("update", 2, "a", 60)
        )
        assert {(said.kind, said.sequence, said.account) for said in outbox.said("checkout")} == {
            ("update", 0, "a"), ("holding", 1, ""), ("late", 1, ""), ("update", 2, ""),
        }  # fmt: skip


def test_a_letter_was_said_to_its_reader(path: Path) -> None:
    with Outbox(path) as outbox:
        _sent(outbox, path, ("outreach", 1, "a", 6), ("outreach", 1, "b", 7), ("reply", 2, "a", 8))
        assert sorted(outbox.said("checkout"), key=lambda said: said.at) == [
            Said("outreach", 1, "a", at(6), at(26)),
            Said("outreach", 1, "b", at(7), at(27)),
            Said("reply", 2, "a", at(8), at(28)),
        ]


@pytest.mark.parametrize("state", ["draft", *(state for state in PAST_A_DRAFT if state != "sent")])
def test_what_was_not_sent_was_not_said(path: Path, state: str) -> None:
    """A draft that nobody sent resets no clock, and neither does a message that may or may not have gone out."""
    with Outbox(path) as outbox:
        _keep(outbox)
        _set(path, state=state)
        assert outbox.said("checkout") == []


def test_what_was_said_of_another_incident_is_not_said_of_this(path: Path) -> None:
    with Outbox(path) as outbox:
        _sent(outbox, path, ("update", 1, "a", 6))
        assert outbox.said("billing") == []


def test_words_without_a_promise_promise_nothing(path: Path) -> None:
    last = letter(incident(update(5), update(9, status="resolved"), accounts=[account()]), 10, "followup", sequence=2)
    with Outbox(path) as outbox:
        _keep(outbox, replace(last, next_update=None))
        _set(path, state="sent")
        assert outbox.said("checkout") == [Said("followup", 2, "acme", at(6), None)]
