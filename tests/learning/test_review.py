"""The internal review, word for word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from builders import ACME, FACTS, a_workspace, at, incident, update
from outagecomms.cadence.promises import Said
from outagecomms.drafting import case
from outagecomms.errors import InputError
from outagecomms.incident.model import Lesson
from outagecomms.learning.review import held, review

if TYPE_CHECKING:
    from pathlib import Path

GLOBEX = ACME.replace("acme", "globex").replace("Acme Retail", "Globex *Ltd*")
LOG = """
[leader]
name = "Dana Reyes"
role = "Chief Technology Officer"
email = "dana@example.com"

[[conversations]]
account = "acme"
at = 2026-11-22T14:06:00Z
said = "Our stores cannot take cards."
impact = "41 stores, about 900 sales an hour."
mood = "angry"
wants = "To know by noon."
stakeholders = ["cfo@acme.example"]
follow_up = 2026-11-24
surprise = true

[[parked]]
account = "acme"
at = 2026-11-22T14:07:00Z
topic = "SLA credit"

[[parked]]
account = "acme"
at = 2026-11-22T14:08:00Z
topic = "the contract"
answer_by = 2026-11-27

[[updates]]
at = 2026-11-22T14:10:00Z
by = "Sam Okafor"
status = "investigating"
text = "A declined card is not charged."
next_step = "We are testing both lines."
next_update = 2026-11-22T14:30:00Z

[[updates]]
at = 2026-11-22T14:41:00Z
by = "Sam Okafor"
status = "identified"
text = "Cards of *one* network fail."
next_update = 2026-11-22T15:00:00Z

[[updates]]
at = 2026-11-22T14:55:00Z
by = "Sam Okafor"
status = "identified"
corrects = 2
text = "Cards of two networks fail."
next_update = 2026-11-22T16:30:00Z

[[updates]]
at = 2026-11-22T16:20:00Z
by = "Sam Okafor"
status = "resolved"
ended = 2026-11-22T16:05:00Z
confirmed = "Every network takes cards."

[[answers]]
account = "acme"
at = 2026-11-23T09:00:00Z
topic = "sla credit"
text = "A month is credited."
by = "Dana Reyes"

[[amends]]
account = "acme"
at = 2026-11-23T09:05:00Z
agreed = "An hour with an engineer"
owner = "Sam Okafor"
due = 2026-12-10

[[satisfaction]]
account = "acme"
at = 2026-11-23T09:10:00Z
satisfied = false
confirmed_by = "Ines Duarte"

[[lessons]]
question = "should-not-have"
text = "We deployed during the sale."
change = "No deploys in sale hours."
owner = "Dana Reyes"
due = 2026-12-01

[[lessons]]
at = 2026-11-23T09:30:00Z
question = "should-have"
text = "We had no second line ready."
change = "The second line is warm at all times."
owner = "Dana Reyes"
due = 2026-11-30

[[done]]
action = "lesson-1"
at = 2026-11-30T08:00:00Z
by = "Dana Reyes"

[[reviews]]
at = 2026-12-01T10:00:00Z
by = "Dana Reyes"
"""
WHOLE = """\
# Review: Card payments are failing

- Incident: checkout, sev1, Checkout
- Leader: Dana Reyes, Chief Technology Officer
- Liaison: Sam Okafor, Customer Liaison
- Began: 2026-11-22 14:00
- Ended: 2026-11-22 16:05, after 2 h 5 min
- First contact: 2026-11-22 14:11, 11 min after it began, 6 min after the target
- Closed: not yet; missing: 1 parked topic answered, 2 accounts satisfied

## Timeline (UTC)

### 2026-11-22

- 14:00 It began. About one in three card payments is declined.
- 14:06 acme, who came to us before we had reached them, told us: “Our stores cannot take cards.”
- 14:07 acme asked what had to wait: SLA credit
- 14:08 acme asked what had to wait: the contract
- 14:10 Update 1 by Sam Okafor, investigating: A declined card is not charged. We are testing both lines. Next by 14:30.
- 14:11 Update 1 went out.
- 14:12 Outreach 1 went out to acme.
- 14:41 Update 2 by Sam Okafor, identified: Cards of \\*one\\* network fail. Next by 15:00.
- 14:55 Update 3 by Sam Okafor, identified, takes back update 2: Cards of two networks fail. Next by 16:30.
- 16:05 It worked again.
- 16:20 Update 4 by Sam Okafor, resolved: Every network takes cards.

### 2026-11-23

- 09:00 The answer to acme was written down: sla credit
- 09:05 Agreed with acme: An hour with an engineer
- 09:10 acme is not satisfied.
- 09:30 lesson-2 was written down: We had no second line ready.
- 10:00 Followup 1 went out to globex, acme.

### 2026-11-30

- 08:00 lesson-1 was done by Dana Reyes.

