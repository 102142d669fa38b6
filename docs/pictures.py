"""Make the README's pictures from the examples: the board, a report and a page of the preview.

python docs/pictures.py     writes board.png, report.png and preview.png beside itself

It needs Playwright and a Chromium: Debian's, or the one that OUTAGECOMMS_TEST_CHROMIUM names.
"""  # noqa: INP001  (a script, not a module)

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from playwright.sync_api import sync_playwright

from outagecomms import workspace
from outagecomms.board.layout import screen
from outagecomms.board.source import Source

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DOCS = Path(__file__).parent
EXAMPLES = DOCS.parent / "examples"
CHROMIUM = os.environ.get("OUTAGECOMMS_TEST_CHROMIUM") or "/usr/bin/chromium"
NOW = datetime(2026, 11, 22, 15, 33, 20, tzinfo=UTC)
COLUMNS, LINES = 96, 18
TERMINAL = """
<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #16181d; }
pre { margin: 0; padding: 14px 18px; width: max-content; color: #d8dbe0; font: 14px/1.4 "Liberation Mono", monospace; }
.red { color: #ff8379; } .yellow { color: #f0c45f; } .bold { font-weight: bold; } .dim { color: #99a1ac; }
.reverse { background: currentcolor; } .reverse span { color: #16181d; }
</style><pre>{}</pre>
"""


def main() -> None:
    """Make all three."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        picture(browser, board(folder), DOCS / "board.png", width=840)
        picture(browser, report(folder), DOCS / "report.png", width=960, height=760)
        picture(browser, preview(folder), DOCS / "preview.png", width=960, height=760)
        browser.close()


def board(folder: Path) -> Path:
    """The board of three of the examples, while one promise is late and the next one runs out."""
    shop = folder / "shop"
    shutil.copytree(EXAMPLES, shop, ignore=shutil.ignore_patterns("outbox.db*", ".*", "*-20*.toml"))
    portal = shop / "incidents" / "five-lines.toml"
    portal.rename(portal.with_stem("portal"))
    portal = portal.with_stem("portal")
    portal.write_text(portal.read_text("utf-8").replace("09:40", "15:22"), "utf-8")
    outagecomms("tick", "--now", NOW.isoformat(), folder=shop)
    lines = screen(Source(workspace.load(shop)).board(NOW), "card-payments", NOW, COLUMNS, LINES)
    shown = Markup("\n").join(
        Markup('<span class="{}"><span>{}</span></span>').format(line.style, line.text) for line in lines
    )
    page = folder / "board.html"
    page.write_text(TERMINAL.replace("{}", shown), "utf-8")
    return page


def report(folder: Path) -> Path:
    """The report of a long night, in which two promises were kept late."""
    page = folder / "report.html"
    incident = EXAMPLES / "incidents" / "night-records.toml"
    page.write_text(outagecomms("report", str(incident), "--format", "html", folder=folder), "utf-8")
    return page


def preview(folder: Path) -> Path:
    """One page of the preview of the built-in templates."""
    outagecomms("preview", "--out", "preview", folder=folder)
    return folder / "preview" / "update-identified-en.html"


def outagecomms(*arguments: str, folder: Path) -> str:
    """What a command of ours prints; that it finds something late is no fault here."""
    command = [sys.executable, "-m", "outagecomms", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False).stdout  # noqa: S603


def picture(browser: Browser, page: Path, target: Path, *, width: int, height: int = 0) -> None:
    """What a browser shows of *page*, from its top; all of it where no height is given."""
    context = browser.new_context(viewport={"width": width, "height": height or 100}, device_scale_factor=1.5)
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.screenshot(path=target, full_page=not height)
    context.close()


if __name__ == "__main__":
    main()
