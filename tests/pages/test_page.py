"""The shell of a page: what stands in it, and what cannot."""

from __future__ import annotations

from html.parser import HTMLParser

from markupsafe import Markup

from outagecomms.pages.page import page

SHOWN = page("Tea & <cake>", Markup("<p>{}</p>").format("<script>"), language="de", style="p { margin: 0; }\n")


def test_words_are_escaped_and_markup_is_not() -> None:
    assert "<title>Tea &amp; &lt;cake&gt;</title>" in SHOWN
    assert "<h1>Tea &amp; &lt;cake&gt;</h1>\n<p>&lt;script&gt;</p>\n</main>" in SHOWN


def test_a_page_says_its_language() -> None:
    assert SHOWN.startswith('<!doctype html>\n<html lang="de">')
    assert '<html lang="en">' in page("Tea", Markup())


def test_a_pages_own_style_comes_after_the_shared_one() -> None:
    shared, own = SHOWN.index("--ground: light-dark("), SHOWN.index("p { margin: 0; }\n</style>")
    assert shared < own


def test_nothing_runs_and_nothing_is_fetched() -> None:
    """No element of the shell could do either, and the policy forbids both to what stands in it."""
    assert "default-src 'none'; style-src 'unsafe-inline'" in SHOWN
    assert "url(" not in SHOWN
    assert "@import" not in SHOWN
    found = _Elements()
    found.feed(SHOWN)
    assert found.names == {"html", "head", "meta", "title", "style", "body", "main", "h1", "p"}


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not {"src", "href", "onload"} & {name for name, _ in attrs}
        self.names.add(tag)
