"""What everyone was told, as a report counts it: posts of others by what they said, our own by when they left."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from outagecomms.cadence.corrections import AS_NEWS, word_of
from outagecomms.cadence.promises import words
from outagecomms.incident.model import Incident, Update
from outagecomms.outbox.states import MAY_BE_READ

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from outagecomms.cadence.policy import Policy
    from outagecomms.cadence.promises import Said, Word
    from outagecomms.drafting.case import Case
    from outagecomms.incident.figures import Status
    from outagecomms.outbox.store import Kept

_OUTBOX = "the outbox"


def spoken(
    incident: Incident, policy: Policy, said: Sequence[Said], unheard: Collection[tuple[str, int]] = ()
) -> list[Word]:
    """As `promises.words`; but a post of others is not late for a time that our cadence alone would have given.

    What is *unheard*, by its kind and sequence, was written down and told to nobody. A correction that went to
    everybody as news, since nobody had got the mistake, goes by the name of that.
    """
    found = [word for word in words(incident, policy, said) if (word.kind, word.sequence) not in unheard]
    if not incident.is_imported:
        sent = {(each.kind, each.sequence) for each in said}
        return [_as_sent(word, sent) for word in found]
    return [replace(word, kind="update") if word.kind == "late" else word for word in found]


def unheard(case: Case, kept: Iterable[Kept]) -> set[tuple[str, int]]:
    """The words that were written and of which no message has left; none where all leave by other means than ours."""
    if not (case.workspace.config.mail or case.workspace.config.channels):
        return set()
    words = [(word_of(case.incident, message.kind, message.sequence), message.state) for message in kept]
    return {word for word, _ in words} - {word for word, state in words if state in MAY_BE_READ}


def _as_sent(word: Word, sent: Collection[tuple[str, int]]) -> Word:
    if word.kind != "correction" or (word.kind, word.sequence) in sent:
        return word
    return replace(word, kind=next((kind for kind in AS_NEWS if (kind, word.sequence) in sent), word.kind))


def heard(incident: Incident, spoken: Sequence[Word], said: Sequence[Said]) -> list[Word]:
    """*spoken* by the minute in which each message first left, where the outbox knows: until then it had told nobody.

    The plan goes by when they were written; see `promises.words`.
    """
    left: dict[tuple[str, int], datetime] = {}
    for each in sorted(said, key=attrgetter("at"), reverse=True):
        left[word_of(incident, each.kind, each.sequence)] = each.at.replace(second=0, microsecond=0)
    first = [left.get(word_of(incident, word.kind, word.sequence), word.at) for word in spoken]
    sent = [replace(word, at=max(word.at, at)) for word, at in zip(spoken, first, strict=True)]
    return sorted(sent, key=attrgetter("at"))


def as_heard(incident: Incident, heard: Sequence[Word]) -> Incident:
    """*incident* with a log of what everyone *heard*, of which the outbox may know more than its own, or less."""
    log: list[Update] = []
    status: Status = "investigating"
    for word in heard:
        if word.number:
            entry = incident.updates[word.number - 1]
            status = entry.status
            ended = entry.works_since if status == "resolved" else None
            log.append(entry.model_copy(update={"at": word.at, "next_update": word.promised, "ended": ended}))
        else:
            log.append(_beside(word, status, None if log else incident.impact))
    return Incident.known_as(incident.model_copy(update={"updates": log}), incident.id)


def _beside(word: Word, status: Status, text: str | None) -> Update:
    """The entry for what the outbox sent from the facts alone: nothing was new in it, except to who heard it first."""
    return Update(at=word.at, by=_OUTBOX, status=status, text=text, next_update=word.promised, holding=True)
