"""A message's identity: the same wherever it is written, another for every reader, and no address in it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import account, at, incident, letter, letters, question, update
from outagecomms.cadence.promises import KINDS
from outagecomms.compose.message import message_id, thread_id
from outagecomms.outbox.key import parse

IDENTIFIERS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,63}", fullmatch=True)
IDENTITY = ("checkout", "update", 2, "acme", "example.com")


def test_the_key_is_the_identity() -> None:
    message = letter(incident(update(5)), 6)
    assert message.key == "checkout/update/1/acme"
    assert parse(message.key) == (message.incident, message.kind, message.sequence, message.account)


def test_ids_are_what_they_were_in_the_first_release() -> None:
    """A change here would break the threads of incidents that are open while a team updates the program."""
    assert message_id(*IDENTITY) == "<u2.3494e23c164a90c2fbff@example.com>"
    assert thread_id("checkout", "acme", "example.com") == "<thread.3494e23c164a90c2fbff@example.com>"


def test_ids_do_not_depend_on_the_process() -> None:
    program = f"from outagecomms.compose.message import message_id; print(message_id(*{IDENTITY!r}))"
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    assert runs == [message_id(*IDENTITY)] * 2


@pytest.mark.parametrize(
    "other",
    [
        ("billing", "update", 2, "acme", "example.com"),  # another incident
        ("checkout", "late", 2, "acme", "example.com"),  # another kind
        ("checkout", "update", 3, "acme", "example.com"),  # another sequence
        ("checkout", "update", 2, "globex", "example.com"),  # another reader
        ("checkout", "update", 2, "acme", "example.org"),  # another signer's domain
    ],
)
def test_a_different_message_has_a_different_id(other: tuple[str, str, int, str, str]) -> None:
    assert message_id(*other) != message_id(*IDENTITY)


def test_every_kind_has_its_own_ids() -> None:
    assert len({message_id("checkout", kind, 1, "acme", "example.com") for kind in KINDS}) == len(KINDS)


@given(IDENTIFIERS, st.sampled_from(KINDS), st.integers(1, 999), IDENTIFIERS)
def test_an_id_is_short_and_plain(incident_id: str, kind: str, sequence: int, reader: str) -> None:
    """It never has to be folded before a domain of 40 characters, and names nobody."""
    made = message_id(incident_id, kind, sequence, reader, "d" * 40)
    assert len(made) < 78
    assert made.isascii()
    assert made.startswith("<")
    assert made.endswith(">")
    assert not set(made[1:-1]) & set(' <>()[]:;,\\"')
    assert made.count("@") == 1


@given(st.tuples(IDENTIFIERS, IDENTIFIERS), st.tuples(IDENTIFIERS, IDENTIFIERS))
def test_no_two_threads_meet(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert (thread_id(*one, "d") == thread_id(*other, "d")) == (one == other)


def test_no_address_of_a_reader_is_in_an_id() -> None:
    message = letter(incident(update(5), accounts=[account(email="ines.duarte@secret.example")]), 6)
    for part in ("ines", "duarte", "secret"):
        assert part not in message.message_id + message.in_reply_to + "".join(message.references)


def test_all_messages_of_an_incident_to_a_reader_are_one_thread() -> None:
    """Whoever signs them, even from another domain: they all refer to the leader's thread."""
    readers = [account("acme", tier="key"), account("globex")]
    liaison = {"name": "Sam", "role": "Liaison", "email": "sam@mail.example.net"}
    case = incident(update(5, "A."), accounts=readers, liaison=liaison, parked=[question(6)])
    written = letters(case, 8) + letters(case, 8, "outreach")
    threads = {(m.account, m.references) for m in written}
    assert threads == {(r.id, (thread_id("checkout", r.id, "example.com"),)) for r in readers}
    assert {m.in_reply_to for m in written} == {thread_id("checkout", r.id, "example.com") for r in readers}
    assert {m.message_id.rpartition("@")[2] for m in written} == {"mail.example.net>", "example.com>"}


def test_a_correction_answers_the_message_that_it_corrects() -> None:
    case = incident(update(5, "A."), update(20, "B."), update(22, "Not B.", corrects=2))
    wrong, right = letter(case, 23, "update", sequence=2), letter(case, 23, "correction")
    assert right.in_reply_to == wrong.message_id
    assert right.references == (*wrong.references, wrong.message_id)


def test_a_correction_of_a_late_message_answers_the_late_message() -> None:
    case = incident(
        update(5, "A.", next_update=at(20)), update(30, "B.", next_update=at(60)), update(32, "Not B.", corrects=2)
    )
    assert letter(case, 33, "correction").in_reply_to == letter(case, 33, "late", sequence=2).message_id
