"""What a person decides about kept messages: they may go, they must not, they shall go again, they arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.errors import InputError
from outagecomms.outbox.changes import Change
from outagecomms.outbox.states import DISCARDED, UNSENT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from outagecomms.outbox.key import Key
    from outagecomms.outbox.store import Kept, Outbox


def approve(outbox: Outbox, messages: Iterable[Kept], who: str, now: datetime, why: str = "approved") -> list[Change]:
    """Let *messages* go out as they were read: one whose words have changed since stays a draft.

    Raises:
        InputError: one of them may not be approved; then none is.
    """
    messages = list(messages)
    check_approvable(messages, now)
    with outbox.transaction():
        return outbox.change([_approval(message, why) for message in messages], who, now)


def check_approvable(messages: Iterable[Kept], now: datetime) -> None:
    """Let nobody be asked about what may not be approved.

    Raises:
        InputError: one of *messages* may not.
    """
    for message in messages:
        if problem := objection(message, now):
            raise InputError(f"{message.key} {problem}")


def approve_automatically(outbox: Outbox, incident: str, kinds: Sequence[str], now: datetime) -> None:
    """Let the drafts of *incident* go out whose kind needs no yes and that nothing holds. Call it in a transaction."""
    for kind in kinds:
        drafts = (m for m in outbox.messages(incident, "draft", kind) if not objection(m, now))
        changes = [_approval(message, "its kind needs no yes (auto_approve)") for message in drafts]
        outbox.change(changes, "outagecomms.toml", now)


def _approval(message: Kept, why: str) -> Change:
    columns = {"approved": message.hash, "next_attempt": "", "outcome": ""}
    return Change(message.id, "draft", "approved", why, columns, words=message.hash)


def objection(message: Kept, now: datetime) -> str:
    """Why *message* cannot be approved; empty when it can."""
    if message.state != "draft":
        return f"is {message.state}; only a draft can be approved"
    if message.held:
        return f"is held by the rules of tone: {message.held}; change its words, or give the reason they must stand"
    if not message.recipient:
        return "has no address, it is to be posted by hand; when it is posted: outagecomms outbox accept KEY"
    if message.holds_until is None or message.holds_until <= now:
        return "promises a time that has passed; 'outagecomms tick' writes it anew"
    return ""


def discard(outbox: Outbox, messages: Iterable[Kept], because: str, who: str, now: datetime) -> list[Change]:
    """Never send *messages*; of what is unknown a person knows that it did not arrive.

    Raises:
        InputError: one of them has left; then none is discarded.
    """
    states = *UNSENT, "refused", "unknown"
    return _decide(outbox, messages, states, "superseded", f"{DISCARDED}{because}", who, now)


def resend(
    outbox: Outbox, messages: Iterable[Kept], who: str, now: datetime, overtaken: Collection[Key] = ()
) -> list[Change]:
    """Send *messages* again: the same bytes under the same Message-ID.

    Raises:
        InputError: one of them is neither unknown nor refused, its words no longer hold, or it is among those that a
            newer message has *overtaken*; then none is sent again.
    """
    messages = list(messages)
    for message in messages:
        if problem := too_late(message, overtaken, now):
            raise InputError(f"{message.key} {problem}")
    return _decide(outbox, messages, ("unknown", "refused"), "approved", "to be sent again", who, now)


def too_late(message: Kept, overtaken: Collection[Key], now: datetime) -> str:
    """Why an unknown or refused *message* is not to be sent again, and what to do; empty when it may be."""
    if message.state not in ("unknown", "refused"):
        return ""
    if message.id in overtaken:
        why = "has been overtaken by a newer message"
    elif message.holds_until is None or message.holds_until <= now:
        why = "promises a time that has passed"
        if message.kind == "correction" and message.state == "refused":  # nothing else tells its reader
            return f"{why}; 'outagecomms tick' writes it anew"
    else:
        return ""
    discard = f"outagecomms outbox discard {message.key} --because …"
    arrived = f"if it may have arrived: outagecomms outbox accept {message.key}; if you know that it did not: "
    return f"{why}; what is new goes out by itself, and {arrived if message.state == 'unknown' else ''}{discard}"


def accept(outbox: Outbox, messages: Iterable[Kept], who: str, now: datetime) -> list[Change]:
    """Note that *messages* arrived: what is unknown when the attempt began, words posted by hand now.

    Raises:
        InputError: one of them is neither; then none is noted.
    """
    messages = list(messages)
    by_hand = [message for message in messages if message.state == "draft" and not message.recipient]
    rest = [message for message in messages if message not in by_hand]
    _check(rest, ("unknown",), "sent")
    posted = [
        Change(m.id, "draft", "sent", _POSTED, {"state_at": now.isoformat(), "outcome": _POSTED}) for m in by_hand
    ]
    arrived = [Change(m.id, "unknown", "sent", _ACCEPTED, {"outcome": _ACCEPTED}) for m in rest]
    with outbox.transaction():
        return outbox.change([*posted, *arrived], who, now)


_POSTED, _ACCEPTED = "posted by hand", "accepted by a person"
_VERB = {"superseded": "discarded", "approved": "sent again", "sent": "accepted"}


def _check(messages: Iterable[Kept], states: tuple[str, ...], new: str) -> None:
    for message in messages:
        if message.state not in states:
            only = f"{_VERB[new]} is only what is {' or '.join(states)}"
            find_out = "; if its run is gone, find out what became of it: outagecomms send"
            raise InputError(f"{message.key} is {message.state}; {only}{find_out * (message.state == 'sending')}")


def _decide(
    outbox: Outbox, messages: Iterable[Kept], states: tuple[str, ...], new: str, why: str, who: str, now: datetime
) -> list[Change]:
    messages = list(messages)
    _check(messages, states, new)
    wanted = [Change(m.id, m.state, new, why, _columns(m, new, why)) for m in messages]  # type: ignore[arg-type]  # from the callers above
    with outbox.transaction():
        return outbox.change(wanted, who, now)


def _columns(message: Kept, new: str, why: str) -> dict[str, str]:
    if new == "approved":  # whoever held it before has nothing more to say of it
        return {"approved": message.hash, "next_attempt": "", "claim": "", "outcome": ""}
    return {"outcome": why}
