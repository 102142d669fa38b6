"""A message: what one reader is told, and what makes it the same message wherever it is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2s
from typing import TYPE_CHECKING

from outagecomms.incident.model import CHANNEL

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.cadence.promises import Kind

BY_THE_LEADER = ("outreach", "followup")
"""The kinds that the leader signs."""

_SHORT = {
    "outreach": "o", "update": "u", "holding": "h", "late": "l",
    "correction": "c", "reply": "q", "resolved": "r", "followup": "f",
}  # fmt: skip


@dataclass(frozen=True)
class Sender:
    """The person who signs. A mail comes from them, and an answer goes to them."""

    name: str
    address: str

    @cached_property
    def domain(self) -> str:
        """What follows the @, as mail servers write it (IDNA)."""
        return ascii_address(self.address).rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one reader. Times in UTC; *body* has a paragraph a line."""

    incident: str
    kind: Kind
    sequence: int
    account: str
    reason: str
    due: datetime
    next_update: datetime | None
    sender: Sender
    recipient_name: str
    recipient: str
    """The reader's address; empty for words to post by hand."""
    language: str
    subject: str
    body: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    invitation: bytes = b""
    """The calendar file (RFC 5545) that puts the next call into the reader's calendar; empty when there is none."""

    @property
    def key(self) -> str:
        """The identity of the message everywhere, as people type it: ``checkout/update/2/acme``."""
        return f"{self.incident}/{self.kind}/{self.sequence}/{self.account}"

    @property
    def template(self) -> str:
        """The name of the template that its words come from."""
        return template_of(self.kind, self.recipient)


def template_of(kind: str, recipient: str) -> str:
    """The name of the template for a message of *kind* to *recipient*: every channel has the same for all kinds."""
    return "channel" if recipient.startswith(CHANNEL) else kind


def ascii_address(address: str) -> str:
    """*address* with its domain as mail servers write it (IDNA)."""
    local, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{domain.encode('idna').decode()}"


def mailbox(address: str) -> str:
    """The one form of *address* by which it is compared: however it is written, the same mailbox is behind it."""
    return ascii_address(address).lower()


def message_id(incident: str, kind: str, sequence: int, account: str, domain: str) -> str:
    """A Message-ID (RFC 5322, 3.6.4): the same for every attempt, another for every reader, and no address in it.

    It stays under 78 characters with any domain in use, so that no mail program has a reason to fold it.
    """
    return f"<{_SHORT[kind]}{sequence}.{_reader(incident, account)}@{domain}>"


def thread_id(incident: str, account: str, domain: str) -> str:
    """The Message-ID that all messages of one incident to one reader refer to. No mail needs to bear it (RFC 5256)."""
    return f"<thread.{_reader(incident, account)}@{domain}>"


@lru_cache(maxsize=8)
def _incident(incident: str) -> bytes:
    return blake2s(incident.encode(), digest_size=16).digest()


@lru_cache(maxsize=8)
def _reader(incident: str, account: str) -> str:
    return blake2s(account.encode(), digest_size=10, key=_incident(incident)).hexdigest()
