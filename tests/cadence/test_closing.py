"""What stands between an incident and being closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from outagecomms.cadence import closing
from outagecomms.cadence.promises import Said
from outagecomms.incident.model import Incident

START = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)


def _incident(*statuses: str, **logs: Any) -> Incident:
    facts = {"title": "a", "service": "b", "severity": "sev1", "started": START, "impact": "c"}
    updates = [
        {"at": START + timedelta(minutes=number), "by": "Sam", "status": status, "text": "d"}
        for number, status in enumerate(statuses, start=1)
    ]
    return Incident.model_validate({**facts, "updates": updates, **logs})


I, R = "investigating", "resolved"  # noqa: E741
_ACCOUNTS: list[dict[str, object]] = [
    {"id": name, "name": name, "email": f"a@{name}.example"} for name in ("acme", "globex")
]
_ASKED = {"account": "acme", "at": START, "topic": "SLA credit"}
_ANSWER = {**_ASKED, "at": START + timedelta(days=2), "text": "A month."}
_REVIEWED = {"at": START + timedelta(days=3), "by": "Dana"}
_YES = [{"account": name, "at": START + timedelta(days=3), "satisfied": True} for name in ("acme", "globex")]


@pytest.mark.parametrize(
    ("statuses", "logs", "missing"),
    [
        ([I], {}, ["resolved", "reviewed", "2 accounts satisfied"]),
        ([I, R], {}, ["reviewed", "2 accounts satisfied"]),
        ([I, R], {"reviews": [_REVIEWED]}, ["2 accounts satisfied"]),
        ([I, R], {"reviews": [_REVIEWED], "satisfaction": _YES[:1]}, ["1 account satisfied"]),
        ([I, R], {"reviews": [_REVIEWED], "satisfaction": _YES}, []),  # closed
        ([R, I], {"reviews": [_REVIEWED], "satisfaction": _YES}, ["resolved", "reviewed", "2 accounts satisfied"]),
        ([R, I, R], {"reviews": [{**_REVIEWED, "at": START}]}, ["reviewed", "2 accounts satisfied"]),  # of another end
        ([R], {"reviews": [_REVIEWED], "satisfaction": _YES, "parked": [_ASKED]}, ["1 parked topic answered"]),
        (
            [R],
            {"reviews": [_REVIEWED], "satisfaction": _YES, "parked": [_ASKED, {**_ASKED, "topic": "Contract"}]},
            ["2 parked topics answered"],
        ),
        (
            [R],
            {"reviews": [_REVIEWED], "satisfaction": [*_YES, {**_YES[0], "satisfied": False}]},
            ["1 account satisfied"],  # it took its yes back
        ),
        (  # and so does who is angry after it
            [R],
            {
                "reviews": [_REVIEWED],
                "satisfaction": _YES,
                "conversations": [{"account": "acme", "at": START + timedelta(days=4), "said": "a", "mood": "angry"}],
            },
            ["1 account satisfied"],
        ),
        (  # an answer that nobody has received is none
            [R],
            {"reviews": [_REVIEWED], "satisfaction": _YES, "parked": [_ASKED], "answers": [_ANSWER]},
            ["1 answer told"],
        ),
    ],
)
def test_what_is_missing_before_an_incident_is_closed(
    statuses: list[str], logs: dict[str, list[dict[str, object]]], missing: list[str]
) -> None:
    assert closing.missing(_incident(*statuses, accounts=_ACCOUNTS, **logs), []) == missing


def test_an_account_that_does_not_use_the_service_keeps_nothing_open() -> None:
    others: list[dict[str, object]] = [{**_ACCOUNTS[0], "services": ["Search"]}]
    assert closing.missing(_incident(R, accounts=others, reviews=[_REVIEWED]), []) == []


def test_what_was_imported_is_nobodys_here_to_review() -> None:
    assert closing.missing(_incident(I, R, source={"page": "https://status.example.com"}), []) == []
    assert closing.missing(_incident(I, source={"page": "https://status.example.com"}), []) == ["resolved"]


def _letter(days: float, reader: str = "acme", kind: Any = "followup") -> Said:
    return Said(kind, 1, reader, START + timedelta(days=days), None)


def _talk(days: float, name: str = "acme", *, we_called: bool = True) -> dict[str, object]:
    return {"account": name, "at": START + timedelta(days=days), "said": "a", "we_called": we_called}


@pytest.mark.parametrize(
    ("said", "talks", "reached"),
    [
        ([], [], False),  # it stands in the log, and that is all
        ([_letter(1)], [], False),  # the letter was gone by then
        ([_letter(2)], [], True),  # it went out with the letter
        ([_letter(60)], [], True),
        ([_letter(60, "globex")], [], False),  # with that of somebody else
        ([_letter(60, "acme.1")], [], False),  # a stakeholder's letter does not carry it
        ([_letter(3, kind="reply")], [], False),  # nor does another mail
        ([], [_talk(1)], False),  # we called before we knew
        ([], [_talk(3)], True),
        ([], [_talk(3, we_called=False)], False),  # they called, and nobody knows whether they were told
        ([], [_talk(3, "globex")], False),
        ([_letter(1)], [_talk(1), _talk(3)], True),  # the last time counts
    ],
)
def test_an_answer_has_reached_them_with_a_letter_or_a_call_after_it(
    said: list[Said], talks: list[dict[str, object]], reached: bool  # noqa: FBT001
) -> None:  # fmt: skip
    incident = _incident(R, accounts=_ACCOUNTS, parked=[_ASKED], answers=[_ANSWER], conversations=talks)
    assert [(asked.topic, answer.text) for asked, answer in closing.untold(incident, said)] == (
        [] if reached else [("SLA credit", "A month.")]
    )


def test_a_question_without_an_answer_is_not_kept_back() -> None:
    assert list(closing.untold(_incident(R, accounts=_ACCOUNTS, parked=[_ASKED]), [])) == []
