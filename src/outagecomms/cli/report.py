"""The command that looks back: how well customers were told."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import say_json, tell

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.drafting.case import Case
    from outagecomms.report.told import Told

_PAGES = (".json", ".jsonl")


class ReportFormat(StrEnum):
    """To read here, to open in a browser, or for programs."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


def report(
    incident: Annotated[
        str,
        typer.Argument(
            help="An incident's id, the path of its file, or a status page's incidents.json, of which the latest "
            "outage is taken.",
            autocompletion=options.complete_incident, show_default=False,
        ),
    ],
    format_: Annotated[
        ReportFormat, typer.Option("--format", help="How to show it. html is one file with a picture.")
    ] = ReportFormat.MARKDOWN,
    now: options.Now = None,
) -> None:  # fmt: skip
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

    if Path(incident).suffix in _PAGES:
        known = _latest(Path(incident))
        return told(known.incident, known.policy, (), None, readings(known, []), at)
    place, path = workspace.locate(incident)
    if not exists(place.outbox):
        known = case.load(place, path)
        return told(known.incident, known.policy, known.said, None, readings(known, []), at)
    from collections import Counter

    from outagecomms.outbox.store import Outbox
    from outagecomms.report.posts import unheard

    with Outbox(place.outbox) as outbox:
        known = case.load(place, path, outbox)
        kept = list(outbox.messages(known.incident.id))
    sent = [message for message in kept if message.state == "sent"]
    deliveries = Counter(message.state for message in kept)
    nobody_told = unheard(known, kept)
    read = readings(known, sent, nobody_told)
    return told(known.incident, known.policy, known.said, deliveries, read, at, nobody_told)


def _latest(path: Path) -> Case:
    """The last outage on the status page that the file at *path* holds, as it would be when it was imported."""
    from operator import attrgetter

    from outagecomms import workspace
    from outagecomms.drafting.case import Case, policy_of
    from outagecomms.errors import InputError
    from outagecomms.score.measure import outages
    from outagecomms.statuspage import filing, incoming, reading

    incidents = [incoming.incident(each) for each in outages(reading.distinct(reading.read(path)))]
    if not incidents:
        raise InputError(f"{path}: there is no outage in it; give the incidents.json of a page that tells of one")
    if len(incidents) > 1:
        tell(
            f"The latest of {len(incidents)} outages. For another: 'outagecomms import {path}' in a workspace, "
            "then 'outagecomms report ID'"
        )
    latest = max(incidents, key=attrgetter("started"))
    folder = path.resolve().parent
    place = workspace.find(folder) or workspace.Workspace(folder)
    known = latest.known_as(latest, filing.name(latest))
    return Case(place, path, known, policy_of(place, known), (), "")
