"""What the later letters say of each change that we promised: in place, late, or still to come; in both languages."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from builders import account, at, incident, letter, question, update
from outagecomms.cadence.promises import Had, Said
from outagecomms.incident.model import Amends, Answer, Done, FactsIn, Lesson, Satisfaction

if TYPE_CHECKING:
    from outagecomms.compose.message import Message

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
         "That letter says what has become of whatever is not done today."),
        ("de", "Reichen Ihnen diese Änderungen bisher, oder fehlt etwas?",
         "Was bis dahin aus dem geworden ist, was heute noch aussteht, steht in diesem Brief."),
    ],
)  # fmt: skip
def test_it_asks_whether_the_changes_are_enough(language: str, asked: str, late: str) -> None:
    """Where there is one; and of what is open it says where they hear more (rr: meeting expectations so far)."""
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
    assert "That letter says" not in body


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


def _items(body: str) -> list[str]:
    """What the letter lists."""
    return [part for part in body.split("\n\n") if part.startswith("- ")]


THREE = (OWNED, OWNED | {"change": "We test."}, OWNED | {"change": "We ring.", "due": date(2027, 6, 1)})
AND_ONE_WITHOUT = (*THREE, {"question": "learned", "text": "Shops hear it first."})


@pytest.mark.parametrize(
    ("days", "done", "items", "close"),
    [
        # nothing has happened since: all that was open is named, late or not
        (
            NINETY, {"lesson-1": 20},
            ["- We test. I owed you that by Tuesday 1 December 2026, and it is late.",
             "- We ring. That is not done yet, and due on Tuesday 1 June.",
             "- Shops hear it first. What we change there I still owe you."],
            "Every other change that we promised you is in place.",
        ),
        # one was done since the letter of the sixty days
        (
            NINETY, {"lesson-1": 20, "lesson-3": 70},
            ["- We ring. That is done: it has been in place since Sunday 31 January.",
             "- We test. I owed you that by Tuesday 1 December 2026, and it is late.",
             "- Shops hear it first. What we change there I still owe you."],
            "Every other change that we promised you is in place.",
        ),
        # nothing is done at all
        (
            NINETY, {},
            ["- No deploys in sale hours. I owed you that by Tuesday 1 December 2026, and it is late.",
             "- We test. I owed you that by Tuesday 1 December 2026, and it is late.",
             "- We ring. That is not done yet, and due on Tuesday 1 June.",
             "- Shops hear it first. What we change there I still owe you."],
            "I do not like writing that, and hiding it from you I would like less.",
        ),
    ],
)  # fmt: skip
def test_the_later_letters_name_all_that_was_open(
    days: int, done: dict[str, int], items: list[str], close: str
) -> None:
    """What is new comes first; what stood in a letter before is half a sentence."""
    body = _body(days, *AND_ONE_WITHOUT, done=done)

    assert _items(body) == items
    assert close in body


@pytest.mark.parametrize(
    ("days", "language", "done", "words"),
    [
        # the last of them since the letter before
        (LATER, "en", {"lesson-1": 20, "lesson-2": 200}, ("- We test. That is done: it has been in place since "
         "Thursday 10 June.\n\nWith that, every change that we promised you is in place. Does that meet what you")),
        (LATER, "de", {"lesson-1": 20, "lesson-2": 200}, ("- We test. Das haben wir geändert; es gilt seit "
         "Donnerstag, 10. Juni.\n\nDamit gilt jede Änderung, die wir Ihnen zugesagt haben. Reicht Ihnen das bisher?")),
        # none since, and none is open
        (LATER, "en", {"lesson-1": 20, "lesson-2": 20}, "Every change that we promised you is made, and was when I"),
        (LATER, "de", {"lesson-1": 20, "lesson-2": 20}, "Geändert haben wir inzwischen alles, was wir ändern wollten"),
        (NINETY, "de", {"lesson-1": 20}, ("- We test. Das schulde ich Ihnen seit Dienstag, 1. Dezember 2026; es ist "
         "überfällig.\n\nJede andere Änderung, die wir Ihnen zugesagt haben, gilt.")),
    ],
)  # fmt: skip
def test_the_later_letters_go_on(days: int, language: str, done: dict[str, int], words: str) -> None:
    """Until the reader is satisfied: what is done, what is late, and whether it is enough."""
    assert words in _body(days, *THREE[:2], done=done, language=language)


def test_what_was_done_while_a_letter_was_left_out_is_new_in_the_next() -> None:
    """Each letter goes by the last that really went out, however many rounds ago."""
    log = [update(5), update(90, status="resolved", text=None)]
    lessons = [Lesson(question="should-not-have", text=TEXT, change=CHANGE)]
    case = incident(*log, lessons=lessons, done=[Done(action="lesson-1", at=at(100 * DAY))])
    second, third = (
        Said("followup", number, "acme", at(days * DAY), None) for number, days in ((2, SIXTY), (3, NINETY))
    )

    assert _items(letter(case, LATER * DAY, "followup", said=[second]).body) == [
        f"- {CHANGE} That is done: it has been in place since Tuesday 2 March."
    ]
    assert _items(letter(case, LATER * DAY, "followup", said=[second, third]).body) == []


SINCE = "What we have learned since then, and what changes because of it:"
SEITDEM = "Was wir seitdem gelernt haben und deshalb ändern:"
WENT = {1: 1, 2: SIXTY, 3: NINETY}  # the round of a letter, and the day on which it went out


def _after(days: int, letters: dict[int, int], *lessons: Lesson, language: str = "en", **facts: Any) -> Message:
    """The newest follow-up so many days after the outage to a reader who has had *letters*, in the team's language."""
    log = [update(5), update(90, status="resolved", text=None)]
    case = incident(*log, lessons=list(lessons), language=language, accounts=[account(language=language)], **facts)
    said = [Said("followup", number, "acme", at(day * DAY), None) for number, day in letters.items()]
    had = tuple(Had(each.kind, each.sequence, None) for each in said)
    return letter(case, days * DAY, "followup", said=said, had={"acme": had})


