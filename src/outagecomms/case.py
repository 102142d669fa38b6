"""One incident with all that is known of it: its file, the figures that hold for it, and what was really said."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from outagecomms import tomlfile
from outagecomms.cadence import plan, policy, promises
from outagecomms.incident import reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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
    basis: str
    """A digest of the facts; drafts written from other facts are written anew."""

    def plan(self, now: datetime) -> Iterator[plan.Planned]:
        """Every message owed; see `plan.plan`."""
        return plan.plan(self.incident, self.policy, self.said, now)

    def promises(self, now: datetime) -> list[promises.Promise]:
        """Every promise made, and what became of it; see `promises.promises`."""
        return promises.promises(self.incident, self.policy, self.said, now)

    def writer(self, now: datetime) -> Writer:
        """Who turns planned messages into words."""
        from outagecomms.compose.writer import Writer  # noqa: PLC0415  (Jinja is loaded only to write)

        return Writer(
            self.incident, self.policy, self.said, now,
            organisation=self.workspace.config.organisation or "", own_templates=self.workspace.templates,
        )  # fmt: skip


def load(workspace: Workspace, path: Path, outbox: Outbox | None = None) -> Case:
    """The case in the file at *path*; without *outbox*, nothing but the log counts as said.

    Raises:
        InputError: with every problem in the file.
    """
    document = tomlfile.read(path)
    incident = reader.from_document(document, workspace.defaults)
    basis = blake2b(document.text.encode() + repr(workspace.defaults).encode(), digest_size=8).hexdigest()
    said = outbox.said(incident.id) if outbox else []
    return Case(workspace, path, incident, policy_of(workspace, incident), said, basis)


def policy_of(workspace: Workspace, incident: Incident) -> policy.Policy:
    """The figures that hold for *incident*."""
    config = workspace.config
    return policy.policy_for(
        incident.severity,
        [config.cadence, incident.cadence],
        zone=config.timezone,
        outreach_tiers=config.outreach_tiers,
    )
