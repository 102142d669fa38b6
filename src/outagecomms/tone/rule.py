"""A rule as data, the way its file describes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

LEVELS = ("error", "warning", "suggestion", "off")


class Claim(NamedTuple):
    """Something a message must say: one of the phrases, or one from each list of `together` in one sentence."""

    what: str
    phrases: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    items: int = 0  # so many list items make the claim, too
    when: str = ""  # the fact under which it is claimed; "" is always


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `phrases`, `unless`, `elsewhere` and `claims` are what another language replaces."""

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
    levels: Mapping[str, str] = field(default_factory=dict)
    measure: str = ""
    denied: bool = False  # whether a phrase fires behind "not", too
    excused: str = ""  # the fact that excuses it; see `outagecomms.tone.shapes.excuses`
    words: Mapping[str, str] = field(default_factory=dict)  # slots of its own
    phrases: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()  # in the same sentence
    elsewhere: tuple[str, ...] = ()  # anywhere in the message
    claims: tuple[Claim, ...] = ()
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
