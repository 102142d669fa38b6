"""The words of a post: what its reader saw, without the HTML that carried it."""

from __future__ import annotations

import re
from html import unescape

from outagecomms.text import LINE, PARAGRAPHS

LONGEST_LINE, LONGEST_TEXT = 300, 8000  # as the incident file has them
_LONGEST_BODY = 20_000  # characters that are read of one with HTML in it: what follows would be cut off anyway

_LINK = re.compile(r"<a\b[^<>]*\bhref\s*=\s*[\"']?([^\"'\s>]+)[^>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"[ \t]*(?:<br\s*/?>|</(?:div|li|h[1-6]|tr)\s*>)[ \t]*\n?", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\s*</(?:p|ul|ol)\s*>\s*", re.IGNORECASE)
_ITEM = re.compile(r"\s*<li\b[^>]*>\s*", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE)
_NEVER = re.compile(rf"{PARAGRAPHS[:-2].replace('^[^', '[')}|[\ud800-\udfff]")
_NOT_IN_A_LINE = re.compile(rf"{LINE[:-2].replace('^[^', '[')}|[\ud800-\udfff]")


def text(body: str) -> str:
    """*body* as plain text that an incident file may hold; unchanged when it is that already."""
    if "<" in body and _TAG.search(body[:_LONGEST_BODY]):
        body = _without_tags(body[:_LONGEST_BODY])
    if "&" in body and _ENTITY.search(body):
        body = unescape(body).replace("\xa0", " ")
    body = _NEVER.sub("", body.replace("\r\n", "\n").replace("\r", "\n"))
    return body if len(body) <= LONGEST_TEXT else body[: LONGEST_TEXT - 1] + "…"


def line(words: str) -> str:
    """*words* on one line, no longer than a line of an incident file."""
    one = " ".join(_NOT_IN_A_LINE.sub(" ", words).split())
    return one if len(one) <= LONGEST_LINE else one[: LONGEST_LINE - 1] + "…"


def _without_tags(body: str) -> str:
    body = _LINK.sub(lambda link: link[2] if link[1] in link[2] else f"{link[2]} ({link[1]})", body)
    body = _PARAGRAPH.sub("\n\n", _BREAK.sub("\n", _ITEM.sub("\n- ", body)))
    return _TAG.sub("", body).strip()
