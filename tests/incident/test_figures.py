"""The figures of a cadence."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from outagecomms.incident.figures import CadenceFigures, FirstContact, Interval, SlowDown, business_days


@pytest.mark.parametrize(
    ("wait", "days"),
    [
        (1, 0),  # the shortest
        (86400, 0),  # the longest: sixty days of minutes
        ("1 business day", 1),  # one
        ("2 business days", 2),  # several
        ("99 business days", 99),  # the most
    ],
)
def test_a_wait(wait: int | str, days: int) -> None:
    assert FirstContact.model_validate({"target": wait}).target == wait
    assert business_days(wait) == days


@pytest.mark.parametrize(
    ("wait", "shown"),
    [
        (0, '"0"'),  # no wait at all
        (-5, '"-5"'),  # the past
        (86401, '"86401"'),  # longer than sixty days
        (True, '"true"'),  # a number only to Python
        (1.5, '"1.5"'),  # half a minute
        ("15", '"15"'),  # a number in quotes
        ("0 business days", '"0 business days"'),  # no wait at all
        ("100 business days", '"100 business days"'),  # too long
        ("2 days", '"2 days"'),  # which days?
        ("on change ", '"on change "'),  # a blank
        ("x" * 61, '"' + "x" * 60 + '…"'),  # not repeated in full
        ([15], "a list"),  # several
    ],
)
def test_no_wait(wait: object, shown: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Interval.model_validate({"monitoring": wait})
    assert [str(error["msg"]) for error in caught.value.errors()] == [
        f'Value error, {shown} is not a wait; write minutes, or "2 business days", or "on change"'
    ]


def test_on_change_is_a_wait_between_two_messages_and_none_before_the_first() -> None:
    """Nothing has to change before somebody is told: it was due before the outage began."""
    assert Interval.model_validate({"monitoring": "on change"}).monitoring == "on change"
    assert business_days("on change") == 0
    for key in ("target", "limit"):
        with pytest.raises(ValidationError) as caught:
            FirstContact.model_validate({"target": 5, key: "on change"})
        assert [str(error["msg"]) for error in caught.value.errors()] == [
            'Value error, "on change" is not a wait; write minutes, or "2 business days"'
        ]


@pytest.mark.parametrize(
    "figures",
    [
        {"after": 0, "at_most": 60},  # at once
        {"after": 60, "at_most": 0},  # to nothing
        {"after": 60, "at_most": 60, "factor": 0},  # faster, not slower
        {"after": 60, "at_most": 60, "factor": 11},  # out of all proportion
    ],
)
def test_no_slowing_down(figures: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        SlowDown.model_validate(figures)


def test_a_file_may_set_a_single_figure() -> None:
    figures = CadenceFigures.model_validate({"sev2": {"interval": {"monitoring": 240}}})
    assert figures.sev2.interval.monitoring == 240
    assert figures.sev2.interval.investigating is None
    assert figures.sev1.first_contact is None
