"""What is said when an invitation that a customer has holds no more: their calendar does not know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.cli.terminal import tell
from outagecomms.wording import moment, some

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.drafting.case import Case
    from outagecomms.incident.model import Incident


def warn_of(before: Incident, known: Case, account: str, at: datetime) -> None:
    """Say that the calendar of *account* shows a call which, since the newest entry, comes on another day or never."""
    from outagecomms.customer.invitations import outdated_by

    found = outdated_by(before, known, at, account)
    letters = [
        each
        for each in (known.plan(at) if found else ())
        if each.kind == "followup" and each.account.id == account and each.state != "past"
    ]
    for each in found:
        shown = moment(each.shown, at)
        if each.instead is None:
            tell(f"Their calendar still shows your call of {shown}, and it is off: tell them, or call all the same.")
            continue
        brings = next((letter for letter in letters if letter.next_update == each.instead), None)
        bringing = f"their letter of {moment(brings.due, at)} brings the" if brings else "no letter brings a"
        new = moment(each.instead, at)
        tell(f"Their calendar still shows {shown}, and {bringing} new one: tell them yourself that it is {new} now.")


def warn_of_reopening(before: Incident, known: Case, at: datetime) -> None:
    """Say whose calendars show calls that are off because the incident is open again."""
    from outagecomms.customer.invitations import outdated_by
    from outagecomms.incident import history

    if history.resolution(before) is None or history.resolution(known.incident):
        return
    if found := outdated_by(before, known, at):
        whose = some([f"{each.account} ({moment(each.shown, at)})" for each in found])
        tell(f"Calls that are off now still stand in the calendars of {whose}: tell them.")
        tell("The first letter after the fix brings each a new day.")
