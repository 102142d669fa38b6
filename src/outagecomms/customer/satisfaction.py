"""Make the log entry that says whether a customer is satisfied."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from outagecomms.drafting import entries
from outagecomms.errors import InputError
from outagecomms.incident import history
from outagecomms.incident.model import Satisfaction
from outagecomms.wording import some

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.incident.log import Entry
    from outagecomms.incident.model import Account, Incident


def satisfaction(incident: Incident, account: str, *, satisfied: bool, confirmed_by: str, now: datetime) -> Entry:
    """The entry that *account* says that it is satisfied, or is not.

    Args:
        incident: as it is without the entry.
        account: its id.
        satisfied: what it says.
        confirmed_by: who said so.
        now: the time, in UTC.

    Raises:
        InputError: there is no such account, or the outage is not over.
    """
    spoken_with(incident, account)
    if history.resolution(incident) is None:
        raise InputError(
            f"{incident.id} is not resolved yet, so nobody can be satisfied with how it ended; "
            f"first: outagecomms resolve {incident.id}. To record what they say now: "
            f"outagecomms heard {incident.id} {account}"
        )
    said = {"account": account, "at": now, "satisfied": satisfied, "confirmed_by": confirmed_by.strip()}
    return entries.sound(Satisfaction, said)


def spoken_with(incident: Incident, name: str) -> Account | None:
    """The account called *name*; nothing for one that has left the accounts since it spoke with us.

    Raises:
        InputError: there is none; see `customer`.
    """
    return None if name in history.left(incident) else customer(incident, name)


def customer(incident: Incident, name: str) -> Account:
    """The account called *name* among those that the incident concerns.

    Raises:
        InputError: there is none; says which there are.
    """
    known = {account.id: account for account in incident.customers()}
    if name in known:
        return known[name]
    beside = next((reader for reader in incident.readers() if reader.id == name and reader.customer in known), None)
    if beside:
        raise InputError(f"{name} is {beside.email}, whom {beside.customer} named; give the account: {beside.customer}")
    elsewhere = next((account for account in incident.listed() if account.id == name), None)
    if elsewhere:
        raise InputError(
            f"{name} is in the list of accounts, but uses {', '.join(elsewhere.services)} and not {incident.service}; "
            f"if it does, add {incident.service} to its services"
        )
    guess = get_close_matches(name, known, 1)
    hint = f"did you mean {guess[0]}?" if guess else f"there are: {some(list(known)) or 'none yet'}"
    raise InputError(f"{incident.id} concerns no account {name!r}; {hint}")
