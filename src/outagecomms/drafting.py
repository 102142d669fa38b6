"""Write what is wanted now into the outbox: the one way from a plan to kept messages, by hand and from cron."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from outagecomms.cadence.plan import Planned

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.case import Case
    from outagecomms.errors import InputError
    from outagecomms.outbox.store import Change, Outbox
    from outagecomms.tone.finding import Finding

BATCH = 500  # messages that go through each stage together: a processor does one thing many times a third faster

Notice = tuple[str, int, str]
"""A kind, a sequence and a reason: what many accounts are told alike."""


@dataclass
class Drafted:
    """What one run wrote, and what it could not write."""

    new: Counter[Notice] = field(default_factory=Counter)
    changed: Counter[Notice] = field(default_factory=Counter)
    """Drafts whose words gave way to new ones."""
    needs_person: dict[Notice, Planned] = field(default_factory=dict)
    held: dict[Notice, list[Finding]] = field(default_factory=dict)
    """What the rules of tone found in drafts that may not go out as they are; of each message the first."""
    failures: dict[str, InputError] = field(default_factory=dict)
    """What is wrong with the user's own templates, by kind; the built-in ones spoke for them."""

    def count(self, notice: Notice, change: Change) -> None:
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
    drafted = Drafted()
    if next(_wanted(case, outbox, now, drafted), None) is None:
        return drafted  # before anything that only writing needs is loaded
    from outagecomms.compose import mail  # noqa: PLC0415
    from outagecomms.gate import Gate, errors  # noqa: PLC0415
    from outagecomms.tone.finding import line  # noqa: PLC0415

    writer, gate = case.writer(now), Gate(case, now)
    drafted.failures = writer.failures
    with outbox.transaction():  # and look again inside: another run may have been faster
        wanted = iter(progress(_wanted(case, outbox, now, drafted), case.incident.count_readers()))
        while batch := list(islice(wanted, BATCH)):
            written = [writer.compose(planned) for planned in batch]
            found = [errors(gate.review(composed)) for composed in written]
            mails = [mail.to_bytes(composed.message, now) for composed in written]
            for (message, *_), content, findings in zip(written, mails, found, strict=True):
                notice = message.kind, message.sequence, message.reason
                held = "\n".join(map(line, findings))
                drafted.count(notice, outbox.keep(message, content, case.basis, now, held))
                if findings:
                    drafted.held.setdefault(notice, findings)
    return drafted


def _wanted(case: Case, outbox: Outbox, now: datetime, drafted: Drafted) -> Iterator[Planned]:
    for planned in case.plan(now):
        if planned.needs_person:
            drafted.needs_person.setdefault((planned.kind, planned.sequence, planned.reason), planned)
        elif planned.write and not outbox.is_kept(planned, case.basis, now):
            yield planned
