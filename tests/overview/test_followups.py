"""What is owed to whom: letters, calls, answers and amends, and who has never said a word."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import account, at, incident, question, said_to_us, update
from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import Said
from outagecomms.drafting.case import Case
from outagecomms.incident.model import Amends, Answer, Done, Lesson, Satisfaction
from outagecomms.outbox.key import Key
from outagecomms.overview.followups import Debt, alike, debts, in_order, left_unasked, silent
from outagecomms.workspace import Workspace

if TYPE_CHECKING:
    from outagecomms.outbox.states import State

DAY = 24 * 60
ENDED = [update(5), update(60, status="resolved")]  # at 15:00 on Sunday, 2026-11-22
MONDAY, SIXTY = "2026-11-23T10:00", "2027-01-21T10:00"


def _case(*said: Said, log: Any = ENDED, **facts: Any) -> Case:
    """The one account is a key account, unless told otherwise."""
    of = incident(*log, **{"accounts": [account(tier="key")]} | facts)
    policy = policy_for("sev1", [], zone="UTC", outreach_tiers=["key"])
    return Case(Workspace(Path()), Path("checkout.toml"), of, policy, said, "")


def _owed(case: Case, minutes: float) -> list[tuple[str | None, str, int, str | None, bool]]:
    found = in_order(debts(case, at(minutes)))
    return [(d.account, d.how, d.round, f"{d.due:%Y-%m-%dT%H:%M}" if d.due else None, d.overdue) for d in found]


def _sent(number: int, reader: str = "acme") -> Said:
    return Said("followup", number, reader, at(61), None)


def _no(minutes: float) -> Satisfaction:
    return Satisfaction(account="acme", at=at(minutes), satisfied=False)


@pytest.mark.parametrize(
    ("case", "minutes", "expected"),
    [
        # while it burns nothing is owed yet
        (_case(log=ENDED[:1]), 6, []),
        # over: a letter and a call, now and at sixty days
        (
            _case(), 61,
            [
                ("acme", "mail", 1, MONDAY, False), ("acme", "call", 1, MONDAY, False),
                ("acme", "mail", 2, SIXTY, False), ("acme", "call", 2, SIXTY, False),
            ],
        ),
        # the letter went out, and nobody called: overdue a working day later, and first
        (
            _case(_sent(1)), 2 * DAY,
            [
                ("acme", "call", 1, MONDAY, True), ("acme", "mail", 2, SIXTY, False), ("acme", "call", 2, SIXTY, False),
            ],
        ),
        # they said no: they were asked, and will be again
        (
            _case(satisfaction=[_no(DAY)]), 2 * DAY,
            [("acme", "mail", 2, SIXTY, False), ("acme", "call", 2, SIXTY, False)],
        ),
        # they said yes: the letter at sixty days, and no call
        (
            _case(satisfaction=[Satisfaction(account="acme", at=at(DAY), satisfied=True)]), 2 * DAY,
            [("acme", "mail", 2, SIXTY, False)],
        ),
    ],
)  # fmt: skip
def test_letters_and_calls(case: Case, minutes: float, expected: list[tuple[object, ...]]) -> None:
    assert _owed(case, minutes) == expected


@pytest.mark.parametrize(
    ("facts", "minutes", "due", "overdue"),
    [
        ({}, 61, "2026-11-25T10:00", False),  # three business days after it was asked, at ten
        ({}, 4 * DAY - 14 * 60 - 1, "2026-11-25T10:00", False),  # until that day is over
        ({}, 4 * DAY - 14 * 60, "2026-11-25T10:00", True),
        ({"answer_by": date(2026, 12, 5)}, 61, "2026-12-05T10:00", False),  # the day that was given
    ],
)
def test_a_question_is_owed_its_answer(facts: dict[str, Any], minutes: float, due: str, overdue: bool) -> None:  # noqa: FBT001
    case = _case(log=ENDED[:1], parked=[question(6, **facts)])
    assert _owed(case, minutes) == [("acme", "answer", 0, due, overdue)]


def test_a_question_is_due_in_the_accounts_own_day() -> None:
    case = _case(log=ENDED[:1], parked=[question(6)], accounts=[account(timezone="America/New_York")])
    assert _owed(case, 3 * DAY + 14 * 60) == [("acme", "answer", 0, "2026-11-25T15:00", False)]
    assert _owed(case, 3 * DAY + 15 * 60) == [("acme", "answer", 0, "2026-11-25T15:00", True)]


def test_an_answer_is_owed_until_it_has_reached_them() -> None:
    """By the day that was promised, also when it is known long before."""
    answers = [Answer(account="acme", at=at(50), topic="sla credit", text="Half a month.")]
    asked: dict[str, Any] = {"parked": [question(6)], "answers": answers}
    case = _case(log=ENDED[:1], **asked)
    called = _case(log=ENDED[:1], conversations=[said_to_us(55, we_called=True)], **asked)

    assert _owed(case, 61) == [("acme", "answer", 0, "2026-11-25T10:00", False)]
    assert [(debt.reason, debt.todo) for debt in debts(case, at(61))] == [
        ("answered, not told yet: SLA credit", "outagecomms call checkout acme")
    ]
    assert _owed(case, 4 * DAY) == [("acme", "answer", 0, "2026-11-25T10:00", True)]
    assert _owed(called, 61) == []


def test_who_has_left_the_accounts_is_owed_what_they_were() -> None:
    """There is no page to call them with, and nobody writes to them."""
    answers = [Answer(account="bolt", at=at(50), topic="SLA credit", text="Half a month.")]
    asked = [question(6, account="bolt"), question(6, "the contract", account="bolt")]
    case = _case(_sent(1), parked=asked, answers=answers)

    assert [(d.account, d.todo) for d in debts(case, at(61)) if d.account != "acme"] == [
        ("bolt", "outagecomms answer checkout bolt 'the contract'"),
        ("bolt", "outagecomms heard checkout bolt --we-called"),
    ]
    assert left_unasked(case) == ["bolt"]
    said_no = Satisfaction(account="bolt", at=at(70), satisfied=False)
    assert left_unasked(_case(parked=asked, satisfaction=[said_no])) == []  # they were asked
    assert left_unasked(_case(log=ENDED[:1], parked=asked)) == []  # nobody is asked before it works


def test_a_change_that_was_promised_is_owed_by_who_has_to_make_it() -> None:
    """To all; overdue when its day is over where we are."""
    lessons = [
        Lesson(question="learned", text="a", change="A test sale runs.", owner="Sam Okafor", due=date(2026, 11, 24)),
        Lesson(question="should-have", text="a", change="Both lines are tested.", owner="Dana", due=date(2026, 11, 23)),
        Lesson(question="learned", text="a"),  # a lesson without a change
    ]
    case = _case(log=ENDED[:1], lessons=lessons, done=[Done(action="lesson-2", at=at(60))])
    (debt,) = debts(case, at(61))

    assert debt.as_json() == {
        "incident": "checkout", "account": None, "how": "change", "round": None,
        "due": datetime(2026, 11, 24, 10, tzinfo=UTC), "overdue": False,
        "reason": "for all: A test sale runs.", "todo": "outagecomms done checkout lesson-1",
        "owner": "Sam Okafor",
    }  # fmt: skip
    assert [_owed(case, 3 * DAY - 14 * 60 + shift)[0][-1] for shift in (-1, 0)] == [False, True]


def test_what_was_agreed_is_owed_until_it_is_done() -> None:
    """Without a day it is never overdue, and stands last."""
    agreed = [
        Amends(account="acme", at=at(50), agreed="a day with our engineer"),
        Amends(account="acme", at=at(50), agreed="a month free", due=date(2026, 11, 24)),
        Amends(account="acme", at=at(50), agreed="a call", due=date(2026, 11, 23)),
    ]
    case = _case(log=ENDED[:1], amends=agreed, done=[Done(action="amends-3", at=at(60))])

    assert _owed(case, 61) == [
        ("acme", "amends", 0, "2026-11-24T10:00", False), ("acme", "amends", 0, None, False),
    ]  # fmt: skip
    assert _owed(case, 3 * DAY) == [("acme", "amends", 0, "2026-11-24T10:00", True), ("acme", "amends", 0, None, False)]


def test_a_day_that_was_agreed_while_it_burned_is_owed() -> None:
    case = _case(log=ENDED[:1], conversations=[said_to_us(6, follow_up=date(2026, 11, 24))])
    assert _owed(case, 7) == [("acme", "call", 0, "2026-11-24T10:00", False)]


def test_each_line_says_what_comes_next() -> None:
    case = _case(
        parked=[question(6, "The CTO's credit")], amends=[Amends(account="acme", at=at(50), agreed="a month free")]
    )
    todo = {(debt.how, debt.round): debt.todo for debt in debts(case, at(DAY))}
    assert todo == {
        ("mail", 1): "outagecomms tick",
        ("mail", 2): "outagecomms render checkout followup --account acme --sequence 2",
        ("call", 1): "outagecomms call checkout acme",
        ("call", 2): "outagecomms call checkout acme",
        ("answer", 0): "outagecomms answer checkout acme 'The CTO'\\''s credit'",
        ("amends", 0): "outagecomms done checkout amends-1",
    }


@pytest.mark.parametrize(
    ("state", "todo"),
    [
        ("draft", "outagecomms outbox approve checkout/followup/1/acme"),
        ("approved", "outagecomms send"),
        ("deferred", "outagecomms send"),  # the server will be asked again
        ("refused", "outagecomms outbox show checkout/followup/1/acme"),  # a person reads why, and decides
        ("unknown", "outagecomms outbox show checkout/followup/1/acme"),
        ("superseded", "outagecomms outbox show checkout/followup/1/acme"),  # somebody took it back
    ],
)
def test_what_comes_next_with_a_letter_follows_from_what_has_become_of_it(state: State, todo: str) -> None:
    first = next(iter(debts(_case(), at(DAY), {Key("checkout", "followup", 1, "acme"): state})))
    assert (first.how, first.round, first.todo) == ("mail", 1, todo)


def test_a_stakeholder_is_owed_letters_alone() -> None:
    case = _case(conversations=[said_to_us(6, stakeholders=["cfo@acme.example"])])
    assert [(debt.how, debt.round) for debt in debts(case, at(61)) if debt.account == "acme.1"] == [
        ("mail", 1), ("mail", 2),
    ]  # fmt: skip


def test_a_debt_for_a_program() -> None:
    first = next(iter(debts(_case(), at(61))))
    assert first.as_json() == {
        "incident": "checkout", "account": "acme", "how": "mail", "round": 1,
        "due": datetime(2026, 11, 23, 10, tzinfo=UTC), "overdue": False, "reason": "first letter after the fix",
        "todo": "outagecomms render checkout followup --account acme --sequence 1",
        "owner": None,
    }  # fmt: skip


def test_what_several_are_owed_alike_is_put_together() -> None:
    readers = [account(name, tier="key") for name in ("acme", "bolt")]
    readers.append(account("far", tier="key", timezone="Asia/Tokyo"))
    groups = alike(in_order(debts(_case(accounts=readers), at(61))))
    assert [(group[0].how, group[0].round, [debt.account for debt in group]) for group in groups] == [
        ("mail", 1, ["far"]), ("mail", 1, ["acme", "bolt"]), ("call", 1, ["acme", "bolt"]),
        ("call", 1, ["far"]),  # Monday has begun there, so a business day later is Tuesday
        ("mail", 2, ["acme", "bolt"]), ("call", 2, ["acme", "bolt"]),  # a Thursday
        ("mail", 2, ["far"]), ("call", 2, ["far"]),  # a Friday there
    ]  # fmt: skip


def test_the_order_is_that_of_urgency() -> None:
    def debt(name: str, days: int | None, overdue: bool) -> Debt:  # noqa: FBT001
        due = None if days is None else at(0) + timedelta(days=days)
        return Debt("checkout", name, "call", 1, due, overdue, "", "")

    mixed = [debt("d", None, False), debt("c", 3, False), debt("b", 2, True), debt("a", 1, True), debt("e", 0, False)]  # noqa: FBT003
    assert [each.account for each in in_order(mixed)] == ["a", "b", "e", "c", "d"]


@pytest.mark.parametrize(
    ("case", "minutes", "names"),
    [
        (_case(), 61, []),  # nobody has asked them yet
        (_case(), DAY - 4 * 60, ["acme"]),  # they should have been called by now
        (_case(_sent(1)), 62, ["acme"]),  # they were written to
        (_case(_sent(1), accounts=[account()]), 62, ["acme"]),  # and so was one of many, who is not called
        (_case(accounts=[account()]), 2 * DAY, []),  # whom nobody has written to has been asked nothing yet
        (_case(_sent(1), conversations=[said_to_us(6)]), 62, []),  # they spoke, if only while it burned
        (_case(_sent(1), satisfaction=[_no(61)]), 62, []),  # a no is a word
        (_case(_sent(1), log=ENDED[:1]), 62, []),  # open again: it is for us to speak
        (_case(_sent(1, "bolt")), 62, []),  # somebody else was written to
    ],
)
def test_who_never_said_a_word_is_found(case: Case, minutes: float, names: list[str]) -> None:
    assert [each.id for each in silent(case, at(minutes))] == names
