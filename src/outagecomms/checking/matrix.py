"""Every message that the templates can become: each kind, status, severity, language and shape of account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from outagecomms.cadence.plan import plan
from outagecomms.cadence.policy import policy_for
from outagecomms.checking.fixtures import scenes
from outagecomms.compose.writer import Writer
from outagecomms.incident.figures import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from outagecomms.cadence.plan import Planned

TIERS = ("key",)


@dataclass(frozen=True, slots=True)
class Trial:
    """One message to try a template on."""

    writer: Writer
    planned: Planned
    now: datetime
    awkward: bool
    """Its words are hostile: it must render, and that is all."""


def trials(languages: Sequence[str], own: Path | None) -> Iterator[Trial]:
    """Each message once."""
    for severity in get_args(Severity):
        policy = policy_for(severity, [], zone="UTC", outreach_tiers=TIERS)
        seen: set[tuple[str, int, str]] = set()
        for scene in scenes(severity, languages):
            writer = Writer(scene.incident, policy, [], scene.now, organisation="Example Ltd", own_templates=own)
            for planned in plan(scene.incident, policy, [], scene.now):
                if not _is_new(planned, seen):
                    continue
                yield Trial(writer, planned, scene.now, scene.awkward)


def _is_new(planned: Planned, seen: set[tuple[str, int, str]]) -> bool:
    """Whether the message is wanted, and is not a log entry that an earlier scene showed with the same words."""
    if planned.needs_person or (planned.state == "planned" and not planned.write):
        return False
    if planned.state != "past":
        return True
    key = (planned.kind, planned.sequence, planned.account.id)
    if key in seen:
        return False
    seen.add(key)
    return True
