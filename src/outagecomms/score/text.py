"""The league table to read on a terminal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, get_args

from outagecomms.incident.figures import Severity
from outagecomms.report.cadence import MEANING, waits
from outagecomms.score.measure import policy_of
from outagecomms.wording import counted, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.score.figures import Figures
    from outagecomms.score.league import League, Row

_HOUR, _DAY = 60, 24 * 60  # minutes
NOT_APPLICABLE = "n/a"
SEVERITY = "severity"
COLUMNS = ("first", "longest", "too long", "kept", "errors", "silence")
"""What stands in `cells`, under names that fit."""

LEGEND = (
    ("first", "how long after the start the first post came; n/a where the page does not say when it began"),
    ("longest", "the longest gap between two posts while it was open, up to the last that the page tells"),
    ("too long", "how many of the gaps were longer than the cadence allows for that severity and status"),
    ("kept", "how many of the times promised for the next update were kept"),
    ("errors", "how many things in a post, on average, the rules of tone would have stopped"),
    ("silence", "what was too long of all gaps, in all: the cadence would have broken it"),
    (SEVERITY, "the page's impact in our words, by which each gap was judged"),
)


def legend(league: League) -> Iterator[tuple[str, str]]:
    """What each column means, and what the cadence allows."""
    yield from LEGEND
    every = [(severity, waits(policy_of(severity, league.preset))) for severity in get_args(Severity)]
    allowed = "; ".join(f"{severity} {wait}" for severity, wait in every)
    yield "cadence", f"{MEANING}; '{league.preset}' allows {allowed}"


def cells(of: Figures) -> tuple[str, ...]:
    """The figures as cells of a row; see `COLUMNS`."""
    errors = of.errors_a_post
    return (
        NOT_APPLICABLE if of.first_contact is None else short(of.first_contact),
        NOT_APPLICABLE if of.longest is None else short(of.longest),
        f"{of.too_long} of {of.gaps}" if of.gaps else NOT_APPLICABLE,
        f"{of.kept} of {of.promises}" if of.promises else NOT_APPLICABLE,
        NOT_APPLICABLE if errors is None else f"{errors:.1f}",
        short(of.beyond) if of.gaps else NOT_APPLICABLE,
    )


def short(length: timedelta) -> str:
    """A length of time in the unit that suits it: ``95 min``, ``22.8 h``, ``3.7 days``."""
    minutes = length // timedelta(minutes=1)
    if minutes < 2 * _HOUR:
        return f"{minutes} min"
    return f"{minutes / _HOUR:.1f} h" if minutes < 2 * _DAY else f"{minutes / _DAY:.1f} days"


def pages(league: League) -> Iterator[tuple[str, ...]]:
    """The rows of the pages, under their heading."""
    yield (*COLUMNS, "page")
    for name, of in league.pages:
        yield (*cells(of), f"{name}, {counted(of.incidents, 'incident')}")


def rows(league: League) -> Iterator[tuple[str, ...]]:
    """The rows of the incidents, numbered, under their heading."""
    width = len(str(len(league.rows)))
    several = len(league.pages) > 1
    yield ("#".rjust(width), *COLUMNS, SEVERITY, "incident")
    for number, row in enumerate(league.rows, start=1):
        name = named(row, several=several)
        yield (str(number).rjust(width), *cells(row.figures), row.scored.incident.severity, name)


def named(row: Row, *, several: bool) -> str:
    """An incident by name: the day on which it began, whose it is where there are *several* pages, and its title."""
    incident, whose = row.scored.incident, row.scored.organisation
    return f"{incident.started:%Y-%m-%d} {f'{whose}: ' if several and whose else ''}{incident.title}"


def summary(league: League) -> str:
    """What all of it comes to, and what the tool would have done."""
    of = league.whole
    said = [f"{counted(of.incidents, 'incident')}, {counted(of.posts, 'post')}."]
    if of.gaps:
        said.append(f"{of.too_long} of {counted(of.gaps, 'gap')} too long for the cadence '{league.preset}'.")
    if of.holdings:
        holdings = counted(of.holdings, "holding update")
        said.append(f"It would have broken {span(of.beyond)} of silence, and put {holdings} before a person.")
    if of.promises:
        said.append(f"{of.kept} of {counted(of.promises, 'promise')} kept.")
    return " ".join(said)
