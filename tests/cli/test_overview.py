"""`plan` and `status`: who is owed what by when, and how the promises stand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar

from builders import FACTS, a_workspace

from .conftest import CHECKOUT, NOW, Done, Terminal, in_a_pipe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CALM = FACTS.replace("sev1", "sev3").replace("Card payments are failing", "Reports are late")
OVER = CHECKOUT + '[[updates]]\nat = 2026-11-22T14:05:00Z\nby = "Sam Okafor"\nstatus = "resolved"\n'


def test_the_plan_to_read(oc: Callable[..., Done], shop: Path) -> None:
    """State, time, how far away, what, to whom, and why; the order is that of time."""
    oc("update", "checkout", "A declined card is not charged.")

    done = oc("plan", "checkout", now="2026-11-22T14:16Z")

    assert done == Done(
        0,
        "due      14:05 UTC  11 min ago  outreach 1  acme           first contact by the leader\n"
        "past     14:10 UTC  6 min ago   update 1    acme, lohmann  first contact\n"
        "planned  14:30 UTC  in 14 min   update 2    acme, lohmann  promised\n",
        "",
    )
    assert (shop / "outbox.db").exists()


def test_many_accounts_are_counted(shop: Path, oc: Callable[..., Done]) -> None:
    """More than five are not named one by one."""
    more = "".join(
        f'\n[[accounts]]\nid = "shop-{number}"\nname = "S"\nemail = "s{number}@example.com"\n' for number in range(4)
    )
    (shop / "incidents" / "checkout.toml").write_text(CHECKOUT + more, encoding="utf-8")

    assert "  6 accounts  first contact\n" in oc("plan", "checkout").out


@pytest.mark.usefixtures("shop")
def test_the_plan_for_programs(oc: Callable[..., Done]) -> None:
    """A list with an object a message and account; times in UTC as ISO 8601."""
    oc("update", "checkout", "A declined card is not charged.", now="2026-11-22T15:10+01:00")

    planned = json.loads(oc("plan", "checkout", "--format", "json", now="2026-11-22T14:16Z").out)

    assert [list(each) for each in planned] == [
        ["incident", "kind", "sequence", "account", "due", "reason", "state", "next_update"]
    ] * 5
    assert planned[0] == {
        "incident": "checkout", "kind": "update", "sequence": 1, "account": "acme", "due": "2026-11-22T14:10:00Z",
        "reason": "first contact", "state": "past", "next_update": "2026-11-22T14:30:00Z",
    }  # fmt: skip
    assert [(each["kind"], each["account"], each["state"]) for each in planned] == [
        ("update", "acme", "past"), ("update", "acme", "planned"), ("outreach", "acme", "due"),
        ("update", "lohmann", "past"), ("update", "lohmann", "planned"),
    ]  # fmt: skip


def events_of(text: str) -> list[Any]:
    """The events of a calendar, as a calendar program reads it."""
    return list(Calendar.from_ical(text).walk("VEVENT"))


@pytest.mark.usefixtures("shop")
def test_the_plan_as_a_calendar(oc: Callable[..., Done]) -> None:
    """What is due and what is planned, as any calendar program reads it; its lines have at most 75 octets."""
    oc("update", "checkout", "A declined card is not charged.")

    text = oc("plan", "checkout", "--format", "ics", now="2026-11-22T14:16Z").out
    events = events_of(text)

    assert [(str(event["SUMMARY"]), event["DTSTART"].dt) for event in events] == [
        ("Outreach 1: Card payments are failing", datetime(2026, 11, 22, 14, 5, tzinfo=UTC)),
        ("Update 2: Card payments are failing", datetime(2026, 11, 22, 14, 30, tzinfo=UTC)),
    ]
    assert str(events[1]["DESCRIPTION"]) == "promised. To: acme, lohmann"
    assert events[0]["DTSTAMP"].dt == datetime(2026, 11, 22, 14, 16, tzinfo=UTC)
    assert max(len(line.encode()) for line in text.splitlines()) <= 75


@pytest.mark.usefixtures("shop")
def test_an_event_is_the_same_when_the_plan_is_made_again(oc: Callable[..., Done]) -> None:
    """A calendar that reads the plan twice shows one event."""
    oc("update", "checkout", "A declined card is not charged.")

    def uids(now: str) -> list[str]:
        return [str(event["UID"]) for event in events_of(oc("plan", "checkout", "--format", "ics", now=now).out)]

    first = uids("2026-11-22T14:16Z")

    assert len(set(first)) == 2
    assert uids("2026-11-22T14:18Z") == first


def test_a_calendar_is_bytes_on_standard_output(shop: Path) -> None:
    """Its line ends are CR LF (RFC 5545, 3.1), whatever the platform's are."""
    text = in_a_pipe("plan", shop / "incidents" / "checkout.toml", "--format", "ics").out

    assert text.startswith("BEGIN:VCALENDAR")
    assert text.rstrip("\r\n").endswith("END:VCALENDAR")


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one outage that waits, one that is overdue by then, and one that is over."""
    folder = tmp_path / "three"
    a_workspace(folder, billing=CALM, checkout=CHECKOUT, yesterday=OVER)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.usefixtures("three")
def test_status_is_urgent_first(oc: Callable[..., Done]) -> None:
    """The overdue one before the one that waits, whatever their names; the one that is over is left out; exit 1."""
    done = oc("status", now="2026-11-22T14:21Z")

    assert done == Done(
        1,
        "OVERDUE 16 min  checkout  sev1  investigating  first contact 14:05 UTC  Card payments are failing\n"
        "in 99 min       billing   sev3  investigating  first contact 16:00 UTC  Reports are late\n",
        "",
    )


@pytest.mark.usefixtures("three")
def test_status_is_0_while_every_promise_holds(oc: Callable[..., Done]) -> None:
    """Within the limit nobody is called."""
    done = oc("status", now="2026-11-22T14:03Z")

    assert (done.code, [line.split()[0] for line in done.out.splitlines()]) == (0, ["in", "in"])


@pytest.mark.usefixtures("three")
def test_status_of_all_and_of_one(oc: Callable[..., Done]) -> None:
    """`--all` adds what is resolved; one incident is shown whether it is open or not."""
    everything = oc("status", "--all", now="2026-11-22T14:21Z").out.splitlines()
    one = oc("status", "yesterday", now="2026-11-22T14:21Z")

    assert [line.split("  sev")[0].split()[-1] for line in everything] == ["checkout", "billing", "yesterday"]
    assert (one.code, one.out.strip()) == (
        0, "yesterday  sev1  resolved  missing: reviewed, 2 accounts satisfied  Card payments are failing",
    )  # fmt: skip


@pytest.mark.usefixtures("three")
def test_status_says_what_waits_for_a_yes(oc: Callable[..., Done]) -> None:
    """Words that nobody has approved have reached nobody; nor has good news, after which the incident is over."""
    oc("update", "checkout", "A declined card is not charged.")
    oc("tick")

    shown = oc("status").out.splitlines()
    assert [line.endswith("  3 to approve  Card payments are failing") for line in shown] == [True, False, False]
    assert [line.endswith("  2 to approve  Card payments are failing") for line in shown] == [False, False, True]
    assert [line[:40].split("  sev")[0].split()[-1] for line in shown] == ["checkout", "billing", "yesterday"]
    found = json.loads(oc("status", "--format", "json").out)["incidents"]
    assert [(each["incident"], each["waiting"]["drafts"]) for each in found] == [
        ("checkout", 3), ("billing", 0), ("yesterday", 2),
    ]  # fmt: skip

    oc("outbox", "approve", "--all")
    assert "  3 to send  " in oc("status", "checkout").out


def test_a_closed_incident(three: Path, oc: Callable[..., Done]) -> None:
    """Nothing is missing: it is called closed, and for programs too."""
    with (three / "incidents" / "yesterday.toml").open("a", encoding="utf-8") as file:
        file.write('[[reviews]]\nat = 2026-11-22T14:20:00Z\nby = "Dana Reyes"\n')
        for account in ("acme", "lohmann"):
            file.write(f'[[satisfaction]]\naccount = "{account}"\nat = 2026-11-22T14:21:00Z\nsatisfied = true\n')

    found = json.loads(oc("status", "yesterday", "--format", "json", now="2026-11-22T14:22Z").out)["incidents"][0]

    assert oc("status", "yesterday", now="2026-11-22T14:22Z").out == (
        "  yesterday  sev1  closed  nothing is missing  Card payments are failing\n"
    )
    assert (found["status"], found["closed"], found["missing"]) == ("resolved", True, [])


@pytest.mark.usefixtures("empty")
def test_nothing_is_open(oc: Callable[..., Done]) -> None:
    """Said beside the result, which is empty; for programs it is an empty one."""
    assert oc("status") == Done(0, "", "No incident is open.\n")
    assert json.loads(oc("status", "--format", "json").out) == {
        "now": "2026-11-22T14:10:00Z", "incidents": [], "promises": [],
    }  # fmt: skip


@pytest.mark.usefixtures("three")
def test_status_for_programs(oc: Callable[..., Done]) -> None:
    """The same order, the same exit code; times in UTC as ISO 8601."""
    done = oc("status", "--format", "json", now="2026-11-22T15:21+01:00")
    found = json.loads(done.out)

    assert done.code == 1
    assert list(found) == ["now", "incidents", "promises"]
    assert found["now"] == "2026-11-22T14:21:00Z"
    assert found["incidents"][0] == {
        "incident": "checkout", "title": "Card payments are failing", "severity": "sev1", "status": "investigating",
        "started": "2026-11-22T14:00:00Z", "updates": 0, "due": "2026-11-22T14:05:00Z", "reason": "first contact",
        "overdue": True, "closed": False, "missing": ["resolved"], "left": [],
        "waiting": {"drafts": 0, "held": 0, "to_send": 0, "unknown": 0, "refused": 0, "stale": 0, "by_hand": 0},
    }  # fmt: skip
    assert [(each["incident"], each["overdue"]) for each in found["incidents"]] == [
        ("checkout", True), ("billing", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "next_word", "outcome", "fulfilled", "late"),
    [
        ("2026-11-22T14:25Z", None, "open", None, 0),  # it has not come yet
        ("2026-11-22T14:45Z", "2026-11-22T14:29Z", "kept", "2026-11-22T14:29:00Z", 0),  # written in time
        ("2026-11-22T14:45Z", "2026-11-22T14:41Z", "late", "2026-11-22T14:41:00Z", 11),  # eleven minutes after it
        ("2026-11-22T14:45Z", None, "missed", None, 0),  # and still not a word
    ],
)
@pytest.mark.usefixtures("shop")
def test_what_became_of_a_promise(
    oc: Callable[..., Done], now: str, next_word: str | None, outcome: str, fulfilled: str | None, late: int
) -> None:
    """Each is an object with the keys of the contract, and its outcome is for good."""
    oc("update", "checkout", "A declined card is not charged.")
    if next_word:
        oc("update", "checkout", "Cards work.", now=next_word)

    promise = json.loads(oc("status", "--format", "json", now=now).out)["promises"][0]

    assert promise == {
        "incident": "checkout", "given_at": "2026-11-22T14:10:00Z", "promised_for": "2026-11-22T14:30:00Z",
        "fulfilled_at": fulfilled, "outcome": outcome, "minutes_late": late,
    }  # fmt: skip


@pytest.mark.parametrize("command", [["status"], ["status", "--format", "json"]])
def test_a_broken_file_hides_no_other(three: Path, oc: Callable[..., Done], command: list[str]) -> None:
    """Exit 2 with the file's problems on standard error, and the others all the same."""
    (three / "incidents" / "billing.toml").write_text('titel = "Reports are late"\n', encoding="utf-8")

    done = oc(*command, now="2026-11-22T14:21Z")

    assert done.code == 2
    assert "incidents/billing.toml:1:1: titel: " in done.err
    assert "did you mean" in done.err
    assert "checkout" in done.out


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["plan", "chekout"], "did you mean checkout?"),  # misspelt
        (["status", "chekout"], "did you mean checkout?"),
        (["plan", "zebra"], "there are: billing, checkout, yesterday"),  # nothing like it
        (["plan", "zebra.toml"], "zebra.toml:1:1: there is no such file; check the name"),  # a path
    ],
)
@pytest.mark.usefixtures("three")
def test_an_incident_that_is_not_there(oc: Callable[..., Done], command: list[str], words: str) -> None:
    """Exit 2, with the one that was meant."""
    done = oc(*command)

    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_the_next_step_is_said_on_a_terminal(three: Path, terminal: Callable[..., Terminal]) -> None:
    """Whoever is up at 3 a.m. sees the command to type; cron sees nothing of it."""
    status = terminal("status", "--now", "2026-11-22T14:21Z", columns=120)
    plan = terminal("plan", "checkout", columns=120)

    assert (status.end(), plan.end()) == (1, 0)
    assert status.shown.splitlines()[-1] == "Write to them now: outagecomms update checkout"
    assert plan.shown.splitlines()[-1] == "Read what is due: outagecomms render checkout"
    assert in_a_pipe("plan", three / "incidents" / "checkout.toml").err == ""


@pytest.mark.usefixtures("three")
def test_nothing_is_cut_on_a_narrow_terminal(terminal: Callable[..., Terminal]) -> None:
    """What has no room stands below, indented."""
    screen = terminal("status", "--now", "2026-11-22T14:21Z", columns=80)

    assert screen.end() == 1
    assert screen.shown.splitlines() == [
        "OVERDUE 16 min  checkout  sev1  investigating  first contact 14:05 UTC",
        "    Card payments are failing",
        "in 99 min       billing   sev3  investigating  first contact 16:00 UTC",
        "    Reports are late",
        "Write to them now: outagecomms update checkout",
    ]


def test_the_example_of_the_issue(shop: Path, oc: Callable[..., Done]) -> None:
    """A file beside no workspace is planned with the defaults, as it would be inside one."""
    inside = oc("plan", "checkout", "--format", "json").out
    alone = shop.parent / "checkout.toml"
    alone.write_text(CHECKOUT, encoding="utf-8")

    assert oc("plan", alone, "--format", "json", "--now", NOW).out == inside
