"""Every message that the templates can become: each kind, status, severity, language and shape of account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from outagecomms.cadence.plan import plan
from outagecomms.cadence.policy import policy_for
from outagecomms.checking.fixtures import SHAPES, scenes
from outagecomms.compose.message import template_of
from outagecomms.compose.writer import Writer
from outagecomms.incident.figures import Severity
from outagecomms.incident.model import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from outagecomms.cadence.plan import Planned
    from outagecomms.checking.fixtures import Scene

TIERS = ("key",)
_PLAIN = 3  # severities whose words are not hostile


@dataclass(frozen=True, slots=True)
class Trial:
    """One message to try a template on."""

    writer: Writer
    planned: Planned
    now: datetime
    awkward: bool
    """Its words are hostile: it must render, and that is all."""

    @property
    def template(self) -> str:
        """The name of the template to try."""
        return template_of(self.planned.kind, self.planned.account.email)


def trials(languages: Sequence[str], own: Path | None) -> Iterator[Trial]:
    """Each message once.

    Every situation comes up in every severity, for every shape of account. Where only the turn differs, by which
    openings change, severities and shapes take turns too: trying all takes three times as long and shows nothing new.
    """
    for offset, severity in enumerate(get_args(Severity)):
        policy = policy_for(severity, [], zone="UTC", outreach_tiers=TIERS)
        seen: set[tuple[object, ...]] = set()
        for scene in scenes(severity, languages):
            name = scene.organisation
            writer = Writer(
                scene.incident, policy, [], scene.now, organisation=name, own_templates=own, offers=scene.offers
            )
            for planned in plan(scene.incident, policy, [], scene.now):
                if _is_wanted(planned) and _is_new(planned, scene, seen, offset):
                    yield Trial(writer, planned, scene.now, scene.awkward)


def _is_wanted(planned: Planned) -> bool:
    return not planned.needs_person and (planned.write or planned.state != "planned")


def _is_new(planned: Planned, scene: Scene, seen: set[tuple[object, ...]], offset: int) -> bool:
    updates, accounts = scene.incident.updates, scene.incident.accounts
    number = planned.sequence if planned.state == "past" else len(updates)
    round_, lessons = (planned.sequence, scene.incident.lessons) if planned.kind == "followup" else (None, [])
    message = (planned.kind, planned.account.id, number, round_, *(lesson.question for lesson in lessons))
    if message in seen:
        return False
    situation = (planned.kind, planned.account.id, round_, *(update.status for update in updates[:number][-1:]))
    first = situation not in seen
    seen.update((message, situation))
    turn = number + len(lessons)
    in_turn = scene.awkward or turn % _PLAIN == offset
    turns = accounts[turn % SHAPES :: SHAPES]
    return first or (in_turn and (isinstance(planned.account, Channel) or any(planned.account is a for a in turns)))
