"""An incident as its file tells it: the facts at the top, and the log that the commands append.

Nothing here is derived: what the log amounts to is read off it by `history`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, PrivateAttr, StringConstraints

from outagecomms.incident.figures import CadenceFigures, Severity, Status
from outagecomms.incident.record import Address, Day, Identifier, Language, Line, Moment, Record, Text, Zone
from outagecomms.text import PARAGRAPHS

Kept = Annotated[str, StringConstraints(min_length=1, max_length=200_000, pattern=PARAGRAPHS)]
"""What somebody else published, whole, however long."""


class Person(Record):
    """Someone of ours who signs, and whom a customer can reach directly."""

    name: Line
    role: Line
    email: Address
    phone: Line | None = None


DEFAULT_TIER = "standard"


class Account(Record):
    """A customer, and the one reader there whom we write to."""

    id: Identifier
    name: Line
    contact: Line | None = None
    email: Address
    timezone: Zone = "UTC"
    language: Language = "en"
    tier: Line = DEFAULT_TIER
    services: list[Line] = []
    """The services this account uses; empty means all of them."""

    def uses(self, service: str) -> bool:
        """Whether an outage of *service* concerns this account."""
        return not self.services or service.casefold() in (used.casefold() for used in self.services)

    @property
    def customer(self) -> str:
        """The id of the account that this reader belongs to."""
        return self.id


class Stakeholder(Account):
    """Someone else at a customer, whom a conversation named: told what the account is told, in a mail of their own."""

    of: Identifier
    """The account's id."""
    named_by: Line
    """Who told us what the account told us: its contact, or its name where no contact is known."""
    since: Moment
    """When they were named; what was due before is not owed to them."""

    @property
    def customer(self) -> str:
        """The id of the account that this reader belongs to."""
        return self.of


class Channel(Account):
    """A chat or a status page: told in one short text what everyone is told."""

    kinds: list[str] = []
    """The kinds of message that it is told."""

    @classmethod
    def called(cls, name: str, kinds: Iterable[str], language: str) -> Channel:
        """The channel *name*. A dot keeps its id apart from those of accounts, a colon its address from a mailbox."""
        return cls.model_construct(
            id=f"channel.{name}", name="", email=f"{CHANNEL}{name}", kinds=list(kinds), language=language
        )


CHANNEL = "channel:"
"""What the address of a channel begins with; no mailbox does."""
KindForEveryone = Literal["update", "holding", "late", "correction", "resolved"]
FOR_EVERYONE: tuple[KindForEveryone, ...] = get_args(KindForEveryone)
"""The kinds of message that say to all readers the same; a channel is told no others."""

PUBLIC = Account.model_construct(id="public", name="", contact=None, email="")
"""The reader when no account is known that uses the service: words to post by hand, without a mail."""


class Allowance(Record):
    """Leave to break one rule of tone, and why."""

    rule: Line
    because: Line


class FactsIn(Record):
    """The facts in another language, as a person translated them."""

    title: Line | None = None
    service: Line | None = None
    impact: Text | None = None
    workaround: Text | None = None


class NewsIn(Record):
    """The words of a log entry in another language, as a person translated them."""

    text: Text | None = None
    next_step: Text | None = None
    effect: Text | None = None
    confirmed: Text | None = None
    redo: Text | None = None
    lost: Text | None = None


class Update(Record):
    """One message to every customer, as the log holds it."""

    at: Moment
    by: Line
    status: Status
    text: Text | None = None
    next_step: Text | None = None
    next_update: Moment | None = None
    """The promise. Computed from the cadence when it is left out."""
    holding: bool = False
    """Nothing has changed for the reader, and we say so."""
    approved_by: Line | None = None
    """Who allowed this entry to name a time for the fix."""
    tone_allow: list[Allowance] = []
    """Rules of tone that this entry may break, each with the reason."""
    corrects: Annotated[int, Field(ge=1)] | None = None
    """The number of the update that was wrong, counted from 1; `text` then says what is true."""
    effect: Text | None = None
    """Of a correction: what it changes for the reader."""
    ended: Moment | None = None
    """Of a resolution: since when it works again; the time of the entry when left out."""
    began: Moment | None = None
    """Of an entry that opens the incident again: since when it fails again; the time of the entry when left out."""
    confirmed: Text | None = None
    """Of a resolution: how we know that it works."""
    redo: Text | None = None
    """Of a resolution: what the reader should check or do again."""
    lost: Text | None = None
    """Of a resolution: what was lost, and what was not."""
    translations: dict[Language, NewsIn] = {}

    @property
    def works_since(self) -> Moment:
        """Of a resolution: since when it works again."""
        return self.ended or self.at


