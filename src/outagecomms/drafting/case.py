"""One incident with all that is known of it: its file, the figures that hold for it, and what was really said."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b, file_digest
from itertools import chain
from typing import TYPE_CHECKING

from outagecomms import __version__, tomlfile
from outagecomms.cadence import corrections, plan, policy, promises
from outagecomms.incident import history, reader
from outagecomms.workspace import CONFIG

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from outagecomms.compose.writer import Writer
    from outagecomms.incident.model import Incident
    from outagecomms.outbox.store import Outbox
    from outagecomms.workspace import Workspace


@dataclass(frozen=True)
class Case:
    """An incident as the commands see it."""

    workspace: Workspace
    path: Path
    incident: Incident
    policy: policy.Policy
    said: Sequence[promises.Said]
    text: str
    """The incident's file as it stands."""
    reached: Callable[[int], set[str]] | None = None
    """Asks the outbox who got the words of a log entry, or may have, by its number; nothing where it cannot tell."""
    outbox: Outbox | None = None

    @cached_property
    def had(self) -> Mapping[str, Sequence[promises.Had]] | None:
        """What each reader has had; nothing where it is not we who send, and the log is all that is known."""
        return self.outbox.had(self.incident.id) if self.outbox and self.workspace.sends_mail else None

    def basis_of(self, planned: plan.Planned) -> str:
        """A digest of all that a message is made from: of what is the same for all, and of what its reader has had."""
        count = len(self.had.get(planned.account.id, ())) if self.had else 0
        return f"{self.basis}/{count}" if count else self.basis

    @cached_property
    def basis(self) -> str:
        """A digest of all that messages are made from; drafts made from anything else are written anew."""
        settings = self.workspace.config.model_dump_json()
        made_from = blake2b(f"{__version__}\0{self.text}\0{settings}".encode(), digest_size=8)
        for path in self.made_from()[2:]:  # the first two count by what they say
            with contextlib.suppress(OSError), path.open("rb") as file:
                made_from.update(file_digest(file, "blake2b").digest())
        return made_from.hexdigest()

    def made_from(self) -> list[Path]:
        """The files that messages are made from: the incident's, the configuration, then whatever these name.

        The folders of templates and of rules are among them: a new file shows in the one that it lies in.
        """
        found = [self.path, self.workspace.root / CONFIG]
        if self.incident.accounts_file:
            found.append(self.path.parent / self.incident.accounts_file)
        if self.workspace.templates:
            found += _below(self.workspace.templates, "*.j2")
        if self.workspace.config.tone.rules:
            found += _below(self.workspace.root / self.workspace.config.tone.rules, "*.toml")
        return found

    @property
    def unsubscribe(self) -> str:
        """Where a reader of its mails leaves with one click; empty when the configuration names no such place."""
        mail = self.workspace.config.mail
        return (mail and mail.list_unsubscribe) or ""

    def plan(self, now: datetime) -> Iterator[plan.Planned]:
        """Every message owed; see `plan.plan` and `corrections.addressed`."""
        found = plan.plan(self.incident, self.policy, self.said, now)
        if self.reached is None or all(update.corrects is None for update in self.incident.updates):
            return found
        next_word = plan.next_word(self.incident, self.policy, self.said, now)
        return corrections.addressed(found, self.incident, cache(self.got), next_word)

    def got(self, number: int) -> Collection[str]:
        """The accounts that got log entry *number*, or may have; everybody where nobody can tell."""
        if self.reached is None:
            return {account.id for account in self.incident.readers()}
        return self.reached(number)

    def promises(self, now: datetime) -> list[promises.Promise]:
        """Every promise made, and what became of it; see `promises.promises`."""
        return promises.promises(self.incident, self.policy, self.said, now)

    def writer(self, now: datetime) -> Writer:
        """Who turns planned messages into words."""
        from outagecomms.compose.writer import Writer  # noqa: PLC0415  (Jinja is loaded only to write)

        return Writer(
            self.incident, self.policy, self.said, now,
            organisation=self.workspace.config.organisation or "", own_templates=self.workspace.templates,
            offers=self.workspace.config.amends, had=self.had,
        )  # fmt: skip


def shared(basis: str) -> str:
    """The part of a message's *basis* that is the same for all readers."""
    return basis.partition("/")[0]


def load(workspace: Workspace, path: Path, outbox: Outbox | None = None) -> Case:
    """The case in the file at *path*; without *outbox*, nothing but the log counts as said.

    Raises:
        InputError: with every problem in the file.
    """
    document = tomlfile.read(path)
    incident = reader.from_document(document, workspace.defaults).told_in(workspace.channels)
    said = outbox.said(incident.id) if outbox else []
    reached = None
    if outbox:
        incident = incident.that_left_as(outbox.left_as(incident))
        if workspace.sends_mail:
            incident = incident.with_unsent(outbox.unsent_entries(incident))
            reached = _reached(incident, outbox)
            ends = [(n, update.at) for n, update in enumerate(incident.updates, 1) if update.status == "resolved"]
            incident = incident.with_unheard([n for n, at in ends if not outbox.reached(incident.id, n, at, 0)])
    return Case(workspace, path, incident, policy_of(workspace, incident), said, document.text, reached, outbox)


def _reached(incident: Incident, outbox: Outbox) -> Callable[[int], set[str]]:
    """Tells who got a log entry; of mistakes and corrections even when *outbox* is closed, as when a report is read."""

    def ask(number: int) -> set[str]:
        update = incident.updates[number - 1]
        until = 0 if update.corrects else history.last_without_news(incident, number)  # it is owed as what it is
        return outbox.reached(incident.id, number, update.at, until)

    pairs = [(number, update.corrects) for number, update in enumerate(incident.updates, 1) if update.corrects]
    known = {number: ask(number) for number in set(chain.from_iterable(pairs))}
    return lambda number: known[number] if number in known else ask(number)


def policy_of(workspace: Workspace, incident: Incident) -> policy.Policy:
    """The figures that hold for *incident*."""
    config = workspace.config
    return policy.policy_for(
        incident.severity,
        [config.cadence, incident.cadence],
        zone=config.timezone,
        outreach_tiers=config.outreach_tiers,
    )


def _below(folder: Path, pattern: str) -> list[Path]:
    """*folder*, every folder in it that a person fills, however deep, and their files that match *pattern*."""
    found = (
        path for path in folder.rglob("*") if path.match(pattern) or (path.is_dir() and path.name != "__pycache__")
    )
    return [folder, *sorted(found)]
