"""Every message that the templates can become: each kind, status, severity, language and shape of account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from outagecomms.cadence.followups import round_of
from outagecomms.cadence.plan import plan
from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import Had, Said
from outagecomms.checking.fixtures import SHAPES, scenes
from outagecomms.compose.message import template_of
from outagecomms.compose.writer import Writer
from outagecomms.customer import callsheet
from outagecomms.incident import history
from outagecomms.incident.figures import Severity
from outagecomms.incident.model import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from outagecomms.cadence.plan import Planned
    from outagecomms.cadence.policy import Policy
    from outagecomms.checking.fixtures import Scene
    from outagecomms.compose.context import Context

TIERS = ("key",)
_REPEATING = ("update", "holding", "late")
_TO_ALL = (*_REPEATING, "resolved")
_PLAIN = 3  # severities whose words are not hostile
_WHAT_WAS_DUE_IS_LATE = 50  # days


@dataclass(frozen=True, slots=True)
class Trial:
    """One message to try a template on."""

    writer: Writer
    planned: Planned
    now: datetime
    awkward: bool
    """Its words are hostile: it must render, and that is all."""
    sheet: Context | None = None
    """What the sheet for a call is given that stands in the place of the message; nothing when it is the message."""

    @property
    def template(self) -> str:
        """The name of the template to try."""
        return callsheet.TEMPLATE if self.sheet else template_of(self.planned.kind, self.planned.account.email)

    def context(self) -> Context:
        """What the template is given."""
        return self.sheet or self.writer.context(self.planned)


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
            if not offset:
                yield from _left_out(scene, policy, own, writer, seen)
                yield from _failed_again(scene, policy, own, seen)


def _left_out(
    scene: Scene, policy: Policy, own: Path | None, told: Writer, seen: set[tuple[object, ...]]
) -> Iterator[Trial]:
    """Messages to readers who have had nothing before, all but the newest word, or only good news; each once."""
    log = scene.incident.updates
    over = next((number for number, update in enumerate(log, start=1) if update.status == "resolved"), 0)
    histories = [(), (Had("update", len(log) - 1, None),), *([(Had("resolved", over, None),)] if over else [])]
    accounts = [reader.id for reader in scene.incident.readers()]
    for had in histories:
        writer = Writer(
            scene.incident, policy, [], scene.now, organisation=scene.organisation, own_templates=own,
            had=dict.fromkeys(accounts, had),
        )  # fmt: skip
        for planned in plan(scene.incident, policy, [], scene.now):
            statuses = [update.status for update in log[: planned.sequence]]
            reader = planned.account.id, had and had[0].kind
            situation = (planned.kind, *reader, *statuses[-1:], "resolved" in statuses)
            if planned.kind not in (_REPEATING if had else _TO_ALL) or not planned.write or situation in seen:
                continue
            seen.add(situation)
            if writer.context(planned) != told.context(planned):
                yield Trial(writer, planned, scene.now, scene.awkward)


def _failed_again(scene: Scene, policy: Policy, own: Path | None, seen: set[tuple[object, ...]]) -> Iterator[Trial]:
    """First letters after a fix to readers who have had one or two after a fix before; each once."""
    incident, found = scene.incident, history.resolution(scene.incident)
    if found is None or history.resolutions(incident) == 1:
        return
    drawn = tuple(lesson.question for lesson in incident.lessons)
    for number, at in ((1, found[1].at), (2, incident.started)):
        had = [Said("followup", n, each.id, at, None) for each in incident.readers() for n in range(1, number + 1)]
        writer = Writer(
            incident, policy, had, scene.now, organisation=scene.organisation, own_templates=own, offers=scene.offers
        )
        for planned in plan(incident, policy, had, scene.now):
            situation = ("again", number, planned.account.id, drawn)
            if planned.kind != "followup" or round_of(planned.sequence) > 1 or not planned.write or situation in seen:
                continue
            seen.add(situation)
            yield Trial(writer, planned, scene.now, scene.awkward)


def sheets(languages: Sequence[str], own: Path | None) -> Iterator[Trial]:
    """A sheet for a call in every situation; later on severities take turns, and the shapes of account always do."""
    for offset, severity in enumerate(get_args(Severity)):
        policy = policy_for(severity, [], zone="UTC", outreach_tiers=TIERS)
        seen: set[tuple[object, ...]] = set()
        for scene in scenes(severity, languages):
            incident, name, now = scene.incident, scene.organisation, scene.now
            age = (now - incident.started).days // _WHAT_WAS_DUE_IS_LATE
            situation = (history.status(incident), age, *(lesson.question for lesson in incident.lessons))
            if situation in seen or (age and (len(incident.lessons) + offset) % 2):
                continue
            seen.add(situation)
            writer = Writer(incident, policy, [], now, organisation=name, own_templates=own, offers=scene.offers)
            for account in incident.accounts[(len(seen) + offset) % SHAPES :: SHAPES]:
                alone = incident.model_copy(update={"accounts": [account]})  # whose letters alone are planned then
                planned = callsheet.letter(alone, policy, [], account, now)
                sheet = callsheet.context(incident, policy, planned, writer, now)
                yield Trial(writer, planned, now, scene.awkward, sheet)


def _is_wanted(planned: Planned) -> bool:
    return not planned.needs_person and (planned.write or planned.state != "planned")


def _is_new(planned: Planned, scene: Scene, seen: set[tuple[object, ...]], offset: int) -> bool:
    updates, accounts = scene.incident.updates, scene.incident.accounts
    number = planned.sequence if planned.state == "past" else len(updates)
    round_, lessons = (planned.sequence, scene.incident.lessons) if planned.kind == "followup" else (None, [])
    message = (planned.kind, planned.account.id, number, round_, *((lesson.question, lesson.at) for lesson in lessons))
    if message in seen:
        return False
    situation = (planned.kind, planned.account.id, round_, *(update.status for update in updates[:number][-1:]))
    first = situation not in seen
    seen.update((message, situation))
    turn = number + len(lessons)
    in_turn = scene.awkward or turn % _PLAIN == offset
    turns = accounts[turn % SHAPES :: SHAPES]
    return first or (in_turn and (isinstance(planned.account, Channel) or any(planned.account is a for a in turns)))
