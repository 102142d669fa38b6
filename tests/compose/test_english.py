"""The English letters: said in the right order, never twice alike, short while it burns."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from builders import account, at, incident, letter, letters, opening, question, said_to_us, update
from outagecomms.compose.templates import BUILT_IN
from outagecomms.errors import InputError
from outagecomms.incident.model import Lesson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.compose.message import Message
    from outagecomms.incident.figures import Status
    from outagecomms.incident.model import Incident

KEY = account(tier="key", timezone="America/New_York")
NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip

RICH = incident(
    update(8, "Payments by invoice are not affected.", next_step="We are checking the lines to the card networks."),
    update(28, "One of the two lines refuses payments.", "identified", next_step="We are moving traffic to the other."),
    update(58, "Half of the traffic has moved.", "identified", next_step="We are moving the other half."),
    update(120, "All of it has moved, and payments go through.", "monitoring", next_step="We watch each payment."),
    update(170, None, "resolved", ended=at(160), confirmed="Every card network has accepted payments since then.",
           lost="No payment was taken twice."),
    accounts=[KEY],
    workaround="PayPal and invoice payments work.",
    conversations=[said_to_us(25, "The queue is out of the door.", impact="41 stores, 900 sales an hour")],
    parked=[question(26)],
    lessons=[Lesson(question="should-not-have", text="We deployed during the sale.", change="No deploys then.")],
)  # fmt: skip


def _until(of: Incident, count: int) -> Incident:
    """The incident as it stood after so many updates."""
    return incident(*of.updates[:count], workaround=of.workaround)


def _sentences(message: Message) -> set[str]:
    """Everything but the greeting and the signature, a sentence each."""
    paragraphs = message.body.split("\n\n")[1:-1]
    return {sentence for part in paragraphs for sentence in re.split(r"(?<=[.!?])\s+", part)}


def _long_outage(spans: int = 24) -> Iterator[Message]:
    """Eight hours, twenty updates: each as its reader got it, the liaison's own words and steps never the same."""
    log = []
    for number, word in enumerate(NUMBERS):
        status: Status = "investigating" if number < 7 else "identified" if number < 14 else "monitoring"
        holding, minutes = number in (3, 10, 17), 5 + number * spans
        text, step = (None, None) if holding else (f"Line {word} answers.", f"We test the line after {word}.")
        log.append(
            update(minutes, text, status, holding=holding, next_step=step, next_update=at(minutes + spans))
        )  # fmt: skip
        yield letter(incident(*log), minutes + 1)


def test_no_two_messages_of_a_long_outage_read_alike() -> None:
    for before, after in pairwise(_long_outage()):
        assert opening(before.body) != opening(after.body)
        assert before.subject != after.subject
        repeated = {s for s in _sentences(before) & _sentences(after) if not s.startswith(("We test", "Line"))}
        assert not repeated, (before.key, after.key)


def test_no_four_openings_in_a_row_begin_alike() -> None:
    """Consecutive openings differ in form: not only in a time or a name."""
    beginnings = [" ".join(opening(message.body).split()[:2]) for message in _long_outage()]
    for before, after in pairwise(beginnings):
        assert before != after or before.startswith("Line")  # the liaison's own words


def test_every_message_names_the_next_time_while_it_is_open() -> None:
    for number, message in enumerate(_long_outage(), start=1):
        said = f"{at(5 + number * 24):%H:%M} UTC"
        assert message.next_update == at(5 + number * 24)
        assert said in message.body.split("\n\n")[-2], message.key


def test_each_apologises_before_it_turns_to_the_work() -> None:
    for message in _long_outage():
        assert "sorry" in opening(message.body), message.key


# --- the length (words.md): how many words, greeting and signature included


@pytest.mark.parametrize(
    ("message", "fewest", "most"),
    [
        (letter(incident(accounts=[KEY], workaround=RICH.workaround), 6, "outreach"), 90, 140),
        (letter(incident(update(5), accounts=[KEY], conversations=[said_to_us(3)]), 6, "outreach"), 90, 140),
        *((letter(_until(RICH, count), minutes), 40, 90) for count, minutes in ((1, 9), (2, 29), (3, 59), (4, 121))),
        (letter(_until(RICH, 1), 24, "holding"), 40, 90),
        (letter(incident(update(5, next_update=at(30)), update(41)), 42), 40, 90),  # late
        (letter(incident(update(5), update(7, "No.", corrects=1)), 8, "correction"), 40, 110),
    ],
    ids=lambda value: value.key if hasattr(value, "key") else str(value),
)
def test_they_are_short_while_it_burns(message: Message, fewest: int, most: int) -> None:
    assert fewest <= len(message.body.split()) <= most


# --- the order in which things are said


def _says_in_order(message: Message, *parts: str) -> None:
    said = f"{message.subject}\n\n{message.body}"
    for part in parts:
        _, found, said = said.partition(part)
        assert found, f"{part!r} is missing, or comes too early, in:\n{message.body}"


