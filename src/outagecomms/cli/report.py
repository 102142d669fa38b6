"""The command that looks back: how well customers were told."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import say_json, tell

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.report.told import Told


class ReportFormat(StrEnum):
    """To read here, to open in a browser, or for programs."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


def report(
    incident: options.Incident,
    format_: Annotated[
        ReportFormat, typer.Option("--format", help="How to show it. html is one file with a picture.")
    ] = ReportFormat.MARKDOWN,
    now: options.Now = None,
) -> None:
    """Show how well customers were told. First contact, silences, promises, words and deliveries."""
    import sys

    from outagecomms import clock
    from outagecomms.report import summary

    told = _told(incident, clock.now_from(now))
    if format_ is ReportFormat.JSON:
        say_json(summary.for_programs(told))
    elif format_ is ReportFormat.HTML:
        from outagecomms.report.html import html

        if sys.stdout.isatty():
            tell(f"A page is for a browser; keep it: outagecomms report {incident} --format html > report.html")
        typer.echo(html(told), nl=False)
    else:
        from outagecomms.report.markdown import markdown

        typer.echo(markdown(told), nl=False)


def _told(incident: str, at: datetime) -> Told:
    from outagecomms import workspace
    from outagecomms.drafting import case
    from outagecomms.outbox.location import exists
    from outagecomms.report.reading import readings
    from outagecomms.report.told import told

    place, path = workspace.locate(incident)
    if not exists(place.outbox):
        known = case.load(place, path)
        return told(known.incident, known.policy, known.said, None, readings(known, []), at)
    from collections import Counter

    from outagecomms.outbox.store import Outbox

    with Outbox(place.outbox) as outbox:
        known = case.load(place, path, outbox)
        kept = list(outbox.messages(known.incident.id))
    sent = [message for message in kept if message.state == "sent"]
    deliveries = Counter(message.state for message in kept)
    return told(known.incident, known.policy, known.said, deliveries, readings(known, sent), at)
