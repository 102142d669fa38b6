"""Commands round the outbox: write what is due into it, and look at what it holds."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import hint, moment, say, say_json_list, table, tell, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.drafting import Drafted
    from outagecomms.outbox.store import Kept, Outbox
    from outagecomms.workspace import Workspace

app = typer.Typer(help="Look at the messages that are kept.")


def tick(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Incident files or folders. Left out, this workspace's.")
    ] = None,
    now: options.Now = None,
) -> None:
    """Write what is due into the outbox, once. For cron, every minute."""
    from outagecomms import clock, ticking
    from outagecomms.cli.progress import bar

    result = ticking.tick(paths or [], clock.now_from(now), bar)
    for incident, drafted in result.drafted:
        _say_drafted(incident, drafted)
    for warning in result.warnings:
        tell(warning)
    if result.drafted:
        hint("Read them: outagecomms outbox list")
    elif not result.warnings:
        hint("Nothing new is due.")
    if result.exit_code:
        raise typer.Exit(result.exit_code)


def _say_drafted(incident: str, drafted: Drafted) -> None:
    for counted, word in ((drafted.new, "written"), (drafted.changed, "written anew")):
        for (kind, sequence, reason), count in counted.items():
            accounts = "1 account" if count == 1 else f"{count} accounts"
            say(wrapped(f"{incident}: {kind} {sequence} {word} for {accounts} ({reason})"))


def _located(incident: str | None) -> tuple[Workspace, str | None]:
    """The workspace whose outbox is meant, or the folder that we stand in; and the id of *incident*."""
    from outagecomms import workspace

    if incident:
        place, path = workspace.locate(incident)
        return place, path.stem
    folder = workspace.Workspace(Path.cwd())  # an incident file outside any workspace has its outbox beside it
    found = workspace.find(folder.root)
    return found or (folder if folder.outbox.exists() else workspace.here()), None


@contextlib.contextmanager
def _opened(place: Workspace) -> Iterator[Outbox]:
    from outagecomms.errors import InputError
    from outagecomms.outbox.store import Outbox

    path = place.outbox
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

    place, id_ = _located(incident)
    with _opened(place) as outbox:
        if format_ is options.Format.JSON:
            say_json_list(map(_as_json, outbox.messages(id_)))
            return
        at = clock.now_from(now)
        rows = [
            ("held" if m.held else m.state, moment(m.due, at), m.key, m.reason, m.subject) for m in outbox.messages(id_)
        ]
        if rows:
            table(rows)
            hint("Read one: outagecomms outbox show KEY")
        else:
            tell("Nothing is kept there.")


def _as_json(message: Kept) -> dict[str, Any]:
    return {
        "key": message.key, "incident": message.incident, "kind": message.kind, "sequence": message.sequence,
        "account": message.account, "state": message.state, "reason": message.reason, "due": message.due,
        "subject": message.subject, "held": message.held,
    }  # fmt: skip


@app.command()
def show(key: options.Key) -> None:
    """Show one message as its reader will see it."""
    place, _ = _located(None)
    with _opened(place) as outbox:
        message = outbox.message(key)
    say(f"State: {message.state} ({message.reason})")
    if message.held:
        say(wrapped(f"Held: {message.held}"))
    to = message.recipient or "everyone, by hand"
    say(wrapped(f"To: {to}\nSubject: {message.subject}\n\n{message.body}"))


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where the .eml files go; made when it is not there.")],
    incident: options.OneIncident = None,
) -> None:
    """Write each message as an .eml file. Its exact bytes, for any mail program to open."""
    from outagecomms.errors import InputError

    place, id_ = _located(incident)
    count = 0
    with _opened(place) as outbox:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for message in outbox.messages(id_):
                (folder / (message.key.replace("/", ".") + ".eml")).write_bytes(message.content)
                count += 1
        except OSError as error:
            raise InputError(f"{folder} cannot be written ({error.strerror or error}); name another folder") from None
    say(f"{count} file{'' if count == 1 else 's'} in {folder}")
