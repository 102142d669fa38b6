"""What is between us and one account, as its letters say it: repeated, answered, owned, and never asked twice."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from builders import account, at, incident, letter, letters, opening, question, said_to_us, update
from outagecomms.cadence.promises import Said
from outagecomms.compose.amends import AmendsConfig
from outagecomms.incident.model import Amends, Answer, Done, Satisfaction

DAY = 24 * 60
OVER = (update(5, "Invoices work."), update(60, None, "resolved"))
KEY = account(tier="key")


def parts(minutes: float, of: Any = None, **facts: Any) -> list[str]:
    """The paragraphs of acme's follow-up at that time, less its greeting and signature."""
    case = of or incident(*OVER, **facts)
    body = next(each for each in letters(case, minutes, "followup") if each.account == "acme").body
    return body.split("\n\n")[1:-1]


def answer(minutes: float, topic: str = "SLA credit", **facts: Any) -> Answer:
    """An answer to acme."""
    return Answer(account="acme", at=at(minutes), topic=topic, text="You pay nothing for Sunday", **facts)


@pytest.mark.parametrize(
    ("language", "subject", "first"),
    [
        (
            "en", "It came back: how are you now?",
            ("We told you that it was over, you relied on that, and we failed you again. In all, you could not rely on "
            "Checkout for 2 hours, and I am sorry for each minute of it. How are you, and what is still not right on "
            "your side?"),
        ),
        (
            "de", "Es kam zurück: Wie geht es Ihnen jetzt?",
            ("wir haben Ihnen gesagt, dass es vorbei ist, Sie haben sich darauf verlassen, und wir haben Sie noch "
            "einmal im Stich gelassen. Zusammen waren es 2 Stunden, und jede Minute davon tut mir leid. "
            "Sam Okafor hat Ihnen gesagt, dass Sie danach von mir hören. Wie geht es Ihnen, und was ist bei Ihnen noch "
            "nicht in Ordnung?"),
        ),
    ],
)  # fmt: skip
def test_the_letter_after_a_second_resolution_is_not_the_first_one_again(
    language: str, subject: str, first: str
) -> None:
    again = (update(120), update(180, None, "resolved"))
    case = incident(*OVER, *again, accounts=[account(language=language)], language=language)

    assert letter(case, 2 * DAY, "followup").subject == subject
    assert parts(2 * DAY, case)[0] == first


# --- mirror


def _mirror(days: float, talks: list[Any], **facts: Any) -> str:
    """The paragraph that says back what acme told us."""
    said = f'"{talks[-1].said}."'
    (found,) = (part for part in parts(days * DAY, conversations=talks, **facts) if said in part)
    return found


def test_a_figure_stays_with_the_words_that_it_came_with() -> None:
    """The first harm is said beside the newest words; who has given a figure is not asked for it again."""
    talks = [said_to_us(3, impact="41 stores."), said_to_us(9, "The web shop is down as well", wants="A call")]

    assert _mirror(1.4, talks) == (
        'You told us: "The web shop is down as well." Before that: "Our stores cannot take cards." By your count: '
        '41 stores. What you want from us: "A call." Thank you for saying it to us so plainly. Have I got that right?'
    )


@pytest.mark.parametrize(
    ("talks", "before"),
    [
        # the newest of several that came with a figure
        (
            [said_to_us(3, "A", impact="1"), said_to_us(4, "B", impact="2"), said_to_us(5, "C")],
            '"B." By your count: 2.',
        ),
        # without any figure the first of all, on another day than the last
        ([said_to_us(3, "A"), said_to_us(4, "B"), said_to_us(DAY, "C")], ', on Sunday 22 November: "A."'),
    ],
)
def test_which_of_their_words_before_are_said_back(talks: list[Any], before: str) -> None:
    assert before in _mirror(1.4, talks)


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        (1.4, "Have I got that right?"),
        (61, "Is any of that still so?"),
        (152, "Is it still like this today?"),
        (242, "Is that still how things are today?"),
        (332, "Has anything in that changed for you?"),
    ],
)
def test_what_is_asked_of_their_words_fits_good_ones_too(days: float, asked: str) -> None:
    """A calm last word is not asked for figures, nor whether it is that which is not right."""
    assert _mirror(days, [said_to_us(1000, "The invoice has come, thanks", mood="calm")]).endswith(f" {asked}")


