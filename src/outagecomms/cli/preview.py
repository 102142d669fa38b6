"""The command that shows what customers would read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from outagecomms.cli.terminal import say, shown_path, tell


def preview(
    out: Annotated[Path, typer.Option(help="The folder for the pages; made when it is not there.")],
    templates: Annotated[
        Path | None,
        typer.Argument(
            help="A folder of templates; left out, this workspace's or the built-in ones.", show_default=False
        ),
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="Another folder of templates: show what changed from it.", show_default=False)
    ] = None,
) -> None:
    """Show every message of the templates, as pages. They open from disk; 'check' judges the same messages."""
    from outagecomms import workspace
    from outagecomms.checking.faults import UNUSED
    from outagecomms.checking.strays import strays
    from outagecomms.drafting.gate import rules_of
    from outagecomms.preview import folder
    from outagecomms.preview.letters import letters
    from outagecomms.preview.site import INDEX, site

    place = workspace.find(Path.cwd()) or workspace.Workspace(Path.cwd())
    folder.check(out)
    own = templates or place.templates
    pages, told = site(letters(own, against, rules_of(place)))
    folder.write(out, pages)
    say(shown_path(out / INDEX))
    tell(f"{told}. Open it in a browser.")
    for path, todo in strays(own) if own else ():
        tell(f"{shown_path(path)}: {UNUSED}, and it is not shown; {todo}")
