"""The call sheet: what the leader reads aloud, word for word, in the situations that there are."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import account, at, incident, question, said_to_us, update
from outagecomms.cadence.policy import policy_for
from outagecomms.checking.matrix import sheets
from outagecomms.compose.amends import AmendsConfig
from outagecomms.compose.writer import Writer
from outagecomms.customer import callsheet
from outagecomms.incident.model import Amends, Answer, Done, Lesson, Satisfaction
from outagecomms.tone import ruleset
from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts

if TYPE_CHECKING:
    from outagecomms.customer.callsheet import Sheet
    from outagecomms.incident.model import Incident

KEY = account(tier="key", timezone="America/New_York")
DAY = 24 * 60
PAGES = Path(__file__).parent / "pages"


def sheet(of: Incident, minutes: float, **options: Any) -> Sheet:
    """The sheet for a call to its first account."""
    whom, now = of.accounts[0], at(minutes)
    policy = policy_for(of.severity, [of.cadence], zone="UTC", outreach_tiers=["key"])
    writer = Writer(of, policy, [], now, organisation="Example Ltd", **options)
    planned = callsheet.letter(of, policy, [], whom, now)
    return callsheet.sheet(writer, callsheet.context(of, policy, [], planned, writer, now), whom.language)


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


def test_what_they_told_us_is_never_asked_again() -> None:
    """With their count known it is confirmed; without it it is asked for."""
    asks = '- "How many people, orders or places does it stop? A rough number helps."'
    measure = "Measure it, and ask who else"

    assert _step(incident(conversations=[said_to_us(3)]), 9, measure)[0] == asks
    assert _step(incident(conversations=[said_to_us(3, impact="41 stores.")]), 9, measure)[0] == (
        '- "You put it at 41 stores. Is that still the number?"'
    )


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


def test_nobody_who_said_yes_is_pressed() -> None:
    said = [Satisfaction(account="acme", at=at(200), satisfied=True)]
    case = incident(update(5), update(60, None, "resolved"), accounts=[KEY], satisfaction=said)

    assert _step(case, 3 * DAY, "Before you hang up")[0] == "- They told us that it is right again. Do not press them."


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
    page = callsheet.sheet(writer, callsheet.context(MINUTE_ONE, policy, [], planned, writer, at(1)), "en")

    assert page.title == "Call Acme Retail: Card payments are failing"
    assert list(writer.failures) == ["call"]
