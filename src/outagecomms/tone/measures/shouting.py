"""Capitals and exclamation marks that raise the voice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outagecomms.tone.shapes import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outagecomms.tone.facts import Facts
    from outagecomms.tone.matcher import Hit
    from outagecomms.tone.message import Message

_RUN = re.compile(r"[A-Z]{2,}(?:[ ,:-]+[A-Z]{2,})+(?![a-z])")
_MARKS = re.compile(r"(?<=\w)[!?]{2,}")
_VOWEL = re.compile(r"[AEIOUY\u00c4\u00d6\u00dc]")
_SHORTEST = 4  # letters; below that capitals are an acronym more often than not
_LONGEST_HEADING = 3  # words
_CALM = frozenset(
    [
        "INVESTIGATING",
        "IDENTIFIED",
        "MONITORING",
        "RESOLVED",
        "UPDATE",
        "SCHEDULED",
        "OPEN",
        "CLOSED",
        "HTTPS",
        "HTML",
        "JSON",
        "SAML",
        "LDAP",
        "OAUTH",
        "REST",
        "SMTP",
        "IMAP",
        "CUDA",
        "IEEE",
        "NASA",
        "ASAP",
        "VOIP",
        "SIEM",
        "IPTV",
        "ICMP",
        "UUID",
        "EMEA",
        "APAC",
        "GUID",
        "YAML",
        "TOML",
        "AJAX",
        "CORS",
        "SOAP",
        "SEPA",
        "IBAN",
    ]
)
_SMALL = frozenset(
    [
        "WE",
        "ARE",
        "IS",
        "DO",
        "NOT",
        "NO",
        "ALL",
        "YOU",
        "YOUR",
        "NOW",
        "THE",
        "THIS",
        "WAS",
        "HAS",
        "HAVE",
        "BE",
        "BY",
        "TO",
        "OF",
        "AND",
        "OR",
        "ON",
        "IN",
        "IT",
    ]
)


def shouting(message: Message, facts: Facts, hits: Sequence[Hit]) -> Iterator[Mark]:
    """Two or more words side by side in capitals that are no acronyms, and repeated marks."""
    del facts, hits
    runs = [match for match in _RUN.finditer(message.text) if _is_loud(match[0])]
    places = [match.span() for match in runs if not _is_heading(message.text, match)]
    places += [match.span() for match in _MARKS.finditer(message.text)]
    for start, end in places:
        first, last = message.token_at(start), message.token_at(end - 1)
        if not message.is_quoted(first) and message.keys[first] != "<url>":
            yield Mark(first, last + 1)


def _is_heading(text: str, run: re.Match[str]) -> bool:
    """Whether the run is a short line of its own: nobody shouts a title."""
    start, end = text.rfind("\n", 0, run.start()) + 1, text.find("\n", run.end())
    line = text[start : end if end >= 0 else None].strip(" #*_:-")
    return end >= 0 and line == run[0] and len(line.split()) <= _LONGEST_HEADING


def _is_loud(run: str) -> bool:
    words = re.findall(r"[A-Z]+", run)
    loud = [word for word in words if len(word) >= _SHORTEST and word not in _CALM and _VOWEL.search(word)]
    return bool(loud) and len(loud) + sum(word in _SMALL for word in words) > 1
