"""Times of the next update that a post promises, and those that only look like it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from outagecomms.statuspage.promise import promised

AT = datetime(2026, 11, 24, 15, 14, 40, tzinfo=UTC)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "until"),
    [
        # a span
        ("Next update in 30 minutes.", "15:44"),
        ("The next status update will follow in 45 mins.", "15:59"),
        ("Another update will be provided within the next 60 minutes.", "16:14"),
        ("An update will be posted within the hour.", "16:14"),
        ("We will update this page every hour.", "16:14"),
        ("We'll share more information within two hours.", "17:14"),
        ("You will hear from us again within ninety minutes.", "16:44"),
        # a clock time
        ("We will provide another update by 16:00 UTC.", "16:00"),
        ("We'll post another update at 11am ET.", "16:00"),
        ("Next update: 10:30 EST (15:30 UTC)", "15:30"),
        ("More details will follow by 17:00 CET.", "16:00"),
        ("We will give an update no later than 16:15 UTC today.", "16:15"),
        # a day
        ("We will provide an update by Tuesday, 2026-11-24 08:30 US/Pacific with details.", "16:30"),
        ("Next update by 2026-11-25 09:00 UTC.", "25 09:00"),
        ("We will share more details by tomorrow at 09:00 UTC.", "25 09:00"),
        ("Next update by Tuesday 16:00 UTC.", "16:00"),
        ("More information by Monday, 2026-11-30 06:00 US/Pacific will be provided.", "30 14:00"),  # over the weekend
        ("We do not know the cause. Another update will follow within 30 minutes.", "15:44"),
        ("The cause is not known; next update by 16:00 UTC.", "16:00"),
        ("Next update in an Hour.", "16:14"),
        # another sentence has no say
        ("The fix takes 20 minutes. Next update by 16:00 UTC.", "16:00"),
        ("Cards fail.\nNext update by 16:00 UTC", "16:00"),
    ],
)
def test_a_promise_that_can_be_worked_out(text: str, until: str) -> None:
    day, _, clock = until.rpartition(" ")
    assert promised(text, AT) == datetime.fromisoformat(f"2026-11-{day or 24}T{clock}:00Z")


@pytest.mark.parametrize(
    "text",
    [
        # no promise of news
        "The fix will be deployed in 30 minutes.",
        "We will deploy an update by 16:00 UTC.",
        "We released an update at 15:00 UTC.",
        "We expect to be back within the hour.",
        "Updates to the index were delayed by 30 minutes.",
        "The next update will explain 30 minutes of silence.",
        # denied
        "No further updates will be provided within 30 minutes.",
        "We will not provide another update in the next 2 hours.",
        "There won't be any further updates within 30 minutes.",
        # no time
        "We will provide another update soon.",
        "We will update you within minutes.",
        "Another update will follow within a few hours.",
        # not to the minute
        "Next update in about 30 minutes.",
        "Next update in 30-60 minutes.",
        "We will provide another update in 30 to 60 minutes.",
        "Next update around 16:00 UTC.",
        # it waits for something else
        "We will provide an update once the repair is done, within 2 hours.",
        "We will provide an update when we know more, or by 16:00 UTC.",
        "We will provide an update, and expect the repair within 30 minutes.",
        # a zone that is missing, or could be two
        "We will provide an update by 16:00.",
        "Next update by 16:00 CST.",
        "Next update by 16:00 IST.",
        # a time that has passed, or is of another day than it seems
        "Next update by 15:00 UTC.",
        "We will provide an update by 16:00 UTC tomorrow.",
        "Next update by Wednesday 16:00 UTC.",
        "Next update by 2026-11-24 15:00 UTC.",
        "Next update by 2026-12-24 15:00 UTC.",
        "Next update by 2026-02-30 15:00 UTC.",
        "",
    ],
)
def test_what_only_looks_like_a_promise(text: str) -> None:
    assert promised(text, AT) is None


def test_summer_time_is_that_of_the_day() -> None:
    """In July nine o'clock in San Francisco is at 16:00 UTC, in November at 17:00."""
    text = "Next update by 09:00 PT."
    july, november = (datetime(2026, month, 14, 15, 0, tzinfo=UTC) for month in (7, 11))
    assert promised(text, july) == july.replace(hour=16)
    assert promised(text, november) == november.replace(hour=17)


def test_a_promise_after_midnight_is_of_the_next_day() -> None:
    late = datetime(2026, 11, 24, 23, 50, tzinfo=UTC)
    assert promised("Next update by 00:30 UTC.", late) == datetime(2026, 11, 25, 0, 30, tzinfo=UTC)


def test_a_long_text_full_of_promises_takes_no_longer_than_it_must() -> None:
    """Without a time to find, each of them is looked at by itself and not up to the end of the text."""
    assert promised("next update by the " * 400 + "7", AT) is None
