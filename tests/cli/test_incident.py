"""`new`, `update`, `resolve`, `correct`: what they append, what they say, and what they refuse."""

from __future__ import annotations

import subprocess
import tomllib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from freezegun import freeze_time

from builders import CONFIG, FACTS
from outagecomms import clock

from .conftest import CHECKOUT, PATIENCE, PROGRAM, Done, Terminal, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TITLE, SERVICE, IMPACT = "Card payments are failing", "Checkout", "One in three cards is declined."
FULL = {"--title": TITLE, "--service": SERVICE, "--severity": "sev1", "--impact": IMPACT}


def options(*without: str, **more: str) -> list[str]:
    """The options of a complete `new`, less some."""
    wanted = {name: value for name, value in FULL.items() if name not in without}
    wanted |= {f"--{name}": value for name, value in more.items()}
    return [part for pair in wanted.items() for part in pair]


def told(folder: Path, name: str = "checkout") -> dict[str, Any]:
    """The incident file as it stands."""
    return tomllib.loads((folder / "incidents" / f"{name}.toml").read_text(encoding="utf-8"))


def at(hour: int, minute: int) -> datetime:
    """A time on the day of the outage, UTC."""
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC)


def test_new_declares(empty: Path, oc: Callable[..., Done]) -> None:
    """One command: the file on standard output, the next duty beside it."""
    done = oc("new", "checkout", *options(started="14:02Z"))

    assert done == Done(0, "incidents/checkout.toml\n", "Next: update by 14:07 UTC, 3 min ago (first contact)\n")
    assert told(empty) == {
        "title": TITLE, "service": SERVICE, "severity": "sev1", "started": at(14, 2), "impact": IMPACT,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "started"),
    [
        (None, at(14, 10)),  # now
        ("14:02Z", at(14, 2)),  # today
        ("15:02 Europe/Berlin", at(14, 2)),  # where somebody sits
        ("2026-11-22T09:02-05:00", at(14, 2)),  # in full
        ("23:50Z", datetime(2026, 11, 21, 23, 50, tzinfo=UTC)),  # the last time that the clock showed it
        ("-25m", at(13, 45)),  # so long ago
    ],
)
def test_when_it_began(empty: Path, oc: Callable[..., Done], typed: str | None, started: datetime) -> None:
    """`--started` in all its forms."""
    more = {"started": typed} if typed else {}

    assert oc("new", "checkout", *options(**more)).code == 0
    assert told(empty)["started"] == started


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2026-11-22T14:11Z", "lies ahead of now, 14:10 UTC"),  # the future
        ("15:02Z", "if you mean the day before, write 2026-11-21T15:02Z"),  # a slip, or yesterday
        ("14:02", "has no time zone; write 14:02Z for UTC"),  # nobody knows whose 14:02
        ("just now", "is not a time"),
    ],
)
def test_it_cannot_have_begun_then(empty: Path, oc: Callable[..., Done], typed: str, words: str) -> None:
    """Refused, and nothing is written."""
    done = oc("new", "checkout", *options(started=typed))

    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert list((empty / "incidents").iterdir()) == []


def test_one_that_began_long_ago_is_asked_about(empty: Path, oc: Callable[..., Done]) -> None:
    """A year that is one too small is no reason to refuse, and customers would read it."""
    asked = "Customers will read that it began at 2025-11-22 14:02 UTC. Is that wrong? Mend started in"

    assert asked in oc("new", "checkout", *options(started="2025-11-22T14:02Z")).err
    assert "Is that wrong?" not in oc("new", "other", *options(started="2026-11-21T20:02Z")).err


@pytest.mark.parametrize("fact", ["title", "service", "impact"])
def test_blanks_say_nothing(empty: Path, oc: Callable[..., Done], fact: str) -> None:
    done = oc("new", "checkout", *options(**{fact: "  "}))

    assert done.code == 2
    assert f": {fact}: holds nothing but blanks; write it, or leave it out" in done.err
    assert list((empty / "incidents").iterdir()) == []


