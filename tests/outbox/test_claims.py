"""What a run takes, records and leaves behind, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import at, incident, letter, update
from outagecomms.compose.mail import to_bytes
from outagecomms.delivery.outcome import Outcome
from outagecomms.outbox import decisions, who
from outagecomms.outbox.claims import LEASE, Claims, wait_after
from outagecomms.outbox.limits import Limits
from outagecomms.outbox.store import Outbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from outagecomms.delivery.outcome import Fate

NOW = at(6)
MESSAGE = letter(incident(update(5, next_update=at(60))), 6)


def fill(outbox: Outbox, *accounts: str, approved: bool = True, address: str | None = None) -> None:
    """Keep the same words for each of *accounts*."""
    with outbox.transaction():
        for name in accounts:
            message = replace(MESSAGE, account=name, recipient=address or f"ines@{name}.example")
            outbox.keep(message, to_bytes(message, NOW), "facts", NOW)
    if approved:
        decisions.approve(outbox, list(outbox.messages(state="draft")), "Sam", NOW)


def states(outbox: Outbox) -> dict[str, str]:
    """Each account's state."""
    return {message.account: message.state for message in outbox.messages()}


def claims(outbox: Outbox, folder: Path, cap: int = 10, *barred: str) -> Claims:
    """A run."""
    return Claims(outbox, Limits(cap, frozenset(barred)), folder)


def test_what_is_taken_is_sending_for_everyone_else(where: Path | str, outbox: Outbox, tmp_path: Path) -> None:
    """In a committed transaction: another connection sees it, and takes only what is left."""
    fill(outbox, "a", "b", "c")
    first = claims(outbox, tmp_path).turn([], 2, NOW)
    with Outbox(where) as other:
        second = claims(other, tmp_path).turn([], 9, NOW)

    assert [each.key.account for each in first] == ["a", "b"]
    assert [each.key.account for each in second] == ["c"]
    assert states(outbox) == dict.fromkeys("abc", "sending")


def test_a_claim_has_all_that_sending_needs(outbox: Outbox, tmp_path: Path) -> None:
    """The envelope, and the very bytes that were kept."""
    fill(outbox, "a")

    (taken,) = claims(outbox, tmp_path).turn([], 1, NOW)

    assert (taken.sender, taken.recipient, taken.attempts) == ("sam@example.com", "ines@a.example", 1)
    assert taken.content == outbox.message("checkout/update/1/a").content


@pytest.mark.parametrize(
    ("fate", "state"),
    [
        ("accepted", "sent"),  # the server took it
        ("refused", "refused"),  # never
        ("deferred", "deferred"),  # not now
        ("unknown", "unknown"),  # nobody can say
        ("not tried", "approved"),  # it waits as before
        ("turned away", "approved"),  # as above
    ],
)
def test_each_outcome_has_its_state(outbox: Outbox, tmp_path: Path, fate: Fate, state: str) -> None:
    """And a line in the history, without anyone's address."""
    fill(outbox, "a")
    run = claims(outbox, tmp_path)

    run.turn([(each, Outcome(fate, "ines@a.example", 250)) for each in run.turn([], 1, NOW)], 0, at(7))
    kept = outbox.message("checkout/update/1/a")
    past = outbox.history(kept.id)

    assert (kept.state, kept.outcome) == (state, f"{fate}: 250 ines@a.example")
    assert [(each.old, each.new) for each in past] == [
        ("draft", "approved"), ("approved", "sending"), ("sending", state),
    ]  # fmt: skip
    assert (past[-1].reason, past[-1].at) == (f"{fate}: 250 …@a.example", at(7))


