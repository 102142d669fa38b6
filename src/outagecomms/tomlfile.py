"""Read a TOML file that may be mistaken or hostile, and check it against a model.

Every file that people write comes in through here: incidents, ``outagecomms.toml``, cadence presets. Whatever is
wrong with it is one `InputError` that names each problem's line, column and key.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from outagecomms.errors import InputError
from outagecomms.positions import STRING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pydantic import BaseModel

    from outagecomms.problems import Fault

    Model = TypeVar("Model", bound=BaseModel)

MAX_BYTES = 256 * 1024
MAX_DOTS = 8  # in a key: CPython's parser needs 1.5 GB for a dotted key of 20,000 parts
MAX_WORD = 300  # characters without quotes: a whole number of 4,301 digits can be parsed but not printed

# It knows strings and comments from keys, so that nothing can hide in them.
_UNBEARABLE = re.compile(
    rf"""
      (?P<key>(?:(?:[\w-]++|"(?!"")(?:[^"\\\n]++|\\[^\n])*+"|'(?!'')[^'\n]*+')[ \t]*+\.[ \t]*+){{{MAX_DOTS}}})
    | (?P<word>[\w-]{{{MAX_WORD + 1}}})
    | (?P<nan>[+-]?(?:nan|inf)(?![\w-]|[ \t]*+[=.]))
    | [\w-]++ | \#[^\n]*+ | {STRING}
    """,
    re.VERBOSE | re.DOTALL,
)
_NAN = re.compile(r"(?:nan|inf)\b")
_UNBEARABLE_WORDS = {
    "key": (f"a key of more than {MAX_DOTS} parts", "write its tables out"),
    "word": (f"more than {MAX_WORD} characters without a blank", "put text in quotes, and shorten numbers"),
    "nan": ("not a number", "write digits, or leave it out"),
}
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file's text and what it says."""

    path: Path
    text: str
    data: dict[str, Any]


def read(path: Path) -> Document:
    """Read and parse the file at *path*.

    Raises:
        InputError: it cannot be read, is too large, is not UTF-8, or is not TOML.
    """
    return parse(path, _text(path))


def parse(path: Path, text: str) -> Document:
    """Parse *text* as the content of *path*; see `read`."""
    _refuse_what_the_parser_cannot_bear(path, text)
    try:
        return Document(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, text, str(error)) from None
    except RecursionError:
        raise InputError.in_file(path, "brackets nested too deep to read", "write it flat") from None


def check(
    document: Document,
    model: type[Model],
    defaults: dict[str, Any] | None = None,
    faults: Callable[[dict[str, Any]], Iterable[Fault]] = lambda _: (),
) -> Model:
    """Turn a document into a *model*.

    Args:
        document: the parsed file.
        model: what its tables must be.
        defaults: values for top-level keys that the file leaves out.
        faults: finds what contradicts itself in the parsed file.

    Raises:
        InputError: with every problem that either finds.
    """
    from pydantic import ValidationError  # noqa: PLC0415  (importing this module must stay cheap)

    data = {**(defaults or {}), **document.data}
    found = list(faults(data))
    try:
        checked = model.model_validate(data)
    except ValidationError as error:
        from outagecomms.problems import MOST, faults_of  # noqa: PLC0415  (only a file with a mistake needs it)

        found += islice(faults_of(model, error), MOST + 1)  # the words for one take a while
    if found:
        from outagecomms.problems import problems  # noqa: PLC0415  (as above)

        raise InputError.of(problems(document, found))
    return checked


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError.in_file(path, "there is no such file", "check the name") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError.in_file(path, f"cannot be read ({reason})", "check the path and its permissions") from None
    if len(raw) > MAX_BYTES:
        raise InputError.in_file(
            path, f"larger than {MAX_BYTES // 1024} KiB", "move long lists of accounts into an accounts_file"
        )
    if raw.startswith(b"\xef\xbb\xbf"):
        raise InputError.in_file(path, "begins with a byte order mark", "save it as UTF-8 without BOM")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = len(raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8")) + 1
        raise InputError.in_file(path, "not UTF-8 text", "save it as UTF-8", line=line, column=column) from None


def _refuse_what_the_parser_cannot_bear(path: Path, text: str) -> None:
    if not _suspicious(text):
        return
    for match in _UNBEARABLE.finditer(text):
        if match.lastgroup:
            line, column = text.count("\n", 0, match.start()) + 1, match.start() - text.rfind("\n", 0, match.start())
            raise InputError.in_file(path, *_UNBEARABLE_WORDS[match.lastgroup], line=line, column=column)


def _suspicious(text: str) -> bool:
    """Whether a closer look may find something: it takes half as long as parsing, and hardly any file needs it."""
    lines = text.split("\n")
    return any(len(line) > MAX_WORD or line.count(".") >= MAX_DOTS for line in lines) or bool(_NAN.search(text))


def _not_toml(path: Path, text: str, message: str) -> InputError:
    place = _AT.search(message)
    at_end = text.count("\n") + 1, len(text) - text.rfind("\n")
    line, column = (int(place[1]), int(place[2])) if place and place[1] else at_end
    what = _AT.sub("", message)
    hints = {
        "Cannot overwrite a value": (_twice(text, line), "keep one of the two"),
        "Cannot mutate immutable namespace": (
            "this list is closed: it is written inline, as in 'updates = []'",
            "remove the inline list; entries are appended as [[tables]]",
        ),
        "Cannot declare": ("this table is declared twice", "merge the two"),
        "Invalid statement": ("not a 'key = value' line", "quote text, and put comments behind #"),
        "Invalid value": ("not a value TOML knows", 'put text in quotes: key = "text"'),
    }
    for start, (said, todo) in hints.items():
        if what.startswith(start):
            return InputError.in_file(path, said, todo, line=line, column=column)
    return InputError.in_file(
        path, f"not valid TOML: {what[:1].lower()}{what[1:]}", "mend it", line=line, column=column
    )


def _twice(text: str, line: int) -> str:
    key = text.split("\n")[line - 1].split("=", maxsplit=1)[0].strip() if line <= text.count("\n") + 1 else ""
    return f"{key} stands here twice" if key else "a key stands here twice"
