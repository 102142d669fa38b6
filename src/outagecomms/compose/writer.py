"""Write the messages of one incident: from each planned message to its words."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from outagecomms.cadence import followups
from outagecomms.cadence.aftercare import Aftercare
from outagecomms.cadence.calendar import day_begins
from outagecomms.cadence.contacts import Contacts
from outagecomms.cadence.promises import words
from outagecomms.clock import zone
from outagecomms.compose import amends, form, people
from outagecomms.compose.context import Context, Missed, Offers, Reader, Sooner
from outagecomms.compose.language import is_foreign
from outagecomms.compose.message import BY_THE_LEADER, Message, Sender, message_id, template_of, thread_id
from outagecomms.compose.templates import templates
from outagecomms.compose.theirs import Theirs
from outagecomms.compose.times import Clock, Time
from outagecomms.compose.told import Told
from outagecomms.errors import InputError
from outagecomms.incident.model import PUBLIC, Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from outagecomms.cadence.contacts import Contact
    from outagecomms.cadence.plan import Planned
    from outagecomms.cadence.policy import Policy
    from outagecomms.cadence.promises import Had, Kind, Promise, Said
    from outagecomms.compose.invitation import Words
    from outagecomms.incident.model import Account, Incident

_T = TypeVar("_T")
Sort = tuple[object, ...]
_Letter = tuple[Context, str, str]


class _Sooner(NamedTuple):
    """What brings us to a reader before the next letter: of one day a call comes first."""

    day: date
    is_answer: bool
    invited: bool


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
        had: Mapping[str, Sequence[Had]] | None = None,
    ) -> None:
        """Write as of *now*.

        Args:
            incident: the facts and the log.
            policy: the figures that hold for it.
            said: what really went out.
            now: the time, in UTC.
            organisation: our name, if it is known.
            own_templates: the user's folder of templates.
            offers: what may be offered to make it right, by tier.
            had: what each reader has had; left out, everybody was told what the log says.
        """
        self._incident = incident
        self._spoken = words(incident, policy, said)
        self._now = now
        self._organisation = organisation
        self._own = own_templates
        self._offers = offers or {}
        self._had = had
        self._told = Told(incident, self._spoken, now)
        self._aftercare = Aftercare(incident, policy, now)
        self._theirs = Theirs(incident, self._spoken, said, self._aftercare, is_known=had is not None)
        self._contacts = Contacts(incident, said, self._aftercare)
        self._leader = people.signing(incident.leader or incident.liaison, incident.id)
        self._liaison = people.signing(incident.liaison or incident.leader, incident.id)
        self.failures: dict[str, InputError] = {}
        """What is wrong with the user's own templates, by kind."""
        self._senders = {
            by_leader: Sender(person.name, person.email)
            for by_leader, person in ((True, self._leader), (False, self._liaison))
        }
        self._shared = lru_cache(maxsize=512)(self._work_out)
        self._invited = lru_cache(maxsize=512)(self._invite)
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
        if planned.kind == "update" and planned.sequence and not self._told.entry(planned.kind, planned.sequence):
            raise InputError(
                f"update {planned.sequence} has no words yet; give them: outagecomms update {self._incident.id}"
            )
        sort, reader = self._sort(planned), people.reader(planned.account)
        shared = self._form(planned, sort) if sort and form.fits(reader) else None
        context, subject, body = shared or self._letter(planned, reader)
        if shared:
            subject, body = form.filled(subject, reader), form.filled(body, reader)
        invitation = self._invitation(planned) if planned.kind == "followup" else b""
        return Composed(self.message(planned, subject, body, invitation), context, sort)

    def _form(self, planned: Planned, sort: Sort) -> _Letter | None:
        """The form letter to readers of a *sort*, from the second of them on."""
        if sort not in self._forms:
            if sort not in self._met:
                self._met.add(sort)
                return None
            found = templates(planned.account.language, self._own)
            usable = planned.kind not in self.failures and form.is_form(found, planned.kind)
            self._forms[sort] = self._letter(planned, form.blank(people.reader(planned.account))) if usable else None
        return self._forms[sort]

    def _letter(self, planned: Planned, reader: Reader) -> _Letter:
        """The words to one *reader*, or to all with blanks for their names."""
        context = self.context(planned)
        context["account"] = reader
        name = template_of(planned.kind, planned.account.email)
        return context, *self.rendered(name, context, planned.account.language)

    def rendered(self, name: str, context: Context, language: str) -> tuple[str, str]:
        """What the template *name* makes of *context*; see `Templates.render`."""
        return self._or_built_in(name, lambda own: templates(language, own).render(name, context))

    def _or_built_in(self, name: str, attempt: Callable[[Path | None], _T]) -> _T:
        """What *attempt* makes with the user's own templates.

        Where these cannot be rendered they give way to the built-in ones, because silence is worse than plain words;
        `failures` says so, under *name*.
        """
        try:
            return attempt(self._own)
        except InputError as error:
            if self._own is None:
                raise
            self.failures.setdefault(name, error)
            return attempt(None)

    def promises(self, planned: Planned) -> list[Promise]:
        """The times that the reader of a planned message had been given before it, and what became of these."""
        return self._told.promises(planned.kind, planned.sequence, self._had_by(planned.account))

    def contacts(self, account: Account) -> list[Contact]:
        """The days on which an account was to hear from us, by a letter, a call or an answer."""
        return [*self._contacts.of(account), *self._theirs.promised_answers(account)]

    def next_answer(self, account: Account, today: date) -> date | None:
        """See `Theirs.next_answer`."""
        return self._theirs.next_answer(account, today)

    def clock(self, account: Account) -> Clock:
        """Says times to *account*, on the day of writing."""
        return self._clock(account.language, account.timezone, self._now)

    def _sort(self, planned: Planned) -> Sort | None:
        """What readers share who are told alike but for their names; nothing for one who is told apart."""
        account = planned.account
        if self._theirs.is_any(account) or isinstance(account, Channel):
            return None
        before = self._theirs.before(planned) if planned.kind == "followup" else 0  # what changed since that one
        sooner, missed = self._before_that(planned, self._now), self._missed(planned, self._now)
        told = planned.kind, planned.sequence, planned.next_update, before, sooner, missed, self._had_by(account)
        carried = self._theirs.carried(planned)
        return (
            *told,
            carried,
            self._theirs.letters_before(planned),
            account.language,
            account.timezone,
            account.tier,
            bool(account.name),
            bool(account.contact),
        )

    def message(self, planned: Planned, subject: str, body: str, invitation: bytes = b"") -> Message:
        """The planned message with these words."""
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
            invitation=invitation,
        )  # fmt: skip

    def _invitation(self, planned: Planned) -> bytes:
        """What puts the call that comes next into the reader's calendar; nothing when they are owed none."""
        calls = self._aftercare.calls(planned.account)
        call = next((call for call in calls if call.due == planned.next_update), None)
        if call is None:
            return b""
        from outagecomms.compose.invitation import invitation  # noqa: PLC0415  (icalendar, for follow-ups alone)

        return invitation(call, self._invited(*_common(planned)), planned.due)

    def _invite(self, kind: Kind, sequence: int, next_update: datetime | None, language: str, zone_name: str) -> Words:
        """What an invitation says to all readers of one language and zone."""
        from outagecomms.compose import invitation  # noqa: PLC0415  (as above)

        context = cast("Context", self._shared(kind, sequence, next_update, language, zone_name, None))
        return self._or_built_in("_invitation", lambda own: invitation.words(templates(language, own), context))

    def context(self, planned: Planned) -> Context:
        """Everything that the template of a planned message is given."""
        account, at = planned.account, self._told.written_at(planned.kind, planned.sequence)
        clock = self._clock(account.language, account.timezone, at)
        return cast(
            "Context",
            {
                **self._shared(*_common(planned), self._had_by(account)),
                "account": people.reader(account),
                **self._theirs.names(planned, clock, at),
                "changes": self._told.changes(
                    account.language,
                    clock,
                    _today(account, at),
                    self._theirs.since(planned),
                    self._theirs.carried(planned),
                ),
                "letters_before": self._theirs.letters_before(planned),
                "offers": self._two_offers(planned),
                "next_contact": self._next_contact(planned, clock),
                "missed_contact": _owned(self._missed(planned, at), clock),
                "sooner": _in_words(self._before_that(planned, at), clock, _today(account, at)),
                "next_call": self._next_call(planned, clock, at),
                "call": None,
            },
        )

    def _two_offers(self, planned: Planned) -> Offers | None:
        if planned.kind != "followup":
            return None
        incident, account = self._incident, planned.account
        foreign = is_foreign(incident.language, account.language)
        number = followups.round_of(planned.sequence) + self._theirs.letters_before(planned)
        return amends.two(self._offers, account.tier, incident.severity, account.language, number, foreign=foreign)

    def _work_out(
        self, kind: Kind, sequence: int, next_update: datetime | None, language: str, zone_name: str,
        had: Sequence[Had] | None,
    ) -> dict[str, Any]:  # fmt: skip
        """The part of the context that all readers of one language and zone share who have had the same."""
        clock = self._clock(language, zone_name, self._told.written_at(kind, sequence))
        return {
            "organisation": self._organisation,
            "signer": people.who(self._leader if kind in BY_THE_LEADER else self._liaison),
            "leader": people.who(self._leader),
            "liaison": people.who(self._liaison),
            **self._told.names(kind, sequence, next_update, language, zone_name, clock, had),
        }

    def _had_by(self, account: Account) -> Sequence[Had] | None:
        """What a reader has had; nothing where nobody knows: words to post by hand are read by whom they reach."""
        return None if self._had is None or account is PUBLIC else self._had.get(account.id, ())

    def _clock(self, language: str, zone_name: str, at: datetime) -> Clock:
        today = at.astimezone(zone(zone_name)).date()
        return self._or_built_in("_time", lambda own: _clock(language, own, zone_name, today))

    def _next_contact(self, planned: Planned, clock: Clock) -> Time | None:
        if planned.kind == "followup":
            return clock.time(planned.next_update) if planned.next_update else None
        course = self._aftercare.course(planned.account)
        if planned.kind not in ("resolved", "correction") or not course or planned.account is PUBLIC:
            return None
        return clock.time(course.due(1))

    def _missed(self, planned: Planned, at: datetime) -> Contact | None:
        """The first day that passed without the promised word since the letter before, which owned those until then."""
        if planned.kind != "followup":
            return None
        owned, had = self._theirs.letter_before(planned), self._had_by(planned.account)
        told_over = had is None or any(each.kind == "resolved" for each in had)
        return next(
            (
                each for each in self._contacts.of(planned.account, planned.sequence)
                if each.is_missed(at) and (owned is None or owned < each.over) and (told_over or owned)
            ),
            None,
        )  # fmt: skip

    def _before_that(self, planned: Planned, at: datetime) -> _Sooner | None:
        """The first call or promised answer from the day of writing on that comes on a day before the next letter."""
        account, following = planned.account, planned.next_update
        if planned.kind != "followup" or following is None:
            return None
        place, today = zone(account.timezone), _today(account, at)
        found = [
            _Sooner(day, is_answer=False, invited=self._theirs.is_invited(planned, call.due))
            for call in self._aftercare.calls(account)
            if (day := call.due.astimezone(place).date()) >= today
        ]
        if answer := self._theirs.next_answer(account, today):
            found.append(_Sooner(answer, is_answer=True, invited=False))
        first = min(found, default=None)
        return first if first and first.day < following.astimezone(place).date() else None

    def _next_call(self, planned: Planned, clock: Clock, at: datetime) -> Time | None:
        account = planned.account
        if planned.kind != "followup":
            return None
        today = day_begins(_today(account, at), zone(account.timezone))
        week = today, today + timedelta(days=7)
        due = min((call.due for call in self._aftercare.calls(account) if week[0] <= call.due < week[1]), default=None)
        return clock.time(due) if due else None

    def _corrected(self, planned: Planned, domain: str) -> str | None:
        """The Message-ID of the message that this one corrects."""
        entry = self._told.entry(planned.kind, planned.sequence)
        if planned.kind != "correction" or not entry or not entry.corrects:
            return None
        wrong = next(word for word in self._spoken if word.number == entry.corrects)
        return message_id(self._incident.id, wrong.kind, wrong.number, planned.account.id, domain)


@lru_cache(maxsize=512)
def _clock(language: str, own: Path | None, zone_name: str, today: date) -> Clock:
    clock = Clock(templates(language, own), zone_name, today)
    clock.day(today), clock.span(0)  # what cannot say these cannot say any
    return clock


def _in_words(sooner: _Sooner | None, clock: Clock, today: date) -> Sooner | None:
    if sooner is None:
        return None
    day, is_answer, invited = sooner
    return Sooner(call=not is_answer, day=clock.day(day), today=day == today, invited=invited)


def _owned(missed: Contact | None, clock: Clock) -> Missed | None:
    return Missed(day=clock.day(missed.day), call=missed.is_call) if missed else None


def _today(account: Account, at: datetime) -> date:
    return at.astimezone(zone(account.timezone)).date()


def _common(planned: Planned) -> tuple[Kind, int, datetime | None, str, str]:
    """What a planned message has in common with all that tell the same in the same language and zone."""
    account = planned.account
    return planned.kind, planned.sequence, planned.next_update, account.language, account.timezone