def test_a_template_of_ones_own_that_fails_is_told(shop: Path, oc: Callable[..., Done]) -> None:
    """Whatever command writes or shows the words: the built-in ones stand in for it, and look like any other."""
    (shop / "outagecomms.toml").write_text(
        'templates = "own"\n' + (shop / "outagecomms.toml").read_text("utf-8"), "utf-8"
    )
    (shop / "own").mkdir()
    (shop / "own" / "update.j2").write_text(
        "{% block subject %}s{% endblock %}{% block body %}{{ frist }}{% endblock %}"
    )
    told = "own/update.j2:1:1: 'frist' is undefined; mend the template\nThe built-in template speaks for it."

    assert told in oc("update", "checkout", "A declined card is not charged.").err.replace(f"{shop}/", "")
    assert told in oc("render", "checkout", "update").err.replace(f"{shop}/", "")


@pytest.mark.parametrize("missing", list(FULL))
def test_new_in_a_pipe_names_what_is_missing(empty: Path, oc: Callable[..., Done], missing: str) -> None:
    """It never waits for an answer that nobody gives."""
    done = oc("new", "checkout", *options(missing))

    assert done == Done(2, "", f"{missing} is missing; give it, or run this on a terminal and be asked\n")
    assert list((empty / "incidents").iterdir()) == []


def test_new_on_a_terminal_asks_for_what_is_missing_alone(empty: Path, terminal: Callable[..., Terminal]) -> None:
    """What was given is not asked; a bad answer, and an empty one, is asked for again."""
    screen = terminal("new", "checkout", *options("--title", "--severity"))

    screen.answer("What can customers not do", "")
    screen.answer("What can customers not do", TITLE)
    screen.answer("How bad is it", "terrible")
    screen.wait_for("'terrible' is none of sev1, sev2, sev3, sev4")
    screen.answer("How bad is it", "sev2")

    assert screen.end() == 0
    assert (told(empty)["title"], told(empty)["severity"]) == (TITLE, "sev2")
    assert "Which service" not in screen.shown
    assert screen.shown.endswith("Say what you know: outagecomms update checkout\n")


def test_questions_stay_out_of_the_results(empty: Path, terminal: Callable[..., Terminal]) -> None:
    """A person may type while the result goes to a file."""
    screen = terminal("new", "checkout", *options("--title"), streams={"stdout": subprocess.PIPE})
    screen.answer("What can customers not do", TITLE)

    assert screen.end() == 0
    assert screen.process.stdout is not None
    with screen.process.stdout as results:
        assert results.read() == b"incidents/checkout.toml\n"
    assert told(empty)["title"] == TITLE


@pytest.mark.parametrize(
    "name", ["Checkout", "check out", "check_out", "../checkout", "a/b", ".hidden", "-x", "x" * 65, "caf\u00e9", ""]
)
def test_an_id_is_a_file_name_everywhere(empty: Path, oc: Callable[..., Done], name: str) -> None:
    """Anything else is refused, and nothing is written, here or elsewhere."""
    done = oc("new", *options(), "--", name)

    assert (done.code, done.out) == (2, "")
    assert "use a-z, 0-9 and -, at most 64" in done.err
    assert sorted(path.name for path in empty.rglob("*")) == ["incidents", "outagecomms.toml"]


def test_an_id_is_given_once(shop: Path, oc: Callable[..., Done]) -> None:
    """A second outage does not overwrite the first."""
    done = oc("new", "checkout", *options())

    assert done == Done(
        2, "", "there is an incident checkout already; choose another id, or say what is new: update checkout\n"
    )
    assert (shop / "incidents" / "checkout.toml").read_text(encoding="utf-8") == CHECKOUT


@pytest.mark.parametrize("name", ["Check_out", "checkout"])
@pytest.mark.usefixtures("shop")
def test_an_id_is_refused_before_anything_is_asked(terminal: Callable[..., Terminal], name: str) -> None:
    """Nobody answers four questions in vain."""
    screen = terminal("new", name)

    assert screen.end() == 2
    assert "What can customers not do" not in screen.shown