Mood = Literal["calm", "worried", "angry"]


class Conversation(Record):
    """What a customer told us, in their words."""

    account: Identifier
    at: Moment
    said: Text
    impact: Line | None = None
    stakeholders: list[Address] = []
    """Who else there is to be kept in the know: each is written to as a reader of their own."""
    mood: Mood | None = None
    wants: Text | None = None
    """What they want of us, in their words."""
    follow_up: Day | None = None
    """The day on which we said that we would be in touch again."""
    surprise: bool = False
    """They came to us before we had reached them (gift: there should be no surprises)."""
    we_called: bool = False
    """We came to them: what we had to tell them they have heard."""


class Parked(Record):
    """A question that is not about the fix: answered after it, on a date."""

    account: Identifier
    at: Moment
    topic: Line
    answer_by: Day | None = None


class Answer(Record):
    """What we answered to a question that was parked."""

    account: Identifier
    at: Moment
    topic: Line
    """The topic as it was parked."""
    text: Text
    by: Line | None = None


class Amends(Record):
    """What was agreed with a customer to make it right."""

    account: Identifier
    at: Moment
    agreed: Line
    owner: Line | None = None
    due: Day | None = None


class Satisfaction(Record):
    """Whether a customer says that they are satisfied."""

    account: Identifier
    at: Moment
    satisfied: bool
    confirmed_by: Line | None = None


class Lesson(Record):
    """One of the three internal questions, answered with a change (rr)."""

    at: Moment | None = None
    """When it was written down. A letter from before has not carried it; left out, every letter counts as having."""
    question: Literal["should-not-have", "should-have", "learned"]
    text: Text
    change: Text | None = None
    owner: Line | None = None
    due: Day | None = None
    done: Day | None = None


Action = Annotated[str, StringConstraints(pattern=r"^(lesson|amends)-[1-9][0-9]{0,3}$")]
"""A thing that somebody of ours does: the change of the third lesson is ``lesson-3``, the first amends ``amends-1``."""


class Done(Record):
    """That an action is done."""

    action: Action
    at: Moment
    by: Line | None = None


class Review(Record):
    """That the internal review was held: the three questions were asked and answered."""

    at: Moment
    by: Line


