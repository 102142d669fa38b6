"""What is between us and one account: what it told us, what it asked, what was answered, offered and agreed."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from outagecomms.cadence import closing, followups
from outagecomms.cadence.calendar import business_days_after
from outagecomms.cadence.contacts import contact
from outagecomms.clock import zone
from outagecomms.compose.context import Agreed, Answered, Earlier, Heard, Question
from outagecomms.compose.language import is_foreign
from outagecomms.compose.message import BY_THE_LEADER
from outagecomms.incident import history
from outagecomms.incident.model import Stakeholder
from outagecomms.text import phrase, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from outagecomms.cadence.aftercare import Aftercare
    from outagecomms.cadence.contacts import Contact
    from outagecomms.cadence.plan import Planned
    from outagecomms.cadence.promises import Said, Word
    from outagecomms.compose.times import Clock
    from outagecomms.incident.model import Account, Conversation, Incident, Parked

CALL = "call"  # the reason of what is planned in a letter's place; see `callsheet.letter`
ANSWER_DAYS = 3  # business days until a question that is not about the fix is answered, unless a date was given
_DOUBLE = re.compile('["„“”]')


class Theirs:
    """What is between us and each account of one incident.

    Args:
        incident: the facts and the log.
        spoken: what everyone was told.
        said: what really went out.
        care: what the accounts are owed after the fix.
        is_known: whether *said* is all that they have had; else the rounds before a letter count as written.
    """

    def __init__(
        self, incident: Incident, spoken: Sequence[Word], said: Sequence[Said], care: Aftercare, *, is_known: bool
    ) -> None:
        self._incident = incident
        self._is_known = is_known
        self._spoken = spoken
        self._care = care
        self._told = history.told(incident)
        told_us = (incident.conversations, incident.parked, incident.answers, incident.satisfaction, incident.amends)
        self._known = {entry.account for log in told_us for entry in log}
        self._letters: dict[str, list[Said]] = {}
        for sent in said:
            if sent.kind == "followup":
                self._letters.setdefault(sent.account, []).append(sent)

    def is_any(self, account: Account) -> bool:
        """Whether there is anything between us and the customer of a reader."""
        return account.customer in self._known

    def names(self, planned: Planned, clock: Clock, at: datetime) -> dict[str, Any]:
        """What the template of a message written *at* that time is given of it."""
        account = planned.account
        nothing: dict[str, Any] = {
            "heard": None, "satisfied": False, "satisfied_at": None, "parked": [], "answers": [], "agreed": [],
        }  # fmt: skip
        if not self.is_any(account):
            return nothing
        said_yes, since = self._care.said_yes(account), self.since(planned)
        known = nothing | {
            "heard": self._heard(planned, clock, at, since),
            "satisfied": said_yes is not None,
            "satisfied_at": clock.time(said_yes) if said_yes else None,
        }
        if isinstance(account, Stakeholder):
            return known
        incident, customer, zone_name = self._incident, account.customer, account.timezone
        today = at.astimezone(zone(zone_name)).date()
        return known | {
            "parked": list(questions(incident, customer, zone_name, clock, today, since)),
            "answers": list(
                answers(
                    incident,
                    customer,
                    self.letter_before(planned),
                    at,
                    clock,
                    zone_name,
                    self._letters_so_far(planned),
                )
            ),
            "agreed": list(agreed(incident, customer, clock, today, since, foreign=self._foreign(account))),
        }

    def _foreign(self, account: Account) -> bool:
        return is_foreign(self._incident.language, account.language)

    def before(self, planned: Planned) -> int:
        """The sequence of the follow-up before this one: the last that went out, else that of the round before."""
        of_this_fix = range(planned.sequence - followups.round_of(planned.sequence) + 1, planned.sequence)
        letters = self._letters.get(planned.account.id, ())
        sent = (each.sequence for each in letters if each.sequence in of_this_fix)
        return max(sent, default=planned.sequence - 1)

    def since(self, planned: Planned) -> datetime | None:
        """When the follow-up before this one fell due and was written; nothing when this one is the first."""
        course = self._care.course(planned.account) if planned.kind == "followup" else None
        if course is None or followups.round_of(planned.sequence) == 1:
            return max(self._of_earlier_fixes(planned), default=None)
        return course.due(followups.round_of(self.before(planned)))

    def next_answer(self, account: Account, today: date) -> date | None:
        """The first day after *today* by which a reader was promised an answer that nobody has yet."""
        if isinstance(account, Stakeholder):
            return None
        asked = (each for each in history.open_topics(self._incident) if each.account == account.id)
        return min((day for each in asked if (day := answer_by(each, account.timezone)) > today), default=None)

    def promised_answers(self, account: Account) -> Iterator[Contact]:
        """The days by which an account was promised answers, and when a letter or a call of ours brought each."""
        brought = [letter.at for letter in self._letters.get(account.id, ())]
        brought += [at for name, at in closing.called(self._incident) if name == account.id]
        known = {asked.topic: answer.at for asked, answer in history.answered(self._incident)
                 if asked.account == account.id}  # fmt: skip
        for asked in self._incident.parked:
            if asked.account == account.id:
                answered = known.get(asked.topic)
                came = [at for at in brought if answered and at >= answered]
                yield contact(answer_by(asked, account.timezone), zone(account.timezone), came, is_call=False)

    def is_invited(self, planned: Planned, due: datetime) -> bool:
        """Whether a follow-up before this one went out that gave the time *due* for the next contact."""
        return any(
            sent.next_update == due for sent in self._letters.get(planned.account.id, ())
            if sent.sequence < planned.sequence
        )  # fmt: skip

    def letters_before(self, planned: Planned) -> int:
        """How many follow-ups a reader has had after fixes that did not hold."""
        return len(self._of_earlier_fixes(planned))

    def _of_earlier_fixes(self, planned: Planned) -> list[datetime]:
        """When each of these went out."""
        if planned.kind != "followup":
            return []
        first = planned.sequence - followups.round_of(planned.sequence) + 1
        return [each.at for each in self._letters.get(planned.account.id, ()) if each.sequence < first]

    def carried(self, planned: Planned) -> frozenset[int]:
        """The lessons, by number, that a letter to this reader before the planned one has carried.

        The first letter after a fix says what we did and did not do, not what we learned. Of a lesson that does not say
        when it was written down, every letter is taken to have carried it.
        """
        numbered = list(enumerate(self._incident.lessons, start=1))
        letters = list(self._letters_before(planned)) if any(lesson.at for _, lesson in numbered) else []
        return frozenset(
            number
            for number, lesson in numbered
            if lesson.at is None
            or any(lesson.at <= at and (round_ > 1 or lesson.question != "learned") for round_, at in letters)
        )

    def _letters_before(self, planned: Planned) -> Iterator[tuple[int, datetime]]:
        """The round of each follow-up before this one, and when it was written."""
        sent = [each for each in self._letters.get(planned.account.id, ()) if each.sequence < planned.sequence]
        course = self._care.course(planned.account) if planned.kind == "followup" else None
        if sent or self._is_known or course is None:
            yield from ((followups.round_of(each.sequence), each.at) for each in sent)
        else:
            yield from ((each, course.due(each)) for each in range(1, followups.round_of(planned.sequence)))

    def _heard(self, planned: Planned, clock: Clock, at: datetime, since: datetime | None) -> Heard | None:
        account = planned.account
        talks = [talk for talk in reversed(self._told.get(account.customer, ())) if talk.at <= at]
        to_everyone = planned.kind not in (*BY_THE_LEADER, "resolved", "reply")
        if not talks or (to_everyone and any(talks[0].at <= word.at < at for word in self._spoken)):
            return None
        deals = (deal.at for deal in self._incident.amends if deal.account == account.customer and deal.at <= at)
        by = account.named_by if isinstance(account, Stakeholder) else None
        return heard(talks, clock, by, settled=max(deals, default=None), since=since)

    def letter_before(self, planned: Planned) -> datetime | None:
        """When the last follow-up before this one went out; nothing when none did."""
        sent = self._letters.get(planned.account.id, ())
        return max((each.at for each in sent if each.sequence < planned.sequence), default=None)

    def _letters_so_far(self, planned: Planned) -> list[datetime]:
        """Of a call: when each follow-up went out, the one in whose place it stands among them. Nothing of a letter."""
        letters = self._letters.get(planned.account.id, ()) if planned.reason == CALL else ()
        return sorted(letter.at for letter in letters)


def heard(
    talks: Sequence[Conversation], clock: Clock, by: str | None = None, settled: datetime | None = None,
    since: datetime | None = None,
) -> Heard:  # fmt: skip
    """The newest of *talks* (newest first), what was said before it, and the last wish that they named.

    A figure stays with the words that it came with: "41 stores" that could not take cards are not 41 without a web
    shop. A wish from before *settled* gave way to what was agreed then. *since* is when the letter before was written.
    """
    talk, *before = talks
    earlier = next((each for each in before if each.impact), before[-1] if before else None)
    wants = next((each.wants for each in talks if each.wants and (settled is None or each.at > settled)), None)
    return Heard(
        said=_said(talk),
        by=by,
        impact=_figure(talk),
        earlier=Earlier(said=_said(earlier), impact=_figure(earlier), at=clock.time(earlier.at)) if earlier else None,
        wants=sentence(_inside_quotes(wants)) if wants and not by else None,  # that is between us and who told us
        mood=talk.mood,
        surprise=any(each.surprise for each in talks),
        new=since is None or talk.at > since,
        at=clock.time(talk.at),
    )


def _said(talk: Conversation) -> str:
    return sentence(_inside_quotes(talk.said))


def _figure(talk: Conversation) -> str | None:
    return talk.impact and talk.impact.rstrip(". ")  # the templates go on after it


def _inside_quotes(text: str) -> str:
    """*text* as it stands between quotation marks, which the templates put around what somebody said."""
    return _DOUBLE.sub("'", text)


def topic(asked: str) -> str:
    """What somebody *asked* about, as it stands between quotation marks in a sentence that goes on."""
    return _inside_quotes(phrase(asked))


def questions(
    incident: Incident, account: str, zone_name: str, clock: Clock, today: date, since: datetime | None = None
) -> Iterator[Question]:
    """What *account* asked and has no answer to yet, by date; *since* is when the letter before was written."""
    last_told = since.astimezone(zone(zone_name)).date() if since else None
    theirs = [asked for asked in history.open_topics(incident) if asked.account == account]
    found = history.resolution(incident)
    ended = found[1].works_since if found else None
    for day, asked in sorted(((answer_by(asked, zone_name), asked) for asked in theirs), key=itemgetter(0)):
        yield Question(
            topic=topic(asked.topic), answer_by=clock.day(day), overdue=day < today,
            told_late=last_told is not None and day < last_told,
            since_the_end=ended is not None and asked.at >= ended,
        )  # fmt: skip


def answer_by(question: Parked, zone_name: str) -> date:
    """The date on which the answer to *question* is promised, in the zone called *zone_name*."""
    return question.answer_by or answer_day(question.at, zone_name)


def answer_day(asked: datetime, zone_name: str) -> date:
    """The date to promise for the answer to what is *asked* now and is not about the fix."""
    return business_days_after(asked, ANSWER_DAYS, zone_name).astimezone(zone(zone_name)).date()


def answers(
    incident: Incident, account: str, after: datetime | None, until: datetime, clock: Clock, zone_name: str,
    letters: Sequence[datetime] = (),
) -> Iterator[Answered]:  # fmt: skip
    """The answers to *account* since the letter before, which went out at *after*; *letters* may have brought some."""
    called = [at for name, at in closing.called(incident) if name == account and at <= until]
    today = until.astimezone(zone(zone_name)).date()
    for asked, answer in history.answered(incident):
        if answer.account == account and answer.at <= until and (after is None or answer.at > after):
            day, told = answer_by(asked, zone_name), any(at >= answer.at for at in called)
            brought = next((at for at in letters if at >= answer.at), None)
            yield Answered(
                topic=topic(answer.topic), text=sentence(answer.text), by=answer.by, told=told,
                written=clock.time(brought)["day"] if brought else None,
                answer_by=clock.day(day), overdue=not told and day < today,
            )  # fmt: skip


def _as_an_item(what: str) -> str:
    """*what* somebody agreed on, as it stands in a list of sentences."""
    return what[:1].upper() + sentence(what)[1:]


def agreed(
    incident: Incident, account: str, clock: Clock, today: date, since: datetime | None = None, *, foreign: bool
) -> Iterator[Agreed]:
    """What was agreed with *account* to make it right, and what has become of it; *since* as in `questions`."""
    done, new = history.done(incident), history.done_after(incident, since)
    for number, each in enumerate(incident.amends, start=1):
        if each.account == account:
            is_done = f"amends-{number}" in done
            yield Agreed(
                what=_as_an_item(each.agreed), owner=each.owner, due=clock.day(each.due) if each.due else None,
                done=is_done, new=f"amends-{number}" in new, foreign=foreign,
                overdue=not is_done and each.due is not None and each.due < today,
            )  # fmt: skip
