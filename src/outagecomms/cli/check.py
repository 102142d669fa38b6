"""Commands about tone: check what was written, and explain the rules."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from outagecomms.cli.terminal import tell
from outagecomms.tone.facts import KINDS, PHASES
from outagecomms.tone.formats import FORMATS

MessageKind = StrEnum("MessageKind", [(kind, kind) for kind in KINDS])  # type: ignore[misc]  # mypy wants a literal
Phase = StrEnum("Phase", [(phase, phase) for phase in PHASES])  # type: ignore[misc]
Report = StrEnum("Report", [(name, name) for name in FORMATS])  # type: ignore[misc]


class RuleFormat(StrEnum):
    """To read, for programs, or for documentation."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def check(
    paths: Annotated[
        list[str], typer.Argument(help="Incident files, templates, messages, or folders of them; - reads one.")
    ],
    kind: Annotated[
        MessageKind | None,
        typer.Option(
            metavar="KIND", help=f"What kind of message the files are: {', '.join(KINDS)}.", show_default=False
        ),
    ] = None,
    phase: Annotated[Phase | None, typer.Option(help="Whether the incident is over. Left out, the kind says.")] = None,
    language: Annotated[str, typer.Option(help="In which language finished messages are.")] = "en",
    unused: Annotated[bool, typer.Option("--unused", help="List allowances that no longer do anything.")] = False,
    format_: Annotated[Report, typer.Option("--format", help="How to show what is found.")] = Report("text"),
) -> None:
    """Check what customers will read. Exit 1 when a rule of level error fired, 2 when a file is broken."""
    from outagecomms.checking.messages import NOTHING
    from outagecomms.checking.paths import Checking
    from outagecomms.tone.formats import format_called

    checking = Checking(kind.value if kind else None, phase.value if phase else "", language)
    found = checking.unused(paths) if unused else checking.found(paths)
    if shown := format_called(format_.value)(found, checking.rules.rules):
        typer.echo(shown)
    elif format_.value == "text":
        tell(NOTHING)
    if code := checking.exit_code(found):
        raise typer.Exit(code)


def rules(
    rule: Annotated[str | None, typer.Argument(metavar="ID", help="Explain this one.", show_default=False)] = None,
    format_: Annotated[RuleFormat, typer.Option("--format", help="How to show them.")] = RuleFormat.TEXT,
) -> None:
    """List the rules of tone, or explain one. What, why, a bad and a good example, how to allow it."""
    from outagecomms import workspace
    from outagecomms.drafting.gate import rules_of
    from outagecomms.tone import explain, ruleset

    place = workspace.find(Path.cwd())
    known = rules_of(place)("en") if place else ruleset.load()
    typer.echo(explain.explained(known.named(rule), format_) if rule else explain.listed(known.rules, format_))
