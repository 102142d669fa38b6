"""What people write: which characters may stand in it, how it is closed, and a safe way to show the rest."""

from __future__ import annotations

import re

# C0 controls, DEL, C1 controls, line and paragraph separators, and the bidirectional overrides that make a text
# read differently from what it is (Unicode TR 36, "Bidirectional Text Spoofing").
_NEVER = r"\x00-\x08\x0B-\x1F\x7F-\x9F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF"

LINE = rf"^[^\t\n{_NEVER}]*$"
"""What a single line may hold: it may become a mail header, so no line break of any kind."""

PARAGRAPHS = rf"^[^{_NEVER}]*$"
"""What a text of several lines may hold."""

IDENTIFIER = r"^[a-z0-9][a-z0-9-]{0,63}$"
"""A name that is also a file name."""

LANGUAGE = r"^[a-z]{2,3}(-[A-Z]{2})?$"
"""A language tag such as ``en`` or ``pt-BR`` (RFC 5646)."""

_UNPRINTABLE = re.compile(rf"[\n\t{_NEVER}\uD800-\uDFFF]")
_ENDS = tuple(".!?…:;")
_CLOSING = "\"'”’“»«)]"  # noqa: RUF001  (what may stand after the end of a sentence)
_LOWER_CASE = re.compile(r"^[a-zäöü]+(?:['’-][a-zäöü]+)*(?=[ ,])")  # noqa: RUF001
"""A first word that is no address, path or name as iPhone; it may be one as "can't" or "log-ins"."""
_SHOWN = 60  # characters of a value that an error repeats


def printable(text: str) -> str:
    r"""*text* on one line that a terminal only shows: control characters come out as ``\x1b`` and ``\n``."""
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def sentence(text: str) -> str:
    """*text* with the capital and the full stop that its writer left out, so that it stands among other sentences.

    A name keeps its letters: iPhone, example.com.
    """
    text = _LOWER_CASE.sub(lambda match: match[0].capitalize(), text.strip())
    return f"{text}." if text and text.rstrip(_CLOSING)[-1:] not in _ENDS else text


def phrase(text: str) -> str:
    """*text* without a mark that closes a sentence, so that the sentence around it can go on."""
    return text.rstrip("".join((*_ENDS, " "))) or text


def shortened(text: str) -> str:
    """*text*, or its beginning when it is long."""
    return f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text


def quoted(value: object) -> str:
    """*value* as an error repeats it: in quotes and not too long; of a table or a list only that it is one."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    return f'"{shortened(str(value).lower() if isinstance(value, bool) else str(value))}"'
