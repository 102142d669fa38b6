"""Which of the planned messages a person means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import account, at, incident, question, said_to_us, update
from outagecomms.cadence.plan import plan
from outagecomms.cadence.policy import policy_for
from outagecomms.drafting.rendering import choose
from outagecomms.errors import InputError

if TYPE_CHECKING:
    from outagecomms.incident.model import Incident

READERS = [account("acme", tier="key"), account("globex")]
OPEN = incident(update(5), update(20), accounts=READERS, parked=[question(6), question(7, "Discount")])
NAMED = incident(
    update(5), update(20), accounts=READERS, conversations=[said_to_us(10, stakeholders=["cfo@acme.example"])]
)
CLOSED = incident(update(5), update(20, status="resolved"), accounts=READERS)


def _chosen(
    of: Incident, minutes: float, kind: str | None = None, reader: str | None = None, sequence: int | None = None
) -> list[str]:
    policy = policy_for(of.severity, [], zone="UTC", outreach_tiers=["key"])
    planned = choose(plan(of, policy, [], at(minutes)), kind, reader, sequence)
    return [f"{p.kind}/{p.sequence}/{p.account.id}" for p in planned]


@pytest.mark.parametrize(
    ("of", "minutes", "kind", "reader", "sequence", "chosen"),
    [
        # Nothing said: whatever is wanted now.
        (OPEN, 21, None, None, None,
         ["update/2/acme", "outreach/1/acme", "reply/1/acme", "reply/2/acme", "update/2/globex"]),
        (OPEN, 21, None, "globex", None, ["update/2/globex"]),
        # A kind: its newest to each account, whose words are wanted or were said.
        (OPEN, 21, "update", None, None, ["update/2/acme", "update/2/globex"]),
        (OPEN, 21, "reply", None, None, ["reply/2/acme"]),
        (CLOSED, 21, "resolved", None, None, ["resolved/2/acme", "resolved/2/globex"]),
        (CLOSED, 61 * 24 * 60, "followup", "acme", None, ["followup/2/acme"]),
        # An account means whom it has named as well; of them each can be meant alone.
        (NAMED, 21, "update", "acme", None, ["update/2/acme", "update/2/acme.1"]),
        (NAMED, 21, "update", "acme.1", None, ["update/2/acme.1"]),
        (NAMED, 21, "outreach", "acme", None, ["outreach/1/acme"]),
        # None was said yet: the first that is planned.
        (CLOSED, 21, "followup", "acme", None, ["followup/1/acme"]),
        (incident(), 1, "update", None, None, ["update/0/acme"]),
        # A sequence: that very message, past or planned.
        (OPEN, 21, "update", "acme", 1, ["update/1/acme"]),
        (OPEN, 21, None, "acme", 1, ["update/1/acme", "outreach/1/acme", "reply/1/acme"]),
        (CLOSED, 21, "followup", "globex", 2, ["followup/2/globex"]),
        (incident(), 1, "update", None, 0, ["update/0/acme"]),
    ],
)  # fmt: skip
def test_what_is_chosen(
    of: Incident, minutes: float, kind: str | None, reader: str | None, sequence: int | None, chosen: list[str]
) -> None:
    assert _chosen(of, minutes, kind, reader, sequence) == chosen


@pytest.mark.parametrize(
    ("kind", "reader", "sequence", "what"),
    [
        (None, None, None, "is wanted now"),
        ("resolved", None, None, "resolved"),
        ("update", "nobody", None, "update to nobody"),
        ("update", "acme", 9, "update 9 to acme"),
        ("late", None, 0, "late 0"),
        (None, "globex", None, "to globex"),
    ],
)
def test_nothing_to_choose(kind: str | None, reader: str | None, sequence: int | None, what: str) -> None:
    with pytest.raises(InputError) as caught:
        _chosen(incident(), 1, kind, reader, sequence)
    assert str(caught.value) == f"no message {what}; 'outagecomms plan' shows what there is"
