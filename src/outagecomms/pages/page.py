"""The shell that every page shares: its head, its colours for day, night and paper, and no way out of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from markupsafe import Markup

_SHELL = Markup("""\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
""")


def page(title: str, body: Markup, *, language: str = "en", style: str = "") -> str:
    """A whole page in one file: *title*, also as its heading, over *body*, with *style* after the shared one.

    *body* is markup, which is how the type checker sees that it was escaped: ``Markup("<p>{}</p>").format(words)``.
    """
    return str(_SHELL.format(title=title, body=body, language=language, style=Markup(_shared() + style)))  # noqa: S704  (our own)


@cache
def _shared() -> str:
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")