def test_what_they_said_since_the_letter_before_is_new() -> None:
    """And only then do its letters tell again what went before it."""
    talks = [said_to_us(3, impact="41 stores"), said_to_us(100 * DAY, "It failed again")]

    assert _mirror(152, talks).startswith('Since my last letter you told us: "It failed again." Before that, on Sunday')
    assert _mirror(242, talks) == (
        'You said to us: "It failed again." Thank you for it. Is that still how things are today?'
    )


@pytest.mark.parametrize(
    ("agreed_at", "wants_said"),
    [
        (None, True),
        (8, True),  # agreed before they wanted this: it settles something else
        (9, False),  # agreed as they said it: from now on the letters tell what has become of that
        (60, False),
    ],
)
def test_what_they_want_is_repeated_until_something_is_agreed(agreed_at: float | None, wants_said: bool) -> None:  # noqa: FBT001
    deals = [] if agreed_at is None else [Amends(account="acme", at=at(agreed_at), agreed="A list of them")]
    talks = [said_to_us(9, "Which sales were lost?", wants="A list of them")]
    letter_ = " ".join(parts(3 * DAY, conversations=talks, amends=deals))

    assert "Which sales were lost?" in letter_
    assert ('What you want from us: "A list of them."' in letter_) is wants_said


def test_a_count_that_nobody_gave_is_asked_for() -> None:
    (mirror,) = (part for part in parts(3 * DAY, conversations=[said_to_us(3)]) if part.startswith("You told us"))
    assert mirror.endswith("Have I got that right? And what did it come to in figures? One line is enough.")

    update_ = letter(incident(update(5), update(9, "More."), conversations=[said_to_us(7)]), 10)
    assert "A yes or a no is enough, and a number helps if you have one; the people" in update_.body
    talks = [said_to_us(6, impact="41 stores"), said_to_us(7, "It is worse")]
    update_ = letter(incident(update(5), update(9, "More."), conversations=talks), 10)
    assert "A yes or a no is enough; the people" in update_.body


@pytest.mark.parametrize("said", ['The "fix" failed', "The „fix“ failed", "The “fix” failed"])
def test_quotations_in_a_quotation_are_single(said: str) -> None:
    """Theirs stand inside ours, so that a reader sees where their words end."""
    case = incident(accounts=[KEY], conversations=[said_to_us(3, said)])
    assert opening(letter(case, 9, "outreach").body).startswith("\"The 'fix' failed.\" That is what you told us")


@pytest.mark.parametrize("surprise", [True, False])
def test_having_had_to_come_to_us_is_owned(surprise: bool) -> None:  # noqa: FBT001  (a row)
    talks = [said_to_us(3, surprise=surprise)]

    first = letter(incident(accounts=[KEY], conversations=talks), 9, "outreach").body
    assert ("You had to come to us before you had a word from us" in first) is surprise
    owned = "You had to come to us with it before you had a word from us. That was a second failure, and it was ours."
    assert (owned in parts(3 * DAY, conversations=talks)) is surprise
    assert owned not in parts(70 * DAY, conversations=talks)


# --- what they asked


WAITS = (
    'you will have the answer from me about "{}" by Wednesday 25 November. '
    "Name an hour before that, and I will call you with it."
)
GIVEN = 'First, the answer that I owe you, about "SLA credit": You pay nothing for Sunday.'
LATE = (
    'You were to have an answer about "the contract" by Sunday 22 November. '
    "You do not have it, and that is my failure. Name an hour this week, and I will call you with it."
)
LATER = (
    'First, what you asked of us: you will have answers from me about "SLA credit" by Wednesday 25 November, and about '
    '"the logs" by Thursday 26 November. Name an hour before then, and I will call you with them.'
)


