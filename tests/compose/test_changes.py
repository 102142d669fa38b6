"""What the later letters say of each change that we promised: in place, late, or still to come; in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from builders import account, at, incident, letter, update
from outagecomms.incident.model import Done, Lesson, Satisfaction

DAY = 24 * 60
SIXTY, NINETY, LATER = 61, 152, 242  # days: just after the second, the third and the fourth follow-up
TEXT, CHANGE = "We deployed during the sale.", "No deploys in sale hours."


def _body(
    days: int, *lessons: dict[str, Any], done: dict[str, int] | None = None, language: str = "en", **facts: Any
) -> str:  # fmt: skip
    """The newest follow-up so many days after the outage, which was on 22 November; *done* is action and day."""
    known = {
        "language": language,
        "accounts": [account(language=language)],
        "lessons": [Lesson.model_validate({"question": "should-not-have", "text": TEXT, **each}) for each in lessons],
        "done": [Done(action=name, at=at(day * DAY)) for name, day in (done or {}).items()],
    }
    log = [update(5), update(90, status="resolved", text=None)]
    return letter(incident(*log, **known | facts), days * DAY, "followup").body


OWNED = {"change": CHANGE, "owner": "Sam Okafor", "due": date(2026, 12, 1)}
MINE = OWNED | {"owner": "Dana Reyes"}


@pytest.mark.parametrize(
    ("lesson", "done", "english", "german"),
    [
        (  # recorded with the command `done`
            OWNED, {"lesson-1": 20},
            "That has been in place since Saturday 12 December 2026.",
            "Das haben wir geändert; es gilt seit Samstag, 12. Dezember 2026.",
        ),
        (  # written in the file by hand
            OWNED | {"done": date(2026, 11, 30)}, {},
            "That has been in place since Monday 30 November 2026.",
            "Das haben wir geändert; es gilt seit Montag, 30. November 2026.",
        ),
        (  # late, and a colleague's: the one who signs answers for it
            OWNED, {},
            "I owed you that by Tuesday 1 December 2026, and it is late.",
            "Das schulde ich Ihnen seit Dienstag, 1. Dezember 2026; es ist überfällig.",
        ),
        (  # the one who signs
            MINE, {},
            "I owed you that by Tuesday 1 December 2026, and it is late.",
            "Das schulde ich Ihnen seit Dienstag, 1. Dezember 2026; es ist überfällig.",
        ),
        (  # nobody's
            MINE | {"owner": None}, {},
            "I owed you that by Tuesday 1 December 2026, and it is late.",
            "Das schulde ich Ihnen seit Dienstag, 1. Dezember 2026; es ist überfällig.",
        ),
        (  # its day is today, and not over
            MINE | {"due": date(2027, 1, 22)}, {},
            "That is not done yet, and due on Friday 22 January.",
            "Zugesagt ist es bis Freitag, 22. Januar, von Dana Reyes; erledigt ist es noch nicht.",
        ),
        (MINE | {"due": None}, {}, "That is not done yet.", "Erledigt ist es noch nicht."),  # no day was given
    ],
    ids=["done", "by hand", "late", "mine", "nobody's", "to come", "some day"],
)  # fmt: skip
def test_what_has_become_of_a_change(lesson: dict[str, Any], done: dict[str, int], english: str, german: str) -> None:
    """The answer, its change, and where it stands at 60 days; honestly, with whoever answers for it."""
    assert f"- {TEXT} Our promise: {CHANGE} {english}\n" in _body(SIXTY, lesson, done=done)
    assert f"- {TEXT} Unsere Zusage: {CHANGE} {german}\n" in _body(SIXTY, lesson, done=done, language="de")


def test_a_done_action_is_that_of_its_own_lesson() -> None:
    """`lesson-2` is the second of the log, whatever stands before it."""
    body = _body(SIXTY, {"text": "We were slow."}, OWNED, done={"lesson-2": 20})

    assert f"- {TEXT} Our promise: {CHANGE} That has been in place since" in body
    assert "- We were slow. What we change there I still owe you.\n" in body


@pytest.mark.parametrize(
    ("language", "asked", "late"),
    [
        ("en", "Do these changes meet what you expect of us so far, or is something missing?",
         "What has become of what is late, you hear before then."),
        ("de", "Reichen Ihnen diese Änderungen bisher, oder fehlt etwas?",
         "Was aus dem Überfälligen geworden ist, hören Sie vorher von mir."),
    ],
)  # fmt: skip
def test_it_asks_whether_the_changes_are_enough(language: str, asked: str, late: str) -> None:
    """Where there is one; and of what is late it says when they hear more (rr: meeting expectations so far)."""
    in_place = _body(SIXTY, OWNED, done={"lesson-1": 20}, language=language)
    some = _body(SIXTY, OWNED, MINE, done={"lesson-1": 20}, language=language)
    none = _body(SIXTY, OWNED, language=language)

    assert [asked in body for body in (in_place, some, none)] == [True, True, False]
    assert [late in body for body in (in_place, some, none)] == [False, True, True]


def test_to_somebody_satisfied_no_more_is_promised() -> None:
    """They are told what is late, and there is no next letter in which to tell more."""
    happy = [Satisfaction(account="acme", at=at(2000), satisfied=True)]
    body = _body(SIXTY, OWNED, satisfaction=happy)

    assert "and it is late" in body
    assert "you hear before then" not in body


@pytest.mark.parametrize(
    ("days", "language", "promise"),
    [
        (1, "en", "until you tell me that it is right"),
        (1, "de", "bis Sie mir sagen, dass es wieder stimmt"),
        (SIXTY, "en", "until you say that it is right"),
        (SIXTY, "de", "bis Sie mir sagen, dass es wieder stimmt"),
    ],
)
def test_nobody_is_asked_for_the_yes_that_they_gave(days: int, language: str, promise: str) -> None:
    """What stays open until a reader is satisfied does not stay open to one who is."""
    happy = [Satisfaction(account="acme", at=at(100), satisfied=True)]

    assert promise in _body(days, language=language)
    assert promise not in _body(days, language=language, satisfaction=happy)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", f"{TEXT} That was to change by Sunday 22 November, and it is late: {CHANGE}"),
        ("de", f"{TEXT} Das sollte bis Sonntag, 22. November, geändert sein, und es ist zu spät: {CHANGE}"),
    ],
)
def test_a_first_letter_that_is_late_itself_says_what_is_late(language: str, words: str) -> None:
    """It never says that something will be done on a day that has passed."""
    assert words in _body(2, OWNED | {"due": date(2026, 11, 22)}, language=language)


@pytest.mark.parametrize(
    ("days", "language", "done", "words"),
    [
        (NINETY, "en", {"lesson-1": 20}, (f"{CHANGE} That has been in place since Saturday 12 December 2026. "
         "What is still owed to you: We test. I owed you that by Tuesday 1 December 2026, and it is late.")),
        (LATER, "en", {"lesson-1": 20, "lesson-2": 200}, ("We test. That has been in place since Thursday 10 June. "
         "Does that meet what you expect of us so far?")),
        (NINETY, "de", {"lesson-1": 20}, (f"Geändert haben wir das seit Samstag, 12. Dezember 2026: {CHANGE} "
         "Was noch aussteht: We test. Das schulde ich Ihnen seit Dienstag, 1. Dezember 2026; es ist überfällig.")),
        (LATER, "de", {"lesson-1": 20, "lesson-2": 200}, ("Geändert haben wir das seit Donnerstag, 10. Juni: We test. "
         "Reicht Ihnen das bisher?")),
    ],
)  # fmt: skip
def test_the_later_letters_go_on(days: int, language: str, done: dict[str, int], words: str) -> None:
    """Until the reader is satisfied: the newest change, what is late, and whether it is enough."""
    assert words in _body(days, OWNED, OWNED | {"change": "We test."}, done=done, language=language)
