"""The words of a message as HTML, for mail programs that show it: the same words, and nothing beside them.

No colours, so that a reader's dark mode is left alone; no links, pictures or scripts, so that nothing tells on a
reader. Some programs take the head away, so what is needed stands on the one element around the words.
"""

from __future__ import annotations

import re
from html import escape

_ITEM = re.compile(r"(?:\n|\A)- ")

_HEAD = """\
<!doctype html>
<html lang="{language}">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
"""
_AROUND = '<div lang="{language}" style="max-width:38em;font:1em/1.5 sans-serif;overflow-wrap:break-word">\n'
END = "</div>\n"
"""What comes after the words. HTML leaves the tags of head and body to be understood; ten thousand mails are kept."""


def start(language: str) -> str:
    """What comes before the words."""
    return (_HEAD + _AROUND).replace("{language}", language)


def element(body: str, language: str) -> str:
    """The one element that holds the words of *body*."""
    return _AROUND.replace("{language}", language) + words(body) + END


def words(body: str) -> str:
    """The elements for a *body* with a paragraph a line, as `templates.paragraphs` leaves it."""
    escaped = escape(body, quote=False)
    return "".join(_block(block) for part in escaped.split("\n\n") if (block := part.strip("\n")))


def _block(block: str) -> str:
    """A paragraph, a list of ``-``, or one after the other. Lines that are left are a signature's."""
    if "\n" not in block and not block.startswith("- "):
        return f"<p>{block}</p>\n"
    text, *items = (lines.replace("\n", "<br>\n") for lines in _ITEM.split(block))
    listed = "".join(f"<li>{item}</li>\n" for item in items)
    return (f"<p>{text}</p>\n" if text else "") + (f"<ul>\n{listed}</ul>\n" if items else "")
