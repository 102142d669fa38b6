"""A table on a page: named for who cannot see it, and wider than a telephone without the page being so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str | Markup]]) -> Markup:
    """The table as markup; whatever is not markup is escaped."""
    head = Markup().join(Markup('<th scope="col">{}</th>').format(each) for each in heads)
    lines = [
        Markup("<tr>{}</tr>").format(Markup().join(Markup("<td>{}</td>").format(cell) for cell in row)) for row in rows
    ]
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}">\n<table>\n<caption>{}</caption>\n'
        "<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>\n</div>"
    ).format(caption, caption, head, Markup("\n").join(lines))