@pytest.mark.parametrize(
    ("parked", "answers", "said"),
    [
        # one that waits
        ([question(9)], [], ["First, what you asked of us before it worked again: " + WAITS.format("SLA credit")]),
        # asked as it worked again, and with one from before
        ([question(60)], [], ["First, what you asked of us: " + WAITS.format("SLA credit")]),
        (
            [question(60), question(9, "the logs", answer_by=date(2026, 11, 26))],
            [],
            [LATER],
        ),
        # one that was answered, by the leader who signs
        ([question(9)], [answer(90, by="Dana Reyes")], [GIVEN]),
        # one that is late, after one that was answered, and one that waits
        (
            [question(9), question(9, "the contract", answer_by=date(2026, 11, 22)), question(9, "the logs")],
            [answer(90, by="Sam Okafor")],
            [
                f"{GIVEN} You have that from Sam Okafor, and I stand by it.",
                LATE,
                "Then what else you asked of us: " + WAITS.format("the logs"),
            ],
        ),
    ],
)
def test_what_they_asked_comes_first(parked: list[Any], answers: list[Any], said: list[str]) -> None:
    """Right after the apology: the answers that there are, what is late, what waits."""
    assert parts(1.4 * DAY, parked=parked, answers=answers)[1 : len(said) + 1] == said


TWO = [
    question(9, "SLA credit?", answer_by=date(2026, 11, 27)),
    question(10, "the logs.", answer_by=date(2026, 11, 26)),
]
GERMAN = {"accounts": [account(language="de")], "language": "de"}


@pytest.mark.parametrize(
    ("days", "facts", "said"),
    [
        # not yet due
        (
            1.4, {},
            ('First, what you asked of us before it worked again: you will have answers from me about "the logs" by '
            'Thursday 26 November, and about "SLA credit" by Friday 27 November. Name an hour before then, and I will '
            "call you with them."),
        ),
        (
            1.4, GERMAN,
            ("Zuerst, was Sie uns gefragt haben, bevor es wieder lief: Antworten bekommen Sie von mir zu „the logs“ "
            "bis Donnerstag, 26. November, und zu „SLA credit“ bis Freitag, 27. November. Sagen Sie mir, wann ich Sie "
            "vorher anrufen darf."),
        ),
        # one of them asked since it works again
        (
            1.4, GERMAN | {"parked": [TWO[0], question(60, "the logs.", answer_by=date(2026, 11, 26))]},
            ("Zuerst, was Sie uns gefragt haben: Antworten bekommen Sie von mir zu „the logs“ bis Donnerstag, "
            "26. November, und zu „SLA credit“ bis Freitag, 27. November. Sagen Sie mir, wann ich Sie vorher anrufen "
            "darf."),
        ),
        # late for the first time
        (
            61, {},
            ('You were to have answers about "the logs" by Thursday 26 November 2026, and about "SLA credit" by Friday '
            "27 November 2026. You do not have them, and that is my failure. Name an hour this week, and I will call "
            "you with them."),
        ),
        # the letter before said so, and a call is due the same day
        (
            149.9, {},
            ('You were to have answers about "the logs" by Thursday 26 November 2026, and about "SLA credit" by Friday '
            "27 November 2026. I promised you these in my last letter as well, and you still do not have them. That is "
            "my failure. I will call you today, Wednesday 21 April, and you can hold me to that day."),
        ),
        (
            149.9, GERMAN,
            ("Antworten von mir sollten Sie zu „the logs“ bis Donnerstag, 26. November 2026, und zu „SLA credit“ bis "
            "Freitag, 27. November 2026, haben. In meinem letzten Brief habe ich sie Ihnen noch einmal versprochen, "
            "und sie fehlen Ihnen immer noch. Das ist mein Versäumnis. Ich rufe Sie heute an, am Mittwoch, 21. April, "
            "und auf diesen Tag können Sie mich festlegen."),
        ),
        # and no call is near
        (
            155, {},
            ('You were to have answers about "the logs" by Thursday 26 November 2026, and about "SLA credit" by Friday '
            "27 November 2026. I promised you these in my last letter as well, and you still do not have them. That is "
            "my failure. Name the hour that suits you, on any day, and I will call you then."),
        ),
    ],
)  # fmt: skip
def test_every_topic_has_its_own_date(days: float, facts: dict[str, Any], said: str) -> None:
    """In whichever order they were asked, and however they end."""
    assert parts(days * DAY, **({"parked": TWO} | facts))[1] == said