def _written(day: float, **parts: Any) -> Lesson:
    return Lesson.model_validate({"at": at(day * DAY), "question": "should-not-have", "text": TEXT, **OWNED, **parts})


@pytest.mark.parametrize(
    ("lesson", "letters", "english", "german"),
    [
        (  # written down after the one letter that they had: it promised nothing, and nothing was owed
            _written(2), {1: 1},
            f"{SINCE}\n\n- {TEXT} That was to change by Tuesday 1 December 2026, and it is late: {CHANGE}\n",
            f"{SEITDEM}\n\n- {TEXT} Das sollte bis Dienstag, 1. Dezember 2026, geändert sein, und es ist zu spät: ",
        ),
        (  # its day is to come
            _written(2, due=date(2027, 3, 1)), {1: 1},
            f"- {TEXT} That will change by Monday 1 March: {CHANGE}\n\nOne thing has changed already: ",
            f"- {TEXT} Das ändern wir bis Montag, 1. März: {CHANGE}\n\nEines haben wir schon geändert: ",
        ),
        (  # it is done
            _written(2, done=date(2026, 12, 12)), {1: 1},
            f"{SINCE}\n\n- {TEXT} {CHANGE} That has been in place since Saturday 12 December 2026.\n",
            f"{SEITDEM}\n\n- {TEXT} {CHANGE} Das haben wir geändert; es gilt seit Samstag, 12. Dezember 2026.\n",
        ),
        # the first letter says what we did and did not do, not what we learned
        (_written(0.5, question="learned"), {1: 1}, SINCE, SEITDEM),
        (_written(0.5), {}, SINCE, SEITDEM),  # no letter came before
        (_written(0.5), {1: 1}, f"- {TEXT} Our promise: {CHANGE} I owed you", f"- {TEXT} Unsere Zusage: {CHANGE}"),
    ],
    ids=["late", "to come", "done", "learned", "no letter", "told"],
)  # fmt: skip
def test_a_letter_speaks_of_a_promise_only_when_one_before_it_gave_that(
    lesson: Lesson, letters: dict[int, int], english: str, german: str
) -> None:
    """What was written down later is news to the reader, with its words and its day; also in the subject."""
    in_english, in_german = _after(SIXTY, letters, lesson), _after(SIXTY, letters, lesson, language="de")
    promised = "Our promise" in english

    assert english in in_english.body
    assert german in in_german.body
    assert ("I owed you" in in_english.body, "schulde" in in_german.body) == (promised, promised)
    assert (in_english.subject, in_german.subject) == (
        ("Sixty days on: what I said I would change", "Nach sechzig Tagen: Was aus unseren Zusagen geworden ist")
        if promised
        else ("Sixty days on: what we have learned", "Nach sechzig Tagen: Was wir daraus gelernt haben")
    )


