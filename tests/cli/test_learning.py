"""`lesson`, `done`, `review`: what they append, what they say, and what they refuse."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import Done, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

QUESTION = ["--question", "should-not-have"]
ANSWER = ["--text", "We deployed during the sale.", "--change", "No deploys in sale hours."]
WHO = ["--owner", "Dana Reyes", "--due", "2026-12-01"]
AT, LATER = datetime(2026, 11, 22, 14, 10, tzinfo=UTC), "2026-11-23T10:00Z"
ASKED = """\
should-not-have: What did we do that we should not have done?
should-have: What did we not do that we should have done?
learned: What did we learn?
"""


def told(folder: Path) -> dict[str, Any]:
    """The incident file as it stands."""
    return tomllib.loads((folder / "incidents" / "checkout.toml").read_text(encoding="utf-8"))


def test_a_lesson_is_recorded(shop: Path, oc: Callable[..., Done]) -> None:
    """The action's name and who answers for it on standard output; what is left to answer beside it."""
    done = oc("lesson", "checkout", *QUESTION, *ANSWER, *WHO)

    assert done == Done(
        0,
        "checkout: lesson-1 recorded, Dana Reyes by 2026-12-01\n",
        "Not answered yet: What did we not do that we should have done?\n"
        "Not answered yet: What did we learn?\n"
        "When it is done: outagecomms done checkout lesson-1\n",
    )
    assert told(shop)["lessons"] == [
        {"at": AT, "question": "should-not-have", "text": "We deployed during the sale.",
         "change": "No deploys in sale hours.", "owner": "Dana Reyes", "due": date(2026, 12, 1)}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([*QUESTION, *ANSWER, "--owner", "Dana Reyes"], 2, "--due is missing; give it, or run this on a terminal"),
        ([*QUESTION, *ANSWER, "--due", "2026-12-01"], 2, "--owner is missing"),  # somebody answers for it
        ([*QUESTION, *ANSWER[:2], *WHO], 2, "--change is missing"),  # regret alone changes nothing
        ([*QUESTION, "--text", "  ", *ANSWER[2:], *WHO], 2, "--text is missing"),  # blanks are no words
        ([*ANSWER, *WHO], 2, "--question is missing"),
        (["--question", "whose-fault", *ANSWER, *WHO], 2, "'whose-fault' is not one of 'should-not-have'"),
        ([*QUESTION, *ANSWER, *WHO[:3], "1 December"], 2, "'1 December' is not a date; write one such as 2026-12-01"),
        ([*QUESTION, *ANSWER, *WHO[:3], "2026-11-21"], 2, "--due 2026-11-21 has passed"),
        ([*QUESTION, *ANSWER, "--owner", "a\nb", *WHO[2:]], 2, "owner: "),  # no line of a file
        ([*QUESTION, "--text", "It was human error.", *ANSWER[2:], *WHO], 1, "error own/blame-colleague"),
        ([*QUESTION, *ANSWER[:3], "Call the hostile ones first.", *WHO], 1, "error follow-through/label"),
    ],
)
def test_what_is_no_lesson(shop: Path, oc: Callable[..., Done], arguments: list[str], code: int, words: str) -> None:
    """Nothing is written, and it says what to do."""
    before = (shop / "incidents" / "checkout.toml").read_bytes()

    done = oc("lesson", "checkout", *arguments)

    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert (shop / "incidents" / "checkout.toml").read_bytes() == before


def test_a_terminal_is_asked_the_questions(shop: Path, terminal: Callable[..., Terminal]) -> None:
    """As sentences; words that may not stand are asked for again."""
    screen = terminal("lesson", "checkout", columns=120)

    screen.answer("Which one", "why")
    screen.answer("Which one", "learned")
    screen.answer("What did we learn", "It was human error.")
    screen.answer("What did we learn", "Half a line is not enough.")
    screen.answer("What changes", "Both lines are tested each week.")
    screen.answer("Who answers for the change", "Sam Okafor")
    screen.answer("By which day", "soon")
    screen.answer("By which day", "2026-11-21")
    screen.wait_for("has passed")
    screen.answer("By which day", "2026-12-24")

    assert screen.end() == 0
    assert screen.shown.startswith(ASKED)
    assert "'why' is none of should-not-have, should-have, learned" in screen.shown
    assert "error own/blame-colleague" in screen.shown
    assert told(shop)["lessons"] == [
        {"at": AT, "question": "learned", "text": "Half a line is not enough.",
         "change": "Both lines are tested each week.", "owner": "Sam Okafor", "due": date(2026, 12, 24)}
    ]  # fmt: skip


