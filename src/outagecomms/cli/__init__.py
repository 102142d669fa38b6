"""The commands: each parses, calls, and prints."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

import typer

from outagecomms.cli import (
    call,
    check,
    customer,
    doctor,
    followups,
    incident,
    learning,
    outbox,
    overview,
    preview,
    report,
    score,
    send,
    templates,
    watch,
    words,
    workspace,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(
    name="outagecomms",
    help="What your customers hear while your service is down: on time, in words they believe, once.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.callback()(workspace.version)
app.command()(workspace.init)
app.command()(workspace.schema)
app.command()(incident.new)
app.command()(incident.update)
app.command()(incident.resolve)
app.command()(incident.correct)
app.command()(customer.heard)
app.command()(customer.park)
app.command()(customer.answer)
app.command()(customer.amends)
app.command()(call.call)
app.command()(learning.lesson)
app.command()(learning.done)
app.command()(learning.review)
app.command()(words.render)
app.command()(check.check)
app.command()(check.rules)
app.command()(templates.templates)
app.command()(preview.preview)
app.command()(overview.plan)
app.command()(overview.status)
app.command()(followups.followups)
app.command()(followups.satisfied)
app.command()(watch.watch)
app.command()(report.report)
app.command()(outbox.tick)
app.command()(send.send)
app.command("import")(score.import_)
app.command()(score.export)
app.command()(score.score)
app.command()(doctor.doctor)
app.add_typer(outbox.app, name="outbox")


def asked_for(arguments: Sequence[str]) -> typer.Typer:
    """The program with the one command that *arguments* begin with; with all when they begin with none.

    Typer inspects the function of every command that it is given, which takes a fifth of the program's start.
    """
    commands = [each for each in app.registered_commands if arguments[:1] == [_name(each)]]
    groups = [each for each in app.registered_groups if arguments[:1] == [each.name]]
    if not (commands or groups):
        return app
    program = copy(app)
    program.registered_commands, program.registered_groups = commands, groups
    return program


def _name(command: typer.models.CommandInfo) -> str:
    return command.name or (command.callback.__name__ if command.callback else "")
