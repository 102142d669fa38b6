"""A report as Markdown, which also reads well as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.pages.markdown import inline
from outagecomms.report.events import events
from outagecomms.report.figures import figures
from outagecomms.report.summary import allowed, found_in, summary
from outagecomms.wording import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from outagecomms.report.told import Told


def markdown(told: Told) -> str:
    """The whole report."""
    start = told.incident.started
    lines = [
        f"# How customers were told: {inline(told.incident.title)}",
        "",
        summary(told),
        "",
        allowed(told),
        "",
        "## Figures",
        "",
    ]
    lines += [f"- **{each.name}: {each.value}.** {each.meaning}" for each in figures(told)]
    lines += ["", "## Message by message", ""]
    lines += _table(
        ("At", "Message", "Waited", "Promised", "Kept?", "Words"),
        (
            (moment(each.at, start), each.what, each.waited, moment(each.promised, start) if each.promised else "",
             each.outcome, each.text)
            for each in events(told)
        ),
    )  # fmt: skip
    findings = list(found_in(told))
    if findings:
        lines += ["", "## What the rules of tone find", ""]
        lines += _table(
            ("At", "Message", "Rule", "What is wrong"),
            ((moment(at, start), name, f"{found.level} {found.rule}", found.message) for at, name, found in findings),
        )
    return "\n".join([*lines, ""])


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(map(inline, row))} |"
