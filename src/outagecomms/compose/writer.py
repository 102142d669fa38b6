"""Write the messages of one incident: from each planned message to its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from outagecomms.cadence import followups
from outagecomms.cadence.aftercare import Aftercare
from outagecomms.cadence.promises import lapsed, of_words, words
from outagecomms.clock import zone
from outagecomms.compose import amends, form, theirs
from outagecomms.compose.context import About, Change, Context, Heard, News, Offers, Reader, Who
from outagecomms.compose.message import Message, Sender, message_id, template_of, thread_id
from outagecomms.compose.templates import templates
from outagecomms.compose.times import Clock, Time
from outagecomms.errors import InputError
from outagecomms.incident import history
from outagecomms.incident.model import PUBLIC, Channel, Stakeholder
from outagecomms.text import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from outagecomms.cadence.plan import Planned
    from outagecomms.cadence.policy import Policy
    from outagecomms.cadence.promises import Kind, Said, Word
    from outagecomms.incident.model import Account, Incident, Lesson, Person, Update

BY_THE_LEADER = ("outreach", "followup")
_TEAMS = ("team", "desk", "support", "operations", "department", "office", "service")
_TITLES = ("mr", "ms", "mrs", "mx", "dr", "prof", "sir", "dame", "herr", "frau")


Sort = tuple[object, ...]
_Letter = tuple[Context, str, str]


class Composed(NamedTuple):
    """A message with what its template was given, and the sort of its reader.

    Readers of one sort are told the same but for their names; one who told us something has no sort.
    """

    message: Message
    context: Context
    sort: Sort | None


class Writer:
    """Writes messages of one incident at one moment.

    What is the same for many readers is worked out once for a language and a zone, so that a reader costs little
    more than their template.
    """

    def __init__(
        self,
        incident: Incident,
        policy: Policy,
        said: Sequence[Said],
        now: datetime,
        *,
        organisation: str = "",
        own_templates: Path | None = None,
        offers: Mapping[str, amends.AmendsConfig] | None = None,
    ) -> None:
        self._incident = incident
        self._spoken = words(incident, policy, said)
        self._now = now
        self._organisation = organisation
        self._own = own_templates
        self._offers = offers or {}
        self._told = history.told(incident)
        self._followed: dict[str, list[tuple[int, datetime]]] = {}
        for sent in said:
            if sent.kind == "followup":
                self._followed.setdefault(sent.account, []).append((sent.sequence, sent.at))
        self._leader = self._person(incident.leader or incident.liaison)
        self._liaison = self._person(incident.liaison or incident.leader)
        self.failures: dict[str, InputError] = {}
        """What is wrong with the user's own templates, by kind."""
        self._logged = {(w.kind, w.number): incident.updates[w.number - 1] for w in self._spoken if w.number}
        self._senders = {
            by_leader: Sender(person.name, person.email)
            for by_leader, person in ((True, self._leader), (False, self._liaison))
        }
        self._aftercare = Aftercare(incident, policy, now)
        self._shared = lru_cache(maxsize=512)(self._work_out)
        told_us = (incident.conversations, incident.parked, incident.answers, incident.satisfaction, incident.amends)
        self._known = {entry.account for log in told_us for entry in log}
        self._met: set[Sort] = set()
        self._forms: dict[Sort, _Letter | None] = {}

    def write(self, planned: Planned) -> Message:
        """The message that is planned; see `compose`."""
        return self.compose(planned).message

    def compose(self, planned: Planned) -> Composed:
        """The message that is planned, and what its template was given.

        Raises:
            InputError: a built-in template cannot be rendered, or it is news that nobody has written yet.
        """
        if planned.kind == "update" and planned.sequence and not self._entry(planned.kind, planned.sequence):
            raise InputError(
                f"update {planned.sequence} has no words yet; give them: outagecomms update {self._incident.id}"
            )
        sort, reader = self._sort(planned), _reader(planned.account)
        shared = self._form(planned, sort) if sort and form.fits(reader) else None
        context, subject, body = shared or self._letter(planned, reader)
        if shared:
            subject, body = form.filled(subject, reader), form.filled(body, reader)
        message = self.message(planned, subject, body)
        if planned.kind == "followup" and (invitation := self._invitation(planned, context)):
            message = replace(message, invitation=invitation)
        return Composed(message, context, sort)

    def _form(self, planned: Planned, sort: Sort) -> _Letter | None:
        """The form letter to readers of a *sort*, from the second of them on."""
        if sort not in self._forms:
            if sort not in self._met:
                self._met.add(sort)
                return None
            found = templates(planned.account.language, self._own)
            usable = planned.kind not in self.failures and form.is_form(found, planned.kind)
            self._forms[sort] = self._letter(planned, form.blank(_reader(planned.account))) if usable else None
        return self._forms[sort]

    def _letter(self, planned: Planned, reader: Reader) -> _Letter:
        """The words to one *reader*, or to all with blanks for their names."""
        context = self.context(planned)
        context["account"] = reader
        name = template_of(planned.kind, planned.account.email)
        return context, *self.rendered(name, context, planned.account.language)

    def rendered(self, name: str, context: Context, language: str) -> tuple[str, str]:
        """What the template *name* makes of *context*; see `Templates.render`.

        A template of the user's that cannot be rendered gives way to the built-in one, because silence is worse than
        plain words; `failures` says so.
        """
        try:
            return templates(language, self._own).render(name, context)
        except InputError as error:
            if self._own is None:
                raise
            self.failures.setdefault(name, error)
            return templates(language, None).render(name, context)

    def clock(self, account: Account) -> Clock:
        """Says times to *account*, on the day of writing."""
        return self._clock(account.language, account.timezone, self._now)

    def _sort(self, planned: Planned) -> Sort | None:
        """What readers share who are told alike but for their names; nothing for one who is told apart."""
        account = planned.account
        if account.customer in self._known or isinstance(account, Channel):
            return None
        told = planned.kind, planned.sequence, planned.next_update
        return (*told, account.language, account.timezone, account.tier, bool(account.name), bool(account.contact))

    def message(self, planned: Planned, subject: str, body: str) -> Message:
        """The planned message with these words, without an invitation."""
        account, incident = planned.account, self._incident.id
        sender = self._senders[planned.kind in BY_THE_LEADER]
        thread = thread_id(incident, account.id, self._senders[True].domain)
        parent = self._corrected(planned, sender.domain) or thread
        return Message(
            incident=incident, kind=planned.kind, sequence=planned.sequence, account=account.id,
            reason=planned.reason, due=planned.due, next_update=planned.next_update, sender=sender,
            recipient_name=account.contact or account.name, recipient=account.email,
            language=templates(account.language, self._own).speaks, subject=subject, body=body,
            message_id=message_id(incident, planned.kind, planned.sequence, account.id, sender.domain),
            in_reply_to=parent, references=(thread,) if parent == thread else (thread, parent),
        )  # fmt: skip

    def _invitation(self, planned: Planned, context: Context) -> bytes:
        """What puts the call that comes next into the reader's calendar; nothing when they are owed none."""
        calls = self._aftercare.calls(planned.account)
        call = next((call for call in calls if call.due == planned.next_update), None)
        if call is None:
            return b""
        from outagecomms.compose import invitation  # noqa: PLC0415  (icalendar, for follow-ups alone)

        language = planned.account.language
        try:
            words = invitation.words(templates(language, self._own), context)
        except InputError as error:
            if self._own is None:
                raise
            self.failures.setdefault("_invitation", error)
            words = invitation.words(templates(language, None), context)
        return invitation.invitation(call, words, planned.due)

    def context(self, planned: Planned) -> Context:
        """Everything that the template of a planned message is given."""
        account = planned.account
        shared = self._shared(
            planned.kind, planned.sequence, planned.next_update, account.language, account.timezone
        )  # fmt: skip
        clock = self._clock(account.language, account.timezone, self._written_at(planned.kind, planned.sequence))
        return cast(
            "Context",
            {
                **shared,
                "account": _reader(account),
                **self._theirs(planned, clock),
                "offers": self._two_offers(planned),
                "next_contact": self._next_contact(planned, clock),
                "call": None,
            },
        )

    def _theirs(self, planned: Planned, clock: Clock) -> dict[str, Any]:
        """What is between us and the account alone."""
        incident, account = self._incident, planned.account.customer
        if account not in self._known:
            return {"heard": None, "satisfied": False, "parked": [], "answers": [], "agreed": []}
        heard, answer = self._heard(planned, clock), self._aftercare.answer(planned.account)
        satisfied = answer is not None and answer.satisfied
        if isinstance(planned.account, Stakeholder):
            return {"heard": heard, "satisfied": satisfied, "parked": [], "answers": [], "agreed": []}
        at = self._written_at(planned.kind, planned.sequence)
        today = at.astimezone(zone(planned.account.timezone)).date()
        return {
            "heard": heard,
            "satisfied": satisfied,
            "parked": list(theirs.questions(incident, account, planned.account.timezone, clock, today)),
            "answers": list(theirs.answers(incident, account, self._letter_before(planned), at)),
            "agreed": list(theirs.agreed(incident, account, clock, today)),
        }

    def _letter_before(self, planned: Planned) -> datetime | None:
        """When the last follow-up before this one went out; nothing when none did."""
        sent = self._followed.get(planned.account.id, ())
        return max((at for sequence, at in sent if sequence < planned.sequence), default=None)

    def _two_offers(self, planned: Planned) -> Offers | None:
        if planned.kind != "followup":
            return None
        incident, account = self._incident, planned.account
        foreign, round_ = account.language != incident.language, followups.round_of(planned.sequence)
        return amends.two(self._offers, account.tier, incident.severity, account.language, round_, foreign=foreign)

    def _work_out(
        self, kind: Kind, sequence: int, next_update: datetime | None, language: str, zone_name: str
    ) -> dict[str, Any]:
        """The part of the context that all readers of one language and zone share."""
        incident = self._incident
        at = self._written_at(kind, sequence)
        clock = self._clock(language, zone_name, at)
        entry = self._entry(kind, sequence)
        before = incident.updates[: sequence - 1] if entry else [u for u in incident.updates if u.at <= at]
        spoken = self._spoken_before(kind, sequence, at)
        promised = spoken[-1].promised if spoken else None
        question = incident.parked[sequence - 1] if kind == "reply" else None
        resolved = self._resolved_by(entry)
        ended = (resolved.ended or resolved.at) if resolved else None
        corrected = incident.updates[entry.corrects - 1] if entry and entry.corrects else None
        return {
            "organisation": self._organisation,
            "incident": self._about(entry, language, clock),
            "signer": _who(self._leader if kind in BY_THE_LEADER else self._liaison),
            "leader": _who(self._leader),
            "liaison": _who(self._liaison),
            "number": sequence,
            "turn": len(spoken),
            "news": self._news(entry, language, clock) if entry else None,
            "last": self._news(before[-1], language, clock) if before else None,
            "work": self._work([*before, *([entry] if entry else [])], language, clock),
            "first": not spoken,
            "changed": bool(entry and before and entry.status != before[-1].status),
            "unchanged_since": clock.time(_last_change(before) or incident.started),
            "open_for": clock.span(_minutes(min(ended or at, at) - incident.started)),
            "promised": clock.time(promised) if promised else None,
            "missed": bool(promised and lapsed(promised, at)),
            "approved_by": entry.approved_by if entry else None,
            "times_late": sum(p.outcome in ("late", "missed") for p in of_words(spoken, at)),
            "next_update": clock.time(next_update) if next_update and kind != "followup" else None,
            "topic": question.topic if question else None,
            "answer_by": clock.day(theirs.answer_by(question, zone_name)) if question else None,
            "wrong": self._news(corrected, language, clock) if corrected else None,
            "ended": clock.time(ended) if ended else None,
            "round": followups.round_of(sequence),
            "changes": self._changes(clock, at.astimezone(zone(zone_name)).date()),
        }

    def _changes(self, clock: Clock, today: date) -> list[Change]:
        done = history.done(self._incident)
        numbered = enumerate(self._incident.lessons, start=1)
        return [_change(lesson, done.get(f"lesson-{number}"), clock, today) for number, lesson in numbered]

    def _spoken_before(self, kind: Kind, sequence: int, at: datetime) -> list[Word]:
        """What everyone was told up to *at* and before the message itself, which others may have had already."""
        spoken = (word for word in self._spoken if word.at <= at)
        return list(takewhile(lambda word: (word.kind, word.sequence) != (kind, sequence), spoken))

    def _entry(self, kind: Kind, sequence: int) -> Update | None:
        """The log entry that the message carries, if it carries one."""
        return self._logged.get((kind, sequence))

    def _resolved_by(self, entry: Update | None) -> Update | None:
        """The entry that ended the outage: *entry* itself, even when the incident was opened again after it."""
        found = history.resolution(self._incident)
        return entry if entry and entry.status == "resolved" and not entry.corrects else found and found[1]

    def _written_at(self, kind: Kind, sequence: int) -> datetime:
        entry = self._entry(kind, sequence)
        return entry.at if entry else self._now

    def _clock(self, language: str, zone_name: str, at: datetime) -> Clock:
        today = at.astimezone(zone(zone_name)).date()
        try:
            return _clock(language, self._own, zone_name, today)
        except InputError as error:
            if self._own is None:
                raise
            self.failures.setdefault("_time", error)
            return _clock(language, None, zone_name, today)

    def _about(self, entry: Update | None, language: str, clock: Clock) -> About:
        incident, said = self._incident, self._incident.translations.get(language)
        return About(
            id=incident.id,
            title=(said and said.title) or incident.title,
            service=(said and said.service) or incident.service,
            severity=incident.severity,
            status=entry.status if entry else history.status(incident),
            impact=_closed((said and said.impact) or incident.impact),
            workaround=_closed((said and said.workaround) or incident.workaround),
            foreign=not said and language != incident.language,
            started=clock.time(incident.started),
        )

    def _news(self, update: Update, language: str, clock: Clock) -> News:
        said = update.translations.get(language)

        def of(name: str) -> Any:
            return _closed((said and getattr(said, name)) or getattr(update, name))

        return News(
            text=of("text"), next_step=of("next_step"), effect=of("effect"), confirmed=of("confirmed"),
            redo=of("redo"), lost=of("lost"), status=update.status,
            foreign=not said and language != self._incident.language, at=clock.time(update.at),
        )  # fmt: skip

    def _work(self, updates: Sequence[Update], language: str, clock: Clock) -> str | None:
        now = takewhile(lambda update: update.status == updates[-1].status, reversed(updates))
        newest = next((update for update in now if update.next_step), None)
        return self._news(newest, language, clock)["next_step"] if newest else None

    def _heard(self, planned: Planned, clock: Clock) -> Heard | None:
        at = self._written_at(planned.kind, planned.sequence)
        talks = [talk for talk in reversed(self._told.get(planned.account.customer, ())) if talk.at <= at]
        to_everyone = planned.kind not in (*BY_THE_LEADER, "resolved", "reply")
        if not talks or (to_everyone and any(talks[0].at <= word.at < at for word in self._spoken)):
            return None
        account = planned.account
        return theirs.heard(talks, clock, account.named_by if isinstance(account, Stakeholder) else None)

    def _next_contact(self, planned: Planned, clock: Clock) -> Time | None:
        if planned.kind == "followup":
            return clock.time(planned.next_update) if planned.next_update else None
        course = self._aftercare.course(planned.account)
        if planned.kind not in ("resolved", "correction") or not course or planned.account is PUBLIC:
            return None
        return clock.time(course.due(1))

    def _corrected(self, planned: Planned, domain: str) -> str | None:
        """The Message-ID of the message that this one corrects."""
        entry = self._entry(planned.kind, planned.sequence)
        if not entry or not entry.corrects:
            return None
        wrong = next(word for word in self._spoken if word.number == entry.corrects)
        return message_id(self._incident.id, wrong.kind, wrong.number, planned.account.id, domain)

    def _person(self, person: Person | None) -> Person:
        if person is None:
            raise InputError(
                f"{self._incident.id}: nobody signs its messages; add to the incident or to outagecomms.toml:\n"
                '[liaison]\nname = "…"\nrole = "…"\nemail = "…"'
            )
        return person


