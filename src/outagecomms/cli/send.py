"""The command that sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import hint, say, tell, wrapped
from outagecomms.wording import counted

if TYPE_CHECKING:
    from outagecomms.outbox.claims import Claimed
    from outagecomms.outbox.store import Outbox
    from outagecomms.sending.send import Sent


def send(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show exactly what would go; send nothing.")] = False,
    now: options.Now = None,
) -> None:
    """Send what is approved, each message once. For cron, after tick."""
    from outagecomms import clock
    from outagecomms.cli.outbox import located, opened
    from outagecomms.outbox.location import exists
    from outagecomms.sending import send

    at = clock.now_from(now)
    place, _ = located(None)
    send.ways(place)  # before the outbox is looked for: a newcomer has neither
    if not exists(place.outbox):
        hint(_NOTHING)
        return
    with opened(place) as outbox:
        if dry_run:
            _show(outbox, send.preview(place, outbox, at))
            return
        result = send.send(place, outbox, at)
    _say(result)
    if result.is_interrupted:
        raise KeyboardInterrupt
    if result.needs_person:
        raise typer.Exit(1)


def _show(outbox: Outbox, messages: list[Claimed]) -> None:
    for each in messages:
        message = outbox.message(str(each.key))
        say(f"{message.key}\nFrom: {each.sender}\nTo: {each.recipient}")
        say(wrapped(f"Subject: {message.subject}\n\n{message.body}\n\n{'─' * 20}\n"))
    tell(f"{counted(len(messages), 'message')} would go." if messages else "Nothing would go.")


def _say(result: Sent) -> None:
    for (incident, kind, sequence), count in sorted(result.sent.items()):  # as connections finish is no order
        say(f"{incident}: {kind} {sequence} sent to {counted(count, 'account')}")
    for key in sorted(result.posted):
        say(f"{key.incident}: {key.kind} {key.sequence} posted in {key.account}")
    for change in result.given_up:
        tell(f"{change.key} is unknown: {change.reason}")
    for key, outcome in result.others:
        tell(f"{key} is {outcome}")
    for incident, count in result.overtaken.items():
        many = counted(count, "approved message")
        tell(f"{incident}: {many} withdrawn, the log says more since; write what is new: outagecomms tick")
    for incident, problem in result.held_back.items():
        tell(f"{incident}: nothing of it is sent, its file cannot be read:\n{problem}")
    for trouble in dict.fromkeys(result.troubles):
        tell(trouble)
    _say_left(result)


_NOTHING = "Nothing is to be sent."
_LEFT = {
    "approved": "approved and not sent; run: outagecomms send",
    "deferred": "to be tried again; run 'outagecomms send' from cron",
    "draft": "waiting for a person; read and approve: outagecomms outbox list --state draft",
    "unknown": "that may or may not have arrived; ask the reader or the mail server's log, then: "
    "outagecomms outbox accept KEY, or outagecomms outbox resend KEY",
}

REFUSED = (
    "refused and still wanted: outagecomms outbox list --state refused. Is an address wrong? Mend it, then: "
    "outagecomms tick. Is all well again? outagecomms outbox resend --all --state refused"
)


def _say_left(result: Sent) -> None:
    for state, what in _LEFT.items():
        if count := result.left.get(state):
            tell(f"{counted(count, 'message')} {what}")
    if result.refused:
        tell(f"{counted(result.refused, 'message')} {REFUSED}")
    if not (result.sent or result.posted or result.needs_person):
        hint(_NOTHING)
