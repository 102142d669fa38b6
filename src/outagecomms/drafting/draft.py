"""Write what is wanted now into the outbox: the one way from a plan to kept messages, by hand and from cron."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from outagecomms.cadence.plan import Planned
from outagecomms.cadence.promises import GRACE
from outagecomms.drafting.overtaking import outdated, withdraw
from outagecomms.incident.model import FOR_EVERYONE
from outagecomms.outbox.decisions import approve_automatically

if TYPE_CHECKING:
    from outagecomms.drafting.case import Case
    from outagecomms.errors import InputError
    from outagecomms.outbox.states import State
    from outagecomms.outbox.store import Outbox, Written
    from outagecomms.tone.finding import Finding

BATCH = 500  # messages that go through each stage together: a processor does one thing many times a third faster

LONGEST_QUIET = timedelta(hours=1)

Notice = tuple[str, int, str]
"""A kind, a sequence and a reason: what many accounts are told alike."""


@dataclass
class Drafted:
    """What one run wrote, and what it could not write."""

    new: Counter[Notice] = field(default_factory=Counter)
    changed: Counter[Notice] = field(default_factory=Counter)
    """Drafts whose words gave way to new ones."""
    quiet_until: datetime | None = field(default=None, compare=False)
    """Before this time nothing more will be wanted, unless something changes."""
    needs_person: dict[Notice, Planned] = field(default_factory=dict)
    waiting: dict[tuple[str, int, State], datetime] = field(default_factory=dict)
    """News, by kind, sequence and state, that has not left while the word that it promises is due, and when that is."""
    owed: dict[tuple[str, int, State], datetime] = field(default_factory=dict)
    """News, by the same, that has not left while the time that its readers were given is near or past; that time."""
    held: dict[Notice, list[Finding]] = field(default_factory=dict)
    """What the rules of tone found in drafts that may not go out as they are; of each message the first."""
    failures: dict[str, InputError] = field(default_factory=dict)
    """What is wrong with the user's own templates, by kind; the built-in ones spoke for them."""

    outdated: str = ""
    """What the outbox knows that the file has not come to; nothing was written or withdrawn then."""

    def count(self, notice: Notice, change: Written) -> None:
        """Note what became of one message of *notice*."""
        if change != "same":
            (self.new if change == "new" else self.changed)[notice] += 1


Progress = Callable[[Iterable[Planned], int], Iterable[Planned]]
"""Passes messages on and shows how many of the expected number have gone by."""


def draft(case: Case, outbox: Outbox, now: datetime, progress: Progress = lambda messages, _: messages) -> Drafted:
    """Write every message of *case* that is wanted at *now* and not kept yet, all in one transaction.

    Raises:
        InputError: a template or the accounts file is wrong; nothing was kept.
    """
    drafted = Drafted(outdated=withdraw(case, outbox, now))
    if drafted.outdated or next(_wanted(case, outbox, now, drafted), None) is None:
        return drafted  # before anything that only writing needs is loaded
    from outagecomms.compose import mail  # noqa: PLC0415
    from outagecomms.drafting.gate import Gate, errors  # noqa: PLC0415
    from outagecomms.tone.finding import line  # noqa: PLC0415

    writer, gate = case.writer(now), Gate(case, now)
    drafted.failures = writer.failures
    with outbox.transaction():  # and look again inside: another run may have been faster
        drafted.outdated = outdated(case, outbox)
        if drafted.outdated:
            return drafted
        wanted = iter(progress(_wanted(case, outbox, now, drafted), case.incident.count_readers()))
        while batch := list(islice(wanted, BATCH)):
            written = [writer.compose(planned) for planned in batch]
            found = [errors(gate.review(composed)) for composed in written]
            mails = [mail.to_bytes(composed.message, now, case.unsubscribe) for composed in written]
            for planned, (message, *_), content, findings in zip(batch, written, mails, found, strict=True):
                notice = message.kind, message.sequence, message.reason
                held = "\n".join(map(line, findings))
                drafted.count(notice, outbox.keep(message, content, case.basis_of(planned), now, held))
                if findings:
                    drafted.held.setdefault(notice, findings)
        approve_automatically(outbox, case.incident.id, case.workspace.config.approval.auto_approve, now)
    return drafted


def _wanted(case: Case, outbox: Outbox, now: datetime, drafted: Drafted) -> Iterator[Planned]:
    lead, latest = case.policy.holding_lead, now + LONGEST_QUIET
    drafted.quiet_until = latest
    unsent = _Unsent(case, outbox)
    promised: dict[int, datetime] = {}  # what news says of the next word
    unwritten: dict[tuple[str, int], bool] = {}  # notices of which nobody has a message yet: nothing to look up
    for planned in case.plan(now):
        if planned.write or planned.state != "past":
            moment = _next_moment(planned.due, planned.overdue_at, planned.next_update, lead, now)
            drafted.quiet_until = min(drafted.quiet_until, moment or latest)
        if planned.kind != "holding" and planned.next_update:
            promised[planned.sequence] = planned.next_update
        if planned.needs_person:
            drafted.needs_person.setdefault((planned.kind, planned.sequence, planned.reason), planned)
        elif news := unsent.before(planned):
            drafted.waiting[news] = promised.get(planned.sequence, planned.due)
        elif news := unsent.owed(planned, now + lead):
            drafted.owed[news] = planned.due
        elif planned.write:
            notice = planned.kind, planned.sequence
            if notice not in unwritten:
                unwritten[notice] = not outbox.has_any(planned.incident, *notice)
            if unwritten[notice] or not outbox.is_kept(planned, case.basis_of, now):
                yield planned


class _Unsent:
    """News that has not left: nobody is told that there is none before they have it, where we know who does."""

    def __init__(self, case: Case, outbox: Outbox) -> None:
        self._incident = case.incident.id
        self._outbox = outbox
        self._we_send = case.workspace.sends_mail
        self._news: dict[tuple[int, str], tuple[str, int, State]] | None = None

    def before(self, planned: Planned) -> tuple[str, int, State] | None:
        """What the reader of a planned holding update must have first: its kind, sequence and state."""
        if planned.kind != "holding" or not planned.write:
            return None
        news = self._of(planned)
        return news if news and news[0] != "holding" else None

    def owed(self, planned: Planned, soon: datetime) -> tuple[str, int, State] | None:
        """The entry, by the same, that its reader was promised by a time which comes *soon*, and that has not left."""
        is_entry = planned.kind == "update" and planned.state != "past" and not planned.write
        return self._of(planned) if is_entry and planned.due <= soon else None

    def _of(self, planned: Planned) -> tuple[str, int, State] | None:
        if not self._we_send:
            return None
        if self._news is None:
            unsent = [(key, state) for key, state in self._outbox.unsent(self._incident) if key.kind in FOR_EVERYONE]
            self._news = {
                (key.sequence, key.account): (key.kind, key.sequence, state)
                for key, state in sorted(unsent, key=lambda each: each[0].kind != "holding")  # news before no news
            }
        return self._news.get((planned.sequence, planned.account.id))


@lru_cache(maxsize=1024)
def _next_moment(
    due: datetime, overdue_at: datetime, next_update: datetime | None, lead: timedelta, now: datetime
) -> datetime | None:
    """When the plan says something else of a message next: when it is due or lapses, or a holding update is."""
    turns = [moment for moment in (due, overdue_at, next_update) if moment]
    moments = (moment + shift for moment in turns for shift in (-lead, timedelta(), GRACE))
    return min((moment for moment in moments if moment > now), default=None)