LIST = "id,name,email,tier,services\na,A,a@x.example,,Charging;Billing\nb,B,b@x.example,,Charging\nc,C,c@x.example,,\n"
COUNTED = [
    (LIST, "Billing", ["2 of 3 accounts use Billing"]),  # whoever names none uses all
    (LIST, "charging", ["3 of 3 accounts use charging"]),  # its letters' case makes no other service
    (  # misspelt in the command
        LIST, "Chargng",
        ["1 of 3 accounts uses Chargng",
         ("But no account names Chargng; did you mean Charging? Mend service in incidents/ev.toml, or services in the"
         " list.")],
    ),
    (  # nothing like it
        LIST, "Search",
        ["1 of 3 accounts uses Search",
         ("But no account names Search; they name: Billing, Charging. Mend service in incidents/ev.toml, or services in"
          " the list.")],
    ),
    (  # misspelt in the list
        LIST + 'd,D,d@x.example,,Chargin\ne,E,e@x.example,,"Charging,Billing"\n', "Charging",
        ["3 of 5 accounts use Charging",
         ('Look at e: "Charging,Billing" is one service here; if they are several, separate them with a semicolon: '
         "Charging;Billing."),
         'Look at d: the service "Chargin" looks like "Charging"; if it is the same, write it alike.'],
    ),
    (LIST.partition("\n")[0] + "\n", "Charging", ["Nobody to write to yet: accounts.csv lists no account."]),
]  # fmt: skip


@pytest.mark.parametrize(("accounts", "service", "said"), COUNTED)
def test_new_says_whom_it_concerns(
    empty: Path, oc: Callable[..., Done], accounts: str, service: str, said: list[str]
) -> None:
    """A misspelt service takes customers away without a sound."""
    (empty / "outagecomms.toml").write_text('accounts_file = "accounts.csv"\n' + CONFIG, encoding="utf-8")
    (empty / "accounts.csv").write_text(accounts, encoding="utf-8")

    done = oc("new", "ev", *options(service=service))

    assert (done.code, done.out) == (0, "incidents/ev.toml\n")
    assert done.err.splitlines()[:-1] == said


def test_new_says_that_nobody_signs(nowhere: Path, oc: Callable[..., Done]) -> None:
    """Found out now, rather than when the first update is refused."""
    oc("init")

    done = oc("new", "checkout", *options())

    assert done.code == 0
    assert "Nobody signs its messages yet: fill in [liaison] and [leader] in outagecomms.toml.\n" in done.err
    assert nowhere.joinpath("incidents", "checkout.toml").exists()


def test_update_says_what_is_new(shop: Path, oc: Callable[..., Done]) -> None:
    """The entry is appended, every word of the file above it stays, and the messages are written."""
    done = oc(
        "update", "checkout", "A declined card is not charged.", "--status", "identified",
        "--next-step", "We are testing the lines.", "--next-update", "14:40Z", "--by", "Mia",
    )  # fmt: skip

    assert done == Done(
        0,
        "checkout: update 1 recorded, identified\n"
        "3 messages written, none sent yet; read them: outagecomms outbox list --incident checkout\n",
        "Next: update by 14:40 UTC, in 30 min (promised)\n",
    )
    assert (shop / "incidents" / "checkout.toml").read_text(encoding="utf-8").startswith(CHECKOUT)
    assert told(shop)["updates"] == [
        {
            "at": at(14, 10), "by": "Mia", "status": "identified", "text": "A declined card is not charged.",
            "next_step": "We are testing the lines.", "next_update": at(14, 40),
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [
        ("update", "checkout", "Cards work."),
        ("park", "checkout", "acme", "SLA credit"),
    ],
)
def test_nothing_is_added_to_a_file_that_is_older_than_its_messages(
    shop: Path, oc: Callable[..., Done], command: tuple[str, ...]
) -> None:
    """Its entry would take the number of one that was sent from another host, and nobody would be told."""
    file = shop / "incidents" / "checkout.toml"
    oc("update", "checkout", "We have found it.", "--yes")
    file.write_text(CHECKOUT, encoding="utf-8")

    done = oc(*command)

    assert done == Done(
        2,
        "",
        f"the outbox knows update 1, but {file} has 0 updates; bring the file up to date, as with git pull. "
        "If that entry was taken out on purpose, discard its messages: outagecomms outbox discard KEY --because …\n"
        "Nothing was written.\n",
    )
    assert file.read_text(encoding="utf-8") == CHECKOUT


def test_update_fills_in_the_rest(shop: Path, oc: Callable[..., Done]) -> None:
    """The status stays, the liaison says it, and the cadence promises: twenty minutes at this stage."""
    oc("update", "checkout", "A declined card is not charged.")

    (entry,) = told(shop)["updates"]
    assert (entry["status"], entry["by"], entry["next_update"]) == ("investigating", "Sam Okafor", at(14, 30))


@pytest.mark.parametrize(
    ("typed", "promised"),
    [
        ("+30m", at(14, 40)),  # from now
        ("+1h30m", at(15, 40)),
        ("15:30Z", at(15, 30)),  # on the clock
        ("15:30 UTC", at(15, 30)),
        ("16:30 Europe/Berlin", at(15, 30)),  # on somebody's clock
        ("15:30+01:00", at(14, 30)),
        ("2026-11-22T15:30Z", at(15, 30)),  # in full
        ("2026-11-23T00:30+09:00", at(15, 30)),
    ],
)
def test_promises_as_people_type_them(shop: Path, oc: Callable[..., Done], typed: str, promised: datetime) -> None:
    """`--next-update` in all its forms."""
    assert oc("update", "checkout", "Cards work.", "--next-update", typed).code == 0
    assert told(shop)["updates"][0]["next_update"] == promised


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2026-11-22T14:00Z", "is not ahead of now, 14:10 UTC; promise a later time"),  # past
        ("2026-11-22T14:10Z", "is not ahead of now"),  # the very minute
        ("+0m", "is not ahead of now"),
        ("15:30", "has no time zone; write 15:30Z for UTC"),  # whose?
        ("15:30 Europe/Berlim", "there is no time zone 'Europe/Berlim'"),
        ("25:00Z", "is not a time"),
        ("soon", "is not a time; write 2026-11-22T15:30Z, 15:30Z, '15:30 Europe/Berlin', or +30m"),
        ("9999-12-31T23:59Z", "cannot be meant"),  # beyond what a calendar holds
    ],
)
def test_promises_that_nobody_can_make(shop: Path, oc: Callable[..., Done], typed: str, words: str) -> None:
    """Refused with what to write instead, and nothing is recorded."""
    done = oc("update", "checkout", "Cards work.", "--next-update", typed)

    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert told(shop) == tomllib.loads(CHECKOUT)


