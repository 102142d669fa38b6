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


@pytest.fixture
def opened(browser: Browser, pages: dict[str, Path]) -> Open:
    """Open the page called so, *width* wide, by day or by night; a request for anything else fails the test."""

    @contextmanager
    def open_(name: str, *, width: int = 1280, scheme: Any = "light") -> Iterator[Page]:
        asked: list[str] = []
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        context.route("**/*", lambda route, request: _only_from_disk(route, request, asked))
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(pages[name].as_uri())
        yield page
        context.close()
        assert (asked, complaints) == ([pages[name].as_uri()], [])

    return open_


def _only_from_disk(route: Route, request: Request, asked: list[str]) -> None:
    asked.append(request.url)
    if request.url.startswith("file:"):
        route.continue_()
    else:
        route.abort()
