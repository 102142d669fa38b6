"""Which words a reader gets of those that somebody has translated, and which are foreign to them.

A language goes by its tag without the country where nothing is said of the country: what is written in ``de`` serves a
reader of ``de-AT``, as templates and rules of tone do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T")


def is_foreign(language: str, reader: str) -> bool:
    """Whether a *reader* of that language takes words of *language* for another one."""
    return _base(language) != _base(reader)


def translated(translations: Mapping[str, T], language: str) -> T | None:
    """Of *translations*, that for *language*, or for the language without its country."""
    return translations.get(language) or translations.get(_base(language))


class Words(NamedTuple):
    """Some words of a table, by name, and which of them are in another language than the reader's."""

    of: dict[str, str | None]
    foreign: list[str]


def words(table: object, names: Iterable[str], translation: object | None, *, foreign: bool) -> Words:
    """The words of *table* called *names*, each in its *translation* where that has it; *foreign* is the rest."""
    theirs = {name: getattr(translation, name, None) for name in names}
    ours = {name: getattr(table, name) for name in theirs}
    left = [name for name, said in theirs.items() if foreign and ours[name] and not said]
    return Words({name: theirs[name] or ours[name] for name in ours}, left)


def _base(language: str) -> str:
    return language.partition("-")[0]
