"""`followups` and `satisfied`: what is owed to whom, and who says that it is right again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from builders import FACTS

from .conftest import CHECKOUT, Done

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SAID = """
[[updates]]
at = 2026-11-23T09:00:00Z
by = "Sam Okafor"
status = "investigating"
text = "A declined card is not charged."
"""
OVER = SAID + '\n[[updates]]\nat = 2026-11-23T15:00:00Z\nby = "Sam Okafor"\nstatus = "resolved"\n'  # a Monday
ASKED = '\n[[parked]]\naccount = "acme"\nat = 2026-11-23T10:00:00Z\ntopic = "SLA credit"\n'
SOON, LATE = "2026-11-23T15:10Z", "2026-11-27T12:00Z"


@pytest.fixture
def over(shop: Path) -> Path:
    """The outage is over, and acme has asked something; its file."""
    path = shop / "incidents" / "checkout.toml"
    path.write_text(CHECKOUT + OVER + ASKED, encoding="utf-8")
    return path


def _shops(count: int) -> str:
    """So many standard accounts."""
    names = (f"shop-{number}" for number in range(count))
    return "".join(f'\n[[accounts]]\nid = "{name}"\nname = "{name}"\nemail = "a@{name}.example"\n' for name in names)


@pytest.fixture
def mail(shop: Path) -> None:
    """Mail goes into a folder."""
    with (shop / "outagecomms.toml").open("a", encoding="utf-8") as file:
        file.write('[mail]\ntransport = "directory"\ndirectory = "sent"\n')


@pytest.mark.usefixtures("over")
def test_what_is_owed_this_week(oc: Callable[..., Done]) -> None:
    """How far away, when, what, of which incident, to whom, why, and what to do; of the rest, how much there is."""
    assert oc("followups", now=SOON) == Done(
        0,
        "in 110 min  17:00 UTC             mail 1  checkout  acme, lohmann  first letter after the fix  "
        "outagecomms render checkout followup --account acme --sequence 1, then the others\n"
        "in 18 h     2026-11-24 10:00 UTC  call 1  checkout  acme           first call after the fix    "
        "outagecomms call checkout acme\n"
        "in 2 days   2026-11-26 10:00 UTC  answer  checkout  acme           asked: SLA credit           "
        "outagecomms answer checkout acme 'SLA credit'\n",
        "3 later; first of them: checkout, lohmann, mail by 2027-01-22 09:00 UTC, in 59 days (60 days)\n",
    )


@pytest.mark.usefixtures("over")
def test_what_is_due_and_not_overdue_yet_says_so(oc: Callable[..., Done]) -> None:
    """A working day is left for it."""
    done = oc("followups", now="2026-11-23T17:30Z")
    assert done.code == 0
    assert done.out.splitlines()[0] == (
        "due 30 min ago  17:00 UTC             mail 1  checkout  acme, lohmann  first letter after the fix  "
        "outagecomms tick"
    )


@pytest.mark.usefixtures("over", "mail")
def test_what_is_overdue_comes_first_and_a_person_is_needed(oc: Callable[..., Done]) -> None:
    """Who got a letter and has never said a word stands at the end, with whom to call."""
    oc("tick", now="2026-11-24T10:00Z")
    oc("outbox", "approve", "checkout/followup/1/lohmann", now="2026-11-24T10:00Z")
    oc("send", now="2026-11-24T10:00Z")

    done = oc("followups", now=LATE)

    assert done.code == 1
    assert "\n".join(" ".join(line.split()) for line in done.out.splitlines()) == (
        "OVERDUE 3 days 2026-11-23 17:00 UTC mail 1 checkout acme first letter after the fix "
        "outagecomms outbox approve checkout/followup/1/acme\n"
        "OVERDUE 3 days 2026-11-24 10:00 UTC call 1 checkout acme first call after the fix "
        "outagecomms call checkout acme\n"
        "OVERDUE 26 h 2026-11-26 10:00 UTC answer checkout acme asked: SLA credit "
        "outagecomms answer checkout acme 'SLA credit'\n"
        "silent checkout lohmann never said a word, good or bad outagecomms call checkout lohmann"
    )


@pytest.mark.usefixtures("over")
def test_for_programs(oc: Callable[..., Done]) -> None:
    """Everything, in the same order, however far ahead."""
    done = oc("followups", "--format", "json", now=LATE)
    found = json.loads(done.out)

    assert done.code == 1
    assert list(found) == ["now", "owed", "silent", "left"]
    assert found["now"] == "2026-11-27T12:00:00Z"
    assert found["owed"][0] == {
        "incident": "checkout", "account": "acme", "how": "mail", "round": 1, "due": "2026-11-23T17:00:00Z",
        "overdue": True, "reason": "first letter after the fix", "todo": "outagecomms tick",
        "owner": None,
    }  # fmt: skip
    assert [(each["how"], each["account"], each["round"], each["overdue"]) for each in found["owed"]] == [
        ("mail", "acme", 1, True), ("mail", "lohmann", 1, True), ("call", "acme", 1, True),
        ("answer", "acme", None, True), ("mail", "lohmann", 2, False), ("mail", "acme", 2, False),
        ("call", "acme", 2, False),
    ]  # fmt: skip
    assert (found["silent"], found["left"]) == ([], [])


@pytest.mark.parametrize(
    ("count", "who", "todo"),
    [
        (1, "shop-0", "call checkout shop-0"),
        (2, "shop-0, shop-1", "call checkout shop-0, then the others"),
        (6, "6 accounts", "followups --format json"),  # more than a handful are counted
    ],
)
@pytest.mark.usefixtures("mail")
def test_the_silent_are_named_and_when_they_are_many_counted(
    oc: Callable[..., Done], over: Path, count: int, who: str, todo: str
) -> None:
    """A program gets every name."""
    over.write_text(FACTS + _shops(count) + OVER, encoding="utf-8")
    oc("tick", now=LATE)
    oc("outbox", "approve", "--all", now=LATE)
    oc("send", now=LATE)

    shown, told = oc("followups", now=LATE), oc("followups", "--format", "json", now=LATE)

    assert " ".join(shown.out.split()) == f"silent checkout {who} never said a word, good or bad outagecomms {todo}"
    assert [each["account"] for each in json.loads(told.out)["silent"]] == [f"shop-{number}" for number in range(count)]


@pytest.mark.parametrize(
    ("count", "todo"), [(5, "checkout/followup/1/shop-0, then the others"), (6, "--all --incident checkout")]
)
def test_letters_to_many_are_approved_together(oc: Callable[..., Done], over: Path, count: int, todo: str) -> None:
    over.write_text(FACTS + _shops(count) + OVER, encoding="utf-8")
    oc("tick", now=LATE)

    assert oc("followups", now=LATE).out.rstrip().endswith(f"  outagecomms outbox approve {todo}")


@pytest.mark.usefixtures("over", "mail")
def test_what_comes_next_with_a_letter(oc: Callable[..., Done]) -> None:
    """Write it, say yes to it, send it; nothing is suggested that cannot be done yet."""

    def nexts() -> list[str]:
        owed = json.loads(oc("followups", "--format", "json", now="2026-11-23T18:00Z").out)["owed"]
        return [each["todo"] for each in owed if each["how"] == "mail" and each["round"] == 1]

    first = nexts()
    oc("tick", now="2026-11-23T18:00Z")
    second = nexts()
    oc("outbox", "approve", "checkout/followup/1/acme", now="2026-11-23T18:00Z")

    assert first == ["outagecomms tick", "outagecomms tick"]
    approve = "outagecomms outbox approve checkout/followup/1"
    assert (second, nexts()) == ([f"{approve}/acme", f"{approve}/lohmann"], ["outagecomms send", f"{approve}/lohmann"])


@pytest.mark.usefixtures("shop")
def test_while_it_burns_nothing_is_owed_yet(oc: Callable[..., Done]) -> None:
    assert oc("followups") == Done(0, "", "Nothing is owed to anybody.\n")
    assert json.loads(oc("followups", "--format", "json").out)["owed"] == []


def test_it_goes_through_all_incidents_and_one_that_cannot_be_read_hides_no_other(
    oc: Callable[..., Done], over: Path
) -> None:
    (over.parent / "broken.toml").write_text("title = ", encoding="utf-8")
    (over.parent / "second.toml").write_text(over.read_text(encoding="utf-8"), encoding="utf-8")

    done = oc("followups", now=LATE)

    assert done.code == 2
    assert "broken.toml:1" in done.err
    assert sum("  checkout  " in line for line in done.out.splitlines()) == 3
    assert sum("  second  " in line for line in done.out.splitlines()) == 3


@pytest.mark.usefixtures("over", "mail")
def test_what_was_sent_is_owed_no_more(oc: Callable[..., Done]) -> None:
    now = "2026-11-23T18:00Z"
    oc("tick", now=now)
    oc("outbox", "approve", "checkout/followup/1/acme", now=now)
    assert oc("send", now=now).out == "checkout: followup 1 sent to 1 account\n"

    owed = json.loads(oc("followups", "--format", "json", now=now).out)["owed"]

    assert [(each["account"], each["round"]) for each in owed if each["how"] == "mail"] == [
        ("lohmann", 1), ("lohmann", 2), ("acme", 2),
    ]  # fmt: skip


def test_a_yes_is_recorded_and_says_what_is_still_owed(oc: Callable[..., Done], over: Path) -> None:
    before = over.read_text(encoding="utf-8")

    done = oc("satisfied", "checkout", "lohmann", "yes", "--confirmed-by", "Petra Lohmann", now="2026-11-24T10:00Z")

    assert done == Done(
        0,
        "checkout: lohmann is satisfied, says Petra Lohmann\n",
        "Still owed: mail by 2027-01-22 09:00 UTC, in 58 days (60 days)\n"
        "Before checkout is closed: reviewed, 1 parked topic answered, 1 account satisfied\n",
    )
    assert over.read_text(encoding="utf-8") == before + (
        '\n[[satisfaction]]\naccount = "lohmann"\nat = 2026-11-24T10:00:00Z\nsatisfied = true\n'
        'confirmed_by = "Petra Lohmann"\n'
    )
    assert "lohmann" not in {
        each["account"]
        for each in json.loads(oc("followups", "--format", "json", now="2026-11-24T10:00Z").out)["owed"]
        if each["how"] == "call"
    }


@pytest.mark.usefixtures("over")
def test_a_no_says_when_we_will_be_in_touch_again(oc: Callable[..., Done]) -> None:
    done = oc("satisfied", "checkout", "lohmann", "no", "--confirmed-by", "Petra Lohmann", now="2026-11-24T10:00Z")

    assert done == Done(
        0,
        "checkout: lohmann is not satisfied yet, says Petra Lohmann\n",
        "Next: mail by 2027-01-22 09:00 UTC, in 58 days (60 days)\n"
        "Next: call by 2027-01-22 09:00 UTC, in 58 days (60 days)\n"
        "Write down what is missing: outagecomms heard checkout lohmann --said …\n",
    )


def test_the_last_yes_closes_it(oc: Callable[..., Done], over: Path) -> None:
    text = over.read_text(encoding="utf-8").replace(ASKED, "")
    reviewed = '\n[[reviews]]\nat = 2026-11-24T10:00:00Z\nby = "Dana Reyes"\n'
    over.write_text(text + reviewed, encoding="utf-8")

    oc("satisfied", "checkout", "acme", "yes", "--confirmed-by", "Ines Duarte", now=LATE)
    done = oc("satisfied", "checkout", "lohmann", "yes", "--confirmed-by", "Petra Lohmann", now=LATE)

    assert done.err.splitlines()[-1] == "checkout is closed."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("acmee", "yes", "--confirmed-by", "Ines"), "did you mean acme?"),  # nobody of that name
        (("acme", "maybe", "--confirmed-by", "Ines"), "'maybe' is not one of 'yes', 'no'"),  # no answer
        (("acme", "yes"), "--confirmed-by"),  # who says so?
    ],
)
def test_what_is_wrong_is_not_recorded(
    oc: Callable[..., Done], over: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = over.read_bytes()

    done = oc("satisfied", "checkout", *arguments, now=LATE)

    assert done.code == 2
    assert said in done.err
    assert over.read_bytes() == before


def test_nobody_is_satisfied_before_it_is_over(oc: Callable[..., Done], shop: Path) -> None:
    path = shop / "incidents" / "checkout.toml"
    path.write_text(CHECKOUT + SAID, encoding="utf-8")

    done = oc("satisfied", "checkout", "acme", "yes", "--confirmed-by", "Ines", now=LATE)

    assert (done.code, done.out) == (2, "")
    assert "first: outagecomms resolve checkout" in done.err
    assert path.read_text(encoding="utf-8") == CHECKOUT + SAID


def test_accounts_of_a_file_are_customers_too(oc: Callable[..., Done], over: Path) -> None:
    (over.parent / "more.csv").write_text("id,name,email\nbolt,Bolt,b@bolt.example\n", encoding="utf-8")
    over.write_text('accounts_file = "more.csv"\n' + over.read_text(encoding="utf-8"), encoding="utf-8")

    assert oc("satisfied", "checkout", "bolt", "yes", "--confirmed-by", "Bo", now=LATE).code == 0
    assert 'account = "bolt"\nat = 2026-11-27T12:00:00Z\nsatisfied = true\n' in over.read_text(encoding="utf-8")
