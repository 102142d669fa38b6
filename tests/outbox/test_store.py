"""The outbox: each message once, all of a transaction or nothing; on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from builders import account, at, incident, letter, update
from outagecomms.cadence.plan import plan
from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import Had, Said
from outagecomms.compose.mail import to_bytes
from outagecomms.errors import InputError, OutageCommsError
from outagecomms.outbox.changes import Change
from outagecomms.outbox.key import COLUMNS, WITH_MAILS, Key
from outagecomms.outbox.store import Outbox, content_hash

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.cadence.plan import Planned
    from outagecomms.cadence.promises import Kind
    from outagecomms.compose.message import Message

CASE = incident(update(5, next_update=at(30)))
MESSAGE = letter(CASE, 6)
KEY = Key("checkout", "update", 1, "acme")
PAST_A_DRAFT = ("approved", "sending", "sent", "refused", "deferred", "unknown", "superseded")


def keep(outbox: Outbox, message: Message = MESSAGE, basis: str = "facts", minutes: float = 6) -> str:
    with outbox.transaction():
        return outbox.keep(message, to_bytes(message, at(minutes)), basis, at(minutes))


def _planned() -> Planned:
    policy = policy_for("sev1", [], zone="UTC", outreach_tiers=[])
    return next(planned for planned in plan(CASE, policy, [], at(6)) if planned.write)


def _set(where: Path | str, **columns: Any) -> None:
    with Outbox(where) as outbox, outbox.transaction():
        setting = ", ".join(f"{name} = ?" for name in columns)
        outbox.database.execute(f"UPDATE messages SET {setting}", list(columns.values()))


def _rows(where: Path | str) -> list[dict[str, Any]]:
    with Outbox(where) as outbox:
        found = outbox.database.execute(f"SELECT * FROM {WITH_MAILS} ORDER BY {COLUMNS}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


# --- what is kept


def test_a_message_is_kept_as_a_draft_with_its_exact_bytes(where: Path | str) -> None:
    with Outbox(where) as outbox:
        assert keep(outbox) == "new"
        (kept,) = outbox.messages()
    assert (kept.key, kept.state, kept.reason, kept.due) == ("checkout/update/1/acme", "draft", "first contact", at(5))
    assert (kept.recipient, kept.subject, kept.body) == ("ines@acme.example", MESSAGE.subject, MESSAGE.body)
    assert kept.content == to_bytes(MESSAGE, at(6))


def test_the_row_holds_all_that_sending_needs(where: Path | str) -> None:
    with Outbox(where) as outbox:
        keep(outbox)
    (row,) = _rows(where)
    content = to_bytes(MESSAGE, at(6))
    expected = {
        "incident": "checkout", "kind": "update", "sequence": 1, "account": "acme", "state": "draft",
        "state_at": "2026-11-22T14:06:00+00:00", "reason": "first contact", "due": "2026-11-22T14:05:00+00:00",
        "next_update": "2026-11-22T14:30:00+00:00", "recipient": "ines@acme.example", "subject": MESSAGE.subject,
        "body": MESSAGE.body, "message_id": MESSAGE.message_id, "content": content, "hash": content_hash(content),
        "basis": "facts",
    }  # fmt: skip
    assert row | expected == row


def test_it_is_there_for_the_next_run(where: Path | str) -> None:
    with Outbox(where) as outbox:
        keep(outbox)
    with Outbox(where) as outbox:
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


def test_messages_come_by_the_time_they_are_due(where: Path | str) -> None:
    late, early = replace(MESSAGE, incident="a", due=at(9)), replace(MESSAGE, incident="b", due=at(3))
    with Outbox(where) as outbox:
        for message in (late, early):
            keep(outbox, message)
        assert [m.incident for m in outbox.messages()] == ["b", "a"]
        assert [m.incident for m in outbox.messages("a")] == ["a"]
        assert list(outbox.messages("nothing")) == []


@pytest.mark.parametrize(
    "key", ["checkout/update/1/globex", "checkout/update/1", "x", "", "a/b/c/d/e", "checkout/update/x/acme"]
)
def test_a_key_that_is_not_there_is_an_error(where: Path | str, key: str) -> None:
    with Outbox(where) as outbox:
        keep(outbox)
        with pytest.raises(InputError) as caught:
            outbox.message(key)
        assert str(caught.value) == f"no message {key!r} in {outbox.name}; 'outagecomms outbox list' shows the keys"


# --- once


def test_the_same_words_are_kept_once(where: Path | str) -> None:
    with Outbox(where) as outbox:
        assert [keep(outbox, minutes=minutes) for minutes in (6, 7, 8)] == ["new", "same", "same"]
    assert [row["state_at"] for row in _rows(where)] == ["2026-11-22T14:06:00+00:00"]  # and stay as they were


def test_new_words_take_the_place_of_a_draft(where: Path | str) -> None:
    with Outbox(where) as outbox:
        keep(outbox)
        assert keep(outbox, replace(MESSAGE, body="B"), "other facts", 7) == "changed"
        (kept,) = outbox.messages()
    assert kept.body == "B"
    assert kept.content == to_bytes(replace(MESSAGE, body="B"), at(7))


@pytest.mark.parametrize(
    ("why", "again"),
    [
        ("a newer message says more, or it is no longer owed", True),  # what overtook it may be gone again
        ("discarded: she called them", False),  # a person's word stands
    ],
)
@pytest.mark.parametrize("body", [MESSAGE.body, "B"])  # the same words must be read again, too
def test_what_was_overtaken_and_is_owed_again_is_a_draft_again(
    where: Path | str, why: str, body: str, *, again: bool
) -> None:
    with Outbox(where) as outbox:
        keep(outbox)
        for old, new, reason in (("draft", "approved", "yes"), ("approved", "superseded", why)):
            with outbox.transaction():
                outbox.change([Change(KEY, old, new, reason, {"approved": "hash"})], "Sam", at(7))  # type: ignore[arg-type]
        assert outbox.is_kept(_planned(), lambda _: "facts", at(8)) is not again
        assert keep(outbox, replace(MESSAGE, body=body), minutes=8) == ("changed" if again else "same")
        (kept,) = outbox.messages()
        assert kept.state == ("draft" if again else "superseded")
        assert outbox.history(KEY)[-1].reason == ("owed again" if again else why)
    assert [row["approved"] for row in _rows(where)] == ["" if again else "hash"]


def test_the_same_words_for_another_reason_stay_with_that_reason(where: Path | str) -> None:
    with Outbox(where) as outbox:
        keep(outbox)
        assert keep(outbox, replace(MESSAGE, reason="promised", due=at(4)), "other facts", 7) == "same"
        (kept,) = outbox.messages()
        assert outbox.is_kept(_planned(), lambda _: "other facts", at(7))
    assert (kept.reason, kept.due, kept.content) == ("promised", at(4), to_bytes(MESSAGE, at(6)))


@pytest.mark.parametrize("state", [state for state in PAST_A_DRAFT if state not in ("approved", "deferred")])
def test_what_is_on_its_way_is_never_touched(where: Path | str, state: str) -> None:
    with Outbox(where) as outbox:
        keep(outbox)
        _set(where, state=state)
        before = _rows(where)
        assert outbox.is_kept(_planned(), lambda _: "other facts", at(600))
        assert keep(outbox, replace(MESSAGE, body="B", reason="r"), "other facts", 7) == "same"
    assert _rows(where) == before


@pytest.mark.parametrize(
    ("basis", "minutes", "kept"),
    [
        ("facts", 6, True),  # nothing has changed
        ("other facts", 6, False),  # a fact has
        ("facts", 30, True),  # its promise stands to the end of the minute
        ("facts", 31, False),  # and has lapsed: nobody must send these words
    ],
)
def test_a_draft_is_kept_while_it_holds(where: Path | str, basis: str, minutes: float, kept: bool) -> None:  # noqa: FBT001
    with Outbox(where) as outbox:
        assert not outbox.is_kept(_planned(), lambda _: basis, at(minutes))
        keep(outbox)
        assert outbox.is_kept(_planned(), lambda _: basis, at(minutes)) is kept


@pytest.mark.parametrize(
    ("kind", "promised", "days", "kept"),
    [
        ("followup", None, 400, True),  # a last letter is owed however late it comes
        ("followup", at(90 * 24 * 60), 89, True),
        ("followup", at(90 * 24 * 60), 91, False),  # it says when we are in touch again, and that has passed
        ("resolved", None, 2, False),  # good news of the day before yesterday would only confuse
    ],
)
def test_how_long_words_without_an_update_to_come_hold(
    where: Path | str,
    kind: Any,
    promised: datetime | None,
    days: int,
    kept: bool,  # noqa: FBT001
) -> None:
    with Outbox(where) as outbox:
        keep(outbox, replace(MESSAGE, kind=kind, next_update=promised))
        planned = replace(_planned(), kind=kind, sequence=MESSAGE.sequence)
        assert outbox.is_kept(planned, lambda _: "facts", at(days * 24 * 60)) is kept


def test_no_state_is_misspelt(where: Path | str) -> None:
    with Outbox(where) as outbox:
        keep(outbox)
    with pytest.raises(OutageCommsError, match=r"(?i)check constraint"):
        _set(where, state="send")


# --- all or nothing


def test_a_transaction_that_fails_keeps_nothing(where: Path | str) -> None:
    with Outbox(where) as outbox:
        with pytest.raises(ZeroDivisionError), outbox.transaction():  # noqa: PT012  (the error comes after a message)
            outbox.keep(MESSAGE, b"", "facts", at(6))
            raise ZeroDivisionError
        assert list(outbox.messages()) == []
        assert keep(outbox) == "new"  # and the next one works


def test_a_run_that_is_killed_keeps_nothing(where: Path | str) -> None:
    """Really killed, with a transaction open and more in it than SQLite holds in memory."""
    with Outbox(where) as outbox:
        keep(outbox)
    before = _rows(where)
    program = f"""
        import os, signal
        from dataclasses import replace
        from builders import at, incident, letter, update
        from outagecomms.outbox.store import Outbox
        message = letter(incident(update(5)), 6)
        with Outbox({str(where)!r}) as outbox, outbox.transaction():
            for number in range(400):
                outbox.keep(replace(message, account=f"a{{number}}"), b"x" * 20_000, "facts", at(6))
            os.kill(os.getpid(), signal.SIGKILL)
    """
    here = os.pathsep.join(path for path in sys.path if path)
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], env={"PYTHONPATH": here}, check=False)
    assert run.returncode == -signal.SIGKILL
    with Outbox(where) as outbox:
        assert [m.key for m in outbox.messages()] == ["checkout/update/1/acme"]
        assert keep(outbox, replace(MESSAGE, account="globex")) == "new"
    assert _rows(where)[0] == before[0]


# --- what was said


def _sent(outbox: Outbox, *messages: tuple[str, int, str, float]) -> None:
    """Keep and send messages, each a kind, a sequence, an account and the minute it went out."""
    for kind, sequence, reader, minutes in messages:
        message = replace(MESSAGE, kind=kind, sequence=sequence, account=reader, next_update=at(minutes + 20))  # type: ignore[arg-type]  # from a table
        keep(outbox, message)
        outbox.database.execute(
            "UPDATE messages SET state = 'sent', state_at = ? WHERE kind = ? AND sequence = ? AND account = ?",
            (at(minutes).isoformat(), kind, sequence, reader),
        )


def test_a_message_to_everyone_was_said_once_from_its_first_reader_on(where: Path | str) -> None:
    with Outbox(where) as outbox:
        _sent(outbox, ("update", 1, "b", 7), ("update", 1, "a", 6), ("update", 1, "c", 8))
        assert outbox.said("checkout") == [Said("update", 1, "", at(6), at(26))]


def test_each_kind_and_sequence_to_everyone_counts(where: Path | str) -> None:
    with Outbox(where) as outbox:
        _sent(outbox, ("update", 0, "a", 6), ("holding", 1, "a", 20), ("late", 1, "a", 50), ("update", 2, "a", 60))
        assert {(said.kind, said.sequence, said.account) for said in outbox.said("checkout")} == {
            ("update", 0, "a"), ("holding", 1, ""), ("late", 1, ""), ("update", 2, ""),
        }  # fmt: skip


def test_a_letter_was_said_to_its_reader(where: Path | str) -> None:
    with Outbox(where) as outbox:
        _sent(outbox, ("outreach", 1, "a", 6), ("outreach", 1, "b", 7), ("reply", 2, "a", 8))
        assert sorted(outbox.said("checkout"), key=lambda said: said.at) == [
            Said("outreach", 1, "a", at(6), at(26)),
            Said("outreach", 1, "b", at(7), at(27)),
            Said("reply", 2, "a", at(8), at(28)),
        ]


@pytest.mark.parametrize("state", ["draft", *(state for state in PAST_A_DRAFT if state != "sent")])
def test_what_was_not_sent_was_not_said(where: Path | str, state: str) -> None:
    """A draft that nobody sent resets no clock, and neither does a message that may or may not have gone out."""
    with Outbox(where) as outbox:
        keep(outbox)
        _set(where, state=state)
        assert outbox.said("checkout") == []


def test_what_each_reader_has_had(where: Path | str) -> None:
    """In the order in which it left; who has had nothing has no place in it."""
    with Outbox(where) as outbox:
        _sent(outbox, ("update", 2, "a", 9), ("outreach", 1, "a", 6), ("update", 2, "b", 9))
        keep(outbox, minutes=20)
        assert outbox.had("checkout") == {
            "a": (Had("outreach", 1, at(26)), Had("update", 2, at(29))), "b": (Had("update", 2, at(29)),),
        }  # fmt: skip
        assert outbox.had("billing") == {}


@pytest.mark.parametrize(
    ("before", "left", "late_at"),
    [
        (("update", 1, "a", 6), 26.9, None),  # in the minute that was promised
        (("update", 1, "a", 6), 27.5, at(27)),  # a reader's clock shows the next
        (("outreach", 1, "a", 6), 27.5, None),  # a letter gives no time of its own
        (("update", 1, "b", 6), 27.5, None),  # another reader was promised it
    ],
)
def test_a_reader_has_had_late_what_left_after_the_time_they_were_given(
    where: Path | str, before: tuple[str, int, str, float], left: float, late_at: datetime | None
) -> None:
    with Outbox(where) as outbox:
        _sent(outbox, before, ("update", 2, "a", left))
        assert outbox.had("checkout")["a"][-1] == Had("update", 2, at(left + 20), late_at)


@pytest.mark.parametrize("state", ["draft", *PAST_A_DRAFT])
def test_what_may_have_left_counts_as_had(where: Path | str, state: str) -> None:
    """Nobody tells a reader twice that they hear from us for the first time."""
    with Outbox(where) as outbox:
        keep(outbox)
        _set(where, state=state)
        assert bool(outbox.had("checkout")) is (state in {"sending", "sent", "unknown"})


@pytest.mark.parametrize(
    ("columns", "unsent"),
    [
        ({"state": "draft"}, {1: False}),
        ({"state": "superseded"}, {1: False}),
        # somebody has said yes
        ({"state": "approved"}, {1: True}),
        ({"state": "deferred"}, {1: True}),
        # it has left, or may have, or its reader's server wants none of it
        *(({"state": state}, {}) for state in ("sending", "sent", "unknown", "refused")),
        # a person posts it: whether they have, nobody can tell
        ({"state": "draft", "recipient": ""}, {}),
        # no entry of the log, but what followed it
        ({"state": "draft", "due": "2026-11-22T14:25:00+00:00"}, {}),
    ],
)
def test_an_entry_is_unsent_until_a_message_of_it_has_left(
    where: Path | str, columns: dict[str, str], unsent: dict[int, bool]
) -> None:
    with Outbox(where) as outbox:
        keep(outbox)
        _set(where, **columns)
        assert outbox.unsent_entries(CASE) == unsent


def test_what_was_said_of_another_incident_is_not_said_of_this(where: Path | str) -> None:
    with Outbox(where) as outbox:
        _sent(outbox, ("update", 1, "a", 6))
        assert outbox.said("billing") == []


def test_words_without_a_promise_promise_nothing(where: Path | str) -> None:
    last = letter(incident(update(5), update(9, status="resolved"), accounts=[account()]), 10, "followup", sequence=2)
    with Outbox(where) as outbox:
        keep(outbox, replace(last, next_update=None))
        _set(where, state="sent")
        assert outbox.said("checkout") == [Said("followup", 2, "acme", at(6), None)]


@pytest.mark.parametrize(
    ("kind", "minutes", "outcome", "state"),
    [
        ("correction", 31, "552", "draft"),  # still owed, and its words are of no use
        ("correction", 30, "552", "refused"),  # they hold: a person may say to send them again
        ("correction", 31, "do not contact", "refused"),
        ("update", 31, "552", "refused"),  # what is new goes out by itself
    ],
)
def test_a_refused_correction_gives_way_when_its_time_has_passed(
    where: Path | str, kind: Kind, minutes: float, outcome: str, state: str
) -> None:
    message = replace(MESSAGE, kind=kind)
    with Outbox(where) as outbox:
        keep(outbox, message)
    _set(where, state="refused", outcome=outcome)
    with Outbox(where) as outbox:
        planned = replace(_planned(), kind=kind, next_update=at(50))
        assert outbox.is_kept(planned, lambda _: "facts", at(minutes)) is (state == "refused")
        keep(outbox, replace(message, next_update=at(50), body="Anew."), minutes=minutes)
        kept = outbox.message(str(Key("checkout", kind, 1, "acme")))
        assert (kept.state, kept.holds_until) == (state, at(51) if state == "draft" else at(31))
        reasons = [past.reason for past in outbox.history(kept.id)]
    assert reasons == (["owed again, its time had passed"] if state == "draft" else [])


def test_a_correction_after_the_end_is_owed_however_late(where: Path | str) -> None:
    with Outbox(where) as outbox:
        keep(outbox, replace(MESSAGE, kind="correction", next_update=None))
        (kept,) = outbox.messages()
    assert kept.holds_until == datetime(9999, 1, 1, tzinfo=UTC)
