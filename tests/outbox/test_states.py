"""The table of transitions is what the promise rests on: each of its rows, and none besides."""

from __future__ import annotations

import pytest

from outagecomms.outbox.states import STATES, TRANSITIONS


def test_nothing_is_sent_without_having_been_approved_and_tried() -> None:
    """The ways to `sent`: accepted by the server, or a person says so."""
    assert {old for old, new in TRANSITIONS if new == "sent"} == {"sending", "unknown", "draft"}
    assert {old for old, new in TRANSITIONS if new == "sending"} == {"approved", "deferred"}


def test_what_was_told_stays_so_and_what_was_taken_back_must_be_read_again() -> None:
    """Nothing leads away from `sent`, and from `superseded` only the way of a new draft."""
    assert {old for old, _ in TRANSITIONS} == set(STATES) - {"sent"}
    assert {new for old, new in TRANSITIONS if old == "superseded"} == {"draft"}


def test_what_may_have_been_sent_is_never_taken_up_again_by_itself() -> None:
    """From unknown leads no way to sending but through a person's yes, and none to other words."""
    assert {new for old, new in TRANSITIONS if old == "unknown"} == {"approved", "sent", "superseded"}


@pytest.mark.parametrize("transition", TRANSITIONS)
def test_each_row_has_its_reason(transition: tuple[str, str]) -> None:
    """A sentence for whoever reads the table."""
    assert TRANSITIONS[transition]  # type: ignore[index]
    assert set(transition) <= set(STATES)