def test_update_without_words_never_waits_in_a_pipe(shop: Path) -> None:
    """Its standard input stays open and silent, and it ends all the same."""
    with subprocess.Popen(
        [*PROGRAM, "update", "checkout"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(),
    ) as process:  # fmt: skip
        code = process.wait(PATIENCE)
        assert process.stderr is not None
        errors = process.stderr.read().decode()

    assert code == 2
    assert errors == "what is new? Give the text, or --holding to say that nothing has changed\n"
    assert told(shop) == tomllib.loads(CHECKOUT)


def test_update_asks_on_a_terminal(shop: Path, terminal: Callable[..., Terminal]) -> None:
    """Four short questions after what was said last; what cannot be is asked for again."""
    screen = terminal("update", "checkout")

    screen.wait_for("Nobody has been told anything yet.\nNext: update by 14:05 UTC, 5 min ago (first contact)")
    screen.answer("What is new for them", "A declined card is not charged.")
    screen.answer("Status", "identfied")
    screen.wait_for("'identfied' is none of investigating, identified, monitoring, resolved")
    screen.answer("Status", "identified")
    screen.answer("What is being done now", "We are testing the lines.")
    screen.answer("When do they hear next", "14:40")
    screen.wait_for("has no time zone")
    screen.answer("When do they hear next", "14:40Z")

    assert screen.end() == 0
    assert "checkout: update 1 recorded, identified" in screen.shown
    (entry,) = told(shop)["updates"]
    assert (entry["text"], entry["status"], entry["next_step"], entry["next_update"]) == (
        "A declined card is not charged.", "identified", "We are testing the lines.", at(14, 40),
    )  # fmt: skip


def test_four_times_enter_is_a_holding_update(shop: Path, terminal: Callable[..., Terminal]) -> None:
    """Nothing has changed: the person who has no time says so with the Enter key."""
    screen = terminal("update", "checkout")
    for question in ("What is new for them", "Status", "What is being done now", "When do they hear next"):
        screen.answer(question, "")

    assert screen.end() == 0
    (entry,) = told(shop)["updates"]
    assert (entry["holding"], entry["status"], "text" in entry) == (True, "investigating", False)


@pytest.mark.parametrize("command", [["update"], ["correct"]])
@pytest.mark.usefixtures("shop")
def test_an_unknown_incident_is_told_before_anything_is_asked(
    terminal: Callable[..., Terminal], command: list[str]
) -> None:
    """Nobody answers four questions in vain."""
    screen = terminal(*command, "chekout")

    assert screen.end() == 2
    assert " ".join(screen.shown.split()).endswith("did you mean checkout?")
    assert "What is" not in screen.shown


def test_what_was_given_is_not_asked(shop: Path, terminal: Callable[..., Terminal]) -> None:
    """With words, or `--holding`, there is no question even on a terminal."""
    assert terminal("update", "checkout", "Cards work.").end() == 0
    assert terminal("update", "checkout", "--holding").end() == 0
    assert len(told(shop)["updates"]) == 2


def test_nothing_new_twice_needs_words(shop: Path, oc: Callable[..., Done]) -> None:
    """A second holding update in a row is refused without something true and new in it."""
    assert oc("update", "checkout", "--holding").code == 0

    refused = oc("update", "checkout", "--holding", now="2026-11-22T14:30Z")
    taken = oc("update", "checkout", "--holding", "--next-step", "We test line two.", now="2026-11-22T14:30Z")

    assert (refused.code, refused.out) == (2, "")
    assert "a second one in a row needs something true and new: give a text or --next-step" in refused.err
    assert taken.code == 0
    assert [entry.get("next_step") for entry in told(shop)["updates"]] == [None, "We test line two."]


@pytest.mark.parametrize(
    "command",
    [["update", "checkout", "Cards work."], ["resolve", "checkout", "Cards work."], ["correct", "checkout", "Not so."]],
)
def test_a_clock_behind_the_log_is_refused(shop: Path, oc: Callable[..., Done], command: list[str]) -> None:
    """An entry before the last one would tell customers nonsense."""
    oc("update", "checkout", "A declined card is not charged.")

    done = oc(*command, now="2026-11-22T14:02Z")

    assert (done.code, done.out) == (2, "")
    assert "the clock says 14:02 UTC, but the last entry is of 14:10 UTC; set the clock, or give --now" in done.err
    assert len(told(shop)["updates"]) == 1


def test_resolve_ends_it(shop: Path, oc: Callable[..., Done]) -> None:
    """Since when, how we know, what to do again, what was lost: each stands in the entry, and no promise does."""
    oc("update", "checkout", "A declined card is not charged.")

    done = oc(
        "resolve", "checkout", "The line is replaced.", "--ended", "14:15Z", "--confirmed", "Cards go through.",
        "--redo", "Nothing.", "--lost", "No sale.", now="2026-11-22T14:20Z",
    )  # fmt: skip

    assert done == Done(
        0,
        "checkout: update 2 recorded, resolved\n"
        "2 messages written, none sent yet; read them: outagecomms outbox list --incident checkout\n",
        "Next: followup by 2026-11-23 09:00 UTC, in 18 h (first letter after the fix)\n",
    )
    assert told(shop)["updates"][1] == {
        "at": at(14, 20), "by": "Sam Okafor", "status": "resolved", "text": "The line is replaced.",
        "ended": at(14, 15), "confirmed": "Cards go through.", "redo": "Nothing.", "lost": "No sale.",
    }  # fmt: skip


@pytest.mark.parametrize(
    "command", [["resolve", "checkout"], ["update", "checkout", "--holding", "--status", "resolved"]]
)
def test_good_news_needs_words(shop: Path, oc: Callable[..., Done], command: list[str]) -> None:
    """By either way: that it is over is no news without what was done or how we know."""
    done = oc(*command)

    assert done == Done(2, "", "what was done? Give the text, or say how you know that it works: resolve --confirmed\n")
    assert told(shop) == tomllib.loads(CHECKOUT)


def test_resolve_asks_on_a_terminal(shop: Path, terminal: Callable[..., Terminal]) -> None:
    """After how it stands: what was done, since when, how we know; what may stay unsaid is skipped with Enter.

    One Enter too many sends no good news.
    """
    with (shop / "outagecomms.toml").open("a", encoding="utf-8") as config:
        config.write('[mail]\ntransport = "directory"\ndirectory = "sent"\n')
    screen = terminal("resolve", "checkout")

    screen.wait_for("Card payments are failing: investigating\nNobody has been told anything yet.\n")
    screen.answer("What was done, as they should read it", "")
    screen.answer("What was done, as they should read it", "The line is replaced.")
    screen.answer("Since when does it work again", "15:00Z")
    screen.wait_for("'15:00Z' lies ahead of now, 14:10 UTC, or before it began at 14:00 UTC; check it")
    screen.answer("Since when does it work again", "14:05Z")
    screen.answer("How do you know that it works", "Cards go through.")
    screen.answer("What should they check or do again", "")
    screen.answer("What was lost, and what was not", "")
    screen.answer("Does it work again, and shall 2 accounts hear it? [y/N]: ", "")

    assert screen.end() == 0
    assert "approved" not in screen.shown
    assert told(shop)["updates"] == [
        {
            "at": at(14, 10), "by": "Sam Okafor", "status": "resolved", "text": "The line is replaced.",
            "ended": at(14, 5), "confirmed": "Cards go through.",
        }
    ]  # fmt: skip


def test_resolve_asks_nothing_of_what_is_over(
    shop: Path, oc: Callable[..., Done], terminal: Callable[..., Terminal]
) -> None:
    """Nobody answers five questions in vain."""
    oc("resolve", "checkout", "It works.")
    screen = terminal("resolve", "checkout")

    assert screen.end() == 2
    assert "checkout was resolved at 14:10 UTC" in screen.shown
    assert "What was done" not in screen.shown
    assert len(told(shop)["updates"]) == 1


def test_the_same_words_again_are_noticed(shop: Path, oc: Callable[..., Done]) -> None:
    """Not refused: it may be meant."""
    oc("update", "checkout", "We are testing the lines.")
    done = oc("update", "checkout", "We are testing the lines.", now="2026-11-22T14:12Z")

    assert done.code == 0
    assert done.err.startswith("Update 1 said exactly this at 14:10 UTC; --holding says that nothing has changed.\n")
    assert len(told(shop)["updates"]) == 2


def test_resolve_and_update_are_the_same(shop: Path, oc: Callable[..., Done]) -> None:
    """`resolve INCIDENT` and `update --status resolved`."""
    assert oc("resolve", "checkout", "The line is replaced.").code == 0
    first = told(shop)["updates"]
    (shop / "incidents" / "checkout.toml").write_text(CHECKOUT, encoding="utf-8")
    (shop / "outbox.db").unlink()  # else that file would be older than its messages
    assert oc("update", "checkout", "The line is replaced.", "--status", "resolved").code == 0

    assert told(shop)["updates"] == first


@pytest.mark.parametrize(
    "command", [["resolve", "checkout", "It works."], ["update", "checkout", "It works.", "--status", "resolved"]]
)
def test_it_ends_once(shop: Path, oc: Callable[..., Done], command: list[str]) -> None:
    """A second resolution is refused, with what is right instead."""
    oc("resolve", "checkout", "It works.")

    done = oc(*command, now="2026-11-22T14:20Z")

    assert (done.code, done.out) == (2, "")
    assert done.err == ("checkout was resolved at 14:10 UTC; to take something back: outagecomms correct\n")
    assert len(told(shop)["updates"]) == 1


def test_what_is_resolved_is_opened_again_on_purpose(shop: Path, oc: Callable[..., Done]) -> None:
    """An update to it needs a status."""
    oc("resolve", "checkout", "It works.")

    refused = oc("update", "checkout", "It is back.", now="2026-11-22T14:20Z")
    taken = oc("update", "checkout", "It is back.", "--status", "investigating", now="2026-11-22T14:20Z")

    assert (refused.code, taken.code) == (2, 0)
    assert refused.err == "checkout is resolved; to open it again, give --status investigating\n"
    assert [entry["status"] for entry in told(shop)["updates"]] == ["resolved", "investigating"]


def test_what_is_opened_again_failed_before_anybody_said_so(shop: Path, oc: Callable[..., Done]) -> None:
    """The time stands in the entry; one that cannot be is refused, and nothing is written."""
    oc("resolve", "checkout", "It works.")
    again = ("update", "checkout", "It is back.", "--status", "investigating", "--since")

    refused = oc(*again, "14:09Z", now="2026-11-22T14:20Z")
    taken = oc(*again, "14:15Z", now="2026-11-22T14:20Z")

    assert (refused.code, taken.code) == (2, 0)
    assert [entry.get("began") for entry in told(shop)["updates"]] == [None, at(14, 15)]


def test_update_asks_since_when_it_fails_again(
    shop: Path, oc: Callable[..., Done], terminal: Callable[..., Terminal]
) -> None:
    """Of what was resolved alone: nothing else can fail again."""
    oc("resolve", "checkout", "It works.", now="2026-11-22T14:05Z")
    screen = terminal("update", "checkout")

    screen.answer("What is new for them", "It is back.")
    screen.answer("Status", "investigating")
    screen.answer("What is being done now", "")
    screen.answer("When do they hear next", "")
    screen.answer("Since when does it fail again", "14:04Z")
    screen.wait_for("'14:04Z' lies ahead of now, 14:10 UTC, or before it worked again at 14:05 UTC;")
    screen.answer("Since when does it fail again", "14:08Z")

    assert screen.end() == 0
    assert told(shop)["updates"][1]["began"] == at(14, 8)


@pytest.mark.parametrize("ended", ["13:59Z", "2026-11-22T14:20Z"])
def test_it_cannot_have_ended_then(shop: Path, oc: Callable[..., Done], ended: str) -> None:
    """Before it began, or in the future."""
    done = oc("resolve", "checkout", "--ended", ended)

    assert (done.code, done.out) == (2, "")
    assert told(shop) == tomllib.loads(CHECKOUT)


def test_correct_takes_back(shop: Path, oc: Callable[..., Done]) -> None:
    """The last update when none is named; what is true and what it changes stand in the entry."""
    oc("update", "checkout", "No card is declined.")
    oc("update", "checkout", "All works.", now="2026-11-22T14:12Z")

    done = oc("correct", "checkout", "Some cards are.", "--effect", "Ask for cash.", now="2026-11-22T14:15Z")
    oc("correct", "checkout", "One in three is.", "--update", "1", now="2026-11-22T14:16Z")

    assert done.out.startswith("checkout: update 3 recorded, investigating\n")
    *_, last, first = told(shop)["updates"]
    assert (last["corrects"], last["text"], last["effect"]) == (2, "Some cards are.", "Ask for cash.")
    assert (first["corrects"], first["text"]) == (1, "One in three is.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Not so.", "--update", "2"], "there is no update 2 to correct; there are 1"),
        (["Not so.", "--update", "0"], "Invalid value for '--update'"),
        ([], "what is true? Give the text"),  # in a pipe nobody is asked
    ],
)
def test_what_cannot_be_corrected(shop: Path, oc: Callable[..., Done], arguments: list[str], words: str) -> None:
    """An update that is not there, or without a word of what is true."""
    oc("update", "checkout", "No card is declined.")

    done = oc("correct", "checkout", *arguments)

    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert len(told(shop)["updates"]) == 1