@pytest.mark.parametrize(
    ("days", "language", "words"),
    [
        (SIXTY, "en", f"New in this letter is what we have learned since, and what changes because of it:\n\n- {TEXT}"),
        (SIXTY, "de", f"Neu in diesem Brief ist, was wir seitdem gelernt haben und deshalb ändern:\n\n- {TEXT}"),
        (NINETY, "en", f"what changes because of it; this letter is the first to tell you:\n\n- {TEXT} That will"),
        (NINETY, "de", f"deshalb ändern; Sie lesen hier zum ersten Mal davon:\n\n- {TEXT} Das ändern wir bis"),
        (LATER, "en", f"New in this letter is what we have learned since, and what changes because of it:\n\n- {TEXT}"),
        (LATER, "de", f"Neu in diesem Brief ist, was wir seitdem gelernt haben und deshalb ändern:\n\n- {TEXT}"),
    ],
)
def test_what_is_new_stands_apart_from_what_was_promised(days: int, language: str, words: str) -> None:
    """After it, in every round; what a letter has carried is named as before."""
    letters = {number: day for number, day in WENT.items() if day < days}
    old = _written(0.5, change="We test.", done=date(2026, 11, 30))
    new = _written(days - 1, due=date(2028, 1, 3))
    body = _after(days, letters, old, new, language=language).body

    assert words in body
    assert body.count(CHANGE) == 1
    assert _after(days, letters, old, language=language).body.count("- ") < body.count("- ")


@pytest.mark.parametrize("days", [1, SIXTY, NINETY, LATER])
def test_lessons_and_amends_of_another_language_are_quoted(days: int) -> None:
    """Also where somebody has translated the facts: nobody translates these."""
    lessons = [Lesson.model_validate({"question": "should-not-have", "text": TEXT, **OWNED})]
    facts = FactsIn(title="Karten gehen nicht", service="die Kasse", impact="Karten werden abgelehnt.")
    case = incident(
        update(5), update(90, status="resolved", text=None),
        accounts=[account(language="de")], translations={"de": facts}, lessons=lessons,
        amends=[Amends(account="acme", at=at(99), agreed="a visit in Leeds")],
        parked=[question(9)], answers=[Answer(account="acme", at=at(days * DAY - 1), topic="SLA credit", text="Ja.")],
    )  # fmt: skip
    body = letter(case, days * DAY, "followup").body

    assert f"„{CHANGE}“" in body
    assert "- „A visit in Leeds.“" in body
    assert ": Ja.\n" in body  # an answer is written for its one reader
    assert not re.search("(?<!„)(No deploys|We deployed|A visit)", body)


@pytest.mark.parametrize(
    ("days", "language", "said"),
    [
        (1.5, "en", "How have you been since Sunday 22 November?"),
        (1.5, "de", "Wie geht es Ihnen seit Sonntag, 22. November?"),
        (SIXTY, "en", "It took us 23 hours and 30 minutes, from Sunday 22 November 2026 to Monday 23 November 2026,"),
        (SIXTY, "de", "von Sonntag, 22. November 2026, an haben wir Sie 23 Stunden und 30 Minuten lang im Stich"),
        (NINETY, "en", "What Checkout put you through from Sunday 22 November 2026 on was ours to prevent"),
        (NINETY, "de", "Was wir Ihnen von Sonntag, 22. November 2026, an zugemutet haben"),
    ],
)
def test_an_outage_over_midnight_did_not_last_a_day(days: float, language: str, said: str) -> None:
    log = [update(5), update(23.5 * 60, status="resolved", text=None)]
    found = letter(incident(*log, accounts=[account(language=language)], language=language), days * DAY, "followup")

    assert said in f"{found.subject}\n{found.body}"
