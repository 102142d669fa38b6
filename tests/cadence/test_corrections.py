"""Whom a correction is for, and what everybody else gets in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outagecomms.cadence.corrections import addressed, word_of
from outagecomms.cadence.plan import plan
from outagecomms.incident.model import Channel

from .conftest import account, at, entry, incident, policy

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.incident.model import Incident, Update

# kind, sequence, and whether its words are wanted
Told = list[tuple[str, int, bool]]


def _told(of: Incident, got: dict[int, set[str]], minutes: float) -> dict[str, Told]:
    """What each reader was and is told, of what the log says."""
    told: dict[str, Told] = {}
    for planned in addressed(plan(of, policy(), [], at(minutes)), of, lambda number: got.get(number, set()), at(31)):
        if planned.state == "past":
            told.setdefault(planned.account.id, []).append((planned.kind, planned.sequence, planned.write))
    return told


@pytest.mark.parametrize(
    ("log", "got", "a", "b"),
    [
        # one of two got the mistake: the other hears what is true as news
        (
            [entry(5), entry(8, corrects=1)], {1: {"a"}},
            [("update", 1, False), ("correction", 2, True)],
            [("update", 1, False), ("update", 2, True)],
        ),
        # nobody did: it is news to both
        (
            [entry(5), entry(8, corrects=1)], {},
            [("update", 1, False), ("update", 2, True)],
            [("update", 1, False), ("update", 2, True)],
        ),
        # the good news was wrong: who has not had it gets it as it is true, and never as it was
        (
            [entry(5), entry(8, "resolved"), entry(10, "resolved", corrects=2)], {1: {"a", "b"}, 2: {"a"}},
            [("update", 1, False), ("resolved", 2, True), ("correction", 3, True)],
            [("update", 1, False), ("resolved", 2, False), ("resolved", 3, True)],
        ),
        # after the end, who never got what was wrong before it needs nothing but the end
        (
            [entry(5), entry(8, "resolved"), entry(10, "resolved", corrects=1)], {1: {"a"}, 2: {"a", "b"}},
            [("update", 1, False), ("resolved", 2, True), ("correction", 3, True)],
            [("update", 1, False), ("resolved", 2, True)],
        ),
        # a correction that was wrong as well, and that one of those whom it was for never got
        (
            [entry(5), entry(8, corrects=1), entry(9, corrects=2)], {1: {"a", "b"}, 2: {"a"}},
            [("update", 1, False), ("correction", 2, True), ("correction", 3, True)],
            [("update", 1, False), ("correction", 2, False), ("update", 3, True)],
        ),
        # news after it: who got the mistake is still put right, to everybody else the correction is old news
        (
            [entry(5), entry(8, corrects=1), entry(10)], {1: {"a"}},
            [("update", 1, False), ("correction", 2, True), ("update", 3, True)],
            [("update", 1, False), ("update", 2, False), ("update", 3, True)],
        ),
        # the end after it: nobody learns for the first time that it goes on when it is over
        (
            [entry(5), entry(8, corrects=1), entry(10, "resolved")], {1: {"a"}},
            [("update", 1, False), ("correction", 2, True), ("resolved", 3, True)],
            [("update", 1, False), ("update", 2, False), ("resolved", 3, True)],
        ),
    ],
)  # fmt: skip
def test_what_each_reader_is_told(log: list[Update], got: dict[int, set[str]], a: Told, b: Told) -> None:
    told = _told(incident(*log, accounts=[account("a"), account("b")]), got, 11)
    assert told == {"a": a, "b": b}


@pytest.mark.parametrize(
    ("log", "got", "minutes", "wanted"),
    [
        # its own time holds, and newer news changes nothing
        ([entry(5), entry(8, corrects=1, promise=20), entry(9)], {1: {"a"}}, 20, at(20)),
        # that time has passed, and who believes what is wrong has not had it
        ([entry(5), entry(8, corrects=1, promise=20), entry(9)], {1: {"a"}}, 21, at(50)),
        # they have
        ([entry(5), entry(8, corrects=1, promise=20), entry(9)], {1: {"a"}, 2: {"a"}}, 21, None),
        # it was wrong itself, and the next one takes its place
        ([entry(5), entry(8, corrects=1, promise=20), entry(9, corrects=2)], {1: {"a"}}, 21, None),
        # to who never got the mistake newer news says enough
        ([entry(5), entry(8, corrects=1, promise=20), entry(9)], {}, 21, None),
    ],
)
def test_a_correction_stays_owed_to_who_got_the_mistake(
    log: list[Update], got: dict[int, set[str]], minutes: float, wanted: datetime | None
) -> None:
    """With the next time that everybody hears from us."""
    of = incident(*log, accounts=[account("a")])
    found = addressed(plan(of, policy(), [], at(minutes)), of, lambda number: got.get(number, set()), at(50))
    promised = [planned.next_update for planned in found if planned.sequence == 2 and planned.write]
    assert promised == ([wanted] if wanted else [])


def test_a_correction_after_the_end_stays_owed() -> None:
    """However late: the letters after it do not say that something was wrong."""
    of = incident(entry(5), entry(8, "resolved"), entry(10, "resolved", corrects=1), accounts=[account("a")])
    found = addressed(plan(of, policy(), [], at(3 * 24 * 60)), of, lambda number: {"a"} if number < 3 else set(), None)
    assert [(p.kind, p.next_update) for p in found if p.sequence == 3 and p.write] == [("correction", None)]


def test_what_follows_a_correction_from_the_facts_alone_is_for_everybody() -> None:
    """It has the correction's number, and is due later."""
    of = incident(entry(5), entry(8, corrects=1, promise=20), accounts=[account("a"), account("b")])
    found = addressed(plan(of, policy(), [], at(19)), of, lambda _: {"a"}, None)
    holding = [planned.account.id for planned in found if (planned.kind, planned.sequence) == ("holding", 2)]
    assert holding == ["a", "b"]


def test_a_channel_gets_no_kind_that_is_not_for_it() -> None:
    """In the place of a correction, no more than of any other."""
    log = entry(5), entry(8, "resolved"), entry(10, "resolved", corrects=2)
    channels = [
        Channel.called("ends", ["correction", "resolved"], "en"),
        Channel.called("no-ends", ["correction"], "en"),
    ]
    told = _told(incident(*log, accounts=[account("a")]).told_in(channels), {2: {"a"}}, 11)
    assert told["channel.ends"] == [("resolved", 2, False), ("resolved", 3, True)]
    assert "channel.no-ends" not in told


@pytest.mark.parametrize(
    ("kind", "sequence", "word"),
    [
        ("correction", 2, "correction"),
        # it is news to who never got the mistake
        ("update", 2, "correction"),
        ("resolved", 2, "correction"),
        # nothing new since the correction
        ("holding", 2, "holding"),
        ("late", 2, "late"),
        # an entry that corrects nothing, the first contact from the facts alone, and an entry that is owed
        ("update", 1, "update"),
        ("update", 0, "update"),
        ("update", 3, "update"),
        # to one reader, numbered in another way
        ("reply", 2, "reply"),
    ],
)
def test_the_word_that_a_message_is(kind: str, sequence: int, word: str) -> None:
    assert word_of(incident(entry(5), entry(8, corrects=1)), kind, sequence) == (word, sequence)
