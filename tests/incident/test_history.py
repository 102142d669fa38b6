"""What a log amounts to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from outagecomms.incident import history
from outagecomms.incident.model import Incident

START = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)


def _incident(*statuses: str, **logs: list[dict[str, object]]) -> Incident:
    facts = {"title": "a", "service": "b", "severity": "sev1", "started": START, "impact": "c"}
    updates = [
        {"at": START + timedelta(minutes=number), "by": "Sam", "status": status, "text": "d"}
        for number, status in enumerate(statuses, start=1)
    ]
    return Incident.model_validate({**facts, "updates": updates, **logs})


I, D, M, R = "investigating", "identified", "monitoring", "resolved"  # noqa: E741


@pytest.mark.parametrize(
    ("statuses", "status", "resolved_by", "times"),
    [
        ([], I, None, 0),  # declared, nothing said yet
        ([I], I, None, 0),  # said
        ([I, D, M], M, None, 0),  # getting better
        ([I, R], R, 2, 1),  # over
        ([R], R, 1, 1),  # over before anything was said
        ([I, R, R], R, 2, 1),  # a second message about it does not end it anew
        ([I, R, I], I, None, 1),  # open again
        ([I, R, I, R], R, 4, 2),  # over again: the last end counts
        ([I, R, R, D, R, R], R, 5, 2),  # as above, each said twice
    ],
)
def test_status_and_resolution(statuses: list[str], status: str, resolved_by: int | None, times: int) -> None:
    incident = _incident(*statuses)
    resolution = history.resolution(incident)
    assert history.status(incident) == status
    assert (resolution[0] if resolution else None) == resolved_by
    assert resolution is None or resolution[1] is incident.updates[resolution[0] - 1]
    assert history.resolutions(incident) == times


@pytest.mark.parametrize(
    ("statuses", "answers", "satisfied"),
    [
        ([R], [], False),  # never asked
        ([R], [(2, True)], True),  # yes
        ([R], [(1, True)], True),  # in the minute of the resolution
        ([R], [(2, False), (3, True)], True),  # by now
        ([R], [(2, True), (3, False)], False),  # no longer
        ([I, R], [(1, True)], False),  # before it was resolved: of what?
        ([I], [(2, True)], False),  # not resolved at all
        ([R, I], [(1, True)], False),  # open again
        ([R, I, R], [(2, True)], False),  # resolved again, and not asked since
        ([R, I, R], [(2, False), (3, True)], True),  # and asked since
        ([R, R], [(1, True)], True),  # a second message about it is no new resolution
    ],
)
def test_the_last_answer_since_the_present_resolution_counts(
    statuses: list[str], answers: list[tuple[int, bool]], satisfied: bool  # noqa: FBT001
) -> None:  # fmt: skip
    incident = _incident(
        *statuses,
        satisfaction=[
            {"account": "acme", "at": START + timedelta(minutes=number), "satisfied": answer}
            for number, answer in answers
        ],
    )
    answer = history.answers(incident).get("acme")

    assert ("acme" in history.satisfied(incident)) is satisfied
    assert answer is None or (answer.at, answer.satisfied) == (START + timedelta(minutes=answers[-1][0]), satisfied)
    assert "other" not in history.satisfied(incident)


@pytest.mark.parametrize(
    ("talks", "answers", "back"),
    [
        ([(5, "angry")], [(2, True)], 5),  # it failed again
        ([(5, "worried"), (6, "angry")], [(2, True)], 5),  # since the first time
        ([(5, "calm"), (6, None)], [(2, True)], None),  # a word is no complaint
        ([(2, "angry")], [(2, True)], None),  # a call that began in anger, and ended with a yes
        ([(1, "angry")], [(2, True)], None),
        ([(5, "angry")], [(2, True), (6, True)], None),  # they said yes again
        ([(5, "angry")], [(2, True), (6, False)], None),  # they were asked, and there is no yes to take back
        ([(5, "angry")], [], None),  # nor was there ever one
    ],
)
def test_who_complains_after_a_yes_has_taken_it_back(
    talks: list[tuple[int, str | None]], answers: list[tuple[int, bool]], back: int | None
) -> None:
    def when(number: int) -> datetime:
        return START + timedelta(minutes=number)

    incident = _incident(
        R,
        conversations=[{"account": "acme", "at": when(n), "said": "a", "mood": m} for n, m in talks],
        satisfaction=[{"account": "acme", "at": when(n), "satisfied": yes} for n, yes in answers],
    )
    found = history.taken_back(incident).get("acme")

    assert (found and found.at) == (back and when(back))
    assert ("acme" in history.satisfied(incident)) is (back is None and answers != [] and answers[-1][1])


def test_who_has_left_the_accounts_is_known_by_the_log_alone() -> None:
    """Once, in the order in which the log has them; whoever is there has not left."""
    words = {"at": START, "said": "a"}
    accounts: list[dict[str, object]] = [{"id": "acme", "name": "Acme", "email": "a@acme.example"}]
    incident = _incident(
        R,
        accounts=accounts,
        conversations=[{"account": name, **words} for name in ("acme", "bolt", "bolt")],
        amends=[{"account": "cask", "at": START, "agreed": "a visit"}],
    )
    assert history.left(incident) == ["bolt", "cask"]


def _talk(minute: int, account: str = "acme", **more: object) -> dict[str, object]:
    return {"account": account, "at": START + timedelta(minutes=minute), "said": "a", **more}


@pytest.mark.parametrize(
    ("talks", "until", "mood"),
    [
        ([], 9, None),  # they told us nothing
        ([_talk(1)], 9, None),  # nobody wrote it down
        ([_talk(1, mood="angry")], 9, "angry"),
        ([_talk(1, mood="angry")], 1, "angry"),  # in that minute
        ([_talk(2, mood="angry")], 1, None),  # not yet
        ([_talk(1, mood="angry"), _talk(2, mood="calm")], 9, "calm"),  # the newest
        ([_talk(1, mood="angry"), _talk(2, mood="calm")], 1, "angry"),  # the newest up to then
        ([_talk(2, mood="calm"), _talk(1, mood="angry")], 9, "calm"),  # by its time, not by its place in the file
        ([_talk(1, mood="angry"), _talk(2)], 9, "angry"),  # as before, as far as we know
        ([_talk(1, "other", mood="angry")], 9, None),  # somebody else
    ],
)
def test_the_newest_mood_that_was_written_down_counts(
    talks: list[dict[str, object]], until: int, mood: str | None
) -> None:
    told = history.told(_incident(conversations=talks))
    assert history.felt(told.get("acme", ()), START + timedelta(minutes=until)) == mood


def test_what_each_account_told_us_is_in_the_order_of_time() -> None:
    incident = _incident(conversations=[_talk(3), _talk(2, "other"), _talk(1)])

    found = history.told(incident)

    assert {name: [talk.at.minute - 2 for talk in talks] for name, talks in found.items()} == {
        "acme": [1, 3], "other": [2],
    }  # fmt: skip


_ASKED = {"account": "acme", "at": START, "topic": "SLA credit"}
_ANSWERED = {**_ASKED, "text": "Half a month."}


@pytest.mark.parametrize(
    ("parked", "answers", "left"),
    [
        ([], [], []),
        ([_ASKED], [], ["SLA credit"]),
        ([_ASKED], [_ANSWERED], []),
        ([_ASKED], [{**_ANSWERED, "topic": "sla Credit"}], []),  # however it is written
        ([_ASKED, {**_ASKED, "topic": "Contract"}], [_ANSWERED], ["Contract"]),  # the other one is still open
        ([_ASKED], [{**_ANSWERED, "account": "other"}], ["SLA credit"]),  # somebody else was answered
    ],
)
def test_a_parked_topic_is_open_until_it_is_answered(
    parked: list[dict[str, object]], answers: list[dict[str, object]], left: list[str]
) -> None:
    assert [asked.topic for asked in history.open_topics(_incident(parked=parked, answers=answers))] == left


def test_an_action_is_done_by_an_entry_or_by_hand_in_its_lesson() -> None:
    incident = _incident(
        lessons=[
            {"question": "learned", "text": "a"},
            {"question": "learned", "text": "b", "done": date(2026, 11, 30)},
            {"question": "learned", "text": "c", "done": date(2026, 11, 30)},
        ],
        done=[{"action": "amends-1", "at": START}, {"action": "lesson-3", "at": START}],
    )

    assert history.done(incident) == {
        "lesson-2": date(2026, 11, 30), "lesson-3": date(2026, 11, 22), "amends-1": date(2026, 11, 22),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("logs", "silent"),
    [
        ({}, True),
        ({"conversations": [_talk(1)]}, False),
        ({"parked": [_ASKED]}, False),  # a question is a word
        ({"satisfaction": [{"account": "acme", "at": START, "satisfied": False}]}, False),  # so is a no
        ({"conversations": [_talk(1, "other")]}, True),  # somebody else spoke
        ({"amends": [{"account": "acme", "at": START, "agreed": "b"}]}, True),  # our own word is none of theirs
    ],
)
def test_who_has_never_said_a_word_is_silent(logs: dict[str, list[dict[str, object]]], silent: bool) -> None:  # noqa: FBT001
    assert ("acme" not in history.voices(_incident(**logs))) is silent


def _said(minutes: int, status: str, **more: object) -> dict[str, object]:
    return {"at": START + timedelta(minutes=minutes), "by": "Sam", "status": status, "text": "d", **more}


@pytest.mark.parametrize(
    ("log", "until", "minutes"),
    [
        ([], 5, 5),  # nothing said yet
        ([_said(10, I)], 30, 30),  # still open
        ([_said(10, I), _said(40, R)], 90, 40),  # over, and what comes after it does not count
        ([_said(40, R, ended=START + timedelta(minutes=25))], 90, 25),  # it had worked for a while
        ([_said(40, R), _said(50, R)], 90, 40),  # said twice: the first one ended it
        ([_said(40, R), _said(100, I)], 110, 50),  # open again: 40 minutes, and 10
        ([_said(40, R), _said(100, I), _said(130, R)], 500, 70),  # over again: 40 minutes, and 30
        ([_said(40, R), _said(60, I), _said(70, R), _said(90, I)], 95, 55),  # and again: 40, 10 and 5
        # it failed again before anybody said so: 40 minutes, and 20
        ([_said(40, R), _said(100, I, began=START + timedelta(minutes=90))], 110, 60),
        # it never worked
        ([_said(40, R), _said(100, I, began=START + timedelta(minutes=40))], 110, 110),
    ],
)
def test_how_long_the_service_failed(log: list[dict[str, object]], until: int, minutes: int) -> None:
    updates = Incident.model_validate({**_incident().model_dump(), "updates": log}).updates
    now = START + timedelta(minutes=until)
    assert history.down_for(START, updates, now) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("log", "number", "last"),
    [
        ([{"text": "d"}], 1, 1),  # nothing follows it
        ([{"text": "d"}, {"text": "d"}], 1, 1),  # news does
        ([{"text": "d"}, {"holding": True}, {"holding": True}, {"text": "d"}], 1, 3),
        ([{"text": "d"}, {"holding": True}, {"holding": True}], 2, 3),
        ([{"text": "d"}, {"holding": True, "text": "d"}, {"holding": True}], 1, 1),  # it has words of its own
    ],
)
def test_the_last_entry_without_news(log: list[dict[str, object]], number: int, last: int) -> None:
    updates = [
        {"at": START + timedelta(minutes=minutes), "by": "Sam", "status": I, **each}
        for minutes, each in enumerate(log, start=1)
    ]
    assert history.last_without_news(_incident(updates=updates), number) == last
