"""A fault of this program: one line for the person, and a report for whoever mends it."""

from __future__ import annotations

import platform
import tempfile
import traceback
from typing import TYPE_CHECKING

from outagecomms import __version__
from outagecomms.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence


def report(error: Exception, arguments: Sequence[str]) -> str:
    """Save what happened as Markdown, and return the sentence that says so."""
    trace = "".join(traceback.format_exception(error))
    words = (
        f"# outagecomms {__version__} failed\n\n"
        f"Python {platform.python_version()} on {platform.platform()}\n\n"
        f"Command: `{' '.join(arguments[:1])}`\n\n```\n{trace}```\n"
    )
    what = printable(f"{type(error).__name__}: {error}")
    sentence = f"outagecomms itself failed ({what}); this is a fault of the program, not yours."
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="outagecomms-", suffix=".md", delete=False, encoding="utf-8"
        ) as file:
            file.write(words)
    except OSError:
        return f"{sentence}\n{words}"
    return f"{sentence} Please send us {file.name}"
