"""An incident as its file tells it: the facts at the top, and the log that the commands append.

Nothing here is derived: what the log amounts to is read off it by `history`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr

from outagecomms.incident.figures import CadenceFigures, Severity, Status
from outagecomms.incident.record import Address, Day, Identifier, Language, Line, Moment, Record, Text, Zone


class Person(Record):
    """Someone of ours who signs, and whom a customer can reach directly."""

    name: Line
    role: Line
    email: Address
    phone: Line | None = None


class Account(Record):
    """A customer, and the one reader there whom we write to."""

    id: Identifier
    name: Line
    contact: Line | None = None
    email: Address
    timezone: Zone = "UTC"
    language: Language = "en"
    tier: Line = "standard"
    services: list[Line] = []
    """The services this account uses; empty means all of them."""

    def uses(self, service: str) -> bool:
        """Whether an outage of *service* concerns this account."""
        return not self.services or service.casefold() in (used.casefold() for used in self.services)


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
    confirmed: Text | None = None
    """Of a resolution: how we know that it works."""
    redo: Text | None = None
    """Of a resolution: what the reader should check or do again."""
    lost: Text | None = None
    """Of a resolution: what was lost, and what was not."""
    translations: dict[Language, NewsIn] = {}


class Conversation(Record):
    """What a customer told us, in their words."""

    account: Identifier
    at: Moment
    said: Text
    impact: Line | None = None
    stakeholders: list[Address] = []
    mood: Literal["calm", "worried", "angry"] | None = None


class Parked(Record):
    """A question that is not about the fix: answered after it, on a date."""

    account: Identifier
    at: Moment
    topic: Line
    answer_by: Day | None = None


class Satisfaction(Record):
    """Whether a customer says that they are satisfied."""

    account: Identifier
    at: Moment
    satisfied: bool
    confirmed_by: Line | None = None


class Lesson(Record):
    """One of the three internal questions, answered with a change (rr)."""

    question: Literal["should-not-have", "should-have", "learned"]
    text: Text
    change: Text | None = None
    owner: Line | None = None
    due: Day | None = None
    done: Day | None = None


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
    source: dict[Line, Text] = {}
    """Where the incident is known from, when it was not declared here."""

    updates: list[Update] = []
    conversations: list[Conversation] = []
    parked: list[Parked] = []
    satisfaction: list[Satisfaction] = []
    lessons: list[Lesson] = []

    _id: str = PrivateAttr(default="incident")
    _more_accounts: Collection[Account] = PrivateAttr(default=())

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

    def readers(self) -> Iterator[Account]:
        """Every account that uses the affected service, one at a time; `PUBLIC` when there is none."""
        found = False
        for account in chain(self.accounts, self._more_accounts):
            if account.uses(self.service):
                found = True
                yield account
        if not found:
            yield PUBLIC

    def count_readers(self) -> int:
        """How many accounts are listed, whether or not they use the service: an upper bound, known at once."""
        return len(self.accounts) + len(self._more_accounts)


def schema() -> dict[str, Any]:
    """The JSON Schema of an incident file; editors complete and check with it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Incident.model_json_schema()
