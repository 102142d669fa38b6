"""Commands about the words' sources: where each template comes from, and what it may use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import say, shown_path, table, tell


def templates(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND",
            help=f"Explain this one: {', '.join(options.Template)}.",
            autocompletion=lambda: list(options.Template),
            show_default=False,
        ),
    ] = None,
    eject: Annotated[bool, typer.Option("--eject", help="Copy it into this workspace, to be changed.")] = False,
) -> None:
    """Show where each template comes from, and every name it may use."""
    from outagecomms import workspace
    from outagecomms.errors import InputError

    if kind is not None and kind not in list(options.Template):
        raise InputError(f"{kind!r} is none of {', '.join(options.Template)}")
    place = workspace.find(Path.cwd())
    own = place.templates if place else None
    if eject:
        if kind is None or place is None:
            raise InputError("say which template, in a workspace: outagecomms templates update --eject")
        from outagecomms import setup

        for path in setup.eject(place, kind):
            say(shown_path(path))
        if own is None:
            tell('Next: name the folder in outagecomms.toml: templates = "templates"')
        return
    there = own if own and own.is_dir() else None
    if kind is None:
        _list(there)
    else:
        _explain(kind, there)


def _list(own: Path | None) -> None:
    from outagecomms.compose.templates import languages, templates

    rows = [
        (kind.value, language, shown_path(templates(language, own).source_of(kind.value)))
        for kind in options.Template
        for language in languages(own)
    ]
    table(rows)


def _explain(kind: str, own: Path | None) -> None:
    from outagecomms.checking.reference import names
    from outagecomms.compose.templates import languages, templates

    for language in languages(own):
        found = templates(language, own)
        say(f"{language}: {shown_path(found.source_of(kind))}")
        for folder in found.folders:
            say(f"    looked up in {shown_path(folder)}")
    say()
    for name in names(kind):
        say(f"{name.name}: {name.type}" + (f" = {name.example}" if name.example else ""))
        if name.meaning:
            say(f"    {' '.join(name.meaning.split())}")
