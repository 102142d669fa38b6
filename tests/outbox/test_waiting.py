"""What waits, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import ACME, FACTS, a_workspace, at
from outagecomms.drafting import tick
from outagecomms.outbox.store import Outbox
from outagecomms.outbox.waiting import Counts, Sort, Waiting
from outagecomms.outbox.waiting import counts as counted

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("counts", "waiting", "words"),
    [
        ({}, Waiting(), ""),
        ({Sort("draft", at(20)): 3}, Waiting(drafts=3), "3 to approve"),
        (
            {Sort("draft", at(20)): 1, Sort("draft", at(20), held=True): 2},
            Waiting(drafts=3, held=2),
            "1 to approve, 2 held",
        ),
        ({Sort("draft", at(20), held=True): 2}, Waiting(drafts=2, held=2), "2 held"),
        ({Sort("approved", at(20)): 1, Sort("deferred", at(20), held=True): 2}, Waiting(to_send=3), "3 to send"),
        (
            {Sort("unknown", at(5)): 1, Sort("refused", at(20)): 2},
            Waiting(unknown=1, refused=2),
            "1 unknown, 2 refused",
        ),
        # nobody wants refused words that hold no more
        ({Sort("refused", at(19)): 2, Sort("refused", None): 1}, Waiting(), ""),
        # what promises a time that has passed is written anew, not approved
        ({Sort("draft", at(19)): 2, Sort("draft", None): 1}, Waiting(drafts=3, stale=3), "3 stale: tick"),
        (
            {Sort("draft", at(19)): 2, Sort("draft", at(30)): 1},
            Waiting(3, stale=2),
            "1 to approve, 2 stale: tick",
        ),
        ({Sort("draft", at(19), held=True): 2}, Waiting(drafts=2, held=2), "2 held"),
        # nobody's yes lets words go that have no address, whatever time they promise
        (
            {Sort("draft", at(19), by_hand=True): 1, Sort("draft", at(30)): 2},
            Waiting(drafts=3, by_hand=1),
            "2 to approve, 1 to post",
        ),
        ({Sort("draft", at(30), held=True, by_hand=True): 1}, Waiting(drafts=1, held=1), "1 held"),
    ],
)
def test_what_waits(counts: Counts, waiting: Waiting, words: str) -> None:
    found = Waiting.counted(counts, at(19))
    assert (found, found.words()) == (waiting, words)


@pytest.mark.parametrize(
    ("kind", "outcome", "count"),
    [
        ("correction", "552", 1),  # nothing else tells its reader that what they believe is wrong
        ("correction", "do not contact", 0),
        ("update", "552", 0),
    ],
)
def test_a_refused_correction_is_wanted_though_its_time_has_passed(
    tmp_path: Path, kind: str, outcome: str, count: int
) -> None:
    place = a_workspace(tmp_path, mails=FACTS + ACME)
    tick.tick([tmp_path], at(6))
    with Outbox(place.outbox) as outbox:
        outbox.database.execute("UPDATE messages SET state = 'refused', kind = ?, outcome = ?", (kind, outcome))
        found = counted(outbox.database).get("mails", {})
        assert Waiting.counted(found, at(60)).refused == count
        assert sum(outbox.refused(at(60)).values()) == count


def test_what_waits_is_counted_by_incident(tmp_path: Path) -> None:
    """Words that nobody can be mailed are to be posted; what has left waits for nobody."""
    place = a_workspace(tmp_path, mails=FACTS + ACME, posts=FACTS, later=FACTS.replace("14:00", "14:30"))
    tick.tick([tmp_path], at(6))
    with Outbox(place.outbox) as outbox:
        found = {incident: Waiting.counted(each, at(7)) for incident, each in counted(outbox.database).items()}
    assert found == {"mails": Waiting(drafts=1), "posts": Waiting(drafts=1, by_hand=1)}
