"""How the people in a message are named: its reader, and those of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.compose.context import Reader, Who
from outagecomms.errors import InputError
from outagecomms.incident.model import Stakeholder

if TYPE_CHECKING:
    from outagecomms.incident.model import Account, Person

_TEAMS = ("team", "desk", "support", "operations", "department", "office", "service")
_TITLES = ("mr", "ms", "mrs", "mx", "dr", "prof", "sir", "dame", "herr", "frau")


def reader(account: Account) -> Reader:
    """The reader at *account*."""
    return Reader(
        id=account.id,
        name=account.name,
        contact=account.contact,
        greeting=_greeting(account.contact),
        named_by=account.named_by if isinstance(account, Stakeholder) else None,
        tier=account.tier,
    )


def who(person: Person) -> Who:
    """A person of ours."""
    return Who(name=person.name, role=person.role, email=person.email, phone=person.phone)


def signing(person: Person | None, incident: str) -> Person:
    """The *person* who signs what *incident* has to say.

    Raises:
        InputError: there is none.
    """
    if person is None:
        raise InputError(
            f"{incident}: nobody signs its messages; add to the incident or to outagecomms.toml:\n"
            '[liaison]\nname = "…"\nrole = "…"\nemail = "…"'
        )
    return person


def _greeting(contact: str | None) -> str | None:
    """A first name where there plainly is one; any other name stays whole: one with a title, of a team, of one word."""
    parts = (contact or "").split()
    words = [part.casefold().rstrip(".") for part in parts]
    plainly = len(parts) == 2 and len(words[0]) > 1 and not {".", ","} & set(parts[0])  # noqa: PLR2004
    if plainly and words[0] not in _TITLES and words[1] not in _TEAMS:
        return parts[0]
    return " ".join(parts) or None
