r"""The phrase language: what a rule file lists, and what a person can read aloud.

    we (are|am) sorry     one of several words
    (very)? sorry         may be left out
    fail*                 any word that begins so
    *ing                  any word that ends so
    sorry ... trouble     up to three words between
    by {time}             a slot: built in (see `outagecomms.tone.slots`), or one of the rule file's own `words`

No regular expressions: a phrase cannot hang a send, and the cost of a message does not grow with the phrases.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from outagecomms.tone.normal import normalise
from outagecomms.tone.slots import SLOTS
from outagecomms.tone.tokens import BREAKS, tokenise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_LENGTH = 2_000  # characters
MAX_DEPTH = 5  # brackets within brackets

_PIECE = re.compile(r"\s*(?:(\.\.\.)|\{(\w+)\}|([()|?])|(<\w+>|[^\s()|?{}]+))")


class PhraseError(ValueError):
    """A phrase that cannot be read; the text says what to do."""


Word = tuple[str, str]  # ("word", key), ("stem", beginning* or *ending) or ("any", "")
Choice = tuple[str, tuple["tuple[Item, ...]", ...]]  # ("choice", alternatives) or ("maybe", alternatives)
Item = Word | Choice
Sequence = tuple[Item, ...]


def parse(phrase: str, words: Mapping[str, Sequence] | None = None) -> Sequence:
    """Read a phrase; *words* are the rule file's own slots.

    Raises:
        PhraseError: brackets that do not pair, an unknown slot, or nothing to look for.
    """
    if len(phrase) > MAX_LENGTH:
        raise PhraseError(f"a phrase of more than {MAX_LENGTH} characters; make it two")
    pieces = list(_pieces(phrase))
    sequence, rest = _Reader(pieces, words or {}).alternatives(0, 0)
    if rest < len(pieces):
        raise PhraseError("a ) without its (; remove it")
    if len(sequence) > 1:
        raise PhraseError("| outside brackets; write (a|b), or two phrases")
    if all(kind in ("any", "maybe") for kind, _ in sequence[0]):
        raise PhraseError("nothing to look for; write at least one word that must stand there")
    return sequence[0]


def own_words(words: Mapping[str, str]) -> dict[str, Sequence]:
    """Read a rule file's own slots; each may use those before it."""
    read: dict[str, Sequence] = {}
    for name, phrase in words.items():
        read[name] = parse(phrase, read)
    return read


@cache
def _slot(name: str) -> Sequence:
    return parse(SLOTS[name])


def _pieces(phrase: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(phrase.rstrip()):
        match = _PIECE.match(phrase, at)
        if match is None:
            start = phrase[at:].strip()[:12]
            raise PhraseError(f"\u201c{start}\u201d cannot be read; write words, (a|b), (a)?, ... or {{slot}}")
        at = match.end()
        gap, name, mark, word = match.groups()
        if gap:
            yield "gap", ""
        elif name:
            yield "slot", name
        elif mark:
            yield "mark", mark
        else:
            yield from _words(word)


def _words(word: str) -> Iterator[tuple[str, str]]:
    if word[0] == "<" and word[-1] == ">":
        yield "word", word
    elif word.isalpha() and word.isascii():
        yield "word", word.lower()
    elif word[-1] == "*" or word[0] == "*":
        yield "stem", normalise(word).text
    else:
        yield from (("word", key) for key in tokenise(normalise(word).text).keys if key not in BREAKS)


class _Reader:
    """Pieces on the way to a sequence."""

    def __init__(self, pieces: list[tuple[str, str]], words: Mapping[str, Sequence]) -> None:
        self.pieces = pieces
        self.words = words

    def alternatives(self, at: int, depth: int) -> tuple[tuple[Sequence, ...], int]:
        if depth > MAX_DEPTH:
            raise PhraseError(f"brackets nested more than {MAX_DEPTH} deep; make it several phrases")
        found: list[Sequence] = []
        here: list[Item] = []
        while at < len(self.pieces) and self.pieces[at] != ("mark", ")"):
            piece = self.pieces[at]
            at += 1
            if piece == ("mark", "("):
                item, at = self._group(at, depth)
                here.append(item)
            elif piece == ("mark", "|"):
                found.append(tuple(here))
                here = []
            elif piece == ("mark", "?"):
                raise PhraseError("a ? without brackets before it; write (word)?")
            else:
                here += self._plain(*piece)
        return (*found, tuple(here)), at

    def _group(self, at: int, depth: int) -> tuple[Item, int]:
        inner, at = self.alternatives(at, depth + 1)
        if at >= len(self.pieces):
            raise PhraseError("a ( without its ); close it")
        if not all(inner):
            raise PhraseError("an empty choice; write (a|b), or (a)? for one that may be left out")
        maybe = self.pieces[at + 1 : at + 2] == [("mark", "?")]
        return ("maybe" if maybe else "choice", inner), at + 1 + maybe

    def _plain(self, kind: str, text: str) -> Sequence:
        if kind == "gap":
            return (_MAYBE_ANY, _MAYBE_ANY, _MAYBE_ANY)
        if kind != "slot":
            return ((kind, text),)
        if text == "word":
            return (_ANY,)
        if text in self.words:
            return self.words[text]
        if text not in SLOTS:
            known = ", ".join(sorted({"word", *SLOTS, *self.words}))
            raise PhraseError(f"no slot is called {{{text}}}; there are {known}")
        return _slot(text)


_ANY: Word = ("any", "")
_MAYBE_ANY: Choice = ("maybe", ((_ANY,),))
