"""`heard`, `park`, `answer`, `amends`, `call`: what they append, what they say, and what they refuse."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import Done, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Done]

SAID = "Our stores cannot take cards."
LABEL = """\
They were hostile.

error follow-through/label: “hostile” is a label; it says nothing that helps → Write what they said, in their words: \
“Ines: 41 stores cannot take cards.” Is this word theirs, too? Put it in quotation marks
    gift: “Focus on the content and put aside the labels.”

Nothing was written.
"""


def told(folder: Path) -> dict[str, Any]:
    """The incident file as it stands."""
    return tomllib.loads((folder / "incidents" / "checkout.toml").read_text(encoding="utf-8"))


def at(hour: int, minute: int) -> datetime:
    """A time on the day of the outage, UTC."""
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC)


def test_what_they_say_is_kept_and_what_follows_is_said(shop: Path, oc: Run) -> None:
    """All at once, on one command line; they were first, and it is said plainly."""
    done = oc(
        "heard", "checkout", "acme", "--said", SAID, "--impact", "41 stores", "--mood", "angry",
        "--stakeholder", "cfo@acme.example", "--wants", "A refund for today.", "--follow-up", "2026-11-24",
    )  # fmt: skip

    assert (done.code, done.out) == (0, "checkout: what acme told us is recorded\n")
    assert done.err == (
        "They came to us before we reached them: counted as a surprise.\n"
        "cfo@acme.example is written to from now on, in a mail of their own.\n"
        "Their next message repeats it and asks whether it is right: update by 14:05 UTC, 5 min ago\n"
        "What they want is for after the fix; keep it: outagecomms park checkout acme '…'\n"
        "You are in touch again on 2026-11-24: outagecomms followups\n"
    )
    assert told(shop)["conversations"] == [
        {
            "account": "acme", "at": at(14, 10), "said": SAID, "impact": "41 stores", "mood": "angry",
            "stakeholders": ["cfo@acme.example"], "wants": "A refund for today.", "follow_up": date(2026, 11, 24),
            "surprise": True,
        }
    ]  # fmt: skip


def test_who_is_written_to_already_is_not_announced(shop: Path, oc: Run) -> None:
    """The account's own address is no other reader, and one named before is no new one."""
    words = ("heard", "checkout", "acme", "--said", SAID, "--stakeholder")
    own = oc(*words, "ines@acme.example")
    first = oc(*words, "cfo@acme.example", now="2026-11-22T14:11Z")
    again = oc(*words, "cfo@acme.example", now="2026-11-22T14:12Z")

    assert ["is written to from now on" in done.err for done in (own, first, again)] == [False, True, False]
    assert len(told(shop)["conversations"]) == 3


def test_when_we_called_it_is_no_surprise(shop: Path, oc: Run) -> None:
    done = oc("heard", "checkout", "acme", "--said", SAID, "--we-called")

    assert (done.code, "surprise" in done.err) == (0, False)
    assert told(shop)["conversations"] == [{"account": "acme", "at": at(14, 10), "said": SAID, "we_called": True}]


def test_after_an_update_it_is_no_surprise(shop: Path, oc: Run) -> None:
    oc("update", "checkout", "Invoices work.", "--next-step", "We are testing the lines.", now="2026-11-22T14:06Z")
    oc("heard", "checkout", "acme", "--said", SAID)

    assert "surprise" not in told(shop)["conversations"][0]


def test_their_next_message_mirrors_it(shop: Path, oc: Run) -> None:
    oc("heard", "checkout", "acme", "--said", SAID, "--wants", "A call when it works")
    body = oc("render", "checkout", "outreach", "--account", "acme").out

    assert '"Our stores cannot take cards." That is what you told us at 14:10 UTC, and I am sorry.' in body
    assert 'What you want from us: "A call when it works." Have I understood that correctly?' in body
    assert "You had to come to us before you had a word from us, and that was our failure too." in body


