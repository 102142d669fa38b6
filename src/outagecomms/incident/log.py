"""Append to an incident's log, and leave every byte that stands in the file as it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from outagecomms import tomlfile
from outagecomms.errors import InputError
from outagecomms.incident import files, reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from outagecomms.incident.model import Incident

Entry = dict[str, Any]


def append(
    path: Path, log: str, entry_for: Callable[[Incident], Entry], defaults: dict[str, Any] | None = None
) -> Incident:
    """Append one entry to *log* in the file at *path*, and return the incident as it is then.

    Args:
        path: the incident file.
        log: the array of tables, such as ``updates``.
        entry_for: makes the entry from the incident as it stands once the file is locked.
        defaults: as in `reader.read`.

    Raises:
        InputError: the file is wrong, or would be wrong with the entry in it; it is left untouched.
        LockedError: another run is writing it.
    """
    with files.locked(path):
        document = tomlfile.read(path)
        proposed = entry_for(reader.from_document(document, defaults))
        entry = {key: _whole_seconds(value) for key, value in proposed.items() if value is not None}
        text = document.text + _separator(document.text) + _rendered(log, entry, _newline(document.text))
        after = tomlfile.parse(path, text)
        if after.data != {**document.data, log: [*document.data.get(log, []), entry]}:
            raise InputError.in_file(path, "an entry cannot be appended here", f"end the file with its [[{log}]]")
        incident = reader.from_document(after, defaults)
        files.replace(path, text)
    return incident


def _whole_seconds(value: object) -> object:
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _separator(text: str) -> str:
    newline = _newline(text)
    return newline if not text or text.endswith("\n") else newline * 2


def _rendered(log: str, entry: Entry, newline: str) -> str:
    lines = [f"[[{log}]]\n", *(pair(key, value) for key, value in entry.items())]
    return "".join(lines).replace("\n", newline)


def pair(key: str, value: object) -> str:
    """One line of TOML, times in UTC with a Z; text of several lines stays on several."""
    import tomli_w  # noqa: PLC0415  (only writers need it)

    if isinstance(value, datetime):
        return f"{key} = {value.isoformat(timespec='seconds').replace('+00:00', 'Z')}\n"
    if isinstance(value, list) and value and isinstance(value[0], dict):  # in one line, or it would leave the entry
        tables = ("{ " + ", ".join(pair(*each).rstrip() for each in table.items()) + " }" for table in value)
        return f"{key} = [{', '.join(tables)}]\n"
    if isinstance(value, str) and "\n" in value and "\r" not in value:  # a return would not be read back
        return tomli_w.dumps({key: value}, multiline_strings=True)
    return tomli_w.dumps({key: value})
