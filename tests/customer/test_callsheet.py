"""The call sheet: what the leader reads aloud, word for word, in the situations that there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import account, at, incident, question, said_to_us, update
from outagecomms.cadence.aftercare import Aftercare
from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import Had, Said
from outagecomms.checking.matrix import sheets
from outagecomms.compose.amends import AmendsConfig
from outagecomms.compose.writer import Writer
from outagecomms.customer import callsheet
from outagecomms.incident.model import Amends, Answer, Done, Lesson, Satisfaction
from outagecomms.tone import ruleset
from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outagecomms.customer.callsheet import Sheet
    from outagecomms.incident.model import Incident

KEY = account(tier="key", timezone="America/New_York")
DAY = 24 * 60
PAGES = Path(__file__).parent / "pages"


def sheet(of: Incident, minutes: float, said: Sequence[Said] = (), **options: Any) -> Sheet:
    """The sheet for a call to its first account, when *said* has gone out."""
    whom, now = of.accounts[0], at(minutes)
    policy = policy_for(of.severity, [of.cadence], zone="UTC", outreach_tiers=["key"])
    writer = Writer(of, policy, said, now, organisation="Example Ltd", **options)
    planned = callsheet.letter(of, policy, said, whom, now)
    return callsheet.sheet(writer, callsheet.context(of, policy, planned, writer, now), whom.language)


MINUTE_ONE = incident(accounts=[account(contact=None)])
HOUR_ONE = incident(
    update(8, "Invoices work.", next_step="We are checking the lines to the card networks.", next_update=at(28)),
    update(41, "One of the two lines refuses payments.", "identified", next_step="We are moving traffic."),
    accounts=[KEY],
    workaround="PayPal works.",
    conversations=[
        said_to_us(6, "Cards fail.", surprise=True, impact="41 stores, about 900 sales an hour"),
        said_to_us(
            25, "The queue is out of the door.", mood="angry", wants="A call when it works",
            stakeholders=["cfo@acme.example"], follow_up=date(2026, 11, 24),
        ),
    ],
    parked=[question(26)],
)  # fmt: skip
OVER = incident(
    *HOUR_ONE.updates,
    update(170, None, "resolved", ended=at(160)),
    accounts=[KEY],
    conversations=HOUR_ONE.conversations,
    parked=[question(26), question(27, "the contract", answer_by=date(2026, 11, 23))],
    answers=[Answer(account="acme", at=at(180), topic="SLA credit", text="You pay nothing for Sunday.", by="Dana")],
    amends=[
        Amends(account="acme", at=at(200), agreed="A visit in Leeds", owner="Sam Okafor", due=date(2026, 11, 24)),
        Amends(account="acme", at=at(200), agreed="A line of your own to us"),
    ],
    done=[Done(action="amends-2", at=at(300))],
    lessons=[
        Lesson(question="should-not-have", text="We deployed during the sale.", change="No deploys in sale hours.",
               owner="Dana Reyes", due=date(2026, 12, 1), done=date(2026, 11, 24)),
        Lesson(question="should-have", text="We did not tell you first.", change="The alarm rings the liaison, too.",
               owner="Sam Okafor", due=date(2026, 11, 24)),
    ],
)  # fmt: skip


GERMAN = account(tier="key", timezone="Europe/Berlin", language="de")
IN_GERMAN = HOUR_ONE.model_copy(update={"accounts": [GERMAN], "language": "de"})
OVER_IN_GERMAN = OVER.model_copy(update={"accounts": [GERMAN], "language": "de"})


@pytest.mark.parametrize(
    ("of", "minutes", "page"),
    [
        (MINUTE_ONE, 1, "minute-one"),  # nobody has said anything, and no name is known
        (HOUR_ONE, 70, "hour-one"),  # angry, surprised, with a count, a wish, a question and a day that was agreed
        (OVER, 3 * DAY, "over"),  # one answer given and one late, one change made and one late, amends done and late
        (IN_GERMAN, 70, "hour-one-de"),
        (OVER_IN_GERMAN, 3 * DAY, "over-de"),
    ],
)
def test_a_page(of: Incident, minutes: float, page: str) -> None:
    """All of it, as it is read aloud: about sixty lines that fit on paper."""
    text = sheet(of, minutes).text()

    assert text + "\n" == (PAGES / f"{page}.txt").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 72
    assert max(map(len, text.splitlines())) <= 80


def _step(of: Incident, minutes: float, heading: str, **options: Any) -> list[str]:
    """The lines below one heading."""
    return next(each.lines for each in sheet(of, minutes, **options).sections if each.heading == heading)


@pytest.mark.parametrize(
    ("promised", "minutes", "line"),
    [
        # nothing was promised for a time that has come
        (20, 15, "- We have promised them no time that has passed."),
        (20, 19, "- We have promised them no time that has passed."),
        # the next word came in time
        (40, 32, "- We have kept every time that we promised them: 1."),
        # it came late, and the next is still missing
        (20, 32, "- We kept no time that we promised them, and we were late by up to 10 minutes. Own it."),
    ],
)
def test_what_we_promised_and_whether_we_kept_it(promised: float, minutes: float, line: str) -> None:
    log = [update(5, next_update=at(promised)), update(30, "More.", next_update=at(60))]
    case = incident(*[each for each in log if each.at <= at(minutes)])

    assert _step(case, minutes, "Before you dial")[-1] == line


def test_a_way_round_is_not_offered_once_it_works_again() -> None:
    log = [update(8), update(41, "The lines answer again.", "monitoring")]
    pages = [
        sheet(incident(*entries, accounts=[KEY], workaround="PayPal works."), 42).text() for entries in (log[:1], log)
    ]

    assert ["PayPal works." in page for page in pages] == ["the other way" in page for page in pages] == [True, False]


UP_TO_10 = "up to 10 minutes. Own it."
FIRST, NEXT = Had("update", 1, at(20)), Had("late", 2, at(60))


@pytest.mark.parametrize(
    ("had", "line"),
    [
        # they got all, the second late and the third in time
        (
            (FIRST, NEXT),
            f"- Of the times that we promised them we kept 1, and we were late with the rest by {UP_TO_10}",
        ),
        # the second never reached them: what they were promised is missing still
        ((FIRST,), "- We kept no time that we promised them, and we were late by up to 42 minutes. Own it."),
        # the first never reached them: nobody promised them the time that passed
        ((NEXT,), "- We have kept every time that we promised them: 1."),
        # the third was written in time and left late
        (
            (NEXT, Had("update", 3, at(85), at(61))),
            "- We kept no time that we promised them, and we were late by up to 1 minute. Own it.",
        ),
        # nothing has
        ((), "- We have promised them no time that has passed."),
    ],
)
def test_a_promise_counts_for_whom_it_reached(had: tuple[Had, ...], line: str) -> None:
    log = [update(5, next_update=at(20)), update(30, "More.", next_update=at(60)), update(55, "All.", "identified")]
    reached = {"acme": (*had, *([Had("update", 3, at(85))] if had[-1:] == (NEXT,) else []))}

    assert _step(incident(*log), 62, "Before you dial", had=reached)[-1] == line


def test_calls_letters_and_answers_count_as_promises() -> None:
    """A call that was agreed and not made comes first."""
    talks = [said_to_us(90, follow_up=date(2026, 11, 26))]
    asked = [question(30, answer_by=date(2026, 11, 25))]
    case = incident(
        update(5, next_update=at(60)), update(60, None, "resolved"), accounts=[account()], conversations=talks,
        parked=asked,
    )  # fmt: skip
    lines = _step(case, 9 * DAY, "Before you dial", said=[replace(FIRST_LETTER, at=at(1100))])

    assert lines[-1] == (
        "- You were to call them on Thursday 26 November, and nobody did. Of the times that we promised them we kept 2,"
        " and we were late with the rest by up to 6 days and 4 hours. Own it."
    )


def test_what_they_told_us_is_never_asked_again() -> None:
    """The call begins with it, and asks what has been added; a figure is read back with the words it came with."""
    asks = '- "How many people, orders or places does it stop? A rough number helps."'
    measure, first = "Measure it, and ask who else", said_to_us(3, impact="41 stores.")

    assert _step(incident(conversations=[said_to_us(3)]), 9, measure)[0] == asks
    assert _step(incident(conversations=[first]), 9, measure)[0] == (
        '- "You put it at 41 stores. Is that still the number?"'
    )
    assert _step(incident(conversations=[first, said_to_us(5, "The web shop fails.")]), 9, measure)[0] == (
        "- \"With 'Our stores cannot take cards.' you put it at 41 stores. What is the number now?\""
    )
    lines = _step(incident(conversations=[first]), 4, "Listen first")[0]
    assert lines.endswith(
        "You told us: 'Our stores cannot take cards.' By your count: 41 stores. How is it now, and what has been added?"
        ' I am taking notes, so that you never have to tell it twice."'
    )
    page = sheet(incident(conversations=[first]), 4).text()
    assert not any(asked in page for asked in ("what it is like at your end", "What did you see first", "cannot your"))


def test_after_the_fix_it_begins_with_their_words_too() -> None:
    talks = [said_to_us(3, impact="41 stores."), said_to_us(90, "Two stores still cannot.")]
    case = incident(update(5), update(60, None, "resolved"), conversations=talks)

    assert (
        "Thank you for telling us: 'Two stores still cannot.' I am sorry for the 1 hour. How is that now, and what"
        in (_step(case, 100, "Thank them, then listen")[0])
    )
    assert "what is still not right" not in sheet(case, 100).text()


def test_a_figure_that_stands_further_down_is_there() -> None:
    """Three conversations are shown, and the one with the figure however long ago it was."""
    talks = [
        said_to_us(minute, f"Word {minute}.", impact="41 stores" if minute == 1 else None) for minute in range(1, 6)
    ]
    told = [line for line in _step(incident(conversations=talks), 9, "Before you dial") if "They said" in line]

    assert [line.split('"')[1] for line in told] == ["Word 5.", "Word 4.", "Word 3.", "Word 1."]
    assert told[-1].endswith('"Word 1." By their count: 41 stores.')


def test_a_time_of_another_day_has_its_day() -> None:
    case = incident(conversations=[said_to_us(3)])
    assert _step(case, DAY, "Ask what you do not know yet")[0] == (
        '- "What have you seen since 14:03 UTC on Sunday 22 November? It may help those who are looking for the cause."'
    )


def test_what_was_asked_already_is_not_promised_another_date() -> None:
    """Each topic with the date that they were given; the words for questions to come only where nothing was asked."""
    asked = [
        question(3, "SLA credit", answer_by=date(2026, 11, 26)),
        question(3, "What broke?", answer_by=date(2026, 11, 24)),
    ]
    lines = _step(incident(parked=asked), 9, "If they ask about something else")

    assert lines[:3] == [
        '- They have asked about "What broke" already. They have your word for Tuesday 24 November.',
        '- They have asked about "SLA credit" already. They have your word for Thursday 26 November.',
        (
            '- Anything else that is not the fix: "That is a fair question. I will answer it myself, by Wednesday '
            '25 November."'
        ),
    ]
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("days", "line"),
    [
        # the newest word counts, though an earlier one named a later day
        ([date(2026, 12, 10), date(2026, 12, 1)], "You hear from me on Tuesday 1 December, as I said."),
        # the call that was agreed for today is this one
        ([date(2026, 11, 22)], "When shall I call you again, and on which number?"),
    ],
)
def test_the_day_that_was_agreed_is_that_of_the_follow_ups(days: list[date], line: str) -> None:
    talks = [said_to_us(3 + number, follow_up=day) for number, day in enumerate(days)]
    case = incident(accounts=[KEY], conversations=talks)
    (agreed,) = Aftercare(case, policy_for("sev1", [], zone="UTC", outreach_tiers=["key"]), at(9)).calls(KEY)

    assert agreed.due.date() == days[-1]
    assert line in _step(case, 9, "Before you hang up")[0]


@pytest.mark.parametrize(
    ("minutes", "sent", "asked", "line"),
    [
        # in the morning, before the letter of that day
        (60 * DAY - 6 * 60, 1, [], "I will write to you later today, and again on Wednesday 21 April."),
        # its hour has come, and it waits for somebody to send it
        (60 * DAY, 1, [], "I will write to you later today, and again on Wednesday 21 April."),
        # after it
        (60 * DAY, 2, [], "You hear from me again on Wednesday 21 April."),
        # an answer is promised before the next letter
        (DAY, 1, [date(2026, 11, 25), date(2026, 11, 24)], "You hear from me again on Tuesday 24 November."),
        # and one before the next but one, while a letter waits
        (DAY, 0, [date(2026, 11, 25)], "I will write to you later today, and again on Wednesday 25 November."),
        # what was promised for today is given now
        (DAY, 1, [date(2026, 11, 23)], "You hear from me again on Thursday 21 January 2027."),
    ],
)
def test_it_names_the_first_day_on_which_they_hear_from_us(
    minutes: float, sent: int, asked: list[date], line: str
) -> None:
    topics = [question(30, f"Topic {day}", answer_by=day) for day in asked]
    case = incident(update(5), update(60, None, "resolved"), parked=topics)
    said = [Said("followup", number, "acme", at(1), None) for number in range(1, sent + 1)]
    assert f'- "{line}"' in _step(case, minutes, "Before you hang up", said=said)


def test_a_call_knows_what_they_have_had_since_the_leader_wrote() -> None:
    """It stands in no letter's place while the outage lasts: the good news came after the leader's."""
    of = incident(update(5), update(60, None, "resolved"), update(120))
    had = {"acme": (Had("outreach", 1, None), Had("update", 1, at(25)), Had("resolved", 2, None))}
    lines = _step(of, 180, "Before you dial", had=had)
    assert "- We had told them that it was over, and it came back. That is a second failure: own it." in lines


def test_that_it_came_back_is_said_before_the_call() -> None:
    """During the second outage and after it; the time in which it worked does not count."""
    log = [update(5), update(60, None, "resolved"), update(120), update(150, None, "resolved")]
    came_back = "- We had told them that it was over, and it came back. That is a second failure: own it."
    during, after = (_step(incident(*log[:count]), 180, "Before you dial")[:2] for count in (3, 4))

    assert during == [
        (
            "- Checkout, sev1, investigating. It has hurt them for 2 hours in all, and it began at 14:00 UTC. "
            "It is 17:00 UTC where they are."
        ),
        came_back,
    ]
    assert after == [
        (
            "- Checkout, sev1, resolved. It hurt them for 1 hour and 30 minutes in all, until 16:30 UTC. "
            "It is 17:00 UTC where they are."
        ),
        came_back,
    ]


@pytest.mark.parametrize(
    ("status", "line"),
    [
        ("investigating", '- "What did you see first? It may help those who are looking for the cause."'),
        ("identified", '- "What must work first for you when it comes back?"'),
        ("monitoring", '- "Try it with me now: what works again, and what does not?"'),
    ],
)
def test_the_question_is_that_of_the_hour(status: Any, line: str) -> None:
    assert _step(incident(update(5, status=status)), 9, "Ask what you do not know yet")[1] == line


def test_the_policy_says_what_to_offer() -> None:
    offers = {"key": AmendsConfig(sev1=["send you Sam", "give you my number", "pay the postage"])}
    case = incident(update(5), update(60, None, "resolved"), accounts=[KEY])

    assert _step(case, 3 * DAY, "Make it right", offers=offers)[0] == (
        '- "I could send you Sam, or I could give you my number. Or is it something else?"'
    )


YES = Satisfaction(account="acme", at=at(200), satisfied=True)


def test_nobody_who_said_yes_is_pressed() -> None:
    """Their yes stands there with its date, and nothing is asked or offered as if there were none."""
    case = incident(update(5), update(60, None, "resolved"), accounts=[KEY], satisfaction=[YES])
    headings = [each.heading for each in sheet(case, 3 * DAY).sections]
    page = sheet(case, 3 * DAY).text()

    assert _step(case, 3 * DAY, "Before you hang up")[0] == (
        "- They told us on Sunday 22 November that it is right again. Do not press them."
    )
    assert "Thank you for telling us on Sunday 22 November that it is right again." in " ".join(page.split())
    assert not {"Make it right", "Say it back, and wait for the yes"} & set(headings)
    assert not any(never in page for never in ("not right", "not told us", "I could", "meet what you expect"))


FIRST_LETTER = Said("followup", 1, "acme", at(DAY), None)


@pytest.mark.parametrize(
    ("answered", "said", "line"),
    [
        # the letter of this round has not gone out
        (3, [], "they were to have it by Monday 23 November. Say that it is late."),
        # it has, with the answer in it
        (0.5, [FIRST_LETTER], "they have it from your letter of Monday 23 November."),
        # it has, and the answer came later
        (3, [FIRST_LETTER], "they were to have it by Monday 23 November. Say that it is late."),
        # it has, to somebody else
        (0.5, [replace(FIRST_LETTER, account="beta")], "they were to have it by Monday 23 November. Say that it"),
    ],
)
def test_an_answer_that_a_letter_has_brought_is_not_late(answered: float, said: list[Said], line: str) -> None:
    asked = question(26, answer_by=date(2026, 11, 23))
    known = Answer(account="acme", at=at(answered * DAY), topic="SLA credit", text="You pay nothing for Sunday.")
    case = incident(update(5), update(60, None, "resolved"), accounts=[account()], parked=[asked], answers=[known])

    assert _step(case, 4 * DAY, "Answer what they asked", said=said)[0].startswith(f'- "SLA credit": {line} ')


def test_two_things_are_offered_again_once_all_that_was_agreed_is_done() -> None:
    deal = Amends(account="acme", at=at(200), agreed="a visit")
    case = incident(update(5), update(60, None, "resolved"), amends=[deal], done=[Done(action="amends-1", at=at(300))])
    lines = _step(case, 3 * DAY, "Make it right")

    assert lines[0] == "- Agreed: A visit. Done."
    assert lines[1].startswith('- "Does that make it right for you? If it does not: I could go through those hours')


def test_as_markdown() -> None:
    text = sheet(MINUTE_ONE, 1).markdown()

    assert text.startswith("# Call Acme Retail: Card payments are failing\n\n## Before you dial\n\n- Checkout, sev1,")
    assert '\n\n## Reassure\n\n- "Our leadership team' in text


def test_no_page_labels_anybody() -> None:
    """The rules for what the team reads hold in every situation, whatever was said to us."""
    rules = {language: ruleset.load(language=language) for language in ("en", "de")}
    for trial in sheets(["en", "de"], None):
        if not trial.awkward:
            language = trial.planned.account.language
            page = callsheet.sheet(trial.writer, trial.context(), language).text()
            assert check(page, Facts(kind="call-guide"), rules[language]) == []


def test_a_template_of_the_users_that_fails_gives_way(tmp_path: Path) -> None:
    """A leader who is about to call gets a page, and is told."""
    (tmp_path / "call.j2").write_text("{% block subject %}{{ nope }}{% endblock %}{% block body %}{% endblock %}")
    whom, policy = MINUTE_ONE.accounts[0], policy_for("sev1", [], zone="UTC", outreach_tiers=[])
    writer = Writer(MINUTE_ONE, policy, [], at(1), own_templates=tmp_path)
    planned = callsheet.letter(MINUTE_ONE, policy, [], whom, at(1))
    page = callsheet.sheet(writer, callsheet.context(MINUTE_ONE, policy, planned, writer, at(1)), "en")

    assert page.title == "Call Acme Retail: Card payments are failing"
    assert list(writer.failures) == ["call"]
