"""Commands that set up: a workspace, and the schema that editors read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outagecomms import __version__
from outagecomms.cli.terminal import ask, asks, say, say_json, tell
from outagecomms.errors import InputError

if TYPE_CHECKING:
    from outagecomms import setup


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"outagecomms {__version__}")
        raise typer.Exit


def version(
    _: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version.")
    ] = False,
) -> None:
    """What your customers hear while your service is down: on time, in words they believe, once."""


def init(
    folder: Annotated[Path, typer.Argument(help="Where; made when it is not there.")] = Path(),
    organisation: Annotated[str | None, typer.Option(help="Your name, as customers know you.")] = None,
    leader: Annotated[str | None, typer.Option(help="Who is in charge: 'Name, Role, address[, telephone]'.")] = None,
    liaison: Annotated[str | None, typer.Option(help="Who keeps customers in the know, in the same form.")] = None,
) -> None:
    """Make a workspace. It is a folder of incidents with an outagecomms.toml."""
    from outagecomms import setup
    from outagecomms.workspace import CONFIG

    if (folder / CONFIG).exists():  # said before anything is asked
        raise InputError(f"{folder / CONFIG} is there already; edit it, or choose another folder")
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file, and a workspace is a folder; choose another name")
    answers = setup.Answers(
        (organisation or "").strip() or None, _person("--leader", leader), _person("--liaison", liaison)
    )
    if asks() and not (organisation or leader or liaison):
        answers = _interview()
    for path in list(setup.create_workspace(folder, answers)):  # all of them, whoever listens
        say(str(path))
    if not answers.organisation:
        tell("Next: say what customers call you, organisation, in outagecomms.toml.")
    if unsigned := " and ".join(f"[{name}]" for name in ("leader", "liaison") if not getattr(answers, name)):
        tell(f"Next: say who signs, {unsigned}, in outagecomms.toml.")
    tell("Next: list your customers in accounts.csv, one a line.")
    tell("When something breaks: outagecomms new ID --title … --service … --severity sev1 --impact …")


def _person(option: str, typed: str | None) -> dict[str, str] | None:
    """Who was named with *option*; what is wrong is said of the option, not of a file that does not exist yet."""
    from outagecomms import setup

    try:
        return setup.person(typed)
    except InputError as error:
        raise InputError(f"{option} {error}") from None


def _interview() -> setup.Answers:
    from outagecomms import setup

    leader = "Who is in charge (Name, Role, address[, telephone]; empty: later)"
    liaison = "Who keeps customers in the know (in the same form; empty: later)"
    return setup.Answers(
        ask("Your organisation, as customers know it (empty: later)", optional=True) or None,
        setup.person(ask(leader, setup.person, optional=True)),
        setup.person(ask(liaison, setup.person, optional=True)),
    )


def schema() -> None:
    """Print the JSON Schema of incident files. Editors complete and check with it."""
    from outagecomms.incident import model

    say_json(model.schema())