@pytest.mark.usefixtures("shop")
def test_nothing_said_is_nothing_to_correct(oc: Callable[..., Done]) -> None:
    """A first update has nothing before it."""
    assert oc("correct", "checkout", "Not so.") == Done(
        2,
        "",
        "nothing has been said yet, so there is nothing to correct; say what is true: outagecomms update checkout\n",
    )


MAIL = '[mail]\ntransport = "directory"\ndirectory = "sent"\n'


@pytest.fixture
def mailing(shop: Path) -> Path:
    """The shop, whose mail goes into a folder."""
    (shop / "outagecomms.toml").write_text(CONFIG + MAIL, encoding="utf-8")
    return shop


@pytest.mark.usefixtures("mailing")
def test_what_nobody_has_got_never_goes_and_everybody_hears_what_is_true(oc: Callable[..., Done]) -> None:
    """With what it changes for them; nobody reads of a mistake that they never saw."""
    oc("update", "checkout", "No card is declined.", "--yes")

    done = oc("correct", "checkout", "Some cards are.", "--effect", "Ask for cash.", "--yes", now="2026-11-22T14:12Z")

    assert done.out.splitlines()[0] == "checkout: update 2 recorded, investigating"
    assert done.out.splitlines()[-1] == "2 messages approved"
    assert oc("send", now="2026-11-22T14:13Z").out == "checkout: update 2 sent to 2 accounts\n"
    letter = oc("outbox", "show", "checkout/update/2/acme").out
    assert "Some cards are. Ask for cash." in letter
    assert "No card is declined" not in letter


