"""Declare an incident: a new file in the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outagecomms import case, clock, setup, tomlfile
from outagecomms.incident import files, reader
from outagecomms.workspace import INCIDENTS

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.case import Case
    from outagecomms.workspace import Workspace


def declare(workspace: Workspace, name: str, facts: dict[str, Any]) -> Case:
    """Write the file of the incident called *name*, once it is known to be right.

    Raises:
        InputError: a fact is wrong, or there is such an incident already.
    """
    path = workspace.root / INCIDENTS / f"{name}.toml"
    text = setup.new_incident(facts)
    reader.from_document(tomlfile.parse(path, text), workspace.defaults)
    files.create(path, text)
    return case.load(workspace, path)


def started(typed: str | None, now: datetime) -> datetime:
    """When it began, from what a person typed; now when nothing was."""
    return (clock.parse_past(typed, now) if typed else now).replace(microsecond=0)
