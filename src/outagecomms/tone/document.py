"""Read a message from a file: plain text, Markdown, or a mail with its headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.errors import InputError
from outagecomms.tone.facts import Person

if TYPE_CHECKING:
    from email.message import EmailMessage, MIMEPart
    from pathlib import Path

MAX_BYTES = 1024 * 1024
SUFFIXES = (".txt", ".md", ".eml")

_ENCODED = ("base64", "quoted-printable")


class Document(NamedTuple):
    """A message's text, the line of the file at which it begins, and what the file tells beside it.

    A mail's body that travels encoded has no lines of its own in the file: all of it counts as at its first.
    """

    text: str
    first_line: int = 1
    has_lines: bool = True
    subject: str = ""
    signer: Person | None = None

    def line(self, line: int) -> int:
        """The line of the file for a line of the text."""
        return self.first_line + line - 1 if self.has_lines else self.first_line


def read(path: Path) -> Document:
    """Read the message at *path*.

    Raises:
        InputError: it cannot be read, is too large, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError.in_file(path, f"cannot be read ({reason})", "check the path and its permissions") from None
    if len(raw) > MAX_BYTES:
        raise InputError.in_file(path, f"larger than {MAX_BYTES // 1024} KiB", "check one message at a time")
    if path.suffix.lower() == ".eml":
        return mail(raw)
    try:
        return Document(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError.in_file(path, "not UTF-8 text", "save it as UTF-8", line=line) from None


def mail(raw: bytes) -> Document:
    """The readable part of a mail: its plain text, or else its HTML."""
    from email import message_from_bytes, policy  # noqa: PLC0415  (slow to import, and few files are mails)

    message = message_from_bytes(raw, policy=policy.default)
    part = message.get_body(("plain", "html"))
    subject = " ".join(str(message.get("subject", "")).split())
    signer = _sender(message)
    if part is None:
        return Document("", subject=subject, signer=signer)
    text = _content(part)
    first = _first_line(raw, part)
    encoded = str(part.get("content-transfer-encoding", "")).lower() in _ENCODED
    return Document(text, first, not encoded, subject, signer)


def _content(part: MIMEPart) -> str:
    try:
        content = part.get_content()
    except (LookupError, ValueError):  # a charset that nobody knows
        content = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[union-attr]
    return str(content).replace("\r\n", "\n")


def _sender(message: EmailMessage) -> Person | None:
    """The name in the From header; its address needs no repeating, since a reply goes there."""
    try:
        sender = message["from"].addresses[0]
    except (AttributeError, IndexError, TypeError, ValueError):
        return None
    name = sender.display_name
    return Person(name=name) if re.match(r"\S+\s+\S", name) else None


def _first_line(raw: bytes, part: MIMEPart) -> int:
    """Where the body of *part* begins: behind the first empty line after what only its header says."""
    header = re.search(rb"(?im)^content-type:\s*" + re.escape(part.get_content_type().encode()), raw)
    gap = re.compile(rb"\r?\n\r?\n").search(raw, header.start() if header else 0)
    return raw.count(b"\n", 0, gap.end()) + 1 if gap else 1