### 2026-12-01

- 10:00 Review held by Dana Reyes.

## Promises

3 given: 2 kept, 1 late, 0 missed, 0 open.

| Given | Promised for | Came | Outcome |
|---|---|---|---|
| 2026-11-22 14:11 | 2026-11-22 14:30 | 2026-11-22 14:41 | late by 11 min |
| 2026-11-22 14:41 | 2026-11-22 15:00 | 2026-11-22 14:55 | kept |
| 2026-11-22 14:55 | 2026-11-22 16:30 | 2026-11-22 16:20 | kept |

## Surprises

- acme came to us at 2026-11-22 14:06, before we had reached them.

## What they told us

### Acme Retail (acme)

- 2026-11-22 14:06: “Our stores cannot take cards.” (how they felt: angry; what it cost them: 41 stores, about 900 \
sales an hour; what they want: To know by noon; who else: cfo@acme.example; next call: 2026-11-24)
- 2026-11-23 09:10: not satisfied (Ines Duarte)

Not a word from 1 of 2 accounts, which does not make them satisfied: globex

## What had to wait

- acme: SLA credit; answered 2026-11-23 09:00, Dana Reyes: A month is credited.
- acme: the contract; to be answered by 2026-11-27

## What we learned

### What did we do that we should not have done?

- lesson-1: We deployed during the sale. Change: No deploys in sale hours. (Dana Reyes, by 2026-12-01, done 2026-11-30)

### What did we not do that we should have done?

- lesson-2: We had no second line ready. Change: The second line is warm at all times. (Dana Reyes, by 2026-11-30, late)

### What did we learn?

No answer yet.

## Actions still open

- lesson-2: The second line is warm at all times. (Dana Reyes, LATE, due 2026-11-30)
- amends-1 for acme: An hour with an engineer (Sam Okafor, due 2026-12-10)"""

BARE = """\
# Review: Card payments are failing

- Incident: checkout, sev1, Checkout
- Leader: Dana Reyes, Chief Technology Officer
- Liaison: Sam Okafor, Customer Liaison
- Began: 2026-11-22 14:00
- First contact: none yet
- Closed: not yet; missing: resolved, reviewed, 1 account satisfied

## Timeline (UTC)

### 2026-11-22

- 14:00 It began. About one in three card payments is declined.

## Promises

0 given: 0 kept, 0 late, 0 missed, 0 open.

## Surprises

None: nobody had to come to us before we reached them.

## What they told us

Not a word from 1 of 1 accounts, which does not make them satisfied: acme

## What had to wait

Nothing.

## What we learned

### What did we do that we should not have done?

No answer yet.

### What did we not do that we should have done?

No answer yet.

### What did we learn?

No answer yet.

## Actions still open

None."""
SAID = [
    Said("outreach", 1, "acme", at(12), None),
    Said("update", 1, "", at(11), None),
    Said("followup", 1, "acme", at(20 * 60 + 1), None),
    Said("followup", 1, "globex", at(20 * 60), None),
]
COMPLETE = {"text": "We did.", "change": "We test.", "owner": "Dana Reyes", "due": date(2026, 12, 1)}


def _case(folder: Path, text: str) -> case.Case:
    place = a_workspace(folder, checkout=FACTS + text)
    return case.load(place, place.path_of("checkout"))


def test_a_whole_life(tmp_path: Path) -> None:
    """From the log and from what went out: a message to many on one day is one line."""
    known = replace(_case(tmp_path, LOG + ACME + GLOBEX), said=SAID)

    assert review(known, at(12 * 24 * 60)) == WHOLE


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([], "answered 2026-11-23 09:00, Dana Reyes, not told yet: A month is credited."),
        (SAID, "answered 2026-11-23 09:00, Dana Reyes: A month is credited."),  # the letter after it carried it
    ],
)
def test_an_answer_that_nobody_received_is_shown_as_such(tmp_path: Path, said: list[Said], words: str) -> None:
    known = replace(_case(tmp_path, LOG + ACME + GLOBEX), said=said)
    assert f"- acme: SLA credit; {words}\n" in review(known, at(12 * 24 * 60))


@pytest.mark.parametrize(
    ("zone", "words"), [("UTC", "LATE, due 2026-11-22"), ("America/Los_Angeles", "due 2026-11-22")]
)  # fmt: skip
def test_a_day_that_a_customer_was_given_is_over_when_it_is_over_there(tmp_path: Path, zone: str, words: str) -> None:
    amends = '[[amends]]\naccount = "acme"\nat = 2026-11-22T14:05:00Z\nagreed = "A call"\ndue = 2026-11-22\n'
    text = review(_case(tmp_path, f'{ACME}timezone = "{zone}"\n{amends}'), at(11 * 60))  # one in the morning, UTC
    assert text.endswith(f"- amends-1 for acme: A call (nobody named, {words})")


def test_an_outage_of_which_nothing_is_known(tmp_path: Path) -> None:
    """Every section stands, so that a missing one is seen."""
    assert review(_case(tmp_path, ACME), at(5)) == BARE


@pytest.mark.parametrize(
    ("said_at", "words"),
    [
        (5, "2026-11-22 14:05, 5 min after it began, within the target"),  # to the minute
        (6, "2026-11-22 14:06, 6 min after it began, 1 min after the target"),
        (185, "2026-11-22 17:05, 3 h 5 min after it began, 3 h after the target"),
    ],
)
def test_time_to_first_contact(tmp_path: Path, said_at: int, words: str) -> None:
    entry = f'[[updates]]\nat = {at(said_at):%Y-%m-%dT%H:%M:%SZ}\nby = "Sam"\nstatus = "investigating"\ntext = "a"\n'

    assert f"- First contact: {words}\n" in review(_case(tmp_path, ACME + entry), at(600))


def test_an_outage_that_came_back(tmp_path: Path) -> None:
    """It failed for less time than it was open; both ends and the second beginning stand in the timeline."""
    log = """
