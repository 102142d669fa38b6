"""What is known about a message beyond its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

CUSTOMER_KINDS = ("outreach", "update", "reply", "resolved", "followup")
TEAM_KINDS = ("call-guide", "review", "note")
FORMS_OF_UPDATE = ("holding", "late", "correction")
KINDS = (*CUSTOMER_KINDS, *FORMS_OF_UPDATE, *TEAM_KINDS)
PHASES = ("open", "closed")

_CLOSED = ("resolved", "followup", "review")


class Person(NamedTuple):
    """Who signs: what a reader needs to reach that very person."""

    name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""


class Facts(NamedTuple):
    """All of it optional: a rule that needs a fact nobody gave stays silent, or checks what the text alone can tell.

    `phase` follows from the kind when it is left out. `status` and `impact` are the incident's own words,
    `next_update` is its own promise and `now` the moment of sending, both aware. `heard` and `previous` are texts:
    what this account told us, and the message before this one.
    """

    kind: str = "update"
    phase: str = ""
    subject: str = ""
    signer: Person | None = None
    status: str = ""
    impact: str = ""
    next_update: datetime | None = None
    now: datetime | None = None
    heard: tuple[str, ...] = ()
    previous: str = ""
    suppliers: tuple[str, ...] = ()
    approved_by: str = ""
    satisfied: bool = False
    amends_open: bool = False
    amends_agreed: bool = False

    @property
    def rule_kind(self) -> str:
        """The kind that rules name: holding, late and correction are forms of an update."""
        return "update" if self.kind in FORMS_OF_UPDATE else self.kind

    @property
    def rule_phase(self) -> str:
        """Open until the incident is resolved, then closed."""
        return self.phase or ("closed" if self.kind in _CLOSED else "open")