def test_good_news_that_nobody_has_got_is_undone_rather_than_corrected(mailing: Path, oc: Callable[..., Done]) -> None:
    """The next step that it says works, and the good news never goes."""
    oc("update", "checkout", "A declined card is not charged.", "--yes")
    oc("send")
    oc("resolve", "checkout", "We moved the traffic.", "--yes", now="2026-11-22T14:20Z")
    before = told(mailing)

    done = oc("correct", "checkout", "Cards in the south still fail.", "--yes", now="2026-11-22T14:21Z")

    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "nobody has got update 2, so there is nothing to take back; "
        "if it is not over: outagecomms update checkout '…' --status investigating\n"
    )
    assert told(mailing) == before
    again = "update", "checkout", "Cards in the south still fail.", "--status", "investigating", "--yes"
    assert oc(*again, now="2026-11-22T14:22Z").code == 0
    assert oc("send", now="2026-11-22T14:23Z").out == "checkout: update 3 sent to 2 accounts\n"
    letter = oc("outbox", "show", "checkout/update/3/acme").out
    assert "over" not in letter  # nobody was told that it was
    assert "Cards in the south still fail." in letter


def test_correct_asks_on_a_terminal(shop: Path, oc: Callable[..., Done], terminal: Callable[..., Terminal]) -> None:
    """It shows what was said, and asks what is true."""
    oc("update", "checkout", "No card is declined.")
    screen = terminal("correct", "checkout")

    screen.wait_for("You said at 14:10 UTC: No card is declined.")
    screen.answer("What is true", "One in three is.")

    assert screen.end() == 0
    assert told(shop)["updates"][1]["text"] == "One in three is."


