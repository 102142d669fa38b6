"""Read the incidents of a status page from a file: Statuspage's ``incidents.json``, or our own JSON lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outagecomms.errors import InputError
from outagecomms.problems import MOST, key_path
from outagecomms.statuspage import jsonlines
from outagecomms.statuspage.plain import identity
from outagecomms.statuspage.posted import Posted, faults, version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from outagecomms.problems import Fault

_WHAT_IT_COULD_BE = (
    "give a status page's incidents.json (on Statuspage, its /api/v2/incidents.json), or a file with one incident as "
    "JSON a line"
)


@dataclass(frozen=True)
class _Found:
    """A JSON value of a file that should be an incident, and where it stands there."""

    posted: Posted
    place: str
    of_a_line: bool = False


def read(path: Path) -> list[Posted]:
    """The incidents in the file at *path*, in its order.

    Raises:
        InputError: it cannot be read, or with every problem of what is in it.
    """
    found = list(_found(path, _text(path)))
    problems = [line for each in found for line in _problems(each)]
    if len(problems) > MOST:
        problems[MOST:] = [f"{path}: there are more problems than these {MOST}; mend these first"]
    if problems:
        raise InputError("\n".join(problems))
    return [each.posted for each in found]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError.in_file(path, "not UTF-8 text", "save it as UTF-8") from None
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; check the name") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions") from None


def _found(path: Path, text: str) -> Iterator[_Found]:
    end = _end_of_line(text)
    first = _object_or_none(text[:end])
    if first is not None and jsonlines.is_one(first):
        yield from _of_lines(path, text)
    else:
        whole = first if first is not None and not text[end:].strip() else _json(path, text)
        yield from _of_a_page(path, whole)


def _end_of_line(text: str) -> int:
    """Where the first line that is not empty ends."""
    begin = len(text) - len(text.lstrip())
    end = text.find("\n", begin)
    return len(text) if end < 0 else end


def _object_or_none(line: str) -> dict[str, Any] | None:
    """What the line holds, if it is a JSON object by itself."""
    try:
        value = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _of_lines(path: Path, text: str) -> Iterator[_Found]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            value = _json(path, line, number)
            yield _Found(jsonlines.posted(value), f"{path}:{number}:1", of_a_line=True)


def _of_a_page(path: Path, document: Any) -> Iterator[_Found]:
    if not isinstance(document, dict) or not isinstance(document.get("incidents"), list):
        raise InputError(f"{path}: there is no list of incidents in it; {_WHAT_IT_COULD_BE}")
    page = document.get("page") or {}
    if not isinstance(page, dict):
        raise InputError(f"{path}: page: not an object; write {{ … }}, or leave it out")
    for number, raw in enumerate(document["incidents"], start=1):
        yield _Found(Posted(raw, page), f"{path}: incidents[{number}]")


def _json(path: Path, text: str, line: int = 0) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        place = (line or error.lineno), error.colno
        what = f"not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise InputError.in_file(path, what, _WHAT_IT_COULD_BE, line=place[0], column=place[1]) from None
    except (ValueError, RecursionError) as error:
        why = "brackets nested too deep to read" if isinstance(error, RecursionError) else str(error)
        raise InputError.in_file(path, why, _WHAT_IT_COULD_BE, line=line or 1) from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _problems(found: _Found) -> Iterator[str]:
    for fault in faults(found.posted.raw):
        where = key_path(_own_names(fault, of_a_line=found.of_a_line))
        joint = "" if not where else ": " if found.of_a_line else "."
        yield f"{found.place}{joint}{where}: {fault.what}; {fault.todo}"


def _own_names(fault: Fault, *, of_a_line: bool) -> tuple[str | int, ...]:
    if not of_a_line:
        return fault.path
    return tuple(jsonlines.THEIRS.get(part, part) if isinstance(part, str) else part for part in fault.path)


def distinct(posted: Iterable[Posted]) -> list[Posted]:
    """*posted* without what stands there twice, as it does in two downloads of one page: the newer one stays."""
    best: dict[object, Posted] = {}
    for number, each in enumerate(posted):
        name = each.raw.get("id")
        key = (identity(each.page), str(name)) if name else number
        other = best.get(key)
        if other is None or version(each.raw, each.page) >= version(other.raw, other.page):
            best[key] = each
    return list(best.values())