[[updates]]
at = 2026-11-22T14:30:00Z
by = "Sam"
status = "resolved"
ended = 2026-11-22T14:25:00Z
[[updates]]
at = 2026-11-22T15:00:00Z
by = "Sam"
status = "investigating"
text = "They fail again."
next_update = 2026-11-22T15:30:00Z
began = 2026-11-22T14:50:00Z
[[updates]]
at = 2026-11-22T15:10:00Z
by = "Sam"
status = "resolved"
ended = 2026-11-22T15:08:00Z
[[updates]]
at = 2026-11-22T15:20:00Z
by = "Sam"
status = "resolved"
text = "We wrote the wrong minute."
corrects = 3
ended = 2026-11-22T15:08:00Z
"""
    text = review(_case(tmp_path, ACME + log), at(600))
    assert "- Ended: 2026-11-22 15:08, after 1 h 8 min; it failed for 43 min of that\n" in text
    assert [line for line in text.splitlines() if line[2:7] in ("14:25", "14:50", "15:08")] == [
        "- 14:25 It worked again.", "- 14:50 It failed again.", "- 15:08 It worked again.",
    ]  # fmt: skip


def test_closed(tmp_path: Path) -> None:
    """Resolved, reviewed, all answered, all satisfied; opening it again undoes that."""
    log = """
[[updates]]
at = 2026-11-22T14:10:00Z
by = "Sam"
status = "resolved"
[[satisfaction]]
account = "acme"
at = 2026-11-22T14:11:00Z
satisfied = true
[[reviews]]
at = 2026-11-22T14:12:00Z
by = "Dana Reyes"
"""
    again = '[[updates]]\nat = 2026-11-22T14:13:00Z\nby = "Sam"\nstatus = "investigating"\ntext = "It fails again."\n'

    closed, opened = (review(_case(tmp_path, ACME + text), at(20)) for text in (log, log + again))

    assert "- Closed: yes\n" in closed
    assert "Every account has told us something." in closed
    assert "- Closed: not yet; missing: resolved, reviewed, 1 account satisfied\n" in opened


def test_many_silent_accounts_are_counted(tmp_path: Path) -> None:
    many = "".join(ACME.replace("acme", f"a{number}") for number in range(21))

    text = review(_case(tmp_path, many), at(5))

    silent = ", ".join(f"a{number}" for number in range(20))
    assert f"Not a word from 21 of 21 accounts, which does not make them satisfied: {silent}, …\n" in text


def _lessons(*questions: str) -> list[Lesson]:
    return [Lesson.model_validate({"question": each, **COMPLETE}) for each in questions]


def test_a_review_that_was_held() -> None:
    known = incident(update(9, status="resolved"), lessons=_lessons("should-not-have", "should-have", "learned"))

    assert held(known, "Dana Reyes", at(60)) == {"at": at(60), "by": "Dana Reyes"}


@pytest.mark.parametrize(
    ("status", "answered", "words"),
    [
        ("monitoring", ("should-not-have", "should-have", "learned"), "checkout is open; fix it first, then hold"),
        ("resolved", (), "no answer: What did we do that we should not have done? What did we not do that we should"),
        ("resolved", ("should-not-have", "should-have"), "What did we learn? Answer with: outagecomms lesson checkout"),
    ],
)
def test_a_review_that_cannot_have_been_held(status: str, answered: tuple[str, ...], words: str) -> None:
    """Before it is fixed, or before the three questions are answered; it says which."""
    known = incident(update(9, status=status), lessons=_lessons(*answered))  # type: ignore[arg-type]

    with pytest.raises(InputError) as caught:
        held(known, "Dana Reyes", at(60))
    assert words in str(caught.value)
