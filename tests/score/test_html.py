"""The league table as a page; how it looks in a browser is tested in `browser`."""

from __future__ import annotations

from dataclasses import replace

from outagecomms.score.html import html
from outagecomms.score.league import league
from score.told import scored

ONE = scored(5, 30, 40, name="Cards <b>fail</b>")


def test_each_incident_has_a_row_that_leads_to_its_picture() -> None:
    shown = html(league([ONE, scored(0, 5)], "default"))
    assert (
        '<td>2</td><td><a href="#incident-2">2026-11-22 Cards &lt;b&gt;fail&lt;/b&gt;</a></td><td>5 min</td>' in shown
    )
    assert '<figure class="incident" id="incident-2">\n<figcaption>2. 2026-11-22 Cards &lt;b&gt;fail' in shown
    assert shown.count("<svg role=") == 2


def test_a_picture_has_each_post_and_each_silence() -> None:
    shown = html(league([ONE], "default"))
    assert "2026-11-22 14:30 UTC: post 2, investigating" in shown
    assert "5 min more than the cadence allows" in shown


def test_a_picture_has_the_wait_for_the_first_post() -> None:
    """Which is no gap, and stands in a column of its own; but nobody heard anything in it."""
    late, unknown = scored(60, 65), scored(60, 65, started=60)
    assert (len(late.silences), late.silences[0].is_too_long) == (1, False)
    shown = html(league([late], "default"))
    assert "Nothing from 2026-11-22 14:00 to 2026-11-22 15:00 UTC: 45 min more than the cadence allows" in shown
    assert "more than the cadence allows</title>" not in html(league([unknown], "default"))


def test_pages_stand_beside_each_other_where_there_are_several() -> None:
    assert "Status pages, best first" not in html(league([ONE], "default"))
    assert "<td>Emma</td><td>1</td>" in html(league([ONE, replace(ONE, organisation="Emma")], "default"))
