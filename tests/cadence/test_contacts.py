"""The days on which a reader was to hear from us after the fix: kept, late, missed, or no longer owed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from builders import account, at, incident, said_to_us, update
from outagecomms.cadence.aftercare import Aftercare
from outagecomms.cadence.contacts import Contacts
from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import Said
from outagecomms.incident.model import Satisfaction

if TYPE_CHECKING:
    from outagecomms.incident.model import Account

DAY = 24 * 60
KEY = account(tier="key")
OVER = [update(5), update(60, None, "resolved")]  # on Sunday: the first letter is owed on Monday 23 November
SIXTY = datetime(2027, 1, 21, 10, tzinfo=UTC)
FIRST = Said("followup", 1, "acme", at(0.9 * DAY), SIXTY)
LAST = 70 * DAY


def _yes(minutes: float) -> Satisfaction:
    return Satisfaction(account="acme", at=at(minutes), satisfied=True)


def _days(whom: Account, said: list[Said], minutes: float, **facts: Any) -> list[tuple[str, str, str]]:
    """The days that *whom* was given, for what, and what had become of each by then."""
    of, now = incident(*OVER, accounts=[whom]).model_copy(update=facts), at(minutes)
    care = Aftercare(of, policy_for("sev1", [], zone="UTC", outreach_tiers=["key"]), now)
    return [
        (
            each.day.isoformat(), "call" if each.is_call else "letter",
            "late" if each.is_late else "missed" if each.is_missed(now) else "kept" if each.came else "open",
        )
        for each in Contacts(of, said, care).of(whom)
    ]  # fmt: skip


MONDAY, SIXTIETH = "2026-11-23", "2027-01-21"


@pytest.mark.parametrize(
    ("whom", "said", "days", "expected"),
    [
        # the good news said when the leader writes: to come, kept, late, missed, and long forgotten
        (account(), [], 0.5, [(MONDAY, "letter", "open")]),
        (account(), [FIRST], 1, [(MONDAY, "letter", "kept"), (SIXTIETH, "letter", "open")]),
        (account(), [], 2, [(MONDAY, "letter", "missed")]),
        (account(), [Said("followup", 1, "acme", at(4 * DAY), None)], 5, [(MONDAY, "letter", "late")]),
        (account(), [], 70, []),
        # who is called was invited as well, and waits for both
        (
            KEY, [FIRST], 70,
            [(MONDAY, "letter", "kept"), (SIXTIETH, "letter", "missed"), (SIXTIETH, "call", "missed")],
        ),
        # the next letter came on its day, or long after it; nobody called
        (
            KEY, [FIRST, Said("followup", 2, "acme", at(60 * DAY), None)], 70,
            [(MONDAY, "letter", "kept"), (SIXTIETH, "letter", "kept"), (SIXTIETH, "call", "missed")],
        ),
        (
            account(), [FIRST, Said("followup", 2, "acme", at(85 * DAY), None)], 90,
            [(MONDAY, "letter", "kept"), (SIXTIETH, "letter", "late")],
        ),
    ],
)  # fmt: skip
def test_what_letters_announced(
    whom: Account, said: list[Said], days: float, expected: list[tuple[str, str, str]]
) -> None:
    assert _days(whom, said, days * DAY) == sorted(expected, key=lambda each: (each[0], each[1] == "call"))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # they said yes before that day, or it came back: nobody waits for it any more
        ({"satisfaction": [_yes(30 * DAY)]}, []),
        ({"updates": [*OVER, update(30 * DAY), update(30 * DAY + 60, None, "resolved")]}, []),
        # they said yes on that day, before it was over; after it
        ({"satisfaction": [_yes(60.2 * DAY)]}, []),
        (
            {"satisfaction": [_yes(62 * DAY)]},
            [(SIXTIETH, "letter", "missed"), (SIXTIETH, "call", "late")],
        ),
        # we called on that day
        (
            {"conversations": [said_to_us(2), said_to_us(60 * DAY, we_called=True)]},
            [(SIXTIETH, "letter", "kept"), (SIXTIETH, "call", "kept")],
        ),
    ],
)
def test_what_came_between(facts: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert [each for each in _days(KEY, [FIRST], LAST, **facts) if each[0] == SIXTIETH] == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # nobody called; we did on the day; we did two days later
        ([said_to_us(90, follow_up=date(2026, 11, 26))], [("2026-11-26", "call", "missed")]),
        (
            [said_to_us(90, follow_up=date(2026, 11, 26)), said_to_us(4 * DAY, we_called=True)],
            [("2026-11-26", "call", "kept")],
        ),
        (
            [said_to_us(90, follow_up=date(2026, 11, 26)), said_to_us(6 * DAY, we_called=True)],
            [("2026-11-26", "call", "late")],
        ),
        # it gave way to another day before it came
        (
            [said_to_us(90, follow_up=date(2026, 11, 26)), said_to_us(2 * DAY, follow_up=date(2026, 11, 30))],
            [("2026-11-30", "call", "missed")],
        ),
        # another day was agreed when it had passed
        (
            [said_to_us(90, follow_up=date(2026, 11, 26)), said_to_us(6 * DAY, follow_up=date(2026, 11, 30))],
            [("2026-11-26", "call", "late"), ("2026-11-30", "call", "missed")],
        ),
    ],
)
def test_what_was_agreed(given: list[Any], expected: list[tuple[str, str, str]]) -> None:
    assert [each for each in _days(KEY, [], LAST, conversations=given) if each[1] == "call"] == expected