def test_the_leaders_letter() -> None:
    """Their harm, sorry, whose it is, what is being done, what they can do, when they hear again, how to reach her."""
    case = incident(update(5, next_step="We are moving traffic."), accounts=[KEY], workaround="PayPal works.")
    _says_in_order(
        letter(case, 6, "outreach", organisation="Example Ltd"),
        "Card payments are failing", "Ines,\n\n", "About one in three card payments is declined.",
        "Acme Retail", "sorry",
        "09:00 EST (14:00 UTC)", "leadership", "highest priority", "best people", "We are moving traffic.",
        "PayPal works.", "Sam Okafor", "by 09:25 EST (14:25 UTC)", "+1 555 0100",
        "\n\nDana Reyes\nChief Technology Officer, Example Ltd\ndana@example.com",
    )  # fmt: skip


def test_the_leaders_letter_to_somebody_who_told_us() -> None:
    case = incident(update(5), accounts=[KEY], conversations=[said_to_us(3, impact="41 stores")])
    _says_in_order(
        letter(case, 6, "outreach"), "Ines,\n\n", '"Our stores cannot take cards."', "sorry", "41 stores", "?"
    )


def test_a_correction() -> None:
    """What we told them, what is true, what it changes for them."""
    case = incident(update(5, "Cards work."), update(9, "Amex still fails.", corrects=1, effect="Ask for Visa."))
    _says_in_order(
        letter(case, 10), "14:05 UTC", "Ines,\n\n", "14:05 UTC", '"Cards work."', "wrong", "sorry",
        "Amex still fails.", "Ask for Visa.", "by 14:29 UTC", "Sam Okafor",
    )  # fmt: skip


def test_a_reply() -> None:
    """Thanks, the question read back, a date and a name for the answer, and what everybody does instead."""
    case = incident(update(5, next_step="We are moving traffic."), parked=[question(6)])
    _says_in_order(
        letter(case, 7, "reply"), "SLA credit", "Wednesday 25 November", "Ines,\n\n", "sorry", "thank you",
        "Have I got the topic right", "SLA credit",
        "Dana Reyes", "by Wednesday 25 November", "We are moving traffic.", "by 14:25 UTC", "Sam Okafor",
    )  # fmt: skip


def test_a_resolution() -> None:
    """That it works, since when, for how long it did not, how we know, what was lost, and what happens next."""
    _says_in_order(
        letter(RICH, 171, "resolved"), "Checkout: working again since 11:40 EST (16:40 UTC)", "Ines,\n\n",
        "11:40 EST (16:40 UTC)", "2 hours and 40 minutes", "sorry",
        "Every card network has accepted payments since then.",
        "No payment was taken twice.", "later than I had said", '"The queue is out of the door."', "?", "Dana Reyes",
        "on Monday 23 November", "SLA credit", "\n\nSam Okafor\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "after", "before_the_end"),
    [
        (1, ["2 hours and 40 minutes", "sorry", "SLA credit", "We deployed during the sale."], "21 January 2027"),
        (61, ["22 November 2026", "2 hours and 40 minutes", "sorry", "We deployed during the sale."], "21 April"),
        (155, ["22 November 2026", "sorry", "What is still missing?"], "20 July"),
    ],
)
def test_a_followup(days: int, after: list[str], before_the_end: str) -> None:
    """Sorry before anything is asked; then what they told us; at the end how to make it right, and the next date."""
    message = letter(RICH, 171 + days * 24 * 60)
    _says_in_order(message, *after, "how do we make this right?", before_the_end, "\n\nDana Reyes\n")
    _says_in_order(message, "sorry", '"The queue is out of the door."', "Thank you")


# --- what is true now


def test_what_has_moved_is_not_called_unchanged() -> None:
    """Once something was found, the harm of the first minute may no longer be the harm: it is not repeated."""
    log = [update(5), update(20, "Two of three shops sell.", "identified", next_update=at(40))]
    held = [update(39 + 20 * n, None, "identified", holding=True, next_update=at(59 + 20 * n)) for n in range(4)]
    for count in range(5):
        case, minutes = incident(*log, *held[:count]), 20 + 20 * count
        for body in (letter(case, minutes).body, letter(case, minutes + 35, "late").body):
            assert "one in three" not in body


def test_what_is_repaired_is_not_called_broken() -> None:
    """Nothing new while we watch whether it holds: neither line says that it is not fixed."""
    log = [update(5), update(20, "Cards work.", "monitoring")]
    for number in range(4):
        log.append(update(40 + 20 * number, None, "monitoring", holding=True))
        found = letter(incident(*log), 41 + 20 * number)
        assert "fixed" not in found.subject + found.body
        assert "14:20 UTC" in opening(found.body)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_second_broken_promise_is_owned_as_a_second(times: int) -> None:
    log = [update(5 + 40 * n, f"News {n}.", next_update=at(25 + 40 * n)) for n in range(times + 1)]
    late = opening(letter(incident(*log), 6 + 40 * times).body)

    assert ("in this outage" in late) is (times > 1)


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (1, "Once I wrote to you later than I had said."),
        (3, "Three times I wrote to you later than I had said."),
        (6, "More than five times I wrote to you later than I had said."),
    ],
)
def test_no_sentence_begins_with_a_figure(times: int, said: str) -> None:
    log = [update(5 + 30 * number, f"Line {number}.", next_update=at(15 + 30 * number)) for number in range(times)]
    case = incident(*log, update(5 + 30 * times, status="resolved"))

    assert said in letter(case, 6 + 30 * times, "resolved").body


