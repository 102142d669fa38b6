"""What the cadence allows, in words for somebody who has never heard of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, get_args

from outagecomms.incident.figures import OpenStatus, business_days
from outagecomms.wording import span

if TYPE_CHECKING:
    from outagecomms.cadence.policy import Policy

MEANING = "how long customers may be left without a word while it is open"
_ANY = datetime(2026, 11, 22, tzinfo=UTC)


def waits(policy: Policy) -> str:
    """How long after a message the next one may take: ``20 min while investigating, 30 min while …``."""
    early, slow = _waits(policy, timedelta()), policy.figures.slow_down
    after = timedelta(minutes=slow.after if slow else 0)
    late = _waits(policy, after)
    said = early[0] if len(set(early)) == 1 else ", ".join(map(_while, early, get_args(OpenStatus)))
    slower = late[0] if len(set(late)) == 1 else ", ".join(late)
    return said if late == early else f"{said} (after the first {span(after)}: {slower})"


def _while(wait: str, status: OpenStatus) -> str:
    return f"{wait} while {status}"


def _waits(policy: Policy, since: timedelta) -> list[str]:
    """What each status allows, so long after the first message."""
    return [_wait(policy, status, since) for status in get_args(OpenStatus)]


def _wait(policy: Policy, status: OpenStatus, since: timedelta) -> str:
    wait = getattr(policy.figures.interval, status)
    if isinstance(wait, int):
        return span(policy.next_update(status, _ANY, _ANY - since) - _ANY)
    return "until the next business day" if business_days(wait) < 2 else str(wait)  # noqa: PLR2004  ("on change", too)