def test_of_a_sender_who_was_turned_away_no_more_is_taken_in_this_run(outbox: Outbox, tmp_path: Path) -> None:
    """Others' mail goes on; the next run begins with what was not turned away, so that it holds nothing up."""
    fill(outbox, "a", "b", "c", "d")
    outbox.database.execute("UPDATE messages SET sender = 'dana@example.com' WHERE account IN ('a', 'b')")
    outbox.database.execute("UPDATE messages SET due = account")  # the order in which they are taken
    run = claims(outbox, tmp_path)
    taken = run.turn([], 1, NOW)

    second = run.turn([(each, Outcome("turned away")) for each in taken], 1, NOW)
    rest = run.turn([(each, Outcome("not tried")) for each in second], 9, NOW)
    run.end([(each, Outcome("not tried")) for each in rest], NOW)
    later = claims(outbox, tmp_path).turn([], 9, NOW)

    assert [each.key.account for each in (*taken, *second)] == ["a", "c"]
    assert [each.key.account for each in rest] == ["c", "d"]
    assert [(each.key.account, each.attempts) for each in later] == [("b", 1), ("c", 1), ("d", 1), ("a", 1)]


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (8, 128), (9, 240), (50, 240)])
def test_each_wait_is_twice_as_long(attempts: int, minutes: int) -> None:
    """From a minute up to four hours."""
    assert wait_after(attempts) == timedelta(minutes=minutes)


def test_what_was_deferred_is_tried_again_after_its_wait(outbox: Outbox, tmp_path: Path) -> None:
    """Not before, and then with the next number."""
    fill(outbox, "a")
    run = claims(outbox, tmp_path)
    run.turn([(run.turn([], 1, NOW)[0], Outcome("deferred"))], 0, NOW)

    assert run.turn([], 1, NOW + timedelta(seconds=59)) == []
    assert run.waiting(NOW) == 0
    assert [each.attempts for each in run.turn([], 1, NOW + timedelta(seconds=60))] == [2]


@pytest.mark.parametrize("how", ["approved", "deferred"])
def test_words_whose_time_has_passed_are_a_draft_again(outbox: Outbox, tmp_path: Path, how: str) -> None:
    """They promise 15:00; at 15:01 nobody may send them, though a person had said yes."""
    fill(outbox, "a")
    run = claims(outbox, tmp_path)
    if how == "deferred":
        run.turn([(run.turn([], 1, NOW)[0], Outcome("deferred"))], 0, NOW)

    assert run.turn([], 1, at(61)) == []
    kept = outbox.message("checkout/update/1/a")
    assert (kept.state, kept.outcome) == ("draft", "the time that it promises has passed")


@pytest.mark.parametrize(
    ("address", "barred"),
    [
        ("Ines@A.example", "ines@a.example"),  # the case of the letters
        ("ines@bücher.example", "ines@xn--bcher-kva.example"),  # a domain in its letters, and as servers write it
    ],
)
def test_who_asked_for_no_contact_gets_none(outbox: Outbox, tmp_path: Path, address: str, barred: str) -> None:
    """However the address is written; the others get theirs."""
    fill(outbox, "A", address=address)
    fill(outbox, "b")

    taken = claims(outbox, tmp_path, 10, barred).turn([], 9, NOW)

    assert [each.key.account for each in taken] == ["b"]
    assert states(outbox) == {"A": "refused", "b": "sending"}
    assert outbox.message("checkout/update/1/A").outcome == "do not contact"


@pytest.mark.parametrize("at_once", [1, 9])
@pytest.mark.parametrize(
    "addresses",
    [
        ("ines@a.example",) * 3,  # as it is
        ("ines@a.example", "Ines@A.example", "INES@a.EXAMPLE"),  # the case of the letters
        ("ines@bücher.example", "ines@xn--bcher-kva.example", "ines@BÜCHER.example"),  # as servers write it
    ],
)
def test_no_fault_can_flood_a_reader(
    outbox: Outbox, tmp_path: Path, addresses: tuple[str, str, str], at_once: int
) -> None:
    """Two an hour to one mailbox, whether taken one by one or together; the third an hour after the first."""
    for account, address in zip("abc", addresses, strict=True):
        fill(outbox, account, address=address)
    run = claims(outbox, tmp_path, 2)

    taken = [each for _ in range(9) for each in run.turn([], at_once, NOW)]

    assert [each.key.account for each in taken] == ["a", "b"]
    assert states(outbox)["c"] == "deferred"
    assert run.turn([], 9, NOW + timedelta(minutes=50)) == []


@pytest.mark.parametrize(("most", "why"), [(1, "1 message this hour already"), (2, "2 messages this hour already")])
def test_who_has_had_enough_this_hour_is_said_in_words(outbox: Outbox, tmp_path: Path, most: int, why: str) -> None:
    """Of one, as of several."""
    for account in "abc":
        fill(outbox, account, address="ines@a.example")

    claims(outbox, tmp_path, most).turn([], 9, NOW)

    assert outbox.message("checkout/update/1/c").outcome == why


