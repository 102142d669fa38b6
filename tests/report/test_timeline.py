"""The picture of an incident: where things stand in it, and what it says to those who do not see it."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from builders import at
from outagecomms.cadence.promises import Promise
from outagecomms.report.silences import Silence
from outagecomms.report.timeline import Point, legend, timeline

SVG = "{http://www.w3.org/2000/svg}"
KEPT = Promise(at(0), at(20), at(18), "kept")
LATE = Promise(at(18), at(48), at(55), "late")
MISSED = Promise(at(55), at(80), None, "missed")
OPEN = Promise(at(55), at(95), None, "open")
SILENCE = Silence(at(18), at(48), at(55))


def _drawn(
    points: list[Point], promises: list[Promise] | None = None, silences: list[Silence] | None = None, end: int = 100
) -> ET.Element:
    return ET.fromstring(timeline("How it <went>", at(0), at(end), points, promises or [], silences or []))


def _titles(drawn: ET.Element) -> list[str | None]:
    return [title.text for title in drawn.iter(f"{SVG}title")]


def test_the_title_and_the_count_say_what_the_picture_shows() -> None:
    drawn = _drawn([Point(at(0), "update 1"), Point(at(18), "update 2")], [KEPT, LATE], [SILENCE])
    assert drawn.get("role") == "img"
    assert drawn.findtext(f"{SVG}title") == "How it <went>"
    assert drawn.findtext(f"{SVG}desc") == (
        "A message to everyone: 2. A silence longer than the cadence allows: 1. Promise kept: 1. Promise kept late: 1"
    )


def test_each_mark_says_what_it_is() -> None:
    drawn = _drawn([Point(at(18), "update <2>")], [KEPT, LATE, MISSED, OPEN], [SILENCE])
    assert _titles(drawn)[1:] == [
        "Nothing from 2026-11-22 14:18 to 2026-11-22 14:55 UTC: 7 min more than the cadence allows",
        "2026-11-22 14:18 UTC: update <2>",
        "2026-11-22 14:20 UTC: promise kept",
        "2026-11-22 14:48 UTC: promise kept late, 7 min",
        "2026-11-22 15:20 UTC: promise missed",
        "2026-11-22 15:35 UTC: promise still running",
    ]


def test_time_runs_from_left_to_right() -> None:
    """In per cent of the width, so that it fits any page; a promise a little beyond the end stands in its place."""
    points = [Point(at(0), "a"), Point(at(50), "b"), Point(at(100), "c")]
    drawn = _drawn(points, [Promise(at(90), at(110), None, "open")])
    marks = [mark.get("x") for mark in drawn.iter(f"{SVG}svg") if mark is not drawn]
    assert marks == ["1.50%", "45.59%", "89.68%", "98.50%"]


def test_a_promise_for_long_after_the_end_is_named_at_the_edge() -> None:
    """At no time of the axis, for it has none there."""
    given = [Promise(at(50), at(270), at(100), "kept"), Promise(at(50), at(150), at(90), "kept")]
    drawn = _drawn([Point(at(0), "a"), Point(at(100), "resolved 2")], given)
    marks = [mark.get("x") for mark in drawn.iter(f"{SVG}svg") if mark is not drawn]
    assert marks == ["1.50%", "85.85%", "98.5%", "98.5%"]
    assert [text.text for text in drawn.iter(f"{SVG}text") if text.get("text-anchor") == "end"] == [
        "2 later, to 22 Nov 18:30"
    ]
    assert _titles(drawn)[-2:] == ["2026-11-22 18:30 UTC: promise kept", "2026-11-22 16:30 UTC: promise kept"]


def test_what_came_long_after_the_end_is_named_at_the_edge() -> None:
    """A postmortem two days later leaves the outage its room; one a little later stands in its place."""
    posts = [Point(at(0), "update 1"), Point(at(100), "resolved 2"), Point(at(115), "resolved 3")]
    drawn = _drawn([*posts, Point(at(24 * 60), "resolved 4"), Point(at(48 * 60), "resolved 5")])
    marks = [mark.get("x") for mark in drawn.iter(f"{SVG}svg") if mark is not drawn]
    assert marks == ["1.50%", "85.85%", "98.50%", "98.5%"]
    assert [text.text for text in drawn.iter(f"{SVG}text") if text.get("text-anchor") == "end"] == [
        "2 later, to 24 Nov 14:00"
    ]
    assert _titles(drawn)[-1] == "2026-11-23 14:00 UTC: resolved 4; 2026-11-24 14:00 UTC: resolved 5"
    assert (drawn.findtext(f"{SVG}desc") or "").startswith(
        "A message to everyone: 3. A message long after it was resolved: 2. "
    )


def test_only_a_silence_that_is_too_long_is_drawn() -> None:
    assert not list(_drawn([], silences=[Silence(at(0), at(10), at(10))]).iter(f"{SVG}rect"))
    (band,) = _drawn([], silences=[Silence(at(0), at(10), at(60))]).iter(f"{SVG}rect")
    assert (band.get("x"), band.get("width")) == ("11.20%", "48.50%")


@pytest.mark.parametrize(
    ("minutes", "labels"),
    [
        (3, ["14:00", "14:01", "14:02", "14:03"]),
        (100, ["14:00", "14:30", "15:00", "15:30"]),
        # a day that begins has its date
        (14 * 60, ["15:00", "18:00", "21:00", "23 Nov", "03:00"]),
        (24 * 60 * 9, ["24 Nov", "26 Nov", "28 Nov", "30 Nov"]),
        # longer than anybody plans for
        (24 * 60 * 365 * 3, ["22 Nov", "21 Nov", "21 Nov"]),
    ],
)
def test_a_handful_of_round_times_stand_below(minutes: int, labels: list[str]) -> None:
    texts = [text.text for text in _drawn([], end=minutes).iter(f"{SVG}text")]
    assert texts[2:] == labels


def test_an_incident_of_no_length_has_a_picture() -> None:
    assert _drawn([Point(at(0), "update 1")], end=0).findtext(f"{SVG}desc") == (
        "A message to everyone: 1. A silence longer than the cadence allows: 0"
    )


def test_the_legend_has_a_shape_and_words_for_each_mark() -> None:
    shown = ET.fromstring(f"<p>{legend()}</p>")
    assert ["".join(entry.itertext()).strip() for entry in shown] == [
        "a message to everyone", "a message long after it was resolved", "a silence longer than the cadence allows",
        "promise kept", "promise kept late", "promise missed", "promise still running",
    ]  # fmt: skip
    shapes = {ET.tostring(entry[0]) for entry in shown}
    assert len(shapes) == 7


def test_lateness_is_as_long_as_it_lasted() -> None:
    """From the time that was given to the word that came, or to the end when none came."""
    lines = [line for line in _drawn([], [LATE, MISSED]).iter(f"{SVG}line") if line.get("stroke-width") == "3"]
    assert [(line.get("x1"), line.get("x2")) for line in lines] == [("48.06%", "54.85%"), ("79.10%", "98.50%")]
    assert LATE.fulfilled_at
    assert LATE.fulfilled_at - LATE.promised_for == timedelta(minutes=7)
