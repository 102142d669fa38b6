"""Questions that are not about the fix: kept until it is done, then answered; and what is agreed to make it right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.customer.days import not_past
from outagecomms.customer.satisfaction import customer, spoken_with
from outagecomms.drafting import entries
from outagecomms.errors import InputError
from outagecomms.incident import history
from outagecomms.incident.model import Amends, Answer, Parked

if TYPE_CHECKING:
    from datetime import date, datetime

    from outagecomms.incident.log import Entry
    from outagecomms.incident.model import Incident


def parked(incident: Incident, account: str, topic: str, answer_by: date | None, now: datetime) -> Entry:
    """The entry of a question that *account* asked, to be answered by a date.

    Raises:
        InputError: there is no such account, it has asked this before, or the date has passed.
    """
    not_past("--answer-by", answer_by, customer(incident, account), now)
    before = [asked for asked in incident.parked if asked.account == account]
    if any(asked.topic.casefold() == topic.strip().casefold() for asked in before):
        raise InputError(
            f"{account} has asked about {topic!r} before; if it is another question, say what is new in it"
        )
    return entries.sound(Parked, {"account": account, "at": now, "topic": topic.strip(), "answer_by": answer_by})


def answered(incident: Incident, account: str, topic: str, text: str, by: str | None, now: datetime) -> Entry:
    """The entry of the answer to a question of *account*; of its *topic* a part is enough that fits no other.

    Raises:
        InputError: there is no such account, or no such question of theirs is open.
    """
    spoken_with(incident, account)
    waiting = [asked.topic for asked in history.open_topics(incident) if asked.account == account]
    wanted = topic.strip().casefold()
    found = [each for each in waiting if each.casefold() == wanted] or [
        each for each in waiting if wanted in each.casefold()
    ]
    if len(found) != 1:
        there = f"there are: {'; '.join(waiting)}" if waiting else "nothing of theirs waits for an answer"
        what = f"{topic!r} fits {len(found)} questions" if found else f"{account} asked nothing about {topic!r}"
        raise InputError(f"{what}; {there}")
    signer = incident.leader or incident.liaison
    by = by or (signer.name if signer else None)
    return entries.sound(Answer, {"account": account, "at": now, "topic": found[0], "text": text, "by": by})


def agreed(
    incident: Incident, account: str, what: str, owner: str | None, due: date | None, now: datetime
) -> Entry:  # fmt: skip
    """The entry of what was agreed with *account* to make it right.

    Raises:
        InputError: there is no such account, or the date has passed.
    """
    not_past("--due", due, customer(incident, account), now)
    return entries.sound(Amends, {"account": account, "at": now, "agreed": what.strip(), "owner": owner, "due": due})
