"""Read an incident file: the only way in from disk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from outagecomms import tomlfile
from outagecomms.errors import InputError
from outagecomms.incident.consistency import faults
from outagecomms.incident.model import Incident

if TYPE_CHECKING:
    from pathlib import Path

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def read(path: Path, defaults: dict[str, Any] | None = None) -> Incident:
    """The incident in the file at *path*; *defaults* stand in for the top-level keys that it leaves out.

    Raises:
        InputError: with every problem in the file.
    """
    return from_document(tomlfile.read(path), defaults)


def from_document(document: tomlfile.Document, defaults: dict[str, Any] | None = None) -> Incident:
    """The incident that a parsed file tells of; see `read`."""
    path = document.path
    if not _ID.fullmatch(path.stem):
        todo = "rename it: a-z, 0-9 and -, at most 64, as in card-payments.toml"
        raise InputError.in_file(path, "the file's name cannot serve as the incident's id", todo)
    if "accounts" in document.data:
        defaults = {key: value for key, value in (defaults or {}).items() if key != "accounts_file"}
    incident = tomlfile.check(document, Incident, defaults, faults)
    if incident.accounts_file is None:
        return Incident.known_as(incident, path.stem)
    from outagecomms.incident.accounts import AccountsFile  # noqa: PLC0415  (few incidents have one)

    return Incident.known_as(incident, path.stem, AccountsFile(path.parent / incident.accounts_file, incident.accounts))