def test_done_is_recorded(shop: Path, oc: Callable[..., Done]) -> None:
    """What is done on standard output; what is still open beside it."""
    oc("lesson", "checkout", *QUESTION, *ANSWER, *WHO)
    oc("lesson", "checkout", "--question", "learned", "--text", "One line is not enough.", "--change", "Two.", *WHO)

    first = oc("done", "checkout", "lesson-1", "--by", "Dana Reyes", now=LATER)
    second = oc("done", "checkout", "lesson-2", now=LATER)

    assert first == Done(0, "checkout: lesson-1 is done: No deploys in sale hours.\n", "Still open: lesson-2\n")
    assert second == Done(0, "checkout: lesson-2 is done: Two.\n", "")
    assert told(shop)["done"] == [
        {"action": "lesson-1", "at": datetime(2026, 11, 23, 10, 0, tzinfo=UTC), "by": "Dana Reyes"},
        {"action": "lesson-2", "at": datetime(2026, 11, 23, 10, 0, tzinfo=UTC)},
    ]


@pytest.mark.parametrize("action", ["lesson-2", "amends-1", "everything"])
def test_nothing_unknown_is_done(shop: Path, oc: Callable[..., Done], action: str) -> None:
    """Refused with what is open."""
    oc("lesson", "checkout", *QUESTION, *ANSWER, *WHO)

    done = oc("done", "checkout", action)

    assert done == Done(
        2, "", f"checkout has no action '{action}'; open are: lesson-1 (No deploys in sale hours.)\n"
    )  # fmt: skip
    assert "done" not in told(shop)


def test_a_review_can_be_read_at_any_time(shop: Path, oc: Callable[..., Done]) -> None:
    """Markdown on standard output, nothing beside it, nothing written."""
    before = (shop / "incidents" / "checkout.toml").read_bytes()

    done = oc("review", "checkout")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("# Review: Card payments are failing\n\n- Incident: checkout, sev1, Checkout\n")
    assert (shop / "incidents" / "checkout.toml").read_bytes() == before


def test_what_went_out_is_in_the_review(shop: Path, oc: Callable[..., Done]) -> None:
    """The outbox knows when; a draft that nobody sent is not there."""
    with (shop / "outagecomms.toml").open("a", encoding="utf-8") as config:
        config.write('[mail]\ntransport = "directory"\ndirectory = "sent"\n')
    oc("update", "checkout", "A declined card is not charged.", "--yes")
    drafted = oc("review", "checkout").out
    oc("send", now="2026-11-22T14:12Z")

    sent = oc("review", "checkout", now="2026-11-22T14:13Z").out

    assert "went out" not in drafted
    assert "- 14:12 Update 1 went out.\n" in sent


def test_a_review_counts_as_the_report_does(shop: Path, oc: Callable[..., Done]) -> None:
    """From when a message left; an update that nobody approved in time kept no promise."""
    with (shop / "outagecomms.toml").open("a", encoding="utf-8") as config:
        config.write('[mail]\ntransport = "directory"\ndirectory = "sent"\n')
    oc("update", "checkout", "A declined card is not charged.", "--yes")
    oc("send", now="2026-11-22T14:12Z")
    oc("update", "checkout", "One card in three fails.", now="2026-11-22T14:25Z")
    later = "2026-11-22T14:40Z"

    text = oc("review", "checkout", now=later).out

    assert "- First contact: 2026-11-22 14:12, 12 min after it began, 7 min after the target\n" in text
    assert "1 given: 0 kept, 0 late, 1 missed, 0 open.\n" in text
    assert "| 2026-11-22 14:12 | 2026-11-22 14:30 |  | missed |\n" in text
    assert "- **Promises kept: 0 of 1.** " in oc("report", "checkout", now=later).out


def test_a_review_that_was_held_is_recorded(shop: Path, oc: Callable[..., Done]) -> None:
    """It is one of the things without which an incident is not closed."""
    oc("resolve", "checkout", "It works.", "--confirmed", "Every shop says so.", now="2026-11-22T16:00Z")
    for question in ("should-not-have", "should-have", "learned"):
        oc("lesson", "checkout", "--question", question, *ANSWER, *WHO, now=LATER)
    before = oc("review", "checkout", now=LATER)

    done = oc("review", "checkout", "--held-by", "Dana Reyes", now=LATER)

    assert "- Closed: not yet; missing: reviewed, 2 accounts satisfied\n" in before.out
    assert (done.code, done.err) == (0, "Review recorded, held by Dana Reyes\n")
    assert "- Closed: not yet; missing: 2 accounts satisfied\n" in done.out
    assert told(shop)["reviews"] == [{"at": datetime(2026, 11, 23, 10, 0, tzinfo=UTC), "by": "Dana Reyes"}]


@pytest.mark.parametrize(
    ("resolved", "by", "words"),
    [
        (False, "Dana Reyes", "checkout is open; fix it first"),
        (True, "Dana Reyes", "no answer: What did we do that we should not have done?"),
        (True, " ", "by: empty"),
    ],
)
def test_a_review_that_cannot_have_been_held(
    shop: Path, oc: Callable[..., Done], resolved: bool, by: str, words: str  # noqa: FBT001
) -> None:  # fmt: skip
    """Nothing is recorded."""
    if resolved:
        oc("resolve", "checkout", "It works.", "--confirmed", "Every shop says so.")
    if by == " ":
        for question in ("should-not-have", "should-have", "learned"):
            oc("lesson", "checkout", "--question", question, *ANSWER, *WHO)

    done = oc("review", "checkout", "--held-by", by)

    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert "reviews" not in told(shop)
