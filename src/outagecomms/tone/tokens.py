"""Cut a normalised text into words, numbers and breaks.

A word is its own key. Numbers, times, addresses and the like have their kind as key (``<number>``, ``<clock>``),
so that a phrase can ask for any of them. A break ends a sentence, a list item or a paragraph: no phrase runs
across one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

SENTENCE, ITEM, PARAGRAPH = ".", "\u2022", "\u00b6"
BREAKS = frozenset((SENTENCE, ITEM, PARAGRAPH))

# Possessive quantifiers, and no two alternatives that both scan ahead: the time is linear in the text.
# The first alternative is for speed: nine words in ten are plain ones before a blank.
_TOKEN = re.compile(
    r"""
      (?!cannot)([a-z]++)(?=[\ ,])
    | (\n[ \t>]*\n\s*|\n[ \t]*(?:[-*+\u2022]|\d{1,2}[.)])[ \t]+|[.!?]+(?=[\s"')\]*_>]|$))
    | (https?://[^\s<>"]+|www\.[^\s<>"]+)
    | ([^\W\d_]++(?:'[^\W\d_]++)*+)(?![\d@]|[_.:/\\+&][^\W_])
    | (\{\{[^{}\n]{1,60}\}\}|\{[\w .-]{1,40}\}|\[[\w -]{2,30}\](?!\()
      |\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:z\b|[+-]\d\d:?\d\d\b)?)?
      |\d{1,2}\.(?=\ (?:jan|feb|m\u00e4r|apr|mai|jun|jul|aug|sep|okt|nov|dez|uhr))
      |[ap]\.m\b\.?|[$\u20ac\u00a3]?[^\W_]++(?:[.,:/\\@_+&']+[^\W_]++)*+%?)
    """,
    re.VERBOSE,
)
_PLAIN, _BREAK, _URL, _WORD = 1, 2, 3, 4

_PARTS = {"can't": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not"), "let's": ("let", "us")}
_ENDINGS = {"re": "are", "m": "am", "ve": "have", "ll": "will", "d": "would"}
_IS = frozenset(("it", "that", "there", "here", "what", "who", "he", "she", "where", "this", "everything"))
_ABBREVIATIONS = frozenset(("e.g", "i.e", "mr", "mrs", "ms", "dr", "approx", "vs", "z.b", "d.h", "ca", "bzw", "nr"))

_LONGEST = 100  # characters of a token worth a look; a name of a machine has at most 253, and none is so long
_LITERAL = frozenset(("100%", "24/7", "4xx", "5xx"))
_KIND = re.compile(
    "|".join(
        f"(?P<{kind}>(?:{form})\\Z)"
        for kind, form in (
            ("clock", r"(?:[01]?\d|2[0-4])(?:[:h][0-5]\d(?::[0-5]\d)?)(?:[ap]m|z)?|(?:0?[1-9]|1[0-2])[ap]m"),
            ("stamp", r"\d{4}-\d\d-\d\d[t ].*"),
            ("date", r"\d{4}-\d\d-\d\d|[0-3]?\d\.[01]?\d\.(?:\d\d){1,2}|[0-3]?\d/[0-3]?\d/(?:\d\d){1,2}"),
            ("ip", r"\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)?"),
            ("percent", r"\d+(?:[.,]\d+)*%"),
            ("money", r"[$\u20ac\u00a3]\d+(?:[.,]\d+)*[km]?|\d+(?:[.,]\d+)*(?:usd|eur|gbp|\u20ac|\u00a3)"),
            ("status", r"(?:https?/)?[45](?:\d\d|\dx)s?(?:/[45](?:\d\d|\dx)s?)*"),
            ("number", r"\d+(?:[.,]\d+)*(?:st|nd|rd|th|k|m)?"),
            ("span", r"\d+(?:s|sec|secs|min|mins|h|hr|hrs|d)"),
            ("hash", r"(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}"),
            ("email", r"[^\s@/]+@[^\s@/]+\.\w+"),
            (
                "zone",
                r"(?:us|america|europe|asia|africa|australia|pacific|atlantic|indian|etc)/[a-z_]+(?:/[a-z_]+)?|(?:utc|gmt)\+\d.*",
            ),
            (
                "machine",
                r"[\w.]*\d[\w.]*\.[a-z][\w.]*\.[a-z]{2,12}|[\w.]+\.(?:internal|local|lan|corp|intra|svc|cluster)",
            ),
            ("host", r"[\w.]+\.[a-z]{2,12}(?:[/:].*)?"),
            ("code", r"\w*_\w*|[a-z]+::.*|0x[0-9a-f]+|[a-z]+\d+[a-z]+\d\w*"),
        )
    )
)


class Tokens(NamedTuple):
    """Each token's key, and where it begins and ends in the normalised text."""

    keys: list[str]
    starts: list[int]
    ends: list[int]


def tokenise(text: str) -> Tokens:
    """Cut *text*, as `normalise` leaves it, into tokens."""
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    add_key, add_start, add_end = keys.append, starts.append, ends.append  # looked up once: this is the hottest loop
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match.lastindex == _PLAIN:
            add_key(match[0])
            add_start(start)
            add_end(end)
            continue
        for key in _keys(match, keys):
            add_key(key)
            add_start(start)
            add_end(end)
    return Tokens(keys, starts, ends)


def _keys(match: re.Match[str], before: list[str]) -> tuple[str, ...]:
    raw = match[0]
    if match.lastindex == _BREAK:
        if raw[0] == "\n":
            return (PARAGRAPH if raw.count("\n") > 1 else ITEM,)
        return () if before and before[-1] in _ABBREVIATIONS else (SENTENCE,)
    if match.lastindex == _URL:
        return ("<url>",)
    if match.lastindex == _WORD:
        return _open(raw) if "'" in raw or raw in _PARTS else (raw,)
    return _classify(raw)


def _open(word: str) -> tuple[str, ...]:
    """``we're`` is ``we are``; a possessive loses its ending."""
    if word in _PARTS:
        return _PARTS[word]
    stem, _, ending = word.rpartition("'")
    if ending == "t" and stem.endswith("n"):
        return stem[:-1], "not"
    if ending in _ENDINGS:
        return stem, _ENDINGS[ending]
    if ending == "s":
        return (stem, "is") if stem in _IS else (stem,)
    return (word,)


def _classify(raw: str) -> tuple[str, ...]:
    if raw[0] in "{[":
        return ("<blank>",)
    if raw in _LITERAL or raw.isalpha():
        return (raw,)
    if len(raw) > _LONGEST:
        return ("<code>",)
    match = _KIND.match(raw.removesuffix("."))
    if match:
        return (f"<{match.lastgroup}>",)
    letters = raw.replace("/", "").replace("&", "")
    if letters.isalpha() and "/" in raw:
        return tuple(raw.split("/"))
    return (raw.rstrip("."),)
