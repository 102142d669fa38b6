"""What a customer told us: kept in their words, judged for labels, and counted when it should have been us."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from builders import at, incident, said_to_us, update
from outagecomms.customer.hearing import Told, conversation, is_for_later, reached
from outagecomms.customer.judging import FOR_US, judge
from outagecomms.drafting.gate import RefusedError
from outagecomms.errors import InputError
from outagecomms.tone import ruleset

if TYPE_CHECKING:
    from outagecomms.incident.log import Entry

WORDS = "Our stores cannot take cards."


def told(said: str = WORDS, *, has_heard: bool = True, **more: Any) -> Entry:
    """The entry, less what it leaves out."""
    entry = conversation(incident(update(5)), "acme", Told(said, **more), reached=has_heard, now=at(9))
    return {key: value for key, value in entry.items() if value is not None}


def test_all_that_was_told_is_kept() -> None:
    more: dict[str, Any] = {"impact": "41 stores", "mood": "angry", "wants": "A call.", "follow_up": date(2026, 11, 24)}
    stakeholders = ["cfo@acme.example", "cfo@acme.example"]

    assert told(**more, stakeholders=stakeholders) == {
        "account": "acme", "at": at(9), "said": WORDS, "stakeholders": ["cfo@acme.example"], **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('"You must think we are mad."', "You must think we are mad."),  # the letters put their own around it
        ("„Wir stehen still.“", "Wir stehen still."),
        ("  We are down. ", "We are down."),
        ('"We are down," she said, "again."', '"We are down," she said, "again."'),  # not one quotation but two
        ('"', '"'),
    ],
)
def test_the_marks_of_a_quotation_are_no_part_of_it(typed: str, kept: str) -> None:
    assert told(typed)["said"] == kept


@pytest.mark.parametrize(
    ("has_heard", "we_called", "surprise"),
    [
        (False, False, True),  # they had to come to us
        (False, True, None),  # we were first
        (True, False, None),  # they knew
        (True, True, None),
    ],
)
def test_a_surprise_is_counted(has_heard: bool, we_called: bool, surprise: bool | None) -> None:  # noqa: FBT001  (rows)
    entry = told(has_heard=has_heard, we_called=we_called)
    assert (entry.get("surprise"), entry.get("we_called")) == (surprise, we_called or None)


@pytest.mark.parametrize(
    ("log", "sent", "we_send", "expected"),
    [
        ({}, False, False, False),  # nothing was said to anybody
        ({"updates": [update(5)]}, False, False, True),  # said by hand, since no mail goes out from here
        ({"updates": [update(5)]}, False, True, False),  # written, and not sent to them yet
        ({"updates": [update(5)]}, True, True, True),
        ({}, True, True, True),  # before the first entry: the leader's letter, or a first word from the facts
        ({"conversations": [said_to_us(3)]}, False, True, True),  # we have spoken: one surprise is not two
    ],
)
def test_whether_they_had_heard_from_us(log: dict[str, Any], sent: bool, we_send: bool, expected: bool) -> None:  # noqa: FBT001  (rows)
    assert reached(incident(**({"updates": []} | log)), "acme", sent=sent, we_send=we_send) is expected


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {"follow_up": date(2026, 11, 21)},
            "--follow-up 2026-11-21 has passed, it is 2026-11-22 where they are; give a day that you will keep",
        ),
        ({"stakeholders": ["cfo"]}, '"cfo" is not an e-mail address'),
        ({"said": ""}, "said: "),
        ({"mood": "furious"}, "mood: "),
    ],
)
def test_what_cannot_be_kept(more: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        told(**more)


def test_only_customers_tell_us_something() -> None:
    with pytest.raises(InputError, match="checkout concerns no account 'acne'; did you mean acme"):
        conversation(incident(), "acne", Told(WORDS), reached=True, now=at(9))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("They were hostile.", "en"),
        ("A difficult customer", "en"),
        ("She is being unreasonable about 41 stores", "en"),
        ("Die Kundin war hysterisch.", "de"),
    ],
)
def test_a_label_is_refused_with_the_reason(text: str, language: str) -> None:
    """What they are called helps nobody; what they said does. The better wording stands beside it."""
    with pytest.raises(RefusedError) as refused:
        judge(text, FOR_US, [ruleset.load(language=language)])
    said = str(refused.value)
    assert "follow-through/label" in said
    assert "gift: “Focus on the content and put aside the labels.”" in said
    assert "Write what they said, in their words" in said
    assert "Is this word theirs, too? Put it in quotation marks" in said
    assert said.endswith("Nothing was written.")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ('"You must think we are crazy."', "en"),  # in quotation marks anything may stand
        ("They shouted, and the queue is out of the door.", "en"),
        ("This is crazy, our stores cannot take cards.", "en"),  # what is said of a thing labels nobody
        ("Your toxic waste form does not load.", "en"),
        ("Your people were rude, and you are unreasonable.", "en"),  # nor is it we whom the rule protects
        ("They are entitled to a credit.", "en"),
        ("Our customers are difficult to reach now.", "en"),
        ("Das ist verrückt, keine Kasse geht.", "de"),
        ("Sie sind unverschämt.", "de"),
    ],
)
def test_what_they_said_is_theirs_to_say(text: str, language: str) -> None:
    judge(text, FOR_US, [ruleset.load(language=language)])


@pytest.mark.parametrize(
    ("wants", "expected"),
    [
        ("A refund for today.", True),
        ("An SLA credit for every store.", True),
        ("To see which load balancer failed.", True),
        ("Somebody who calls me when it works again.", False),
    ],
)
def test_what_is_not_about_the_fix_waits_for_after_it(wants: str, expected: bool) -> None:  # noqa: FBT001  (a row)
    assert is_for_later(wants, ruleset.load()) is expected
