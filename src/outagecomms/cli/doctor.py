"""The command that looks a workspace over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import table

_STYLES: dict[str, dict[str, str]] = {"ok": {}, "advice": {"fg": "yellow"}, "wrong": {"fg": "red"}}


def doctor(
    crontab: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Look at these cron lines, too; - reads 'crontab -l |'.", show_default=False),
    ] = None,
    now: options.Now = None,
) -> None:
    """Look the workspace over, and say what to do. Exit 1 when something is wrong."""
    from outagecomms import clock, workspace
    from outagecomms import doctor as colleague

    lines = list(colleague.examine(workspace.here(), clock.now_from(now), _read(crontab)))
    table([(line.level, line.about, line.what) for line in lines], [_STYLES[line.level] for line in lines])
    if any(line.level == "wrong" for line in lines):
        raise typer.Exit(1)


def _read(path: str | None) -> str | None:
    from outagecomms.errors import InputError

    if path is None:
        return None
    if path == "-":
        return sys.stdin.read()
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error}); check --crontab") from None
