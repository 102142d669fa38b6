"""The pages: a list of every situation, and a page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, get_args

from markupsafe import Markup

from outagecomms.incident.figures import Status
from outagecomms.pages.page import page
from outagecomms.preview.situation import Situation, situation_of, situation_page, style, summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from outagecomms.preview.letter import Letter

    Letters = Mapping[Situation, list[Letter]]

INDEX = "index.html"
_TITLE = "What customers read"
_EVERYTHING = "Every kind of message is here in every status, as the customers of the examples would get it."
_BESIDE = "What changed stands beside what it was before."
_MARKED = " A finding is what a rule of tone objects to: it is marked in the text, and its reason shows there."
_FIRST = Markup("<p>{}. {}{}</p>\n")
_LINK = Markup('<a href="{}">{}</a>')
_ITEM = Markup('<li><a href="{}">{}</a>: {}</li>\n')
_CHANGED = Markup("<h2>Changed</h2>\n<ul>\n{}</ul>\n")
_TABLE = Markup(
    '<h2>Language: {0}</h2>\n<div class="scroll" tabindex="0" role="region" aria-label="Language: {0}">\n'
    "<table>\n<thead><tr><th>Kind</th>{1}</tr></thead>\n<tbody>\n{2}</tbody>\n</table>\n</div>\n"
)
_HEAD = Markup('<th scope="col">{}</th>')
_ROW = Markup('<tr><th scope="row">{}<p class="meaning">{}</p></th>{}</tr>\n')
_CELL = Markup("<td>{}</td>")


class Site(NamedTuple):
    """The pages, by their names, and what is on them in a few words."""

    pages: dict[str, str]
    told: str


def site(letters: Iterable[Letter]) -> Site:
    """The pages that show *letters*; of those that are compared, the ones that changed."""
    by_situation: dict[Situation, list[Letter]] = {}
    for letter in letters:
        by_situation.setdefault(situation_of(letter), []).append(letter)
    shown = {situation: found for situation, found in by_situation.items() if _is_shown(found)}
    pages = {situation.name: situation_page(situation, found) for situation, found in shown.items()}
    every = [letter for found in by_situation.values() for letter in found]
    return Site({INDEX: _index(by_situation, summary(every)), **pages}, summary(every))


def _is_shown(letters: list[Letter]) -> bool:
    return any(letter.changed or letter.before is None for letter in letters)


def _index(letters: Letters, told: str) -> str:
    changed = {situation: found for situation, found in letters.items() if any(letter.changed for letter in found)}
    items = Markup().join(_ITEM.format(each.name, each.title, summary(found)) for each, found in changed.items())
    spoken = dict.fromkeys(situation.language for situation in letters)
    tables = Markup().join(_table(language, letters) for language in spoken)
    shown = _BESIDE if any(letter.before for found in letters.values() for letter in found) else _EVERYTHING
    marked = _MARKED if any(letter.findings for found in letters.values() for letter in found) else ""
    first = _FIRST.format(told, shown, marked)
    return page(_TITLE, first + (_CHANGED.format(items) if items else Markup()) + tables, style=style())


def _table(language: str, letters: Letters) -> Markup:
    sorts = dict.fromkeys(situation.sort for situation in letters if situation.language == language)
    statuses = [
        status for status in get_args(Status)
        if any((situation.status, situation.language) == (status, language) for situation in letters)
    ]  # fmt: skip
    rows = (
        _ROW.format(
            sort,
            Situation(sort, statuses[0], language).meaning,
            Markup().join(_cell(Situation(sort, status, language), letters) for status in statuses),
        )
        for sort in sorts
    )
    return _TABLE.format(language, Markup().join(map(_HEAD.format, statuses)), Markup().join(rows))


def _unbroken(told: str) -> str:
    """*told* with each number beside what it counts: a line of the table may end between two counts."""
    return told.replace(" ", "\u00a0").replace(",\u00a0", ", ")


def _cell(situation: Situation, letters: Letters) -> Markup:
    found = letters.get(situation, [])
    told = _unbroken(summary(found)) if found else ""
    return _CELL.format(_LINK.format(situation.name, told) if found and _is_shown(found) else told)