def test_an_answer_is_carried_once() -> None:
    """By the first follow-up that goes out after it, and by no other."""
    case = incident(*OVER, parked=[question(9)], answers=[answer(90)])
    first = Said("followup", 1, "acme", at(2 * DAY), None)

    assert "You pay nothing for Sunday." in letter(case, 2 * DAY, "followup").body
    assert "You pay nothing" not in letter(case, 70 * DAY, "followup", said=[first]).body


@pytest.mark.parametrize(
    ("language", "called", "said"),
    [
        # nobody told them: the letter is late with it, and says so
        (
            "en", False,
            ('First, the answer that I owe you, about "SLA credit". You were to have it by Wednesday 25 November 2026; '
            "it is late, and I am sorry. You pay nothing for Sunday."),
        ),
        (
            "de", False,
            ("Zuerst die Antwort, die ich Ihnen schulde, zu „SLA credit“. Sie sollten sie bis Mittwoch, 25. November "
            "2026, haben. Sie kommt zu spät, und das tut mir leid. Sie lautet: You pay nothing for Sunday."),
        ),
        # they have heard it: no debt any more, and still in writing
        ("en", True, 'What we told you on the telephone about "SLA credit", in writing: You pay nothing for Sunday.'),
        (
            "de", True,
            ("Was wir Ihnen am Telefon zu „SLA credit“ gesagt haben, hier noch einmal schriftlich: You pay nothing for "
            "Sunday."),
        ),
    ],
)  # fmt: skip
def test_a_letter_says_how_an_answer_stands(language: str, called: bool, said: str) -> None:  # noqa: FBT001  (rows)
    talks = [said_to_us(3 * DAY, "Good.", we_called=True)] if called else []
    reader = account(language=language)
    found = parts(
        70 * DAY, accounts=[reader], language=language, parked=[question(9)], answers=[answer(2 * DAY)],
        conversations=talks,
    )  # fmt: skip
    assert said in found


def test_good_news_say_what_comes_back_first() -> None:
    case = incident(*OVER, parked=[question(9), question(9, "the logs")], answers=[answer(20)])
    assert 'first of all about what you asked us: "SLA credit", "the logs".' in letter(case, 61, "resolved").body


# --- making it right


def test_no_two_letters_in_a_row_offer_the_same() -> None:
    """Two from the policy, and then the question."""
    offers = {"standard": AmendsConfig(sev1=["send Sam", "pay the postage", "give you my number"])}
    case = incident(*OVER)
    said = [letter(case, days * DAY, "followup", offers=offers).body for days in (1.4, 70, 160)]

    assert "I could send Sam. Or I could pay the postage. Perhaps it is neither: how do we make this right?" in said[0]
    assert "I could pay the postage. Or I could give you my number. Or is there a third: how do we make" in said[1]
    assert "I could give you my number, or I could send Sam. If it is neither: how do we make this right?" in said[2]


@pytest.mark.parametrize(
    ("facts", "done", "said"),
    [
        ({"due": date(2026, 12, 1), "owner": "Sam Okafor"}, [], "You have it by Tuesday 1 December, from Sam Okafor."),
        ({"due": date(2026, 12, 1), "owner": "Dana Reyes"}, [], "You have it by Tuesday 1 December."),  # who signs
        ({"due": date(2026, 11, 22)}, [], "I owed you that by Sunday 22 November; it is late, and I am sorry."),
        ({}, [], "It is not done yet, and I owe it to you."),
        ({"owner": "Sam Okafor"}, [], "It is not done yet; Sam Okafor owes it to you."),
        ({"due": date(2026, 11, 22)}, [Done(action="amends-1", at=at(99))], "That is done."),
        ({}, [Done(action="amends-1", at=at(99))], "That is done."),
    ],
)
def test_what_has_become_of_what_was_agreed(facts: dict[str, Any], done: list[Done], said: str) -> None:
    """Honestly; and nobody who has agreed on something is offered something else."""
    agreed = [Amends(account="acme", at=at(80), agreed="A visit in Leeds", **facts)]
    found = parts(1.4 * DAY, amends=agreed, done=done)

    at_it = found.index("What we agreed on to make it right:")
    asked = (
        "Once you have that, is it right for you? And if it is not:" if "late" in said
        else "Does that make it right for you? If anything is missing:"
    )  # fmt: skip
    assert found[at_it + 1 : at_it + 3] == [f"- A visit in Leeds. {said}", f"{asked} how do we make this right?"]
    assert not any("I could" in part for part in found)


