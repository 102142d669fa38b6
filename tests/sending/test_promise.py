"""What the README promises of sending, clause by clause, as another connection to the outbox sees it meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import at
from delivery.scripted import DROP, Answer, Scripted
from outagecomms.errors import InputError
from outagecomms.outbox import decisions
from outagecomms.outbox.store import Outbox

from .test_send import by, ready, sent

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.outbox.store import Kept
    from outagecomms.workspace import Workspace


def kept(place: Workspace) -> list[Kept]:
    """The messages, as somebody else sees them."""
    with Outbox(place.outbox) as outbox:
        return list(outbox.messages())


class Watching(Scripted):
    """A server that looks into the sender's outbox before each word that it says."""

    def watch(self, place: Workspace) -> None:
        self.place = place
        self.seen: dict[str, list[Kept]] = {}

    def _answer(self, verb: str) -> bytes:
        self.seen.setdefault(verb, kept(self.place))
        return super()._answer(verb)


def test_it_is_written_down_completely_before_a_connection_opens(tmp_path: Path) -> None:
    """When the server has heard nothing yet but that somebody is there, it holds the very bytes that follow."""
    with Watching() as server:
        place = ready(tmp_path, by(server), 1)
        server.watch(place)
        sent(place)

    (message,) = server.seen["HELLO"]
    assert message.state == "approved"
    assert message.content + b".\r\n" == server.received[0]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "END"])
def test_it_is_being_sent_for_everyone_before_the_first_word_of_it(tmp_path: Path, verb: str) -> None:
    """So that no other run can begin with it, and a run that dies here leaves behind what it was doing."""
    with Watching() as server:
        place = ready(tmp_path, by(server), 1)
        server.watch(place)
        sent(place)

    (message,) = server.seen[verb]
    assert message.state == "sending"
    assert message.content + b".\r\n" == server.received[0]


@pytest.mark.parametrize(
    ("verb", "answer", "told"),
    [
        ("END", b"250 queued\r\n", True),  # yes
        ("END", (b"250 queued\r\n", DROP), True),  # yes, whatever follows
        ("MAIL", b"550 no\r\n", False),  # no, at each step
        ("RCPT", b"550 no\r\n", False),
        ("RCPT", b"252 perhaps\r\n", False),  # neither yes nor no
        ("DATA", b"451 later\r\n", False),
        ("END", b"451 later\r\n", False),
        ("END", b"554 no\r\n", False),
        ("END", DROP, False),  # no answer
        ("END", b"hello\r\n", False),  # no answer that means anything
    ],
)
def test_nobody_is_marked_told_unless_the_server_accepted_it(
    tmp_path: Path, verb: str, answer: Answer, *, told: bool
) -> None:
    """For them: each transaction has one recipient."""
    with Scripted({verb: answer}) as server:
        place = ready(tmp_path, by(server), 1)
        sent(place)

    assert [message.state == "sent" for message in kept(place)] == [told]


def test_an_outcome_that_cannot_be_known_is_unknown_and_needs_a_person(tmp_path: Path) -> None:
    """All of it was sent, and the server hung up instead of answering; the other reader's mail goes out."""
    with Scripted({"END": [DROP, b"250 ok\r\n"]}) as server:
        place = ready(tmp_path, by(server), 2)
        assert sent(place).needs_person

    assert sorted(message.state for message in kept(place)) == ["sent", "unknown"]


def test_nothing_unknown_is_sent_again_until_a_person_says_so_and_then_as_it_was(tmp_path: Path) -> None:
    """Three more runs say nothing of it; after `resend` the same bytes come, with the same Message-ID."""
    with Scripted({"END": [DROP, b"250 ok\r\n"]}) as server:
        place = ready(tmp_path, by(server), 1)
        sent(place)
        for minutes in (7, 8, 9):
            assert sent(place, minutes).needs_person
        assert len(server.received) == 1

        with Outbox(place.outbox) as outbox:
            decisions.resend(outbox, list(outbox.messages()), "Sam", at(10))
        assert not sent(place, 11).needs_person

    first, second = server.received
    assert first == second
    assert b"\r\nMessage-ID: <u1." in first
    assert [message.state for message in kept(place)] == ["sent"]


def test_what_a_person_says_arrived_is_never_sent_again(tmp_path: Path) -> None:
    """After `accept` it counts as sent, and it cannot be sent again even on request."""
    with Scripted({"END": DROP}) as server:
        place = ready(tmp_path, by(server), 1)
        sent(place)
        with Outbox(place.outbox) as outbox:
            decisions.accept(outbox, list(outbox.messages()), "Sam", at(10))
            with pytest.raises(InputError, match="only what is unknown or refused"):
                decisions.resend(outbox, list(outbox.messages()), "Sam", at(10))
        assert not sent(place, 11).needs_person

    assert len(server.received) == 1
