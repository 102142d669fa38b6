"""The command that keeps an eye on every promise."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import ask, say, tell
from outagecomms.errors import OutageCommsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from outagecomms.board.keys import Key
    from outagecomms.board.source import Source
    from outagecomms.outbox.store import Kept

_MOST_SHOWN = 6  # arguments of a command that is repeated on the screen


def watch(now: options.Now = None) -> None:
    """Watch every promise and all that waits, live. In a pipe it says so once.

    The exit code is then 1 when a promise is overdue, a message is unknown, or a file or the outbox cannot be read.
    """
    from outagecomms import clock, workspace
    from outagecomms.board.source import Source

    source = Source(workspace.here())
    if not _is_live():
        _say_once(source, clock.now_from(now))
        return
    from outagecomms.board import live
    from outagecomms.board.screen import Screen

    with Screen() as screen:
        live.watch(source, screen, _running(now), _act if now is None else _act_then)


def _is_live() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and os.name == "posix" and os.environ.get("TERM") != "dumb"


def _say_once(source: Source, at: datetime) -> None:
    from outagecomms.board.layout import snapshot

    board = source.board(at)
    for line in snapshot(board, at):
        say(line.text)
    if not (board.rows or board.notices):
        tell("No incident is open.")
    if board.needs_person(at):
        raise typer.Exit(1)


def _running(now: str | None) -> Callable[[], datetime]:
    """The clock; it begins at *now* where that is given, and runs on from there."""
    from datetime import timedelta
    from time import monotonic

    from outagecomms import clock

    if now is None:
        return clock.system_now
    begun, at = monotonic(), clock.now_from(now)
    return lambda: at + timedelta(seconds=monotonic() - begun)


def _act_then(key: Key, incident: str | None, at: datetime) -> None:
    """As `_act`, at the board's own time."""
    os.environ["OUTAGECOMMS_NOW"] = at.isoformat()
    _act(key, incident, at)


def _act(key: Key, incident: str | None, at: datetime) -> None:
    """Run the commands that *key* stands for; nothing leaves and nothing is approved without a yes typed after it."""
    try:
        if key == "send":
            if _ran("send", "--dry-run") == 0 and _agreed("Send them now?"):
                _ran("send")
        elif incident is None:
            tell("There is no incident to do this for. Declare one: outagecomms new ID")
        elif key == "approve":
            _approve(incident, at)
        else:
            _ran({"update": "update", "read": "render"}[key], incident)
        ask("\nEnter takes you back to the board", optional=True)
    except OutageCommsError as error:
        tell(str(error))
        ask("\nEnter takes you back to the board", optional=True)
    except KeyboardInterrupt:
        return


def _approve(incident: str, at: datetime) -> None:
    """Show one message of each sort that waits, and ask; of what cannot be approved it says why, and asks nothing."""
    from outagecomms.outbox import decisions

    drafts = [(message, decisions.objection(message, at)) for message in _drafts(incident)]
    ready = [message for message, objection in drafts if not objection]
    for message, objection in {objection: (message, objection) for message, objection in drafts if objection}.values():
        tell(f"{message.key} {objection}")
    for message in {(each.kind, each.sequence): each for each in reversed(ready)}.values():
        _ran("outbox", "show", message.words)
        tell("─" * 20)
    if not ready:
        tell("No message of this incident waits for your yes.")
    elif _agreed(f"Approve {len(ready)}? One of each kind stands above."):
        _ran("outbox", "approve", *(message.words for message in ready))


def _drafts(incident: str) -> list[Kept]:
    from outagecomms import workspace
    from outagecomms.outbox.location import exists
    from outagecomms.outbox.store import Outbox

    where = workspace.here().outbox
    if not exists(where):
        return []
    with Outbox(where) as outbox:
        return list(outbox.messages(incident, "draft"))


def _agreed(question: str) -> bool:
    return ask(f"{question} [y/N]", optional=True).lower() in ("y", "yes")


def _ran(*arguments: str) -> int:
    """The exit code of another command of ours, in a process of its own: nothing that it reads is remembered here."""
    import subprocess

    more = len(arguments) - _MOST_SHOWN
    tell(f"$ outagecomms {shlex.join(arguments[:_MOST_SHOWN])}" + (f" … and {more} more" if more > 0 else ""))
    command = [sys.executable, "-m", "outagecomms", *arguments]
    return subprocess.run(command, check=False).returncode  # noqa: S603  (the program itself)
