"""The picture of an incident in time: words, promises and silences, as an inline SVG.

Places are per cent of the width and heights are pixels, so that the letters keep their size on a telephone. Colours
are those of the page's shell, by day and by night; each sort of mark has a shape of its own as well.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outagecomms.cadence.promises import Promise
    from outagecomms.report.silences import Silence

_HEIGHT, _WORDS, _PROMISES, _AXIS = 118, 32, 74, 94  # pixels from the top
_EDGE = 1.5  # per cent left free on each side
_SOON_AFTER = 0.15  # of its length: what comes up to then stands in its place, what is later at the edge
_MOST_TICKS = 6
_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
_DAY = 24 * 60  # minutes
_DAYS = (1, 2, 7, 14, 30, 60, 90, 180, 365)

_SHAPES = {
    "word": Markup('<circle r="5" fill="var(--ink)" stroke="var(--ground)" stroke-width="1.5"/>'),
    "kept": Markup('<path d="M-5 0l4 4l7-8" fill="none" stroke="var(--good)" stroke-width="2.5"/>'),
    "late": Markup('<path d="M0-6l6 11h-12z" fill="var(--warn)"/>'),
    "missed": Markup('<path d="M-5-5l10 10m0-10l-10 10" fill="none" stroke="var(--bad)" stroke-width="3"/>'),
    "later": Markup('<path d="M-5-5l5 5l-5 5m5-10l5 5l-5 5" fill="none" stroke="var(--ink)" stroke-width="2"/>'),
    "open": Markup('<circle r="4.5" fill="none" stroke="var(--ink)" stroke-width="2"/>'),
    "silence": Markup(
        '<rect x="-6" y="-6" width="12" height="12" fill="var(--bad)" fill-opacity=".3" stroke="var(--bad)"/>'
    ),
}
_LEGEND = {
    "word": "a message to everyone",
    "later": "a message long after it was resolved",
    "silence": "a silence longer than the cadence allows",
    "kept": "promise kept",
    "late": "promise kept late",
    "missed": "promise missed",
    "open": "promise still running",
}


class Point(NamedTuple):
    """One message to everyone, and its name for who points at it. Time in UTC."""

    at: datetime
    what: str


def timeline(
    title: str,
    start: datetime,
    end: datetime,
    points: Sequence[Point],
    promises: Sequence[Promise],
    silences: Sequence[Silence],
) -> Markup:
    """The picture of what went on between *start* and *end*; *title* and a count stand in for it where nobody sees it.

    Of *silences* only those that the cadence would have broken are drawn. What was posted long after the end, or
    promised for then, is named at the edge, so that it leaves room for all the rest. Times in UTC.
    """
    edge = end + max((end - start) * _SOON_AFTER, timedelta(minutes=1))
    later = [point for point in points if point.at > edge]
    points = [point for point in points if point.at <= edge]
    in_sight = [promise for promise in promises if promise.promised_for <= edge]
    beyond = [promise for promise in promises if promise.promised_for > edge]
    last = [edge] if later or beyond else [point.at for point in points] + [each.promised_for for each in in_sight]
    scale = _Scale(start, max([end, start + timedelta(minutes=1), *last]))
    too_long = [silence for silence in silences if silence.is_too_long]
    drawn = [
        _text(_WORDS - 17, "Messages to everyone"),
        _line(scale, start, scale.end, _WORDS, "var(--line)", 4),
        *(_silence(scale, silence) for silence in too_long),
        *(_mark(scale, point.at, _WORDS, "word", f"{_clock(point.at)} UTC: {point.what}") for point in points),
        *_later(later),
        _text(_PROMISES - 15, "Promises of the next one"),
        *(part for promise in in_sight for part in _promise(scale, promise, end)),
        *_promised_later(beyond),
        _line(scale, start, scale.end, _AXIS, "var(--line)", 1),
        *(part for tick in _ticks(start, scale.end) for part in _tick(scale, *tick)),
    ]
    head = Markup(
        '<svg role="img" style="width: 100%; height: {}px; overflow: visible" xmlns="http://www.w3.org/2000/svg">\n'
        "<title>{}</title>\n<desc>{}</desc>\n"
    ).format(_HEIGHT, title, _counted(points, later, promises, too_long))
    return head + Markup("\n").join(drawn) + Markup("\n</svg>")


def legend() -> Markup:
    """What each mark in the picture means."""
    entry = Markup(
        '<span style="display: inline-block; margin-right: 1.25em">'
        '<svg aria-hidden="true" style="width: 14px; height: 14px; overflow: visible; vertical-align: middle">'
        '<g transform="translate(6 7)">{}</g></svg> {}</span>'
    )
    return Markup("\n").join(entry.format(_SHAPES[sort], meaning) for sort, meaning in _LEGEND.items())


def _counted(
    points: Sequence[Point], later: Sequence[Point], promises: Sequence[Promise], too_long: Sequence[Silence]
) -> str:
    outcomes = [promise.outcome for promise in promises]
    counts = {"word": len(points), "silence": len(too_long)} | {each: outcomes.count(each) for each in outcomes}
    counts |= {"later": len(later)} if later else {}
    return ". ".join(f"{meaning.capitalize()}: {counts[sort]}" for sort, meaning in _LEGEND.items() if sort in counts)


def _later(points: Sequence[Point]) -> Iterator[Markup]:
    """What was posted beyond the edge: a mark there, and above it when that was."""
    if not points:
        return
    said = "; ".join(f"{_clock(point.at)} UTC: {point.what}" for point in points)
    yield _when_at_edge(_WORDS - 17, [point.at for point in points])
    yield _mark_at(f"{100 - _EDGE}%", _WORDS, "later", said)


def _promised_later(promises: Sequence[Promise]) -> Iterator[Markup]:
    """What was promised for a time beyond the edge: its marks there, and above them when that was."""
    if promises:
        yield _when_at_edge(_PROMISES - 15, sorted(promise.promised_for for promise in promises))
    for promise in promises:
        yield _mark_at(f"{100 - _EDGE}%", _PROMISES, promise.outcome, _said_of(promise))


def _when_at_edge(y: int, times: Sequence[datetime]) -> Markup:
    """When what stands at the edge was; *times* are oldest first."""
    last, count = times[-1].astimezone(UTC), f"{len(times)} later, to " if len(times) > 1 else ""
    place = Markup('<text x="{}%" y="{}" text-anchor="end">{}</text>')
    return place.format(100 - _EDGE, y, f"{count}{last.day} {last:%b} {last:%H:%M}")


class _Scale(NamedTuple):
    start: datetime
    end: datetime

    def __call__(self, at: datetime) -> str:
        share = (min(max(at, self.start), self.end) - self.start) / (self.end - self.start)
        return f"{_EDGE + (100 - 2 * _EDGE) * share:.2f}%"

    def width(self, start: datetime, end: datetime) -> str:
        return f"{float(self(end)[:-1]) - float(self(start)[:-1]):.2f}%"


def _promise(scale: _Scale, promise: Promise, end: datetime) -> Iterator[Markup]:
    """Its mark at the time that was given; a bar from there to the word that came after it, or to the *end*."""
    if promise.outcome in ("late", "missed"):
        colour = "var(--warn)" if promise.outcome == "late" else "var(--bad)"
        yield _line(scale, promise.promised_for, promise.fulfilled_at or end, _PROMISES, colour, 3)
    yield _mark(scale, promise.promised_for, _PROMISES, promise.outcome, _said_of(promise))


def _said_of(promise: Promise) -> str:
    said = f"{_clock(promise.promised_for)} UTC: {_LEGEND[promise.outcome]}"
    return said + (f", {promise.minutes_late} min" if promise.outcome == "late" else "")


def _silence(scale: _Scale, silence: Silence) -> Markup:
    return Markup(
        '<rect x="{}" y="{}" width="{}" height="20" fill="var(--bad)" fill-opacity=".3" stroke="var(--bad)">'
        "<title>Nothing from {} to {} UTC: {} min more than the cadence allows</title></rect>"
    ).format(
        scale(silence.allowed_until), _WORDS - 10, scale.width(silence.allowed_until, silence.end),
        _clock(silence.start), _clock(silence.end), silence.beyond // timedelta(minutes=1),
    )  # fmt: skip


def _mark(scale: _Scale, at: datetime, y: int, sort: str, title: str) -> Markup:
    return _mark_at(scale(at), y, sort, title)


def _mark_at(x: str, y: int, sort: str, title: str) -> Markup:
    nested = Markup('<svg x="{}" y="{}" width="1" height="1" style="overflow: visible"><title>{}</title>{}</svg>')
    return nested.format(x, y, title, _SHAPES[sort])


def _line(scale: _Scale, start: datetime, end: datetime, y: int, colour: str, width: int) -> Markup:
    return Markup('<line x1="{}" x2="{}" y1="{y}" y2="{y}" stroke="{}" stroke-width="{}"/>').format(
        scale(start), scale(end), colour, width, y=y
    )


def _text(y: int, words: str) -> Markup:
    return Markup('<text x="{}%" y="{}">{}</text>').format(_EDGE, y, words)


def _tick(scale: _Scale, at: datetime, label: str) -> Iterator[Markup]:
    yield Markup('<line x1="{x}" x2="{x}" y1="{}" y2="{}" stroke="var(--muted)"/>').format(
        _AXIS, _AXIS + 5, x=scale(at)
    )
    yield Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(scale(at), _AXIS + 18, label)


def _ticks(start: datetime, end: datetime) -> Iterator[tuple[datetime, str]]:
    """A handful of round times from *start* to *end*, in UTC."""
    steps = [*_MINUTES, *(days * _DAY for days in _DAYS)]
    span = (end - start) / timedelta(minutes=1)
    step = next((each for each in steps if span / each < _MOST_TICKS), steps[-1])
    at = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    at += timedelta(minutes=step) * -((at - start) // timedelta(minutes=step))
    while at <= end:
        yield at, f"{at:%H:%M}" if at.hour or at.minute else f"{at.day} {at:%b}"
        at += timedelta(minutes=step)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"
