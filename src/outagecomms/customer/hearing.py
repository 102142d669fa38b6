"""What a customer told us: the entry for the log, and whether we should have told them first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outagecomms.customer.days import not_past
from outagecomms.customer.satisfaction import spoken_with
from outagecomms.drafting import entries
from outagecomms.incident import history
from outagecomms.incident.model import Conversation
from outagecomms.tone.facts import Facts
from outagecomms.tone.passage import check_passage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from outagecomms.incident.log import Entry
    from outagecomms.incident.model import Incident
    from outagecomms.tone.ruleset import Ruleset

_MARKS = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"))
_AFTER_THE_FIX = ("solution/restitution", "solution/architecture")


@dataclass(frozen=True)
class Told:
    """What a customer told us, as a person wrote it down."""

    said: str
    impact: str | None = None
    stakeholders: Sequence[str] = ()
    mood: str | None = None
    wants: str | None = None
    follow_up: date | None = None
    we_called: bool = field(default=False, kw_only=True)
    """We came to them, not they to us."""

    def words(self) -> list[str]:
        """All that somebody put into words."""
        return [text for text in (self.said, self.impact, self.wants) if text]


def conversation(incident: Incident, account: str, told: Told, *, reached: bool, now: datetime) -> Entry:
    """The entry of what *account* told us.

    Args:
        incident: as it is without the entry.
        account: its id.
        told: what they said; the letters put quotation marks around it, so its own are left out.
        reached: whether they had heard from us before.
        now: the time, in UTC.

    Raises:
        InputError: there is no such account, or the follow-up's day has passed.
    """
    not_past("--follow-up", told.follow_up, spoken_with(incident, account), now)
    return entries.sound(
        Conversation,
        {
            "account": account,
            "at": now,
            "said": _unquoted(told.said),
            "impact": told.impact,
            "stakeholders": list(dict.fromkeys(told.stakeholders)) or None,
            "mood": told.mood,
            "wants": _unquoted(told.wants) if told.wants else None,
            "follow_up": told.follow_up,
            "surprise": True if not reached and not told.we_called else None,
            "we_called": True if told.we_called else None,
        },
    )


def reached(incident: Incident, account: str, *, sent: bool, we_send: bool) -> bool:
    """Whether *account* has heard of the incident from us: in a mail, in an update, or in an earlier conversation.

    Args:
        incident: as the log tells it.
        account: its id.
        sent: whether any mail went to it; see `Outbox.has_reached`.
        we_send: mail goes out from here, so that an update in the log is not yet one that has arrived.
    """
    told = bool(incident.updates) and not we_send
    return sent or told or account in history.told(incident)


def is_for_later(text: str, rules: Ruleset) -> bool:
    """Whether they ask for something that is not about the fix: money, or how things are built (true-north)."""
    found = check_passage(text, Facts(kind="update", phase="open"), rules)
    return any(finding.rule in _AFTER_THE_FIX for finding in found)


def _unquoted(text: str) -> str:
    text = text.strip()
    for first, last in _MARKS:
        inside = text[1:-1]
        if len(text) > 2 and text[0] == first and text[-1] == last and first not in inside and last not in inside:  # noqa: PLR2004
            return inside.strip()
    return text
