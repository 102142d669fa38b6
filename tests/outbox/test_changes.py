"""Changes of state: many in one statement, each only once, and never off the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outagecomms.outbox.changes import Change

from .test_claims import NOW, fill, states

if TYPE_CHECKING:
    from outagecomms.outbox.states import State
    from outagecomms.outbox.store import Outbox


def change(outbox: Outbox, *wanted: tuple[str, State, State], **only: str) -> list[str]:
    """Make the changes, each an account, its old and its new state; whose were made."""
    keys = {message.account: message.id for message in outbox.messages()}
    changes = [Change(keys[account], old, new, f"{old} no more", **only) for account, old, new in wanted]  # type: ignore[arg-type]  # from the tests
    with outbox.transaction():
        return [each.key.account for each in outbox.change(changes, "Sam", NOW)]


def test_only_what_is_as_it_was_thought_to_be_changes(outbox: Outbox) -> None:
    """Of four changes in two kinds, the two whose message was in the old state."""
    fill(outbox, "a", "b", "c", "d", approved=False)
    change(outbox, ("b", "draft", "superseded"), ("d", "draft", "approved"))

    made = change(
        outbox,
        ("a", "draft", "approved"),
        ("b", "draft", "approved"),
        ("c", "approved", "sending"),
        ("d", "approved", "sending"),
    )

    assert made == ["a", "d"]
    assert states(outbox) == {"a": "approved", "b": "superseded", "c": "draft", "d": "sending"}


def test_a_message_named_twice_changes_once(outbox: Outbox) -> None:
    """And has one line in its history."""
    fill(outbox, "a", approved=False)

    assert change(outbox, ("a", "draft", "approved"), ("a", "draft", "approved")) == ["a"]
    assert len(outbox.history(outbox.message("checkout/update/1/a").id)) == 1


@pytest.mark.parametrize(
    ("only", "made"),
    [
        ({}, ["a"]),
        ({"claim": ""}, ["a"]),  # nobody holds it
        ({"claim": "another run"}, []),
        ({"words": "another hash"}, []),
        ({"claim": "", "words": "another hash"}, []),
    ],
)
def test_a_change_may_ask_for_more(outbox: Outbox, only: dict[str, str], made: list[str]) -> None:
    """Whose message it is, and what it says."""
    fill(outbox, "a", approved=False)

    assert change(outbox, ("a", "draft", "approved"), **only) == made


def test_many_change_at_once(outbox: Outbox) -> None:
    """More than one statement takes; each with its own line."""
    names = [f"c{number:03}" for number in range(450)]
    fill(outbox, *names, approved=False)

    assert change(outbox, *((name, "draft", "approved") for name in names)) == names
    assert set(states(outbox).values()) == {"approved"}
    assert outbox.database.execute("SELECT COUNT(*), MIN(reason) FROM history").fetchone() == (450, "draft no more")


def test_no_message_goes_off_the_table(outbox: Outbox) -> None:
    """Nothing that was sent becomes anything else; then none of the changes is made."""
    fill(outbox, "a", "b", approved=False)

    with pytest.raises(ValueError, match="no message goes from sent to draft"):
        change(outbox, ("a", "draft", "approved"), ("b", "sent", "draft"))
    assert states(outbox) == {"a": "draft", "b": "draft"}