@pytest.mark.parametrize(
    "arguments",
    [
        ("heard", "checkout", "acme", "--said", "They were hostile."),
        ("heard", "checkout", "acme", "--said", SAID, "--wants", "They were hostile."),
        ("park", "checkout", "acme", "They were hostile."),
    ],
)
def test_a_label_is_refused_and_nothing_is_written(shop: Path, oc: Run, arguments: tuple[str, ...]) -> None:
    """A person is needed: exit 1, the reason, and better words."""
    before = told(shop)

    assert oc(*arguments) == Done(1, "", LABEL)
    assert told(shop) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("heard", "checkout", "acme"), "--said is missing; give it, or run this on a terminal and be asked"),
        (("heard", "checkout", "acne", "--said", SAID), "did you mean acme?"),
        (("heard", "checkout", "acme", "--said", SAID, "--follow-up", "soon"), "'soon' is not a date"),
        (("heard", "checkout", "acme", "--said", SAID, "--stakeholder", "cfo"), '"cfo" is not an e-mail address'),
        (("park", "checkout", "acne", "SLA"), "did you mean acme?"),
        (("answer", "checkout", "acme", "SLA", "Ten per cent."), "acme asked nothing about 'SLA'"),
        (("amends", "checkout", "acme", "A visit", "--due", "2026-11-01"), "--due 2026-11-01 has passed"),
        (("call", "checkout", "acne"), "did you mean acme?"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    shop: Path, oc: Run, arguments: tuple[str, ...], words: str
) -> None:
    before = told(shop)
    done = oc(*arguments)

    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert told(shop) == before


def test_on_a_terminal_a_person_is_asked_for_the_rest(shop: Path, terminal: Callable[..., Terminal]) -> None:
    """What was given is not asked; what may not stand is refused at once and asked for anew: nothing is typed twice."""
    screen = terminal("heard", "checkout", "acme", "--mood", "worried", columns=120)

    screen.answer("What did they say, in their words", "They were hostile.")
    screen.wait_for("is a label; it says nothing that helps")
    screen.answer("What did they say, in their words", SAID)
    screen.answer("What does it come to, with a figure", "41 stores")
    screen.answer("Who else must hear from us, by address", "cfo")
    screen.wait_for("is not an e-mail address")
    screen.answer("Who else must hear from us, by address", "cfo@acme.example, coo@acme.example")
    screen.answer("What do they want of us, in their words", "")
    screen.answer("When are you in touch again", "tomorrow")
    screen.wait_for("is not a date")
    screen.answer("When are you in touch again", "2026-11-21")
    screen.wait_for("has passed")
    screen.answer("When are you in touch again", "")

    assert screen.end() == 0
    assert "How did they feel" not in screen.shown
    assert "Before you call: outagecomms call checkout acme" in screen.shown
    assert told(shop)["conversations"] == [
        {
            "account": "acme", "at": at(14, 10), "said": SAID, "impact": "41 stores", "mood": "worried",
            "stakeholders": ["cfo@acme.example", "coo@acme.example"], "surprise": True,
        }
    ]  # fmt: skip


def test_what_was_given_wrong_is_refused_before_anything_is_asked(
    shop: Path, terminal: Callable[..., Terminal]
) -> None:
    screen = terminal("heard", "checkout", "acme", "--follow-up", "2026-11-21", columns=120)

    assert screen.end() == 2
    assert "2026-11-21 has passed" in screen.shown
    assert "What did they say" not in screen.shown
    assert "conversations" not in told(shop)


def test_a_parked_question_gets_its_reply_at_once(shop: Path, oc: Run) -> None:
    """As it will go: thanked for, called fair, answered on a date by a name; and kept as a draft."""
    done = oc("park", "checkout", "acme", "SLA credit")

    assert done.code == 0
    assert done.out == (
        "To: Ines Duarte <ines@acme.example>\n"
        'Subject: Your question about "SLA credit": the answer comes by Wednesday 25 November\n\n'
        "Ines,\n\n"
        "I am sorry that you have to ask while we are failing you with Checkout, and thank you for asking. "
        'Have I got the topic right: "SLA credit"?\n\n'
        "It is a fair question, and it deserves a full answer rather than a quick one. "
        "Dana Reyes will give you that answer by Wednesday 25 November. Until it works, everybody here is on the fix. "
        "We are looking for the cause.\n\n"
        "My next message about the outage reaches you by 14:30 UTC.\n\n"
        "Sam Okafor\nCustomer Liaison, Example Ltd\nsam@example.com\n"
    )
    written, _, words = done.err.rstrip().partition("@")
    assert written == "Written, not sent yet; approve it: outagecomms outbox approve checkout/reply/1/acme"
    assert told(shop)["parked"] == [{"account": "acme", "at": at(14, 10), "topic": "SLA credit"}]
    assert oc("outbox", "approve", f"checkout/reply/1/acme@{words}").code == 0


def test_after_the_fix_no_reply_is_written(shop: Path, oc: Run) -> None:
    oc("update", "checkout", "Invoices work.", "--next-step", "We are testing the lines.")
    oc("resolve", "checkout", "--confirmed", "Every card goes through.", now="2026-11-22T14:20Z")
    done = oc("park", "checkout", "acme", "SLA credit", "--answer-by", "2026-11-26", now="2026-11-22T15:00Z")

    assert done == Done(
        0,
        "checkout: acme asked about SLA credit; it comes first in their next follow-up\n",
        "When you have the answer: outagecomms answer checkout acme 'SLA credit' '…'\n",
    )
    assert told(shop)["parked"][0]["answer_by"] == date(2026, 11, 26)


