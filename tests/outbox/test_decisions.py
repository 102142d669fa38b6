"""What a person decides, and what may not be decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from builders import at
from outagecomms.compose.mail import to_bytes
from outagecomms.errors import InputError
from outagecomms.outbox import decisions
from outagecomms.outbox.changes import Change

from .test_claims import MESSAGE, NOW, claims, fill, states

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from outagecomms.outbox.store import Outbox

KEY = "checkout/update/1/a"


def put(outbox: Outbox, state: str) -> None:
    """The message is in that state, however it came there."""
    outbox.database.execute("UPDATE messages SET state = ?", (state,))


def decide(what: Callable[..., list[Change]], outbox: Outbox, *more: str) -> None:
    """A person decides it about the one message."""
    what(outbox, [outbox.message(KEY)], *more, "Sam", NOW)


def test_a_yes_holds_for_the_words_that_were_read(outbox: Outbox) -> None:
    """Words that change between reading and saying yes stay a draft."""
    fill(outbox, "a", approved=False)
    read = outbox.message(KEY)
    other = replace(MESSAGE, account="a", recipient="ines@a.example", body="Other words.")
    with outbox.transaction():
        outbox.keep(other, to_bytes(other, NOW), "facts", NOW)

    assert decisions.approve(outbox, [read], "Sam", NOW) == []
    assert states(outbox) == {"a": "draft"}


def test_new_words_need_a_new_yes(outbox: Outbox) -> None:
    """An approved message whose words change is a draft again, and the history says why."""
    fill(outbox, "a")
    other = replace(MESSAGE, account="a", recipient="ines@a.example", body="Other words.")
    with outbox.transaction():
        assert outbox.keep(other, to_bytes(other, NOW), "facts", NOW) == "changed"

    assert states(outbox) == {"a": "draft"}
    assert [each.reason for each in outbox.history(outbox.message(KEY).id)] == ["approved", "the words changed"]


@pytest.mark.parametrize(
    ("what", "more", "before", "after"),
    [
        (decisions.approve, [], "draft", "approved"),
        (decisions.discard, ["wrong"], "draft", "superseded"),
        (decisions.discard, ["wrong"], "approved", "superseded"),
        (decisions.discard, ["wrong"], "deferred", "superseded"),
        (decisions.discard, ["it bounced"], "refused", "superseded"),
        (decisions.discard, ["the log says that it never left"], "unknown", "superseded"),
        (decisions.resend, [], "unknown", "approved"),
        (decisions.resend, [], "refused", "approved"),
        (decisions.accept, [], "unknown", "sent"),
    ],
)
def test_what_may_be_decided(
    outbox: Outbox, what: Callable[..., list[Change]], more: list[str], before: str, after: str
) -> None:
    """It is in the history with who made it, and stands where the attempt did; the bytes stay as they were."""
    fill(outbox, "a", approved=False)
    put(outbox, before)
    outbox.database.execute("UPDATE messages SET outcome = 'unknown: 74'")
    content = outbox.message(KEY).content

    decide(what, outbox, *more)
    kept = outbox.message(KEY)
    (past,) = outbox.history(kept.id)

    assert (kept.state, kept.content) == (after, content)
    assert (past.old, past.new, past.who, past.at) == (before, after, "Sam", NOW)
    assert kept.outcome == ("" if after == "approved" else past.reason)


@pytest.mark.parametrize(
    ("what", "more", "states_"),
    [
        (decisions.approve, [], ["approved", "sending", "sent", "refused", "deferred", "unknown", "superseded"]),
        (decisions.discard, ["wrong"], ["sending", "sent", "superseded"]),
        (decisions.resend, [], ["draft", "approved", "sending", "sent", "deferred", "superseded"]),
        (decisions.accept, [], ["draft", "approved", "sending", "sent", "refused", "deferred", "superseded"]),
    ],
)
def test_what_may_not_be_decided(
    outbox: Outbox, what: Callable[..., list[Change]], more: list[str], states_: list[str]
) -> None:
    """The message stays as it is, and its key is named."""
    fill(outbox, "a", approved=False)
    for state in states_:
        put(outbox, state)
        with pytest.raises(InputError, match=f"^{KEY} is {state}; "):
            decide(what, outbox, *more)
        assert states(outbox) == {"a": state}


def test_words_that_a_rule_holds_are_not_approved(outbox: Outbox) -> None:
    """Not before they are changed, or allowed with a reason."""
    with outbox.transaction():
        outbox.keep(replace(MESSAGE, account="a"), to_bytes(MESSAGE, NOW), "facts", NOW, held="own/blame")

    with pytest.raises(InputError, match="is held by the rules of tone: own/blame; "):
        decide(decisions.approve, outbox)


def test_words_whose_time_has_passed_are_not_approved(outbox: Outbox) -> None:
    """They promise 15:00, and it is 15:01."""
    fill(outbox, "a", approved=False)

    with pytest.raises(InputError, match="promises a time that has passed"):
        decisions.approve(outbox, [outbox.message(KEY)], "Sam", at(61))


@pytest.mark.parametrize(
    ("state", "minutes", "overtaken", "why"),
    [
        ("unknown", 61, False, "promises a time that has passed; what is new goes out by itself, and if it may have"),
        ("unknown", 9, True, "has been overtaken by a newer message; what is new goes out by itself, and if it may"),
        ("refused", 61, False, "promises a time that has passed; what is new goes out by itself, and outagecomms"),
        ("refused", 9, True, "has been overtaken by a newer message; what is new goes out by itself, and outagecomms"),
    ],
)
def test_what_no_longer_holds_is_not_sent_again(
    outbox: Outbox, state: str, minutes: float, why: str, *, overtaken: bool
) -> None:
    """The words are old or wrong by now; it stays as it is, and the next step is named."""
    fill(outbox, "a")
    put(outbox, state)
    message = outbox.message(KEY)

    with pytest.raises(InputError, match=f"^{KEY} {why}"):
        decisions.resend(outbox, [message], "Sam", at(minutes), {message.id} if overtaken else ())

    assert states(outbox) == {"a": state}


def test_a_correction_whose_time_has_passed_is_written_anew(outbox: Outbox) -> None:
    fill(outbox, "a")
    put(outbox, "refused")
    message = replace(outbox.message(KEY), kind="correction")
    why = "promises a time that has passed; 'outagecomms tick' writes it anew"
    assert decisions.too_late(message, (), at(61)) == why
    assert decisions.too_late(message, (), at(9)) == ""


def in_doubt(outbox: Outbox) -> None:
    """It was sent, nobody knows what became of it, and a person said to send it again."""
    fill(outbox, "a")
    outbox.change([Change(outbox.message(KEY).id, "approved", "sending", "attempt 1")], "run", NOW)
    outbox.change([Change(outbox.message(KEY).id, "sending", "unknown", "lost")], "run", NOW)
    decide(decisions.resend, outbox)


def test_what_may_have_arrived_keeps_its_words(outbox: Outbox) -> None:
    """Other words under the same Message-ID would be taken for the first mail: they are not kept."""
    in_doubt(outbox)
    before = outbox.message(KEY)
    other = replace(MESSAGE, account="a", recipient="ines@a.example", body="Other words.")
    with outbox.transaction():
        assert outbox.keep(other, to_bytes(other, NOW), "other facts", NOW) == "same"

    assert outbox.message(KEY) == before
    assert outbox.in_doubt("checkout") == {before.id}


def test_what_may_have_arrived_is_unknown_again_when_its_time_has_passed(outbox: Outbox, tmp_path: Path) -> None:
    """And no draft, which would be written anew."""
    in_doubt(outbox)
    with claims(outbox, tmp_path) as run:
        assert run.turn([], 5, at(61)) == []

    kept = outbox.message(KEY)
    assert (kept.state, kept.outcome) == ("unknown", "the time that it promises has passed before it was sent again")


def test_words_for_everyone_are_posted_by_hand(outbox: Outbox) -> None:
    """They have no address: they cannot be approved, and count as said once a person has posted them."""
    with outbox.transaction():
        outbox.keep(replace(MESSAGE, account="a", recipient=""), to_bytes(MESSAGE, NOW), "facts", NOW)
    with pytest.raises(InputError, match="has no address"):
        decide(decisions.approve, outbox)

    decisions.accept(outbox, [outbox.message(KEY)], "Sam", at(9))

    assert [(said.kind, said.at) for said in outbox.said("checkout")] == [("update", at(9))]
    assert outbox.message(KEY).outcome == "posted by hand"


def test_what_is_accepted_was_said_when_it_was_tried(outbox: Outbox) -> None:
    """Not when a person found out."""
    fill(outbox, "a")
    put(outbox, "unknown")
    decisions.accept(outbox, [outbox.message(KEY)], "Sam", at(50))

    assert [said.at for said in outbox.said("checkout")] == [NOW]


def test_all_or_none(outbox: Outbox) -> None:
    """One key that will not do, and nothing is decided."""
    fill(outbox, "a", "b", approved=False)
    outbox.database.execute("UPDATE messages SET state = 'sent' WHERE account = 'b'")

    with pytest.raises(InputError):
        decisions.approve(outbox, list(outbox.messages()), "Sam", NOW)

    assert states(outbox) == {"a": "draft", "b": "sent"}
