"""Check finished messages: texts, Markdown, mails, or what comes in on standard input.

`quickly` is the way in for an editor or a commit hook that checks one message: it needs none of what the command line
otherwise loads, and waits for none of it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from outagecomms.tone.document import SUFFIXES, Document
from outagecomms.tone.facts import KINDS, PHASES, Facts
from outagecomms.tone.files import check_document, check_files
from outagecomms.tone.formats import FORMATS, format_called

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset

STDIN = "-"
CONFIG = "outagecomms.toml"
NOTHING = "Nothing to complain of."


def is_message(path: str) -> bool:
    """Whether *path* is one of a finished message."""
    return path == STDIN or Path(path).suffix.lower() in SUFFIXES


def check_messages(paths: Iterable[str], facts: Facts, rules: Ruleset) -> list[tuple[str, Finding]]:
    """Each finding in the messages at *paths*, with the path.

    Raises:
        InputError: a file cannot be read.
    """
    found: list[tuple[str, Finding]] = []
    for path in paths:
        if path == STDIN:
            document = Document(sys.stdin.buffer.read().decode("utf-8-sig", "replace"))
            found += [(STDIN, finding) for finding in check_document(document, rules, facts)]
        else:
            found += check_files([Path(path)], rules, facts)
    return found


def exit_code(found: Iterable[tuple[str, Finding]]) -> int:
    """1 when a rule of level error fired, else 0."""
    return int(any(finding.level == "error" for _, finding in found))


def quickly(arguments: Sequence[str]) -> int | None:
    """Run ``check`` on finished messages; None when the command line asks for more than that.

    Raises:
        InputError: a file cannot be read.
    """
    parsed = _parsed(arguments)
    if parsed is None or _in_a_workspace():  # whose rules and levels count
        return None
    paths, options = parsed
    from outagecomms.tone import ruleset  # noqa: PLC0415  (only when it is used)

    rules = ruleset.load()
    facts = Facts(kind=options.get("--kind", "update"), phase=options.get("--phase", ""))
    found = check_messages(paths, facts, rules)
    form = options.get("--format", "text")
    if shown := format_called(form)(found, rules.rules):
        print(shown)  # noqa: T201
    elif form == "text":
        print(NOTHING, file=sys.stderr)  # noqa: T201
    return exit_code(found)


_CHOICES = {"--kind": KINDS, "--phase": PHASES, "--format": FORMATS}


def _parsed(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]] | None:
    paths, options = [], {}
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if name in _CHOICES:
            value = value if equals else next(words, "")
            if value not in _CHOICES[name]:
                return None
            options[name] = value
        elif is_message(word) and (word == STDIN or not word.startswith("-")):
            paths.append(word)
        else:
            return None
    return (paths, options) if paths else None


def _in_a_workspace() -> bool:
    here = Path.cwd()
    return any((folder / CONFIG).is_file() for folder in (here, *here.parents))
