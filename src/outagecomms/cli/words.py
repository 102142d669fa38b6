"""Commands that show words: what a message says, before anything is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import say, say_json_list, wrapped
from outagecomms.errors import InputError
from outagecomms.wording import some

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from outagecomms.compose.message import Message
    from outagecomms.drafting.case import Case


def render(
    incident: options.Incident,
    kind: Annotated[
        options.Kind | None, typer.Argument(help="Left out, what is wanted now.", show_default=False)
    ] = None,
    account: options.Account = None,
    sequence: Annotated[int | None, typer.Option(help="Only the message of this number.", show_default=False)] = None,
    format_: Annotated[
        options.MessageFormat, typer.Option("--format", help="How to show it.")
    ] = options.MessageFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Show the words of messages. Nothing is kept or sent."""
    from outagecomms import clock, workspace
    from outagecomms.cli.cases import loaded, tell_failures
    from outagecomms.drafting import rendering

    at = clock.now_from(now)
    with loaded(*workspace.locate(incident)) as known:
        if account:
            _check_account(known, account)
        planned = rendering.choose(known.plan(at), kind.value if kind else None, account, sequence)
        writer = known.writer(at)
        messages = map(writer.write, planned)
        if format_ is options.MessageFormat.JSON:
            say_json_list(map(_as_json, messages))
        elif format_ is options.MessageFormat.EML:
            _say_mails(messages, known.unsubscribe, at)
        else:
            for number, message in enumerate(messages):
                say(("\n" + "─" * 20 + "\n\n" if number else "") + as_text(message))
        tell_failures(writer.failures)


def _check_account(known: Case, account: str) -> None:
    ids = [each.id for each in known.incident.readers()]
    if account not in ids:
        from difflib import get_close_matches

        guess = get_close_matches(account, ids, 1)
        hint = f"did you mean {guess[0]}?" if guess else f"there are: {some(ids)}"
        raise InputError(f"no account {account!r} is written to; {hint}")


def as_text(message: Message) -> str:
    """A message to read."""
    to = f"{message.recipient_name} <{message.recipient}>".strip() if message.recipient else "everyone, by hand"
    return wrapped(f"To: {to}\nSubject: {message.subject}\n\n{message.body}")


def _as_json(message: Message) -> dict[str, Any]:
    return {
        "key": message.key, "incident": message.incident, "kind": message.kind, "sequence": message.sequence,
        "account": message.account, "reason": message.reason, "due": message.due, "next_update": message.next_update,
        "from": message.sender.address, "to": message.recipient, "language": message.language,
        "subject": message.subject, "body": message.body, "message_id": message.message_id,
    }  # fmt: skip


def _say_mails(messages: Iterator[Message], unsubscribe: str, at: datetime) -> None:
    import sys

    from outagecomms.compose import mail

    for message in messages:
        sys.stdout.buffer.write(mail.to_bytes(message, at, unsubscribe))
    sys.stdout.buffer.flush()
