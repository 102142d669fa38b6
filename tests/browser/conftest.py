"""One browser for all tests here, and the pages that it opens from disk."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from . import made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page, Request, Route

    Open = Callable[..., AbstractContextManager[Page]]

CHROMIUM = os.environ.get("OUTAGECOMMS_TEST_CHROMIUM") or "/usr/bin/chromium"  # now: the fences take such names away
QUIET = [
    "--no-sandbox",  # root may not have one, and it opens our own pages only
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="package")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, without a window. It lives no longer than these tests: while it does, no other event loop runs."""
    if not Path(CHROMIUM).is_file():
        pytest.skip(f"no browser at {CHROMIUM}; install Debian's chromium, or set OUTAGECOMMS_TEST_CHROMIUM to one")
    home = str(tmp_path_factory.mktemp("browser"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET, env={**os.environ, "HOME": home})
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages, made once; see `made.pages`."""
    return made.pages(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="package")
def tab(browser: Browser) -> Tab:
    """The one tab that shows page after page."""
    return Tab(browser)


@pytest.fixture
def opened(tab: Tab, pages: dict[str, Path]) -> Open:
    """Open the page called so, *width* wide, by day or by night; a request for anything else fails the test."""

    @contextmanager
    def open_(name: str, *, width: int = 1280, scheme: Any = "light") -> Iterator[Page]:
        address = pages[name].as_uri()
        yield tab.show(address, width, scheme)
        assert (tab.asked, tab.complaints) == ([address], [])

    return open_


class Tab:
    """A page of the browser, and what whatever it showed last has asked for and complained of."""

    def __init__(self, browser: Browser) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self._page = browser.new_page()
        self._page.route("**/*", self._only_from_disk)
        self._page.on("console", lambda message: self.complaints.append(message.text))

    def show(self, address: str, width: int, scheme: Any) -> Page:
        """Open *address* as if nothing had been opened before it."""
        self._page.set_viewport_size({"width": width, "height": 900})
        self._page.emulate_media(media="screen", color_scheme=scheme)
        self._page.mouse.move(0, 0)
        self._page.goto("about:blank")  # so that nothing of the one before is kept or asked for
        self.asked.clear()
        self.complaints.clear()
        self._page.goto(address)
        return self._page

    def _only_from_disk(self, route: Route, request: Request) -> None:
        self.asked.append(request.url)
        if request.url.startswith("file:"):
            route.continue_()
        else:
            route.abort()