def test_once_all_that_was_agreed_is_done_two_things_are_offered_again() -> None:
    """The letter after it was done says so and asks; the next ones know that it was not enough."""
    facts = {"amends": [Amends(account="acme", at=at(80), agreed="somebody of ours in your shop")],
             "done": [Done(action="amends-1", at=at(70 * DAY))]}  # fmt: skip
    open_, first, second, third = (parts(days * DAY, **facts) for days in (61, 152, 242, 332))

    asked = "Does that make it right for you? If anything is missing: how do we make this right?"
    assert asked in open_
    assert first[-4:-1] == [
        "What we agreed on to make it right:", "- Somebody of ours in your shop. That is done.", asked,
    ]  # fmt: skip
    assert second[-2].startswith("What we agreed on is done, and I have no yes from you, so it was not enough. What ")
    assert "I could put one of our people on it by name until it is gone, or I could ring you every" in second[-2]
    assert "I could call you and go through it point by point, or I could write down" in third[-2]


@pytest.mark.parametrize("tier", ["key", "standard"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_no_letter_says_what_the_one_before_said(language: str, tier: str) -> None:
    """From the third on: no sentence twice in a row, and no offer, though nothing has happened. The question stays."""
    asked = {"en": "how do we make this right?", "de": "Wie machen wir das wieder gut?"}[language]
    accounts = [account(language=language, tier=tier)]
    found = [" ".join(parts(days * DAY, accounts=accounts, language=language)) for days in (152, 242, 332, 422, 512)]
    sentences = [set(re.split(r"(?<=[.!?:]) ", text)) for text in found]

    assert [before & after for before, after in pairwise(sentences)] == [{asked}] * 4


def test_amends_are_numbered_over_all_accounts() -> None:
    """`amends-2` is the second of the log, whoever the first was agreed with."""
    both = [account("bean"), account("acme")]
    agreed = [Amends(account=name, at=at(80), agreed=f"A visit to {name}") for name in ("bean", "acme")]
    done = [Done(action="amends-2", at=at(99))]

    assert "- A visit to acme. That is done." in parts(1.4 * DAY, accounts=both, amends=agreed, done=done)


@pytest.mark.parametrize(
    ("days", "language", "said"),
    [
        (1.4, "en", "You told us on Sunday 22 November that it is right again: thank you for that, I am glad of it."),
        (1.4, "de", "Sie haben uns am Sonntag, 22. November, gesagt, dass es wieder stimmt: Danke dafür, das freut"),
        (61, "en", "You told us on Sunday 22 November 2026 that it is right again: thank you for that. Has it held"),
        (61, "de", "Sie haben uns am Sonntag, 22. November 2026, gesagt, dass es für Sie wieder stimmt: Danke dafür."),
    ],
)
def test_a_yes_without_another_word_is_not_called_silence(days: float, language: str, said: str) -> None:
    """It is said back with its date, and nothing is asked that it has answered."""
    yes = [Satisfaction(account="acme", at=at(80), satisfied=True)]
    letter_ = " ".join(parts(days * DAY, satisfaction=yes, accounts=[account(language=language)], language=language))

    assert said in letter_
    for never in (
        "not heard",
        "was it like",
        "Who else",
        "nicht gehört",
        "weiß ich noch nicht, wie",
        "Wen in",
        "Wie war es",
    ):
        assert never not in letter_


@pytest.mark.parametrize("days", [1.4, 70])
def test_somebody_who_is_satisfied_sees_how_it_will_be(days: float) -> None:
    """They are offered nothing and asked for nothing; they get a picture of next time (emotion-first)."""
    said = [Satisfaction(account="acme", at=at(80), satisfied=True)]
    found = parts(days * DAY, satisfaction=said)

    assert not any("make this right" in part for part in found)
    assert (
        "If anything ever stops you again, it will go like this: you write or ring, whichever of my colleagues answers "
        "knows your name and this story, and that one person stays with you until it works. You will not have to tell "
        "it twice."
    ) in found


def test_a_copy_leaves_the_amends_to_who_told_us() -> None:
    """What is offered and agreed is between us and the account's own contact."""
    talks = [said_to_us(3, stakeholders=["cfo@acme.example"], surprise=True)]
    case = incident(*OVER, conversations=talks, amends=[Amends(account="acme", at=at(80), agreed="A visit")])
    copy = next(each for each in letters(case, 1.4 * DAY, "followup") if each.account == "acme.1").body

    assert "I am settling with Ines Duarte what would make up for it. And from where you stand: how do we make" in copy
    assert "A visit" not in copy
    assert "You had to come to us" not in copy


def test_all_of_it_in_german() -> None:
    """Answers, what is late, what waits, their words, and what was agreed, in the same order."""
    found = parts(
        1.4 * DAY, accounts=[account(language="de")], language="de",
        conversations=[said_to_us(3, "Wir schicken Leute weg", wants="Einen Anruf", impact="3 Läden", surprise=True)],
        parked=[
            question(9, "Gebühren"), question(9, "Vertrag", answer_by=date(2026, 11, 22)), question(9, "Protokolle"),
        ],
        answers=[Answer(account="acme", at=at(90), topic="Gebühren", text="Für Sonntag zahlen Sie nichts")],
        amends=[Amends(account="acme", at=at(2), agreed="Ein Besuch", owner="Sam Okafor", due=date(2026, 12, 1))],
    )  # fmt: skip

    assert "\n".join(found[1:6]) == (
        "Zuerst die Antwort, die ich Ihnen schulde, zu „Gebühren“: Für Sonntag zahlen Sie nichts.\n"
        "Eine Antwort von mir sollten Sie zu „Vertrag“ bis Sonntag, 22. November, haben. Sie haben keine, und das ist "
        "mein Versäumnis. Sagen Sie mir, wann ich Sie diese Woche anrufen darf, und Sie bekommen sie.\n"
        "Dann, was Sie außerdem gefragt haben: Zu „Protokolle“ bekommen Sie die Antwort von mir bis Mittwoch, "
        "25. November. Sagen Sie mir, wann ich Sie vorher anrufen darf.\n"
        "Sie haben uns gesagt: „Wir schicken Leute weg.“ In Zahlen: 3 Läden. Was Sie von uns erwarten: „Einen "
        "Anruf.“ Danke, dass Sie es uns so offen gesagt haben. Habe ich das richtig verstanden?\n"
        "Sie mussten damit zu uns kommen, bevor wir es Ihnen gesagt hatten. Das war ein zweites Versäumnis, und auch "
        "das war unseres."
    )
    assert "- Ein Besuch. Sie haben es bis Dienstag, 1. Dezember, von Sam Okafor." in found
    assert "Ist es damit für Sie wieder gut? Fehlt noch etwas: Wie machen wir das wieder gut?" in found


@pytest.mark.parametrize("language", ["en", "de"])
def test_two_questions_get_two_replies(language: str) -> None:
    """Who asks twice in a minute does not read the same sentences twice."""
    asked = [question(4), question(5, "the logs")]
    log = [update(3, next_step="Both lines are tested")]
    case = incident(*log, parked=asked, accounts=[account(language=language)], language=language)
    first, second = (
        {each.strip() for part in letter(case, 6, "reply", sequence=number).body.split("\n\n")[1:3]
         for each in re.split(r"[.:?]", part)} for number in (1, 2)
    )  # fmt: skip

    assert first & second <= {"", "November", "Both lines are tested", "Jetzt gerade"}
