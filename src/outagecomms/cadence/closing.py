"""What stands between an incident and being closed. An answer counts when it has reached who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.incident import history
from outagecomms.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from outagecomms.cadence.promises import Said
    from outagecomms.incident.model import Answer, Incident, Parked


def missing(incident: Incident, said: Sequence[Said]) -> list[str]:
    """What is still missing before the incident is closed; nothing when it is.

    Args:
        incident: as the log tells it.
        said: what really went out.
    """
    found, left = history.resolution(incident), []
    if not found:
        left.append("resolved")
    if not (incident.is_imported or any(found and review.at >= found[1].at for review in incident.reviews)):
        left.append("reviewed")
    if unanswered := sum(1 for _ in history.open_topics(incident)):
        left.append(f"{counted(unanswered, 'parked topic')} answered")
    if kept_back := sum(1 for _ in untold(incident, said)):
        left.append(f"{counted(kept_back, 'answer')} told")
    content = history.satisfied(incident)
    if unhappy := sum(1 for each in incident.customers() if each.id not in content):
        left.append(f"{counted(unhappy, 'account')} satisfied")
    return left


def untold(incident: Incident, said: Sequence[Said]) -> Iterator[tuple[Parked, Answer]]:
    """The answers that have not reached who asked, each with its question.

    One does with the leader's letter that goes out after it, or when we call them after it.
    """
    letters = ((letter.account, letter.at) for letter in said if letter.kind == "followup")
    newest: dict[str, datetime] = {}
    for account, at in (*letters, *called(incident)):
        newest[account] = max(at, newest.get(account, at))
    for asked, answer in history.answered(incident):
        if answer.account not in newest or newest[answer.account] < answer.at:
            yield asked, answer


def called(incident: Incident) -> Iterator[tuple[str, datetime]]:
    """Whom we called, and when."""
    return ((talk.account, talk.at) for talk in incident.conversations if talk.we_called)
