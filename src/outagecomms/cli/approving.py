"""Ask a person for their yes, with a sample of the words before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.cli.terminal import ask, asks, hint, say, tell, wrapped
from outagecomms.errors import InputError
from outagecomms.incident.model import CHANNEL
from outagecomms.wording import counted

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.outbox.store import Kept, Outbox
    from outagecomms.workspace import Workspace


def offer(place: Workspace, outbox: Outbox, incident: str, number: int, at: datetime, *, yes: bool) -> None:
    """Approve what entry *number* says to everyone, if its author says so now; without a word it stays a draft."""
    from outagecomms.incident.model import FOR_EVERYONE
    from outagecomms.outbox import decisions, who

    drafts = [m for kind in FOR_EVERYONE for m in outbox.messages(incident, "draft", kind) if m.sequence == number]
    ready = [message for message in drafts if not decisions.objection(message, at)]
    leaves = place.config.mail or place.config.channels
    if not ready or not (yes or (leaves and asks() and _is_wanted(ready))):
        return
    made = decisions.approve(outbox, ready, who.person(), at, "its author said yes")
    say(f"{counted(len(made), 'message')} approved")
    hint("Send now: outagecomms send")


def _is_wanted(messages: list[Kept]) -> bool:
    letters = [message for message in messages if not message.recipient.startswith(CHANNEL)]
    sample = (letters or messages)[0]
    _show(sample)
    counts = (len(letters), "account"), (len(messages) - len(letters), "channel")
    readers = " and ".join(counted(count, one) for count, one in counts if count)
    if sample.kind == "resolved":  # good news that is none costs more than a minute: an Enter too many is no yes
        return _is_yes(f"Does it work again, and shall {readers} hear it? [y/N]")
    return _is_yes(f"Send it to {readers}? [Y/n]", "")


def agreed(messages: list[Kept]) -> bool:
    """Show one of *messages* of each kind, and ask whether they may go."""
    for sample in {(each.kind, each.sequence): each for each in reversed(messages)}.values():
        _show(sample)
    many = f"these {len(messages)}? One of each kind stands above." if len(messages) > 1 else "it?"
    return _is_yes(f"Approve {many} [y/N]")


def _show(message: Kept) -> None:
    tell(wrapped(f"\nTo: {message.recipient}\nSubject: {message.subject}\n\n{message.body}\n"))


def _is_yes(question: str, *more: str) -> bool:
    """Whether a person says yes, or one of *more*."""
    return ask(question, _yes_or_no, optional=True).lower() in ("y", "yes", *more)


def _yes_or_no(answer: str) -> None:
    if answer.lower() not in ("y", "yes", "n", "no"):
        raise InputError(f"{answer!r} is neither yes nor no")
