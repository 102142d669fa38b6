"""What a log amounts to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
    answer = history.answer(incident, "acme")

    assert history.satisfied(incident, "acme") is satisfied
    assert answer is None or (answer.at, answer.satisfied) == (START + timedelta(minutes=answers[-1][0]), satisfied)
    assert history.satisfied(incident, "other") is False
