"""Commands that show words: what a message says, before anything is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import say, say_json_list, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.compose.message import Message


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
    from outagecomms import clock, rendering, workspace
    from outagecomms.cli.cases import loaded

    at = clock.now_from(now)
    with loaded(*workspace.locate(incident)) as known:
        planned = rendering.choose(known.plan(at), kind.value if kind else None, account, sequence)
        messages = map(known.writer(at).write, planned)
        if format_ is options.MessageFormat.JSON:
            say_json_list(map(_as_json, messages))
        elif format_ is options.MessageFormat.EML:
            _say_mails(messages, at)
        else:
            for number, message in enumerate(messages):
                say(("\n" + "─" * 20 + "\n\n" if number else "") + _as_text(message))


def _as_text(message: Message) -> str:
    to = f"{message.recipient_name} <{message.recipient}>" if message.recipient else "everyone, by hand"
    return f"To: {to}\nSubject: {message.subject}\n\n{wrapped(message.body)}"


def _as_json(message: Message) -> dict[str, Any]:
    return {
        "key": message.key, "incident": message.incident, "kind": message.kind, "sequence": message.sequence,
        "account": message.account, "reason": message.reason, "due": message.due, "next_update": message.next_update,
        "from": message.sender.address, "to": message.recipient, "language": message.language,
        "subject": message.subject, "body": message.body, "message_id": message.message_id,
    }  # fmt: skip


def _say_mails(messages: Iterator[Message], at: Any) -> None:
    import sys

    from outagecomms.compose import mail

    for message in messages:
        sys.stdout.buffer.write(mail.to_bytes(message, at))
    sys.stdout.buffer.flush()
