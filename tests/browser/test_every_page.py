"""What holds for every page: it can be read by anybody, on anything, and it keeps to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .looking import cut_off, faint_words, lightness, not_reached

if TYPE_CHECKING:
    from .conftest import Open

TITLES = {
    "preview": "What customers read",
    "messages": "update, identified, en",
    "changes": "update, identified, en",
    "report": "How customers were told: Card payments are failing",
    "score": "How customers were told",
}
NAMES = [*TITLES, "mail"]
"""A page more is a line in `made.pages`, and here."""


@pytest.mark.parametrize(("name", "title"), TITLES.items())
def test_a_page_says_what_it_is(opened: Open, name: str, title: str) -> None:
    with opened(name) as page:
        assert page.title() == title
        assert page.locator("h1").all_inner_texts() == [title]
        assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_its_words_stand_out_by_day_and_by_night(opened: Open, name: str, scheme: str) -> None:
    with opened(name, scheme=scheme) as page:
        assert faint_words(page) == []
        assert (lightness(page, "p") > 0.5) == (scheme == "light")


@pytest.mark.parametrize("name", NAMES)
def test_it_fits_a_narrow_window(opened: Open, name: str) -> None:
    """320 pixels: a telephone, or a window of 1280 at four times the size (WCAG 2.2, 1.4.10)."""
    with opened(name, width=320) as page:
        assert cut_off(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("name", TITLES)
def test_the_keyboard_reaches_all_of_it(opened: Open, name: str) -> None:
    with opened(name) as page:
        assert not_reached(page) == []


@pytest.mark.parametrize("name", TITLES)
def test_on_paper_it_is_dark_on_white(opened: Open, name: str) -> None:
    """Whatever the screen's colours were."""
    with opened(name, scheme="dark") as page:
        page.emulate_media(media="print")
        assert faint_words(page) == []
        assert lightness(page, "p") == 1
