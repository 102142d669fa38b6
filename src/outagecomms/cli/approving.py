"""Ask the author of an entry for their yes, with a sample of the words before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.cli.terminal import ask, asks, hint, say, tell, wrapped
from outagecomms.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.outbox.store import Kept, Outbox
    from outagecomms.workspace import Workspace


def offer(place: Workspace, outbox: Outbox, incident: str, number: int, at: datetime, *, yes: bool) -> None:
    """Approve what entry *number* says to everyone, if its author says so now; without a word it stays a draft."""
    from outagecomms.drafting.overtaking import FOR_EVERYONE
    from outagecomms.outbox import decisions, who

    drafts = [m for kind in FOR_EVERYONE for m in outbox.messages(incident, "draft", kind) if m.sequence == number]
    ready = [message for message in drafts if not decisions.objection(message, at)]
    if not ready or not (yes or (place.config.mail and asks() and _is_wanted(ready))):
        return
    made = decisions.approve(outbox, ready, who.person(), at, "its author said yes")
    say(f"{_messages(len(made))} approved")
    hint("Send now: outagecomms send")


def _is_wanted(messages: list[Kept]) -> bool:
    sample = messages[0]
    tell(wrapped(f"\nTo: {sample.recipient}\nSubject: {sample.subject}\n\n{sample.body}\n"))
    accounts = "1 account" if len(messages) == 1 else f"{len(messages)} accounts"
    return ask(f"Send it to {accounts}? [Y/n]", _yes_or_no, optional=True).lower() in ("", "y", "yes")


def _yes_or_no(answer: str) -> None:
    if answer.lower() not in ("y", "yes", "n", "no"):
        raise InputError(f"{answer!r} is neither yes nor no")


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"