def test_a_live_run_is_left_alone(outbox: Outbox, tmp_path: Path) -> None:
    """Another run of this very process, well within its lease."""
    fill(outbox, "a")
    claims(outbox, tmp_path).turn([], 1, NOW)

    assert claims(outbox, tmp_path).recover(NOW) == []
    assert states(outbox) == {"a": "sending"}


ELSEWHERE = "elsewhere/1/7-7-7/abc"


def named(name: str, outbox: Outbox, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Claims:
    """A run that is called *name*."""
    monkeypatch.setattr(who, "new_claim", lambda: name)
    run = claims(outbox, folder)
    monkeypatch.undo()
    return run


def dead(outbox: Outbox, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Claims:
    """A run on this machine whose process is no more."""
    monkeypatch.setattr(who, "is_known_dead", lambda claim: claim.startswith(DEAD))
    monkeypatch.setattr(who, "is_of_this_boot", lambda claim: claim.startswith(DEAD))
    with monkeypatch.context() as patch:
        patch.setattr(who, "new_claim", lambda: f"{DEAD}/abc")
        return claims(outbox, folder)


DEAD = "here/1/999999999-1-1"


@pytest.mark.parametrize(
    ("minutes", "state"),
    [
        (0, "sending"),  # it may well be alive
        (6, "unknown"),  # it has not been heard of
    ],
)
def test_another_hosts_messages_are_unknown_after_its_lease(
    outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minutes: int, state: str
) -> None:
    """Not before; and nobody sends them again by themselves."""
    fill(outbox, "a")
    named(ELSEWHERE, outbox, tmp_path / "nowhere", monkeypatch).turn([], 1, NOW)
    run = claims(outbox, tmp_path)

    given_up = run.recover(NOW + timedelta(minutes=minutes))

    assert states(outbox) == {"a": state}
    assert [str(change.key) for change in given_up] == ["checkout/update/1/a"] * (state == "unknown")
    assert run.turn([], 9, NOW) == []


def test_a_dead_runs_messages_are_unknown(outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, when it has left no note; and nobody sends them again by themselves."""
    fill(outbox, "a")
    dead(outbox, tmp_path / "nowhere", monkeypatch).turn([], 1, NOW)
    run = claims(outbox, tmp_path)

    assert [str(change.key) for change in run.recover(NOW)] == ["checkout/update/1/a"]
    assert states(outbox) == {"a": "unknown"}
    assert run.turn([], 9, NOW) == []


def noted(run: Claims) -> None:
    """It has taken three messages, tried two of them, and one was accepted."""
    keys = {each.key.account: each.key for each in run.turn([], 3, NOW)}
    run.tried.begin(keys["accepted"])
    run.tried.end(keys["accepted"])
    run.tried.begin(keys["begun"])


@pytest.mark.parametrize(
    "folder",
    [
        lambda folder: folder,  # the next run stands in the same folder
        lambda folder: folder / "another",  # or in another checkout on this machine
    ],
)
def test_a_killed_runs_note_tells_what_was_tried(
    outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Callable[[Path], Path]
) -> None:
    """Accepted is sent, begun is unknown, and what lay ready waits again; then the note is gone."""
    fill(outbox, "accepted", "begun", "ready")
    noted(dead(outbox, tmp_path, monkeypatch))

    claims(outbox, folder(tmp_path)).recover(NOW)

    assert states(outbox) == {"accepted": "sent", "begun": "unknown", "ready": "approved"}
    assert not (tmp_path / ".abc.tried").exists()


def test_a_rehearsal_clears_up_for_itself_alone(
    outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes what was never tried; afterwards everything is as it was, the note too, by which the next run goes."""
    fill(outbox, "accepted", "begun", "ready")
    noted(dead(outbox, tmp_path, monkeypatch))
    run = claims(outbox, tmp_path)

    with outbox.rehearsal():
        run.recover(NOW)
        assert [each.key.account for each in run.preview(NOW)] == ["ready"]

    assert set(states(outbox).values()) == {"sending"}
    run.recover(NOW)
    assert states(outbox) == {"accepted": "sent", "begun": "unknown", "ready": "approved"}


@pytest.mark.parametrize(("known", "left"), [(["a"], 0), ([], 1)])
def test_a_run_that_ends_early_leaves_its_note_only_when_something_is_left(
    outbox: Outbox, tmp_path: Path, known: list[str], left: int
) -> None:
    """What became of everything in hand is recorded; else another run must find out."""
    fill(outbox, "a")
    with pytest.raises(KeyboardInterrupt), claims(outbox, tmp_path) as run:  # noqa: PT012  (it ends as a run does)
        taken = run.turn([], 1, NOW)
        run.end([(each, Outcome("unknown")) for each in taken if each.key.account in known], NOW)
        raise KeyboardInterrupt

    assert len(list(tmp_path.glob(".*.tried"))) == left


def test_what_a_sleeping_run_may_yet_try_is_unknown(
    outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run on this machine that was stopped for longer than its lease has messages in hand, and goes on with them."""
    fill(outbox, "accepted", "begun", "ready")
    noted(claims(outbox, tmp_path))

    claims(outbox, tmp_path).recover(NOW + LEASE)

    assert states(outbox) == {"accepted": "sent", "begun": "unknown", "ready": "unknown"}
    assert len(list(tmp_path.glob(".*.tried"))) == 2, "it still writes there"


def test_a_note_from_before_a_restart_tells_nothing(
    outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may not have come to the disk: all that the run had taken is unknown."""
    fill(outbox, "accepted", "begun", "ready")
    noted(named("here/before/7-7-7/abc", outbox, tmp_path, monkeypatch))

    claims(outbox, tmp_path).recover(NOW + LEASE)

    assert set(states(outbox).values()) == {"unknown"}
    assert not (tmp_path / ".abc.tried").exists(), "nor will it ever"


def test_a_lease_is_renewed(outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that waits ten minutes for a server's last word is alive."""
    fill(outbox, "a")
    slow = named(ELSEWHERE, outbox, tmp_path, monkeypatch)
    slow.turn([], 1, NOW)
    slow.renew(NOW + LEASE)

    assert claims(outbox, tmp_path).recover(NOW + LEASE) == []


def test_an_answer_that_comes_after_all_counts(outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host was given up, and its server had accepted: the truth is recorded, unless a person has decided."""
    fill(outbox, "a")
    slow = named(ELSEWHERE, outbox, tmp_path, monkeypatch)
    (taken,) = slow.turn([], 1, NOW)
    claims(outbox, tmp_path).recover(at(30))
    assert states(outbox) == {"a": "unknown"}

    slow.turn([(taken, Outcome("accepted"))], 0, at(31))

    assert states(outbox) == {"a": "sent"}


def test_an_answer_after_a_resend_changes_nothing(
    outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is another run's by then."""
    fill(outbox, "a")
    slow = named(ELSEWHERE, outbox, tmp_path, monkeypatch)
    (taken,) = slow.turn([], 1, NOW)
    claims(outbox, tmp_path).recover(at(30))
    decisions.resend(outbox, list(outbox.messages()), "Sam", at(30))

    slow.turn([(taken, Outcome("accepted"))], 0, at(31))

    assert states(outbox) == {"a": "approved"}


def test_a_preview_shows_what_would_go_and_changes_nothing(outbox: Outbox, tmp_path: Path) -> None:
    """With every limit in force, and not a line in the history."""
    fill(outbox, "a", "b")
    run = claims(outbox, tmp_path, 10, "ines@a.example")

    with outbox.rehearsal():
        assert [each.key.account for each in run.preview(NOW)] == ["b"]
    assert states(outbox) == {"a": "approved", "b": "approved"}
    assert [each.key.account for each in run.turn([], 9, NOW)] == ["b"]


def test_a_way_out_takes_what_is_addressed_for_it(outbox: Outbox, tmp_path: Path) -> None:
    """Mailboxes and channels leave by different ways; neither counts nor takes what is the other's."""
    fill(outbox, "a", "b")
    fill(outbox, "channel.status", address="channel:status")
    mails, texts = (Claims(outbox, Limits(10), tmp_path, to) for to in ("%@%", "channel:%"))

    assert (mails.waiting(NOW), texts.waiting(NOW)) == (2, 1)
    assert [each.key.account for each in texts.turn([], 9, NOW)] == ["channel.status"]
    assert [each.key.account for each in mails.turn([], 9, NOW)] == ["a", "b"]
