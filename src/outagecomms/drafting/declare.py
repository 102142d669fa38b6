"""Declare an incident: a new file in the workspace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from outagecomms import clock, setup, tomlfile
from outagecomms.drafting import case
from outagecomms.errors import InputError
from outagecomms.incident import files, reader
from outagecomms.text import IDENTIFIER
from outagecomms.workspace import INCIDENTS

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.drafting.case import Case
    from outagecomms.workspace import Workspace


def declare(workspace: Workspace, name: str, facts: dict[str, Any]) -> Case:
    """Write the file of the incident called *name*, once it is known to be right.

    Raises:
        InputError: a fact or the name is wrong, or there is such an incident already.
    """
    if not re.fullmatch(IDENTIFIER, name):
        raise InputError(f"{name!r} cannot be an incident's id; use a-z, 0-9 and -, at most 64, as in card-payments")
    path = workspace.root / INCIDENTS / f"{name}.toml"
    text = setup.new_incident(facts)
    reader.from_document(tomlfile.parse(path, text), workspace.defaults)
    files.create(path, text)
    return case.load(workspace, path)


def started(typed: str | None, now: datetime) -> datetime:
    """When it began, from what a person typed; now when nothing was."""
    return (clock.parse_past(typed, now) if typed else now).replace(microsecond=0)