def test_a_path_needs_no_workspace(nowhere: Path, oc: Callable[..., Done]) -> None:
    """A file anywhere, with its own signer: recorded, written, and found again the way it is said."""
    there = nowhere / "there"
    there.mkdir()
    signer = '[liaison]\nname = "Sam Okafor"\nrole = "Customer Liaison"\nemail = "sam@example.com"\n'
    (there / "portal.toml").write_text(FACTS + signer, encoding="utf-8")

    done = oc("update", "there/portal.toml", "Cards work.")
    hint = done.out.splitlines()[1].partition("outagecomms ")[2]

    assert done.code == 0
    assert hint == "outbox list --incident there/portal.toml"
    assert "portal/update/1/public" in oc(*hint.split()).out


def test_an_id_and_a_path_mean_the_same(shop: Path, oc: Callable[..., Done]) -> None:
    """`checkout`, and `incidents/checkout.toml` from anywhere."""
    oc("update", "checkout", "Cards work.")
    oc("update", "incidents/checkout.toml", "All of them.")
    oc("update", shop / "incidents" / "checkout.toml", "For good.")

    assert [entry["text"] for entry in told(shop)["updates"]] == ["Cards work.", "All of them.", "For good."]
    assert [path.relative_to(shop).as_posix() for path in shop.rglob("*.db")] == ["outbox.db"]


@freeze_time("2026-11-22T14:25:31Z")
def test_without_an_option_the_clock_tells_the_time(
    shop: Path, oc: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine's own, to the second."""
    monkeypatch.delenv("OUTAGECOMMS_NOW", raising=False)
    monkeypatch.setattr(clock, "system_now", lambda: datetime.now(UTC))

    assert oc("update", "checkout", "Cards work.", now=None).code == 0
    assert told(shop)["updates"][0]["at"] == datetime(2026, 11, 22, 14, 25, 31, tzinfo=UTC)


def test_the_option_goes_before_the_environment(shop: Path, oc: Callable[..., Done]) -> None:
    """`--now` is nearer than OUTAGECOMMS_NOW."""
    assert oc("update", "checkout", "Cards work.", "--now", "2026-11-22T14:20Z").code == 0
    assert told(shop)["updates"][0]["at"] == at(14, 20)