class Incident(Record):
    """One incident: facts first, then the log."""

    title: Line
    """In the customer's words: what they cannot do."""
    service: Line
    severity: Severity
    started: Moment
    impact: Text
    """What customers notice, with a figure."""
    workaround: Text | None = None
    leader: Person | None = None
    """The person in charge; signs the outreach and the follow-ups."""
    liaison: Person | None = None
    """The one person assigned to keep customers in the know; signs everything else."""
    accounts: list[Account] = []
    accounts_file: Line | None = None
    """A CSV file of accounts, relative to this file."""
    language: Language = "en"
    """The language in which this file is written."""
    translations: dict[Language, FactsIn] = {}
    cadence: CadenceFigures = CadenceFigures()
    tone_allow: list[Allowance] = []
    """Rules of tone that this incident's messages may break, each with the reason."""
    source: dict[Line, Kept] = {}
    """Where the incident is known from, when it was not declared here."""

    updates: list[Update] = []
    conversations: list[Conversation] = []
    parked: list[Parked] = []
    answers: list[Answer] = []
    satisfaction: list[Satisfaction] = []
    amends: list[Amends] = []
    lessons: list[Lesson] = []
    done: list[Done] = []
    reviews: list[Review] = []

    _id: str = PrivateAttr(default="incident")
    _more_accounts: Collection[Account] = PrivateAttr(default=())
    _channels: Collection[Channel] = PrivateAttr(default=())
    _left_as: Mapping[int, KindForEveryone] = PrivateAttr(default={})
    _unheard: Collection[int] = PrivateAttr(default=())
    _unsent: Mapping[int, bool] = PrivateAttr(default={})

    @property
    def id(self) -> str:
        """The stem of the incident's file."""
        return self._id

    @classmethod
    def known_as(cls, incident: Incident, name: str, more_accounts: Collection[Account] = ()) -> Incident:
        """*incident* with its id, and with the accounts of its accounts file."""
        named = incident.model_copy()
        named._id = name  # noqa: SLF001  (its own class)
        named._more_accounts = more_accounts  # noqa: SLF001  (as above)
        return named

    @property
    def is_imported(self) -> bool:
        """Whether it was told by others, to nobody of ours."""
        return bool(self.source) and not (self.accounts or self.accounts_file)

    def told_in(self, channels: Collection[Channel]) -> Incident:
        """This incident, of which *channels* are told too."""
        told = self.model_copy()
        told._channels = channels  # noqa: SLF001  (its own class)
        return told

    @property
    def left_as(self) -> Mapping[int, KindForEveryone]:
        """The kind of message as which an update has left, by its number: as that it counts, whatever is learnt."""
        return self._left_as

    @property
    def unheard(self) -> Collection[int]:
        """The resolutions, by number, of which surely nobody was told: they never were, to a reader."""
        return self._unheard

    @property
    def unsent(self) -> Mapping[int, bool]:
        """The updates, by number, that are written and have left to nobody; whether somebody has said yes to them."""
        return self._unsent

    def with_unsent(self, updates: Mapping[int, bool]) -> Incident:
        """This incident, of which nobody has got these *updates*; see `unsent`."""
        told = self.model_copy()
        told._unsent = updates  # noqa: SLF001  (its own class)
        return told

    def with_unheard(self, resolutions: Collection[int]) -> Incident:
        """This incident, of whose *resolutions* with these numbers nobody was told."""
        told = self.model_copy()
        told._unheard = resolutions  # noqa: SLF001  (its own class)
        return told

    def that_left_as(self, kinds: Mapping[int, KindForEveryone]) -> Incident:
        """This incident, of whose updates some have left as those *kinds*."""
        told = self.model_copy()
        told._left_as = kinds  # noqa: SLF001  (its own class)
        return told

    def readers(self) -> Iterator[Account]:
        """Everyone to write to, one at a time; `PUBLIC` when there is nobody.

        That is each account that uses the affected service, after it the stakeholders whom it has named, and in the
        end the channels. What was imported with no account of ours was told by others, and has no reader at all.
        """
        if self.is_imported:
            return
        found, named = False, self._stakeholders()
        for account in self.customers():
            found = True
            yield account
            if account.id in named:
                yield from _readers_beside(account, named[account.id].values())
        yield from self._channels
        if not (found or any("update" in channel.kinds for channel in self._channels)):
            yield PUBLIC

    def customers(self) -> Iterator[Account]:
        """Every account that uses the affected service, one at a time."""
        return (account for account in self.listed() if account.uses(self.service))

    def listed(self) -> Iterator[Account]:
        """Every account that the incident knows of, whether it uses the affected service or not."""
        return chain(self.accounts, self._more_accounts)

    def count_readers(self) -> int:
        """How many there are to write to at most, known at once: whether an account uses the service is not."""
        named = sum(len(talk.stakeholders) for talk in self.conversations)
        return len(self.accounts) + len(self._more_accounts) + len(self._channels) + named

    def _stakeholders(self) -> dict[str, dict[str, tuple[str, Moment]]]:
        """When each account first named which address, in the order in which it did."""
        named: dict[str, dict[str, tuple[str, Moment]]] = {}
        for talk in self.conversations:
            for address in talk.stakeholders:
                named.setdefault(talk.account, {}).setdefault(address.casefold(), (address, talk.at))
        return named


def _readers_beside(account: Account, named: Iterable[tuple[str, Moment]]) -> Iterator[Stakeholder]:
    """A reader for each address, with an id that stays the same when more are named later."""
    for number, (address, since) in enumerate(named, start=1):
        if address.casefold() != account.email.casefold():
            yield Stakeholder.model_construct(
                id=f"{account.id}.{number}", of=account.id, named_by=account.contact or account.name, since=since,
                name=account.name, email=address, timezone=account.timezone, language=account.language,
                tier=account.tier,
            )  # fmt: skip


def schema() -> dict[str, Any]:
    """The JSON Schema of an incident file; editors complete and check with it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Incident.model_json_schema()
