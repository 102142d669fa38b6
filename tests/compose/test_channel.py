"""The short text for chats and status pages, in every kind and language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from builders import at, incident, letters, update
from outagecomms.checking.matrix import trials
from outagecomms.incident.model import FOR_EVERYONE, Channel

if TYPE_CHECKING:
    from outagecomms.compose.message import Message
    from outagecomms.incident.model import Incident

MOST = 300  # characters beyond what a person of ours wrote


def text(of: Incident, minutes: float, language: str = "en") -> Message:
    """What the channel *status* is told at that time."""
    told = of.told_in([Channel.called("status", FOR_EVERYONE, language)])
    return letters(told, minutes)[-1]


FIRST = update(5, next_step="We are testing both lines.", next_update=at(30))
KNOWN = update(20, "One of two lines fails.", "identified", next_step="We are moving to the other.", next_update=at(50))
SIGNED = "\n\nSam Okafor, Customer Liaison"


UP = update(44, "Cards go through.", "monitoring", next_update=at(70))
DOWN = update(60, "They fail again.", "identified", next_update=at(90))
WRONG = update(9, "Amex still fails.", corrects=1, effect="Ask for Visa.", next_update=at(30))
OVER = update(70, None, "resolved", ended=at(65), confirmed="All cards went through.", lost="Nothing was lost.")
CASES = {
    "the first word, from the facts alone": (
        incident(), 6, "Card payments are failing",
        ("About one in three card payments is declined. We are sorry. It began at 14:00 UTC."
        " We are looking for the cause."),
        "14:26",
    ),
    "the first word, with what is known and what works": (
        incident(FIRST, workaround="Invoices work."), 6, "Card payments are failing",
        ("About one in three card payments is declined. We are sorry. It began at 14:00 UTC. Cards work."
        " We are testing both lines. What works in the meantime: Invoices work."),
        "14:30",
    ),
    "news": (
        incident(FIRST, KNOWN), 21, "Card payments are failing: we know what is wrong",
        "One of two lines fails. It has been 20 minutes, and we are sorry. We are moving to the other.",
        "14:50",
    ),
    "nothing new, said in time": (
        incident(FIRST), 28, "Card payments are failing",
        "We have nothing new for you since 14:05 UTC, and we are sorry. We are testing both lines.",
        "14:50",
    ),
    "the repair": (
        incident(FIRST, KNOWN, UP), 45, "Card payments are failing: the fix is in, and we are watching it",
        "Cards go through. It has been 44 minutes, and we are sorry. We are checking that it holds.",
        "15:10",
    ),
    "a repair that did not hold": (
        incident(FIRST, KNOWN, UP, DOWN), 61, "Card payments are failing: it is not over",
        "They fail again. We are sorry that you are still waiting. We know what is wrong, and we are working on it.",
        "15:30",
    ),
    "a broken promise, with nothing new": (
        incident(FIRST), 33, "Card payments are failing: we are late",
        ("We said 14:30 UTC, and you had to wait without a word from us. We are sorry."
        " About one in three card payments is declined. That has not changed. We are testing both lines."),
        "14:53",
    ),
    "a broken promise, with news": (
        incident(FIRST, update(40, "Half work.", next_update=at(60))), 41, "Card payments are failing: we are late",
        ("We said 14:30 UTC, and you had to wait without a word from us. We are sorry. Half work."
        " We are testing both lines."),
        "15:00",
    ),
    "what was not so": (
        incident(FIRST, WRONG), 10, "Card payments are failing: what we told you at 14:05 UTC was wrong",
        ('At 14:05 UTC we wrote: "Cards work." That was wrong, and we are sorry. What is true: Amex still fails.'
        " What it changes for you: Ask for Visa. We are testing both lines."),
        "14:30",
    ),
    "the end, how it is known and what was lost": (
        incident(FIRST, OVER), 71, "Checkout: working again since 15:05 UTC",
        ("You can use Checkout again. It took us 1 hour and 5 minutes to put it right, and we are sorry for all of it."
        " All cards went through. Nothing was lost."),
        None,
    ),
    "an end that was none": (
        incident(FIRST, update(20, None, "resolved"), update(30, "It fails again.", next_update=at(50))), 31,
        "Card payments are failing: it is not over after all",
        ("We told you that it was over. That was too early, and we are sorry. It fails again."
        " We are looking for the cause."),
        "14:50",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_every_kind(case: str) -> None:
    """A line that says it, what is new, what is done about it, the next time, and who speaks."""
    of, minutes, subject, words, next_ = CASES[case]
    found = text(of, minutes)
    assert found.subject == subject
    assert found.body == words + (f"\n\nYou hear from us again by {next_} UTC." if next_ else "") + SIGNED


def test_it_is_one_more_message_of_the_same_kind() -> None:
    """Its key has the kind; its address is the channel's."""
    found = text(incident(FIRST), 6)
    assert (found.key, found.recipient, found.template) == (
        "checkout/update/1/channel.status", "channel:status", "channel",
    )  # fmt: skip


def test_in_german() -> None:
    """What nobody has translated is quoted."""
    found = text(incident(FIRST, KNOWN), 21, "de")
    assert found.subject == "„Card payments are failing“: Wir wissen, woran es liegt"
    assert found.body == (
        "„One of two lines fails.“ Das geht jetzt 20 Minuten so, und es tut uns leid. Daran arbeiten wir:"
        " „We are moving to the other.“\n\nSie hören bis 14:50 Uhr UTC wieder von uns." + SIGNED
    )


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_is_short_and_everyones(language: str) -> None:
    """At most 300 characters are ours, each time is in UTC, and nobody is called a customer."""
    tried = 0
    for trial in trials([language], None):
        if trial.template == "channel" and not trial.awkward:
            tried += 1
            message, about = trial.writer.write(trial.planned), trial.writer.context(trial.planned)
            words = f"{message.subject}\n{message.body}"
            told = [about["incident"], *filter(None, (about["news"], about["wrong"]))]
            parts = [about["work"] or "", *(str(value) for each in told for value in each.values())]
            for part in sorted(filter(None, parts), key=len, reverse=True):  # a title may stand in the impact
                words = words.replace(part, "")
            assert len(words) <= MOST, words
            assert re.findall(r"\d\d:\d\d(?! Uhr UTC| UTC)", words) == []
            assert not re.search("customer|kund", words.replace("Customer Liaison", ""), re.IGNORECASE)
    assert tried > 20
