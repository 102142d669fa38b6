"""Days that a customer is given, counted where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.clock import zone
from outagecomms.errors import InputError

if TYPE_CHECKING:
    from datetime import date, datetime

    from outagecomms.incident.model import Account


def not_past(option: str, day: date | None, account: Account | None, now: datetime) -> None:
    """Refuse a *day* that is over for an account; in UTC when it is not known where they are.

    Raises:
        InputError: it is; names the *option* that gave it.
    """
    today = now.astimezone(zone(account.timezone if account else "UTC")).date()
    if day and day < today:
        raise InputError(f"{option} {day} has passed, it is {today} where they are; give a day that you will keep")
