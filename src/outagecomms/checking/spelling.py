"""Where each character of a text stands in the TOML file that spells it, with its quotes and escapes."""

from __future__ import annotations

import re
from itertools import islice

_QUOTES = ('"""', "'''", '"', "'")
_BASIC = re.compile(r"\\[ \t]*\r?\n\s*(?P<joint>)|\\u.{4}|\\U.{8}|\\.|\r\n|.", re.DOTALL)
_LITERAL = re.compile(r"(?P<joint>(?!))|\r\n|.", re.DOTALL)


def offsets(source: str, value: int, length: int) -> list[int]:
    """The offsets in *source* of the first *length* characters of the string whose opening quote is at *value*."""
    quote = next((quote for quote in _QUOTES if source.startswith(quote, value)), "")
    if not quote:
        return []
    begin = value + len(quote)
    if len(quote) > 1 and (blank := re.compile(r"\r?\n").match(source, begin)):
        begin = blank.end()  # a line break right behind the quotes is not part of the text
    spelt = _BASIC if quote[0] == '"' else _LITERAL
    found = (match.start() for match in spelt.finditer(source, begin) if match["joint"] is None)
    return list(islice(found, length))