@lru_cache(maxsize=512)
def _clock(language: str, own: Path | None, zone_name: str, today: date) -> Clock:
    clock = Clock(templates(language, own), zone_name, today)
    clock.day(today), clock.span(0)  # what cannot say these cannot say any
    return clock


def _last_change(updates: Sequence[Update]) -> datetime | None:
    """When a customer last read something new: the newest entry that is not a holding update."""
    return next((update.at for update in reversed(updates) if not update.holding), None)


def _change(lesson: Lesson, done: date | None, clock: Clock, today: date) -> Change:
    return Change(
        question=lesson.question, text=_closed(lesson.text), change=_closed(lesson.change), owner=lesson.owner,
        due=clock.day(lesson.due) if lesson.due else None, done=done is not None,
        since=clock.day(done) if done else None,
        overdue=done is None and lesson.due is not None and lesson.due < today,
    )  # fmt: skip


def _reader(account: Account) -> Reader:
    return Reader(
        id=account.id,
        name=account.name,
        contact=account.contact,
        greeting=_greeting(account.contact),
        tier=account.tier,
    )


def _greeting(contact: str | None) -> str | None:
    """A first name where there plainly is one; any other name stays whole: one with a title, of a team, of one word."""
    parts = (contact or "").split()
    words = [part.casefold().rstrip(".") for part in parts]
    plainly = len(parts) == 2 and len(words[0]) > 1 and not {".", ","} & set(parts[0])  # noqa: PLR2004
    if plainly and words[0] not in _TITLES and words[1] not in _TEAMS:
        return parts[0]
    return " ".join(parts) or None


def _closed(text: str | None) -> Any:
    return text and sentence(text)


def _who(person: Person) -> Who:
    return Who(name=person.name, role=person.role, email=person.email, phone=person.phone)


@lru_cache(maxsize=8)
def _minutes(span: timedelta) -> int:
    return max(0, int(span / timedelta(minutes=1)))
