"""Characters that may stand in what people write, and a safe way to show the ones that may not."""

from __future__ import annotations

import re

# C0 controls, DEL, C1 controls, line and paragraph separators, and the bidirectional overrides that make a text
# read differently from what it is (Unicode TR 36, "Bidirectional Text Spoofing").
_NEVER = r"\x00-\x08\x0B-\x1F\x7F-\x9F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF"

LINE = rf"^[^\t\n{_NEVER}]*$"
"""What a single line may hold: it may become a mail header, so no line break of any kind."""

PARAGRAPHS = rf"^[^{_NEVER}]*$"
"""What a text of several lines may hold."""

_UNPRINTABLE = re.compile(rf"[\n\t{_NEVER}\uD800-\uDFFF]")


def printable(text: str) -> str:
    r"""*text* on one line that a terminal only shows: control characters come out as ``\x1b`` and ``\n``."""
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)
