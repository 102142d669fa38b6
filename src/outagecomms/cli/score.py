"""Commands about status pages: bring incidents in, give them out, and score how their customers were told."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import say, say_json, shown_path, table, tell

if TYPE_CHECKING:
    from outagecomms.incident.model import Incident
    from outagecomms.score.league import League
    from outagecomms.statuspage.posted import Posted
    from outagecomms.workspace import Workspace

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help="A status page's incidents.json, or one incident as JSON a line."),
]


_BEHIND = (
    "{}: left as it is, although the download says otherwise ({}): the file was changed since it was imported, or "
    "nothing tells that the download is newer. To take it instead, move the file away and import again."
)

_UNHEARD = "{}: {} left out, since none of {} messages has left the outbox."


class ExportFormat(StrEnum):
    """What other programs read."""

    STATUSPAGE = "statuspage"


class ScoreFormat(StrEnum):
    """To read here, for programs, or to open in a browser."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


class PresetName(StrEnum):
    """Whose figures the gaps are measured against."""

    ATLASSIAN = "atlassian"
    AZURE = "azure"
    DEFAULT = "default"
    GDS = "gds"
    GITLAB = "gitlab"
    PAGERDUTY = "pagerduty"


def import_(files: Files) -> None:
    """Import incidents from a status page. Writes an incident file each, and never over what you have changed."""
    from outagecomms import workspace
    from outagecomms.incident import history
    from outagecomms.statuspage import filing, incoming

    place = workspace.here()
    made = filing.filed(place, [incoming.incident(each) for each in _read(files)])
    for each in filing.write(made):
        say(shown_path(each.path))
    if newer := sum(each.before is not None for each in made):
        tell(f"{newer} imported before, and brought up to date.")
    if known := sum(each.text is None and not each.differs for each in made):
        tell(f"{known} imported before, and left as {'it is' if known == 1 else 'they are'}.")
    for each in made:
        if each.differs:
            tell(_BEHIND.format(shown_path(each.path), ", ".join(each.differs)))
    if still_open := sum(history.status(each.incident) != "resolved" for each in made if each.text):
        listed = "it" if still_open == 1 else "them"
        tell(f"{still_open} not resolved on the page: 'outagecomms status' lists {listed}, and owes nobody anything.")


def export(
    incidents: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INCIDENT", help="Left out, all of this workspace.", autocompletion=options.complete_incident,
            show_default=False,
        ),
    ] = None,
    format_: Annotated[ExportFormat, typer.Option("--format", help="Who is to read it.")] = ExportFormat.STATUSPAGE,
) -> None:  # fmt: skip
    """Print incidents as a status page publishes them. Accounts and what they said stay at home."""
    from outagecomms import workspace
    from outagecomms.statuspage import outgoing

    del format_  # there is one so far
    places = [workspace.locate(each) for each in incidents] if incidents else list(workspace.collect([]))
    known = [_as_heard(place, path) for place, path in places]
    organisation = next((place.config.organisation for place, _ in places if place.config.organisation), "")
    say_json(outgoing.document(known, organisation))


def _as_heard(place: Workspace, path: Path) -> Incident:
    """The incident as customers heard of it, where an outbox knows what has left; else as its log has it."""
    from outagecomms.outbox.location import exists

    if not exists(place.outbox):
        return place.read(path)
    from outagecomms.drafting import case
    from outagecomms.outbox.store import Outbox
    from outagecomms.report import posts

    with Outbox(place.outbox) as outbox:
        found = case.load(place, path, outbox)
        unheard = posts.unheard(found, outbox.messages(found.incident.id))
    incident, policy, said = found.incident, found.policy, found.said
    if incident.source:  # what was imported stands on the page whatever leaves here
        return incident
    written = posts.spoken(incident, policy, said)
    if names := [f"{word.kind} {word.sequence}" for word in written if (word.kind, word.sequence) in unheard]:
        tell(_UNHEARD.format(incident.id, ", ".join(names), "its" if len(names) == 1 else "their"))
    return posts.as_heard(incident, posts.heard(incident, posts.spoken(incident, policy, said, unheard), said))


def score(
    files: Files,
    preset: Annotated[
        PresetName, typer.Option(help="The cadence that gaps are measured against.")
    ] = PresetName.DEFAULT,
    format_: Annotated[
        ScoreFormat, typer.Option("--format", help="How to show it. html has a picture of each incident.")
    ] = ScoreFormat.TEXT,
) -> None:
    """Score how the customers of a status page were told. Incident by incident, best first; no workspace is needed."""
    from outagecomms.score.league import league
    from outagecomms.score.measure import outages, score
    from outagecomms.tone import ruleset

    rules, posted = ruleset.load(), _read(files)
    found = list(outages(posted))
    result = league((score(each, preset.value, rules) for each in found), preset.value)
    if planned := len(posted) - len(found):
        tell(f"{planned} planned, and left out: nobody waits for news of {'it' if planned == 1 else 'them'}.")
    if format_ is ScoreFormat.JSON:
        say_json(result.for_programs())
    elif format_ is ScoreFormat.HTML:
        from outagecomms.score.html import html

        if sys.stdout.isatty():
            tell("A page is for a browser; keep it: outagecomms score FILE --format html > score.html")
        typer.echo(html(result), nl=False)
    else:
        _say(result)


def _say(result: League) -> None:
    from outagecomms.cli.terminal import wrapped
    from outagecomms.score import text

    if result.rows:
        table(list(text.rows(result)))
        say()
    if len(result.pages) > 1:
        table(list(text.pages(result)))
        say()
    say(wrapped(text.summary(result)))
    if result.rows:
        tell("\n" + "\n".join(f"{name}: {meaning}" for name, meaning in text.legend(result)))


def _read(files: list[Path]) -> list[Posted]:
    """The incidents of all *files*, once each; nothing when one of the files is wrong."""
    from outagecomms.statuspage import reading

    return reading.distinct(each for path in files for each in reading.read(path))
