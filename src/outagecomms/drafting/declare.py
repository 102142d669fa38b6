"""Declare an incident: a new file in the workspace."""

from __future__ import annotations

import re
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from outagecomms import clock, setup, tomlfile
from outagecomms.drafting import case
from outagecomms.errors import InputError
from outagecomms.incident import files, reader
from outagecomms.text import IDENTIFIER
from outagecomms.workspace import INCIDENTS

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from outagecomms.drafting.case import Case
    from outagecomms.workspace import Workspace


def declare(workspace: Workspace, name: str, facts: dict[str, Any]) -> Case:
    """Write the file of the incident called *name*, once it is known to be right.

    Raises:
        InputError: a fact, the name or the accounts file is wrong, or there is such an incident already.
    """
    path = path_for(workspace, name)
    text = setup.new_incident(facts)
    incident = reader.from_document(tomlfile.parse(path, text), workspace.defaults)
    deque(incident.listed(), maxlen=0)  # an accounts file is only read when somebody asks for its accounts
    files.create(path, text)
    return case.load(workspace, path)


_NEARLY_A_DAY = timedelta(hours=18)  # before now: then its next time is nearer than that


def path_for(workspace: Workspace, name: str) -> Path:
    """Where the file of a new incident called *name* goes.

    Raises:
        InputError: it cannot be called so, or there is such an incident already.
    """
    if not re.fullmatch(IDENTIFIER, name):
        raise InputError(f"{name!r} cannot be an incident's id; use a-z, 0-9 and -, at most 64, as in card-payments")
    path = workspace.root / INCIDENTS / f"{name}.toml"
    if path.exists():
        raise InputError(f"there is an incident {name} already; choose another id, or say what is new: update {name}")
    return path


def started(typed: str | None, now: datetime) -> datetime:
    """When it began, from what a person typed; now when nothing was.

    Raises:
        InputError: it is no time, it lies ahead, or it is a time of day that comes soon: a slip would be a day.
    """
    if not typed:
        return now.replace(microsecond=0)
    with clock.named("--started"):
        found = clock.parse_past(typed, now).replace(microsecond=0)
        if clock.is_time_of_day(typed) and now - found > _NEARLY_A_DAY:
            raise InputError(
                f"{typed!r} lies ahead of now, {now:%H:%M} UTC; check it, or if you mean the day before, write "
                f"{found:%Y-%m-%dT%H:%MZ}"
            )
        return found
