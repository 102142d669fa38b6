r"""The phrase language: what a rule file lists, and what a person can read aloud.

    we (are|am) sorry     one of several words
    (very)? sorry         may be left out
    fail*                 any word that begins so
    sorry ... trouble     up to three words between
    by {time}             a slot: built in (see `SLOTS`), or one of the rule file's own `words`

No regular expressions: a phrase cannot hang a send, and the cost of a message does not grow with the phrases.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from outagecomms.tone.normal import normalise
from outagecomms.tone.tokens import BREAKS, tokenise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_LENGTH = 2_000  # characters
MAX_DEPTH = 5  # brackets within brackets

SLOTS = {
    "number": "(<number>|<status>|<blank>|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty)",
    "percent": "(<percent>|100%|{number} (percent|per cent|prozent))",
    "money": "(<money>|{number} (dollars|euros|euro|pounds|eur|usd|gbp))",
    "time": "(<blank>|<clock> (am|pm|a.m|p.m|uhr)?|<stamp>|{number} (am|pm|a.m|p.m|uhr)|noon|midnight|mittag|mitternacht)",
    "unit": (
        "(second|seconds|minute|minutes|min|mins|hour|hours|hr|hrs|day|days|week|weeks|sekunden|minute|minuten"
        "|stunde|stunden|tag|tage|tagen|woche|wochen)"
    ),
    "amount": (
        "(({number} (to|or|bis|oder))? {number}|a|an|the|half an|a couple of|a few|the next few|several|the next"
        "|einer|einem|der|einigen|wenigen|den n\u00e4chsten)"
    ),
    "duration": "(<span>|<blank>|{amount} (business|working|more)? {unit})",
    "zone": (
        "(<zone>|utc|gmt|bst|cet|cest|est|edt|et|cst|cdt|ct|mst|mdt|mt|pst|pdt|pt|jst|ist|aest|aedt|mez|mesz|ortszeit)"
    ),
    "month": (
        "(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun"
        "|jul|aug|sep|sept|oct|nov|dec|januar|februar|m\u00e4rz|mai|juni|juli|oktober|dezember|okt|dez)"
    ),
    "weekday": (
        "(monday|tuesday|wednesday|thursday|friday|saturday|sunday"
        "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)"
    ),
    "date": "(<date>|<stamp>|{number} (of)? {month}|{month} (the)? {number}|{weekday})",
    "supplier": (
        "(<supplier>|aws|amazon (web services)?|azure|microsoft|google (cloud)?|gcp|cloudflare|fastly|akamai|twilio|stripe"
        "|paypal|facebook|meta|instagram|linkedin|twitter|whatsapp|apple|visa|mastercard|adyen|worldpay|sendgrid|mailgun|github|gitlab|heroku|digitalocean|ovh (cloud)?|hetzner|rackspace|linode|okta|auth0"
        "|atlassian|datadog|pagerduty|salesforce|level 3|equinix|verizon|comcast|telekom|vodafone|jfrog|mongodb (atlas)?)"
    ),
    "machine": "<machine>",
    "ip": "<ip>",
    "hash": "<hash>",
    "code": "<code>",
    "status": "(<status>|4xx|5xx)",
    "url": "(<url>|<host>|<machine>)",
    "email": "<email>",
}

_PIECE = re.compile(r"\s*(?:(\.\.\.)|\{(\w+)\}|([()|?])|(<\w+>|[^\s()|?{}]+))")


class PhraseError(ValueError):
    """A phrase that cannot be read; the text says what to do."""


Word = tuple[str, str]  # ("word", key), ("stem", beginning) or ("any", "")
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
    if not any(kind != "any" for kind, _ in sequence[0]):
        raise PhraseError("nothing to look for; write words")
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
            raise PhraseError(
                f"\u201c{phrase[at:].strip()[:12]}\u201d cannot be read; write words, (a|b), (a)?, ... or {{slot}}"
            )
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
    elif word.endswith("*"):
        yield "stem", normalise(word[:-1]).text
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
