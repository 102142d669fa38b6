"""The command for the telephone: what to say to a customer, and what they told us."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import say, say_json


class SheetFormat(StrEnum):
    """To read aloud, for documents, or for programs."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def call(
    incident: options.Incident,
    account: options.OneAccount,
    format_: Annotated[SheetFormat, typer.Option("--format", help="How to show it.")] = SheetFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Print a page to read aloud on the telephone. What they told you, what to say and ask, and what to promise."""
    from outagecomms import clock, workspace
    from outagecomms.cli.cases import loaded, tell_failures
    from outagecomms.customer import callsheet
    from outagecomms.customer.satisfaction import customer

    at = clock.now_from(now)
    with loaded(*workspace.locate(incident)) as known:
        whom = customer(known.incident, account)
        writer = known.writer(at)
        planned = callsheet.letter(known.incident, known.policy, known.said, whom, at)
        context = callsheet.context(known.incident, known.policy, planned, writer, at)
        sheet = callsheet.sheet(writer, context, whom.language)
        tell_failures(writer.failures)
    if format_ is SheetFormat.JSON:
        steps = [{"heading": each.heading, "lines": each.lines} for each in sheet.sections]
        say_json({"incident": known.incident.id, "account": account, "title": sheet.title, "sections": steps})
    else:
        say(sheet.markdown() if format_ is SheetFormat.MARKDOWN else sheet.text())
