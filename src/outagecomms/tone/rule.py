"""A rule as data, the way its file describes it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from outagecomms.tone.facts import CUSTOMER_KINDS, TEAM_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KIND_GROUPS = {"customer": CUSTOMER_KINDS, "team": TEAM_KINDS}
TEXTS = ("message", "reason", "better", "allow")
LEVELS = ("error", "warning", "suggestion", "off")


_NONE: Mapping[str, str] = MappingProxyType({})


class Claim(NamedTuple):
    """Something a message must say: one of the phrases, or one from each list of `together` in one sentence."""

    what: str
    phrases: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    items: int = 0  # so many list items make the claim, too
    when: str = ""  # the fact under which it is claimed; "" is always


class Contradiction(NamedTuple):
    """Words that a fact of the incident makes wrong, whatever stands beside them; `said` completes the message."""

    fact: str  # see `outagecomms.tone.shapes.against`
    said: str
    phrases: tuple[str, ...] = ()


class Rule(NamedTuple):
    """One rule. `phrases`, `unless`, `elsewhere`, `claims` and `against` are what another language replaces."""

    id: str
    path: str
    level: str
    kinds: tuple[str, ...]
    phase: str
    shape: str
    message: str
    reason: str
    better: str
    allow: str
    levels: Mapping[str, str] = _NONE
    measure: str = ""
    denied: bool = False  # whether a phrase fires behind "not", too
    excused: str = ""  # the fact that excuses it; see `outagecomms.tone.shapes.excuses`
    words: Mapping[str, str] = _NONE  # slots of its own
    phrases: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()  # in the same sentence
    elsewhere: tuple[str, ...] = ()  # anywhere in the message
    claims: tuple[Claim, ...] = ()
    against: tuple[Contradiction, ...] = ()
    fires: tuple[Mapping[str, Any], ...] = ()
    silent: tuple[Mapping[str, Any], ...] = ()

    @property
    def principle(self) -> str:
        """The habit it serves."""
        return self.id.partition("/")[0]

    def level_for(self, kind: str) -> str:
        """Its level for a *kind* of message."""
        return self.levels.get(kind, self.level)

    def applies(self, kind: str, phase: str) -> bool:
        """Whether it has anything to say about a *kind* of message in a *phase*."""
        return kind in self.kinds and self.phase in ("any", phase) and self.level_for(kind) != "off"


def rule_from(data: Mapping[str, Any], rule_id: str, path: str) -> Rule:
    """A rule from what its file says, once that was found without mistakes."""
    return Rule(
        id=rule_id,
        path=path,
        kinds=tuple(kind for name in data["kinds"] for kind in KIND_GROUPS.get(name, (name,))),
        phase=data.get("phase", "any"),
        claims=tuple(
            Claim(
                claim["what"],
                tuple(claim.get("phrases", ())),
                tuple(map(tuple, claim.get("together", ()))),
                claim.get("items", 0),
                claim.get("when", ""),
            )
            for claim in data.get("claims", ())
        ),
        against=tuple(
            Contradiction(each["fact"], each["said"], tuple(each["phrases"])) for each in data.get("against", ())
        ),
        fires=_passages(data.get("fires", ())),
        silent=_passages(data.get("silent", ())),
        phrases=tuple(data.get("phrases", ())),
        unless=tuple(data.get("unless", ())),
        elsewhere=tuple(data.get("elsewhere", ())),
        **{key: data[key] for key in ("level", "shape", *TEXTS)},
        **{key: data[key] for key in ("levels", "measure", "denied", "excused", "words") if key in data},
    )


def _passages(listed: Sequence[str | Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    return tuple({"text": passage} if isinstance(passage, str) else passage for passage in listed)