def test_a_follow_up_begins_with_the_answer(shop: Path, oc: Run) -> None:
    """What was promised is kept, and it comes before anything else; the letter after that has it no more."""
    oc("update", "checkout", "Invoices work.", "--next-step", "We are testing the lines.")
    oc("park", "checkout", "acme", "SLA credit")
    done = oc("answer", "checkout", "acme", "sla", "You pay nothing for Sunday", "--by", "Sam Okafor")
    assert done == Done(
        0,
        "checkout: the answer to acme about SLA credit is recorded, from Sam Okafor\n",
        "It goes out with the first letter after the fix. They were promised it by 2026-11-25.\n"
        "If the fix takes longer, call them with it: outagecomms call checkout acme\n",
    )
    oc("resolve", "checkout", "--confirmed", "Every card goes through.", now="2026-11-22T14:20Z")
    body = oc("render", "checkout", "followup", "--account", "acme", now="2026-11-23T11:00Z").out

    assert body.split("\n\n")[3] == (
        'First, the answer that I owe you, about "SLA credit": You pay nothing for Sunday. '
        "You have that from Sam Okafor, and I stand by it."
    )


def test_an_answer_that_the_next_letter_would_bring_late_is_told_by_telephone(shop: Path, oc: Run) -> None:
    """Once the first letter is behind them, the next comes at 60 days: nobody waits that long for an answer."""
    oc("update", "checkout", "Invoices work.", "--next-step", "We are testing the lines.")
    oc("park", "checkout", "acme", "SLA credit")
    oc("resolve", "checkout", "--confirmed", "Every card goes through.", now="2026-11-22T14:20Z")
    oc("satisfied", "checkout", "acme", "no", "--confirmed-by", "Ines Duarte", now="2026-11-23T12:00Z")
    done = oc("answer", "checkout", "acme", "sla", "You pay nothing for Sunday", now="2026-11-24T09:00Z")
    assert done.err == (
        "It goes out with their letter due 2027-01-21 10:00 UTC, in 58 days. They were promised it by 2026-11-25.\n"
        "Call them with it: outagecomms call checkout acme; then: outagecomms heard checkout acme --we-called\n"
    )
    assert owed(oc, "2026-11-24T09:00Z") == [("answered, not told yet: SLA credit", "outagecomms call checkout acme")]

    done = oc("heard", "checkout", "acme", "--said", "Good.", "--we-called", now="2026-11-24T10:00Z")
    assert done.err.startswith("You called them, so they have your answer about SLA credit.\n")
    assert owed(oc, "2026-11-24T10:00Z") == []


def test_an_answer_that_nobody_received_keeps_it_open_and_the_letter_owns_that_it_is_late(
    shop: Path, oc: Run
) -> None:  # fmt: skip
    oc("update", "checkout", "Invoices work.", "--next-step", "We are testing the lines.")
    oc("park", "checkout", "acme", "SLA credit")
    oc("resolve", "checkout", "--confirmed", "Every card goes through.", now="2026-11-22T14:20Z")
    oc("satisfied", "checkout", "acme", "yes", "--confirmed-by", "Ines Duarte", now="2026-11-23T12:00Z")
    oc("answer", "checkout", "acme", "sla", "You pay nothing for Sunday", now="2026-11-24T09:00Z")
    found = json.loads(oc("status", "--all", "--format", "json", now="2026-12-01T09:00Z").out)["incidents"][0]
    body = oc("render", "checkout", "followup", "--account", "acme", now="2027-01-21T11:00Z").out

    assert "1 answer told" in found["missing"]
    assert body.split("\n\n")[3] == (
        'First, the answer that I owe you, about "SLA credit". You were to have it by Wednesday 25 November 2026; it '
        "is late, and I am sorry. You pay nothing for Sunday."
    )
    assert oc("followups", now="2026-12-01T09:00Z").code == 1


