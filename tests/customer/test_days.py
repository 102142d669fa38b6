"""Days that a customer is given: refused only when they are over where the customer is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from builders import account
from outagecomms.customer.days import not_past
from outagecomms.errors import InputError

LATE = datetime(2026, 11, 23, 1, tzinfo=UTC)  # five in the afternoon of the 22nd in Los Angeles
EARLY = datetime(2026, 11, 22, 20, tzinfo=UTC)  # five in the morning of the 23rd in Tokyo


@pytest.mark.parametrize(
    ("day", "zone", "now"),
    [
        (22, "America/Los_Angeles", LATE),  # still today there
        (23, "Asia/Tokyo", EARLY),
        (23, "UTC", LATE),
        (None, "UTC", LATE),  # none was given
    ],
)
def test_a_day_that_is_not_over_there(day: int | None, zone: str, now: datetime) -> None:
    not_past("--due", day and date(2026, 11, day), account(timezone=zone), now)  # type: ignore[arg-type]  # no day is 0


@pytest.mark.parametrize(
    ("day", "zone", "now", "today"),
    [
        (21, "America/Los_Angeles", LATE, 22),
        (22, "Asia/Tokyo", EARLY, 23),  # though here it is today
        (22, None, LATE, 23),  # whose zone nobody knows any more
    ],
)
def test_a_day_that_is_over_there(day: int, zone: str | None, now: datetime, today: int) -> None:
    with pytest.raises(InputError) as error:
        not_past("--due", date(2026, 11, day), zone and account(timezone=zone), now)  # type: ignore[arg-type]  # "" is none
    assert str(error.value) == (
        f"--due 2026-11-{day} has passed, it is 2026-11-{today} where they are; give a day that you will keep"
    )