def test_what_helped_while_it_was_broken_is_not_offered_once_it_works() -> None:
    log = [update(5), update(40, "The lines answer again.", "monitoring")]
    cases = [incident(*entries, accounts=[KEY], workaround="PayPal works.") for entries in (log[:1], log)]
    bodies = [letter(case, 41, "outreach").body for case in cases]

    assert ["PayPal" in body for body in bodies] == [True, False]
    assert "no way round it" not in bodies[1]


@pytest.mark.parametrize(
    ("typed", "subject"),
    [
        ("card payments fail", "Card payments fail: what we know so far"),  # as it is typed in a hurry
        ("iPhone app crashes", "iPhone app crashes: what we know so far"),  # a name keeps its letters
        ("Card payments fail.", "Card payments fail: what we know so far"),
    ],
)
def test_a_subject_begins_as_a_sentence_does(typed: str, subject: str) -> None:
    assert letter(incident(update(5), title=typed), 6).subject == subject


def test_the_work_that_goes_on_is_said_to_go_on() -> None:
    """A step told before is not told as if it were new."""
    log = [update(5, next_step="We test line two."), update(20, "Line one works.")]

    assert letter(incident(*log), 21).body.split("\n\n")[2] == "The work goes on: We test line two."


def test_a_letter_of_the_same_day_says_today() -> None:
    """Nobody names the day on which they write as if it were another."""
    monday = 24 * 60
    same_day = incident(update(monday + 5), update(monday + 30, None, "resolved"), started=at(monday))

    assert "Dana Reyes will write to you today, Monday 23 November." in letter(same_day, monday + 31, "resolved").body
    assert letter(same_day, monday + 180, "followup").subject == "How are you, after today?"
    assert "Dana Reyes will write to you on Monday 23 November" in letter(RICH, 171, "resolved").body
    assert letter(RICH, 171 + 24 * 60).subject == "How are you, after Sunday 22 November?"


# --- every letter, in every state that an incident can be in


def _every_letter() -> Iterator[Message]:
    day = 24 * 60
    bare: list[dict[str, Any]] = [
        {}, {"accounts": [account(contact=None, tier="key")]}, {"accounts": []}, {"liaison": None},
    ]  # fmt: skip
    for facts in ({"accounts": [KEY]}, *bare):
        for status in ("investigating", "identified", "monitoring"):
            log = [update(5, "A", status), update(20, "B", status), update(40, None, status, holding=True)]
            more = [update(60, "C", status), update(61, "D", status, corrects=4, effect="E")]
            for count in range(6):
                case = incident(*[*log, *more][:count], **facts)
                for minutes in (6, 24, 44, 62, 200):
                    yield from _written(case, minutes)
        closed = [update(5, "A"), update(20, None, "resolved"), update(30, "Not so", "resolved", corrects=2)]
        for count in (2, 3):
            case = incident(*closed[:count], **facts)
            for days in (0, 1, 61, 155):
                yield from _written(case, 31 + days * day)
    for days in (0, 1, 61, 155):
        yield from _written(RICH, 171 + days * day)


def _written(case: Incident, minutes: float) -> list[Message]:
    try:
        return letters(case, minutes)
    except InputError:
        return []


@pytest.mark.parametrize("rule", ["paragraphs", "words", "ends"])
def test_no_letter_has_gaps(rule: str) -> None:
    """No empty paragraph, no doubled blank or full stop, nothing of Python's, and a signature under each."""
    count = 0
    for message in _every_letter():
        count += 1
        text = f"{message.subject}\n\n{message.body}"
        if rule == "paragraphs":
            assert all(part.strip() == part and part for part in text.split("\n\n")), message.key
            assert len(message.subject) < 120, message.key
        elif rule == "words":
            assert not re.search(r"  |\.\.| [.,:;]|\bNone\b(?! of)|\bTrue\b|\bFalse\b|\{|\}|: \n", text), message.body
        else:
            assert not re.search(r"[^.?](?<!become of it:)\n\n", message.body.partition("\n\n")[2]), message.body
            assert "@example.com" in message.body.split("\n\n")[-1]
    assert count > 100


def test_no_letter_speaks_of_what_the_tone_rules_forbid() -> None:
    """The templates' own words; the rules themselves are tested with the tone."""
    forbidden = re.compile(
        r"inconvenience|valued customer|patience|rest assured|bear with us|unfortunately|as soon as possible|shortly"
        r"|sorry if|at this time|100 ?%|guarantee|status page|contact support|open a ticket",
        re.IGNORECASE,
    )
    for path in sorted(BUILT_IN.glob("*.j2")):
        assert not forbidden.search(path.read_text(encoding="utf-8")), path.name