def test_a_letter_that_waits_is_written_anew_with_the_answer(shop: Path, oc: Run) -> None:
    """Else it would go out without it, and every later letter would leave it out as told."""
    oc("update", "checkout", "Invoices work.", "--next-step", "We are testing the lines.")
    oc("park", "checkout", "acme", "SLA credit")
    oc("resolve", "checkout", "--confirmed", "Every card goes through.", now="2026-11-22T14:20Z")
    oc("tick", now="2026-11-23T11:00Z")
    oc("outbox", "approve", "checkout/followup/1/acme", now="2026-11-23T11:00Z")
    done = oc("answer", "checkout", "acme", "sla", "You pay nothing for Sunday", now="2026-11-23T11:01Z")

    assert done.err == (
        "Their letter is written anew; read it and approve it: outagecomms outbox approve checkout/followup/1/acme\n"
        "It goes out with their letter due 10:00 UTC, 61 min ago\n"
    )
    shown = oc("outbox", "show", "checkout/followup/1/acme", now="2026-11-23T11:01Z").out
    assert shown.startswith("State: draft")
    assert 'about "SLA credit": You pay nothing for Sunday.' in shown


def test_an_angry_word_after_the_yes_opens_it_again(shop: Path, oc: Run) -> None:
    oc("update", "checkout", "Invoices work.", "--next-step", "We are testing the lines.")
    oc("resolve", "checkout", "--confirmed", "Every card goes through.", now="2026-11-22T14:20Z")
    oc("satisfied", "checkout", "acme", "yes", "--confirmed-by", "Ines Duarte", now="2027-01-22T12:00Z")
    done = oc(
        "heard", "checkout", "acme", "--said", "It failed again this morning.", "--mood", "angry",
        now="2027-02-03T09:00Z",
    )  # fmt: skip

    assert done.err == (
        "They had said that it is right. From now on they count as not satisfied, until they say yes again.\n"
        "Call them by 11:00 UTC, in 2 h: outagecomms call checkout acme\n"
        "When they do: outagecomms satisfied checkout acme yes --confirmed-by …\n"
        "Their next message repeats it and asks whether it is right: followup by 2027-03-08 10:00 UTC, in 33 days\n"
    )
    assert owed(oc, "2027-02-03T09:00Z", "call")[0] == ("not satisfied any more", "outagecomms call checkout acme")
    assert oc("followups", now="2027-02-05T09:00Z").code == 1
    found = json.loads(oc("status", "--all", "--format", "json", now="2027-02-03T09:00Z").out)["incidents"][0]
    assert "2 accounts satisfied" in found["missing"]


