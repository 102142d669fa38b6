"""The league table as a page to open from disk, with a picture of each incident."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from outagecomms.pages.page import page
from outagecomms.pages.table import table
from outagecomms.report.timeline import Point, timeline
from outagecomms.report.timeline import legend as marks
from outagecomms.score.text import COLUMNS, SEVERITY, cells, legend, named, summary

if TYPE_CHECKING:
    from outagecomms.score.league import League, Row

_STYLE = """
th, td + td { white-space: nowrap; }
td:has(a) { min-width: 16rem; white-space: normal; }
figure.incident { margin: 2rem 0; }
figure.incident figcaption { color: inherit; font-size: 1rem; margin-bottom: .5rem; max-width: 44rem; }
"""


def html(league: League) -> str:
    """The whole page."""
    several = len(league.pages) > 1
    body = Markup(
        "<p>{}</p>\n<dl>{}</dl>\n{}<h2>Incidents, best first</h2>\n{}\n"
        "<h2>Pictures</h2>\n<p>{}<br>Times are in UTC.</p>\n{}"
    )
    parts = [_figure(number, row, several=several) for number, row in enumerate(league.rows, start=1)]
    shown = body.format(
        summary(league), _meanings(league), _pages(league) if several else "", _incidents(league, several=several),
        marks(), Markup("\n").join(parts),
    )  # fmt: skip
    return page("How customers were told", shown, style=_STYLE)


def _meanings(league: League) -> Markup:
    return Markup().join(Markup("<dt>{}</dt><dd>{}</dd>\n").format(name, meaning) for name, meaning in legend(league))


def _pages(league: League) -> Markup:
    rows = [(name, str(of.incidents), *cells(of)) for name, of in league.pages]
    return Markup("<h2>Status pages, best first</h2>\n{}\n").format(
        table("The figures of each page", ("page", "incidents", *COLUMNS), rows)
    )


def _incidents(league: League, *, several: bool) -> Markup:
    rows = [
        (str(number), Markup('<a href="#incident-{}">{}</a>').format(number, named(row, several=several)),
         *cells(row.figures), row.scored.incident.severity)
        for number, row in enumerate(league.rows, start=1)
    ]  # fmt: skip
    return table("The figures of each incident", ("#", "incident", *COLUMNS, SEVERITY), rows)


def _figure(number: int, row: Row, *, several: bool) -> Markup:
    scored, name = row.scored, named(row, several=several)
    points = [
        Point(update.at, f"post {each}, {update.status}") for each, update in enumerate(scored.incident.updates, 1)
    ]
    start = scored.incident.started
    silences = [*([scored.wait] if scored.wait else []), *scored.silences]
    picture = timeline(name, start, scored.until, points, scored.promises, silences)
    frame = Markup('<figure class="incident" id="incident-{}">\n<figcaption>{}. {}</figcaption>\n{}\n</figure>')
    return frame.format(number, number, name, picture)
