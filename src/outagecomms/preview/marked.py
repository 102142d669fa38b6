"""Text with parts of it marked, as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from outagecomms.tone.finding import line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outagecomms.preview.changes import Range
    from outagecomms.tone.finding import Finding

_NOTE = Markup('<mark class="{}" tabindex="0" aria-description="{}">')
_LEVELS = ("error", "warning", "suggestion")


class Wrap(NamedTuple):
    """A part of a text between two offsets, and the markup before and behind it."""

    start: int
    end: int
    before: Markup
    behind: Markup


def marked(text: str, start: int, end: int, *layers: Sequence[Wrap]) -> Markup:
    """The part of *text* between two offsets, with the parts of each layer wrapped, those of the first outermost.

    The wraps of one layer stand in the order of the text and do not overlap.
    """
    if not layers:
        return Markup.escape(text[start:end])
    parts, at = [], start
    for wrap in layers[0]:
        first, last = max(wrap.start, at), min(wrap.end, end)
        if first < last:
            parts.append(marked(text, at, first, *layers[1:]))
            parts += [wrap.before, marked(text, first, last, *layers[1:]), wrap.behind]
            at = last
    return Markup().join([*parts, marked(text, at, end, *layers[1:])])


def notes(text: str, findings: Iterable[Finding]) -> list[Wrap]:
    """A mark for each stretch of *text* that something was found in, which says what and why.

    A finding that overlaps the one before it shares its mark; one without words is nowhere in the text.
    """
    starts = [0, *(offset + 1 for offset, character in enumerate(text) if character == "\n")]
    found: list[tuple[int, int, list[Finding]]] = []
    for finding in sorted(finding for finding in findings if finding.excerpt):
        start = starts[finding.line - 1] + finding.column - 1
        end = start + finding.end_column - finding.column
        if found and start < found[-1][1]:
            first, last, others = found.pop()
            found.append((first, max(last, end), [*others, finding]))
        else:
            found.append((start, end, [finding]))
    return [Wrap(start, end, _note(about), Markup("</mark>")) for start, end, about in found]


def spans(ranges: Iterable[Range], tag: str) -> list[Wrap]:
    """The element *tag* round each of *ranges*."""
    before, behind = Markup("<{}>").format(tag), Markup("</{}>").format(tag)
    return [Wrap(start, end, before, behind) for start, end in ranges]


def told(finding: Finding) -> str:
    """A finding and its reason, for a person."""
    return f"{line(finding)}\nWhy: {finding.reason}"


def _note(findings: Sequence[Finding]) -> Markup:
    level = min((finding.level for finding in findings), key=_LEVELS.index)
    return _NOTE.format(level, "\n".join(map(told, findings)))
