"""Which incidents a tick may pass over: nothing is due in them before a known time, and nothing of them has changed.

A tick runs every minute, and in most minutes nothing is due. What it found out it leaves here for the next one: until
when an incident is quiet, and how the files and folders it is made from looked. A change of any of them, or of any
message's state, ends the quiet.
"""

from __future__ import annotations

import json
import os
import socket
import time
from functools import cache
from typing import TYPE_CHECKING

from outagecomms import __version__
from outagecomms.outbox.database import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from outagecomms.outbox.database import Database

TABLE = """
CREATE TABLE quiet (
    place     TEXT PRIMARY KEY,
    incident  TEXT NOT NULL,
    files     TEXT NOT NULL,
    until     TEXT NOT NULL
)
"""
SINCE = "ALTER TABLE quiet ADD COLUMN since TEXT NOT NULL DEFAULT ''"
_SETTLED = 2.0  # seconds since a file was written; a clock is too coarse to tell two changes within less apart


class Quiet:
    """The quiet incidents of this host, as they were when the tick began."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._host = f"{socket.gethostname()}:"
        rows = database.execute("SELECT place, files, since, until FROM quiet")
        self._known = {place: (files, since, until) for place, files, since, until in rows}
        self._began = time.time()
        (self._last_change,) = database.execute("SELECT COALESCE(MAX(number), 0) FROM history").fetchone()
        self._look = cache(_look)  # many incidents are made from the same settings

    def lasts(self, path: Path, now: datetime) -> bool:
        """Whether the incident in the file at *path* is still quiet; not for a clock that has been set back."""
        files, since, until = self._known.get(self._place(path), ("", "", ""))
        return since <= now.isoformat() < until and all(
            self._look(name) == seen for name, seen in json.loads(files).items()
        )

    def remember(self, path: Path, incident: str, files: Iterable[Path], now: datetime, until: datetime) -> None:
        """Note at *now* that nothing is due in *incident* until then, unless one of *files* changes.

        Unless it changed while this tick looked at it, or another run changed a message: the next one looks again.
        """
        looks = {name: self._look(name) for name in map(str, files)}
        if any(self._began - look[0] / 1e9 < _SETTLED for look in looks.values() if look):
            return
        changed = "SELECT 1 FROM history WHERE incident = ? AND number > ? LIMIT 1"
        with transaction(self._database):
            if self._database.execute(changed, (incident, self._last_change)).fetchone():
                return
            self._database.execute("DELETE FROM quiet WHERE place = ?", (self._place(path),))
            self._database.execute(
                "INSERT INTO quiet (place, incident, files, since, until) VALUES (?, ?, ?, ?, ?)",
                (self._place(path), incident, json.dumps(looks), now.isoformat(), until.isoformat()),
            )

    def _place(self, path: Path) -> str:
        return f"{self._host}{os.path.abspath(path)}:{__version__}"  # noqa: PTH100  (resolving takes ten times as long)


def disturb(database: Database, incidents: Iterable[str]) -> None:
    """End the quiet of *incidents*: something became of one of their messages. Call it in the same transaction."""
    for incident in incidents:
        database.execute("DELETE FROM quiet WHERE incident = ?", (incident,))


def _look(name: str) -> list[int] | None:
    """How a file looks from outside: when it was written, in nanoseconds, and its size. Nothing when it is gone."""
    try:
        found = os.stat(name)  # noqa: PTH116  (as above)
    except OSError:
        return None
    return [found.st_mtime_ns, found.st_size]
