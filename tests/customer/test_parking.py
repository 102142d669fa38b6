"""What waits until after the fix: kept once, answered once; and what is agreed to make it right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from builders import at, incident, question
from outagecomms.customer.parking import agreed, answered, parked
from outagecomms.errors import InputError
from outagecomms.incident.model import Answer

ASKED = [question(3, "SLA credit"), question(4, "SLA report"), question(5, "the contract")]
CASE = incident(parked=ASKED, answers=[Answer(account="acme", at=at(8), topic="the contract", text="You may leave.")])


def test_a_question_is_kept() -> None:
    assert parked(incident(), "acme", " SLA credit ", date(2026, 11, 25), at(9)) == {
        "account": "acme", "at": at(9), "topic": "SLA credit", "answer_by": date(2026, 11, 25),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("topic", "answer_by", "words"),
    [
        ("sla CREDIT", None, "acme has asked about 'sla CREDIT' before"),
        ("the contract", None, "before"),  # and it was answered: a new question needs words of its own
        (
            "the logs",
            date(2026, 11, 21),
            "--answer-by 2026-11-21 has passed, it is 2026-11-22 where they are; give a day that you will keep",
        ),
        ("", None, "topic: "),
    ],
)
def test_what_is_not_parked(topic: str, answer_by: date | None, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parked(CASE, "acme", topic, answer_by, at(9))


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("SLA credit", "SLA credit"),
        ("sla CREDIT", "SLA credit"),
        ("report", "SLA report"),  # a part that fits one alone
    ],
)
def test_an_answer_finds_its_question(typed: str, topic: str) -> None:
    assert answered(CASE, "acme", typed, "Ten per cent.", None, at(9)) == {
        "account": "acme", "at": at(9), "topic": topic, "text": "Ten per cent.", "by": "Dana Reyes",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("SLA", "'SLA' fits 2 questions; there are: SLA credit; SLA report"),
        ("refund", "acme asked nothing about 'refund'; there are: SLA credit; SLA report"),
        ("the contract", "acme asked nothing about 'the contract'; there are: SLA credit"),  # answered already
    ],
)
def test_an_answer_to_no_question(typed: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        answered(CASE, "acme", typed, "Ten per cent.", None, at(9))


def test_nothing_of_theirs_waits() -> None:
    with pytest.raises(InputError, match="nothing of theirs waits for an answer"):
        answered(incident(), "acme", "credit", "Ten per cent.", "Sam Okafor", at(9))


def test_what_is_agreed_is_kept() -> None:
    entry = agreed(incident(), "acme", "A visit in Leeds", "Sam Okafor", date(2026, 12, 1), at(9))
    assert entry == {
        "account": "acme", "at": at(9), "agreed": "A visit in Leeds", "owner": "Sam Okafor", "due": date(2026, 12, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("account", "due", "words"),
    [
        ("acme", date(2026, 11, 21), "--due 2026-11-21 has passed"),
        ("bean", None, "concerns no account 'bean'"),
    ],
)
def test_what_is_not_agreed(account: str, due: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        agreed(incident(), account, "A visit", None, due, at(9))