def test_who_has_left_the_accounts_can_still_be_answered(shop: Path, oc: Run) -> None:
    """What keeps the incident open can be done; and it is said that nobody writes to them any more."""
    path, csv = shop / "incidents" / "checkout.toml", shop / "incidents" / "more.csv"
    csv.write_text("id,name,email,language\nbolt,Bolt,b@bolt.example,de\n", encoding="utf-8")
    path.write_text('accounts_file = "more.csv"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    oc("update", "checkout", "Invoices work.", "--next-step", "We are testing the lines.")
    oc("park", "checkout", "bolt", "Rabatt")
    oc("resolve", "checkout", "--confirmed", "Every card goes through.", now="2026-11-22T14:20Z")
    csv.write_text("id,name,email\n", encoding="utf-8")
    before = oc("followups", now="2026-11-22T15:00Z").out
    answered = oc("answer", "checkout", "bolt", "rabatt", "You pay nothing for Sunday", now="2026-11-22T15:00Z")
    heard = oc("heard", "checkout", "bolt", "--said", "Thank you.", "--we-called", now="2026-11-22T15:01Z")
    no = oc("satisfied", "checkout", "bolt", "no", "--confirmed-by", "Bo", now="2026-11-22T15:02Z")

    assert " bolt " in before
    assert "no longer among the accounts; is it right for them?" in before
    assert answered.err == (
        "bolt is no longer among the accounts of checkout, and no letter goes there.\n"
        "Tell them, then: outagecomms heard checkout bolt --we-called\n"
    )
    assert heard.err == (
        "bolt is no longer among the accounts of checkout: nobody writes to them.\n"
        "You called them, so they have your answer about Rabatt.\n"
    )
    assert (answered.code, heard.code, no.code) == (0, 0, 0)
    assert " bolt " not in oc("followups", now="2026-11-22T15:03Z").out
    assert "satisfied; left unsatisfied: bolt" in oc("status", "--all", now="2026-11-22T15:03Z").out
    assert "concerns no account 'bolt'" in oc("park", "checkout", "bolt", "Zins", now="2026-11-22T15:03Z").err


def test_a_mail_to_somebody_else_reaches_nobody(shop: Path, oc: Run) -> None:
    """That others were told is no word to them: who calls us all the same is surprised."""
    with (shop / "outagecomms.toml").open("a", encoding="utf-8") as file:
        file.write('[mail]\ntransport = "directory"\ndirectory = "sent"\n')
    oc("update", "checkout", "Invoices work.", "--next-step", "We are testing the lines.")
    oc("outbox", "approve", "checkout/update/1/acme")
    oc("send")
    oc("heard", "checkout", "acme", "--said", SAID)
    oc("heard", "checkout", "lohmann", "--said", SAID)

    assert [talk.get("surprise", False) for talk in told(shop)["conversations"]] == [False, True]


def test_a_day_agreed_anew_is_not_yet_in_their_calendar(shop: Path, oc: Run) -> None:
    """The letter that went out has the old one; whether another brings the new one is said."""
    with (shop / "outagecomms.toml").open("a", encoding="utf-8") as file:
        file.write('[mail]\ntransport = "directory"\ndirectory = "sent"\n')
    words = ("heard", "checkout", "acme", "--said", SAID, "--follow-up")
    oc("update", "checkout", "Invoices work.", "--next-step", "We are testing the lines.")
    oc("resolve", "checkout", "--confirmed", "Every card goes through.", now="2026-11-22T14:20Z")
    first = oc(*words, "2026-12-01", now="2026-11-22T15:00Z")
    oc("tick", now="2026-11-23T10:00Z")
    oc("outbox", "approve", "checkout/followup/1/acme", now="2026-11-23T10:00Z")
    oc("send", now="2026-11-23T10:00Z")
    same = oc(*words, "2026-12-01", now="2026-11-23T12:00Z")
    sooner = oc(*words, "2026-11-27", now="2026-11-23T13:00Z")
    later = oc(*words, "2027-01-28", now="2026-11-24T12:00Z")

    assert ["calendar" in done.err for done in (first, same)] == [False, False]
    assert sooner.err.endswith(
        "Their calendar still shows 2026-12-01 10:00 UTC, and no letter brings a new one: tell them yourself that it "
        "is 2026-11-27 10:00 UTC now.\n"
    )
    assert later.err.endswith(
        "Their calendar still shows 2026-12-01 10:00 UTC, and their letter of 2027-01-21 10:00 UTC brings the new one: "
        "tell them yourself that it is 2027-01-28 10:00 UTC now.\n"
    )


def owed(oc: Run, now: str, how: str = "answer") -> list[tuple[str, str]]:
    """Why each is owed, and what comes next."""
    found = json.loads(oc("followups", "--format", "json", now=now).out)["owed"]
    return [(each["reason"], each["todo"]) for each in found if each["how"] == how]


def test_what_was_agreed_is_told_until_it_is_done(shop: Path, oc: Run) -> None:
    """Owed, late, and done: the follow-up says which, and offers nothing else beside it."""
    oc("update", "checkout", "Invoices work.", "--next-step", "We are testing the lines.")
    oc("resolve", "checkout", "--confirmed", "Every card goes through.", now="2026-11-22T14:20Z")
    done = oc("amends", "checkout", "acme", "A visit in Leeds", "--owner", "Sam Okafor", "--due", "2026-12-01")
    assert done == Done(
        0,
        "checkout: amends-1 agreed with acme, Sam Okafor, by 2026-12-01\n",
        "When it is done: outagecomms done checkout amends-1\n",
    )

    def said(now: str) -> str:
        body = oc("render", "checkout", "followup", "--account", "acme", now=now).out
        assert "I could" not in body
        return next(line for line in body.splitlines() if line.startswith("- A visit in Leeds. "))

    assert said("2026-11-23T11:00Z").endswith("You have it by Tuesday 1 December, from Sam Okafor.")
    assert said("2027-01-21T11:00Z").endswith("I owed you that by Tuesday 1 December 2026; it is late, and I am sorry.")
    assert oc("done", "checkout", "amends-1", now="2027-01-21T12:00Z").code == 0
    assert said("2027-01-21T13:00Z").endswith("That is done.")


def test_the_page_for_a_call(shop: Path, oc: Run) -> None:
    """To read aloud, as Markdown, and for a program; from the first minute, with nothing told."""
    text = oc("call", "checkout", "acme")
    assert (text.code, text.err) == (0, "")
    assert text.out.startswith(
        "Call Ines Duarte, Acme Retail: Card payments are failing\n\nBEFORE YOU DIAL\n- Checkout,"
    )

    assert "\n\n## Before you hang up\n\n- " in oc("call", "checkout", "acme", "--format", "markdown").out

    found = json.loads(oc("call", "checkout", "acme", "--format", "json").out)
    assert (found["incident"], found["account"]) == ("checkout", "acme")
    assert [step["heading"] for step in found["sections"]][:3] == [
        "Before you dial", "Listen first", "Ask what you do not know yet",
    ]  # fmt: skip
    assert all(line.startswith("- ") for step in found["sections"] for line in step["lines"])
