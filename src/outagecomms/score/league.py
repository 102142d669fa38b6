"""The league table: the incidents whose customers were told best stand first, those without a gap to judge last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outagecomms.score.figures import Figures, figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import timedelta

    from outagecomms.incident.figures import Preset
    from outagecomms.score.measure import Scored

NOBODY = "(no name)"


@dataclass(frozen=True)
class Row:
    """One incident in its place."""

    scored: Scored
    figures: Figures


@dataclass(frozen=True)
class League:
    """The table, and the figures of each page and of all."""

    preset: Preset
    rows: Sequence[Row]
    pages: Sequence[tuple[str, Figures]]
    """By the name of whose page it is, in the order of the table."""
    whole: Figures

    def for_programs(self) -> dict[str, Any]:
        """The same as data: spans in whole minutes, times in UTC, and null for what has no meaning."""
        return {
            "preset": self.preset,
            "incidents": [_row(row) for row in self.rows],
            "pages": [{"organisation": name, "incidents": of.incidents} | of.for_programs() for name, of in self.pages],
            "total": {"incidents": self.whole.incidents} | self.whole.for_programs(),
        }


def league(scored: Iterable[Scored], preset: Preset) -> League:
    """The league table of *scored*, whose gaps were measured against *preset*."""
    everyone = list(scored)
    rows = sorted((Row(each, figures([each])) for each in everyone), key=lambda row: (*_place(row.figures), _name(row)))
    by_page: dict[str, list[Scored]] = {}
    for each in everyone:
        by_page.setdefault(each.organisation or NOBODY, []).append(each)
    pages = [(name, figures(theirs)) for name, theirs in by_page.items()]
    return League(preset, rows, sorted(pages, key=lambda page: (*_place(page[1]), page[0])), figures(everyone))


def _place(of: Figures) -> tuple[bool, float, timedelta, float]:
    """What comes first: the gaps, for whoever waits; then by how much they were too long; then the words."""
    return of.gaps == 0, of.share_too_long or 0, of.beyond, of.errors_a_post or 0


def _name(row: Row) -> tuple[object, ...]:
    incident = row.scored.incident
    return incident.started, row.scored.organisation, incident.title


def _row(row: Row) -> dict[str, Any]:
    incident = row.scored.incident
    return {
        "organisation": row.scored.organisation or None, "title": incident.title, "severity": incident.severity,
        "started": incident.started,
    } | row.figures.for_programs()  # fmt: skip
