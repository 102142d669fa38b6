"""Commands round the outbox: write what is due into it, and look at what it holds."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import moment, say, say_json_list, table, tell, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.drafting import Drafted
    from outagecomms.outbox.store import Kept, Outbox

app = typer.Typer(help="Look at the messages that are kept.", no_args_is_help=True)


def tick(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Incident files or folders. Left out, this workspace's.")
    ] = None,
    now: options.Now = None,
) -> None:
    """Write every message that is due into the outbox, once; for cron, every minute."""
    from outagecomms import clock, ticking
    from outagecomms.cli.progress import bar

    result = ticking.tick(paths or [], clock.now_from(now), bar)
    for incident, drafted in result.drafted:
        _say_drafted(incident, drafted)
    for warning in result.warnings:
        tell(warning)
    if not result.drafted and not result.warnings:
        _tell_on_terminal("Nothing is due.")
    if result.exit_code:
        raise typer.Exit(result.exit_code)


def _say_drafted(incident: str, drafted: Drafted) -> None:
    for counted, word in ((drafted.new, "written"), (drafted.changed, "written anew")):
        for (kind, sequence, reason), count in counted.items():
            say(f"{incident}: {kind} {sequence} {word} for {count} account{'' if count == 1 else 's'} ({reason})")


def _tell_on_terminal(text: str) -> None:
    import sys

    if sys.stderr.isatty():
        tell(text)


@contextlib.contextmanager
def _outbox() -> Iterator[Outbox]:
    from outagecomms import workspace
    from outagecomms.errors import InputError
    from outagecomms.outbox.store import Outbox

    path = workspace.here().outbox
    if not path.exists():
        raise InputError(f"there is no outbox yet at {path}; 'outagecomms tick' writes what is due into it")
    with Outbox(path) as outbox:
        yield outbox


@app.command("list")
def list_(
    incident: options.OneIncident = None,
    format_: Annotated[options.Format, typer.Option("--format", help="How to show it.")] = options.Format.TEXT,
    now: options.Now = None,
) -> None:
    """List the messages that are kept, by the time they are due."""
    from outagecomms import clock

    with _outbox() as outbox:
        if format_ is options.Format.JSON:
            say_json_list(map(_as_json, outbox.messages(incident)))
            return
        at = clock.now_from(now)
        rows = [(m.state, moment(m.due, at), m.key, m.reason, m.subject) for m in outbox.messages(incident)]
        if rows:
            table(rows)
        else:
            tell("Nothing is kept there.")


def _as_json(message: Kept) -> dict[str, Any]:
    return {
        "key": message.key, "incident": message.incident, "kind": message.kind, "sequence": message.sequence,
        "account": message.account, "state": message.state, "reason": message.reason, "due": message.due,
        "subject": message.subject,
    }  # fmt: skip


@app.command()
def show(key: options.Key) -> None:
    """Show one message as its reader will see it."""
    with _outbox() as outbox:
        message = outbox.message(key)
    say(f"State: {message.state} ({message.reason})")
    say(f"To: {message.recipient or 'everyone, by hand'}\nSubject: {message.subject}\n\n{wrapped(message.body)}")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where the .eml files go; made when it is not there.")],
    incident: options.OneIncident = None,
) -> None:
    """Write each message as an .eml file, its exact bytes, for any mail program to open."""
    with _outbox() as outbox:
        folder.mkdir(parents=True, exist_ok=True)
        count = 0
        for message in outbox.messages(incident):
            (folder / (message.key.replace("/", ".") + ".eml")).write_bytes(message.content)
            count += 1
    say(f"{count} file{'' if count == 1 else 's'} in {folder}")
