"""What is between us and one account: what it told us, what it asked, what was answered, offered and agreed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from outagecomms.cadence import closing
from outagecomms.cadence.calendar import business_days_after
from outagecomms.clock import zone
from outagecomms.compose.context import Agreed, Answered, Heard, Question
from outagecomms.compose.message import BY_THE_LEADER
from outagecomms.incident import history
from outagecomms.incident.model import Stakeholder
from outagecomms.text import phrase, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from outagecomms.cadence.aftercare import Aftercare
    from outagecomms.cadence.plan import Planned
    from outagecomms.cadence.promises import Said, Word
    from outagecomms.compose.times import Clock
    from outagecomms.incident.model import Account, Conversation, Incident, Parked

ANSWER_DAYS = 3  # business days until a question that is not about the fix is answered, unless a date was given
_DOUBLE = re.compile('["„“”]')


class Theirs:
    """What is between us and each account of one incident.

    Args:
        incident: the facts and the log.
        spoken: what everyone was told.
        said: what really went out.
        care: what the accounts are owed after the fix.
    """

    def __init__(self, incident: Incident, spoken: Sequence[Word], said: Sequence[Said], care: Aftercare) -> None:
        self._incident = incident
        self._spoken = spoken
        self._care = care
        self._told = history.told(incident)
        told_us = (incident.conversations, incident.parked, incident.answers, incident.satisfaction, incident.amends)
        self._known = {entry.account for log in told_us for entry in log}
        self._letters: dict[str, list[tuple[int, datetime]]] = {}
        for sent in said:
            if sent.kind == "followup":
                self._letters.setdefault(sent.account, []).append((sent.sequence, sent.at))

    def is_any(self, account: Account) -> bool:
        """Whether there is anything between us and the customer of a reader."""
        return account.customer in self._known

    def names(self, planned: Planned, clock: Clock, at: datetime) -> dict[str, Any]:
        """What the template of a message written *at* that time is given of it."""
        account = planned.account
        if not self.is_any(account):
            return {"heard": None, "satisfied": False, "parked": [], "answers": [], "agreed": []}
        said, satisfied = self._heard(planned, clock, at), self._care.is_satisfied(account)
        if isinstance(account, Stakeholder):
            return {"heard": said, "satisfied": satisfied, "parked": [], "answers": [], "agreed": []}
        incident, customer, zone_name = self._incident, account.customer, account.timezone
        today = at.astimezone(zone(zone_name)).date()
        return {
            "heard": said,
            "satisfied": satisfied,
            "parked": list(questions(incident, customer, zone_name, clock, today)),
            "answers": list(answers(incident, customer, self._letter_before(planned), at, clock, zone_name)),
            "agreed": list(agreed(incident, customer, clock, today)),
        }

    def _heard(self, planned: Planned, clock: Clock, at: datetime) -> Heard | None:
        account = planned.account
        talks = [talk for talk in reversed(self._told.get(account.customer, ())) if talk.at <= at]
        to_everyone = planned.kind not in (*BY_THE_LEADER, "resolved", "reply")
        if not talks or (to_everyone and any(talks[0].at <= word.at < at for word in self._spoken)):
            return None
        deals = (deal.at for deal in self._incident.amends if deal.account == account.customer and deal.at <= at)
        by = account.named_by if isinstance(account, Stakeholder) else None
        return heard(talks, clock, by, settled=max(deals, default=None))

    def _letter_before(self, planned: Planned) -> datetime | None:
        """When the last follow-up before this one went out; nothing when none did."""
        sent = self._letters.get(planned.account.id, ())
        return max((at for sequence, at in sent if sequence < planned.sequence), default=None)


def heard(talks: Sequence[Conversation], clock: Clock, by: str | None = None, settled: datetime | None = None) -> Heard:
    """The newest of *talks* (newest first), with the last impact and wish that they named: nobody is asked twice.

    A wish from before *settled* gave way to what was agreed then.
    """
    talk = talks[0]
    impact = next((each.impact for each in talks if each.impact), None)
    wants = next((each.wants for each in talks if each.wants and (settled is None or each.at > settled)), None)
    return Heard(
        said=sentence(_inside_quotes(talk.said)),
        by=by,
        impact=impact and impact.rstrip(". "),  # the templates go on after it
        wants=sentence(_inside_quotes(wants)) if wants and not by else None,  # that is between us and who told us
        mood=talk.mood,
        surprise=any(each.surprise for each in talks),
        at=clock.time(talk.at),
    )


def _inside_quotes(text: str) -> str:
    """*text* as it stands between quotation marks, which the templates put around what somebody said."""
    return _DOUBLE.sub("'", text)


def topic(asked: str) -> str:
    """What somebody *asked* about, as it stands between quotation marks in a sentence that goes on."""
    return _inside_quotes(phrase(asked))


def questions(incident: Incident, account: str, zone_name: str, clock: Clock, today: date) -> Iterator[Question]:
    """What *account* asked and has no answer to yet."""
    for asked in history.open_topics(incident):
        if asked.account == account:
            day = answer_by(asked, zone_name)
            yield Question(topic=topic(asked.topic), answer_by=clock.day(day), overdue=day < today)


def answer_by(question: Parked, zone_name: str) -> date:
    """The date on which the answer to *question* is promised, in the zone called *zone_name*."""
    return question.answer_by or answer_day(question.at, zone_name)


def answer_day(asked: datetime, zone_name: str) -> date:
    """The date to promise for the answer to what is *asked* now and is not about the fix."""
    return business_days_after(asked, ANSWER_DAYS, zone_name).astimezone(zone(zone_name)).date()


def answers(
    incident: Incident, account: str, after: datetime | None, until: datetime, clock: Clock, zone_name: str
) -> Iterator[Answered]:
    """The answers to *account* since the letter before, which went out at *after*."""
    called = [at for name, at in closing.called(incident) if name == account and at <= until]
    today = until.astimezone(zone(zone_name)).date()
    for asked, answer in history.answered(incident):
        if answer.account == account and answer.at <= until and (after is None or answer.at > after):
            day, told = answer_by(asked, zone_name), any(at >= answer.at for at in called)
            yield Answered(
                topic=topic(answer.topic), text=sentence(answer.text), by=answer.by, told=told,
                answer_by=clock.day(day), overdue=not told and day < today,
            )  # fmt: skip


def agreed(incident: Incident, account: str, clock: Clock, today: date) -> Iterator[Agreed]:
    """What was agreed with *account* to make it right, and what has become of it."""
    done = history.done(incident)
    for number, each in enumerate(incident.amends, start=1):
        if each.account == account:
            is_done = f"amends-{number}" in done
            yield Agreed(
                what=sentence(each.agreed), owner=each.owner, due=clock.day(each.due) if each.due else None,
                done=is_done, overdue=not is_done and each.due is not None and each.due < today,
            )  # fmt: skip
