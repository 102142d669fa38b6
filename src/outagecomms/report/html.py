"""A report as a page to open from disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from outagecomms.pages.page import page
from outagecomms.pages.table import table
from outagecomms.report.events import events, what
from outagecomms.report.figures import figures
from outagecomms.report.summary import allowed, found_in, summary
from outagecomms.report.timeline import Point, legend, timeline
from outagecomms.wording import moment

if TYPE_CHECKING:
    from outagecomms.report.figures import Figure
    from outagecomms.report.told import Told

_STYLE = """
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)); gap: 1rem; }
.figures section { border-top: 4px solid var(--line); background: var(--panel); padding: .75rem 1rem; }
.figures section.good { border-color: var(--good); color: inherit; }
.figures section.bad { border-color: var(--bad); color: inherit; }
.figures h3 { margin: 0; font-size: .875rem; font-weight: 600; color: var(--muted); }
.figures .value { margin: .25rem 0; font-size: 1.375rem; line-height: 1.25; }
.figures section.none .value { color: var(--muted); }
.figures .meaning { margin: 0; font-size: .875rem; }
td:first-child { white-space: nowrap; }
td:last-child { min-width: 16rem; }
@media print { .figures section { break-inside: avoid; border: 1px solid var(--line); } }
"""


def html(told: Told) -> str:
    """The whole report."""
    body = Markup(
        "<p>{}</p>\n<p>{}</p>\n"
        "<figure>\n{}\n<figcaption>{}<br>Times are in UTC. The table below says the same.</figcaption>\n</figure>\n"
        '<h2>Figures</h2>\n<div class="figures">\n{}\n</div>\n'
        "<h2>Message by message</h2>\n{}\n{}"
    ).format(
        summary(told), allowed(told), _picture(told), legend(), Markup("\n").join(map(_card, figures(told))),
        _messages(told), _findings(told),
    )  # fmt: skip
    return page(f"How customers were told: {told.incident.title}", body, style=_STYLE)


def _picture(told: Told) -> Markup:
    points = [Point(word.at, what(told, word)) for word in told.words]
    title = f"{told.incident.title}: messages, promises and silences"
    end = max([told.until, *(silence.end for silence in told.silences)])  # good news may leave later than it is true
    return timeline(title, told.incident.started, end, points, told.promises, told.silences)


def _card(figure: Figure) -> Markup:
    sort = "none" if figure.exact is None and not figure.standing else figure.standing
    return Markup('<section class="{}"><h3>{}</h3><p class="value">{}</p><p class="meaning">{}</p></section>').format(
        sort, figure.name, figure.value, figure.meaning
    )


def _messages(told: Told) -> Markup:
    start = told.incident.started
    rows = [
        (moment(each.at, start), each.what, _marked(each.waited, bad=each.too_long),
         moment(each.promised, start) if each.promised else "",
         _marked(each.outcome, bad=each.outcome not in ("", "kept", "open")), each.text)
        for each in events(told)
    ]  # fmt: skip
    return table("Messages to everyone", ("At", "Message", "Waited", "Promised the next by", "Kept?", "Words"), rows)


def _findings(told: Told) -> Markup:
    start = told.incident.started
    rows = [
        (moment(at, start), name, Markup("{} <code>{}</code>").format(_marked(found.level, bad=found.level == "error"),
         found.rule), found.message)
        for at, name, found in found_in(told)
    ]  # fmt: skip
    if not rows:
        return Markup()
    caption = "What the rules of tone find in the messages as they went out"
    return Markup("<h2>Tone</h2>\n") + table(caption, ("At", "Message", "Rule", "What is wrong"), rows)


def _marked(words: str, *, bad: bool) -> Markup:
    return Markup('<strong class="bad">{}</strong>').format(words) if bad else escape(words)
