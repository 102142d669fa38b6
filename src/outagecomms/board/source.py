"""Where the board's facts come from: files and the outbox, read again only when they have changed."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from outagecomms import workspace
from outagecomms.board.content import Board, board
from outagecomms.cadence import plan
from outagecomms.drafting import case
from outagecomms.errors import OutageCommsError
from outagecomms.outbox.location import exists, is_url
from outagecomms.outbox.waiting import Counts, Waiting, counts

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.cadence.promises import Said
    from outagecomms.drafting.case import Case
    from outagecomms.incident.model import KindForEveryone
    from outagecomms.workspace import Workspace

_REST = 100  # times as long as looking or planning took, before it is done again: one per cent of the time at most
_REST_AFTER_CHANGE = 5  # times as long as planning took, when there is something new
_SHORTEST = 0.9  # seconds between two looks
_SERVER_EVERY = 5.0  # seconds between two questions to a database server
_Look = tuple[tuple[int, int] | None, ...]


class Source:
    """The incidents of one workspace, as they are now. Keeps what it has read."""

    def __init__(self, place: Workspace) -> None:
        self._place = place
        self._cases: dict[Path, Case] = {}
        self._broken: dict[Path, str] = {}
        self._looks: dict[object, object] = {}
        self._waiting: dict[str, Counts] = {}
        self._said: dict[str, tuple[list[Said], dict[int, KindForEveryone], dict[int, bool]]] = {}
        self._outbox_trouble = ""
        self._is_sending = False
        self._left = ""
        self._board = Board()
        self._minute: object = None
        self._is_stale = False
        self._planned, self._took = 0.0, 0.0
        self._look_again = 0.0

    def board(self, now: datetime) -> Board:
        """The board at *now*: worked out anew when something has changed and every minute; later where that is work."""
        started = time.monotonic()
        if started >= self._look_again:
            self._is_stale |= self._look(now)
        minute = now.replace(second=0, microsecond=0)
        rest = _REST_AFTER_CHANGE if self._is_stale else _REST
        if (self._is_stale or minute != self._minute) and started >= self._planned + rest * self._took:
            self._minute, self._is_stale = minute, False
            waiting = {incident: Waiting.counted(counts, now) for incident, counts in self._waiting.items()}
            unread = len(self._broken) + bool(self._outbox_trouble)
            self._board = board(self._told(), waiting, now, self._notices(now), unread)
            self._planned = time.monotonic()
            self._took = self._planned - started
        return self._board

    def refresh(self) -> None:
        """Look again at once: a command has been run."""
        self._look_again = self._took = 0.0

    def _look(self, now: datetime) -> bool:
        started = time.monotonic()
        changed = self._look_at_config()
        changed |= self._look_at_incidents()
        changed |= self._look_at_outbox(now)
        self._look_again = started + max(_SHORTEST, _REST * (time.monotonic() - started)) if not changed else 0.0
        return changed

    def _is_new(self, key: object, look: object) -> bool:
        new = self._looks.get(key) != look
        self._looks[key] = look
        return new

    def _look_at_config(self) -> bool:
        path = self._place.root / workspace.CONFIG
        if not self._is_new("config", _look_at(path)) or not path.exists():
            return False
        try:
            self._place = workspace.load(self._place.root)
            self._broken.pop(path, None)
        except OutageCommsError as error:
            self._broken[path] = str(error)
        self._looks = {"config": self._looks["config"]}  # everything is made from it
        return True

    def _look_at_incidents(self) -> bool:
        paths = self._place.incidents()
        changed = [path for path in paths if self._is_new(path, self._look_of(path))]
        for path in changed:
            try:
                self._cases[path] = case.load(self._place, path)
                self._broken.pop(path, None)
            except OutageCommsError as error:
                self._broken[path] = str(error)
        gone = (self._cases.keys() | self._broken.keys()) - {*paths, self._place.root / workspace.CONFIG}
        for path in gone:
            self._cases.pop(path, None)
            self._broken.pop(path, None)
            self._looks.pop(path, None)
        return bool(changed or gone)

    def _look_of(self, path: Path) -> _Look:
        known = self._cases.get(path)
        accounts = known.incident.accounts_file if known else None
        return _look_at(path, *([path.parent / accounts] if accounts else []))

    def _look_at_outbox(self, now: datetime) -> bool:
        where = self._place.outbox
        if not exists(where):
            return False
        unseen = is_url(where) or self._is_sending  # that a run has died shows in no file
        look = time.monotonic() // _SERVER_EVERY if unseen else _look_at(Path(where), Path(f"{where}-wal"))
        if not self._is_new("outbox", (look, tuple(self._cases))):
            return False
        from outagecomms.outbox.recovery import left_behind  # noqa: PLC0415  (as below)
        from outagecomms.outbox.store import Outbox  # noqa: PLC0415  (only those who have an outbox need the driver)

        before = self._waiting, self._said, self._outbox_trouble, self._left
        try:
            with Outbox(where) as outbox:
                self._waiting = counts(outbox.database)
                self._is_sending = "sending" in outbox.counts()
                self._left = left_behind(outbox.database, now)
                self._said = {
                    known.incident.id: (
                        outbox.said(known.incident.id),
                        outbox.left_as(known.incident),
                        outbox.unsent_entries(known.incident) if self._place.sends_mail else {},
                    )
                    for known in self._cases.values()
                }
            self._outbox_trouble = ""
        except OutageCommsError as error:
            self._outbox_trouble = str(error)
        return (self._waiting, self._said, self._outbox_trouble, self._left) != before

    def _told(self) -> list[Case]:
        told = [(known, *self._said.get(known.incident.id, ([], {}, {}))) for known in self._cases.values()]
        return [
            replace(known, incident=known.incident.that_left_as(kinds).with_unsent(unsent), said=said)
            for known, said, kinds, unsent in told
        ]

    def _notices(self, now: datetime) -> list[str]:
        behind = [
            f"{known.path}: its last entry lies ahead of this clock; check the time"
            for known in self._cases.values()
            if plan.clock_is_behind(known.incident, now)
        ]
        return [*self._broken.values(), *filter(None, [self._outbox_trouble, self._left]), *behind]


def _look_at(*paths: Path) -> _Look:
    """How files look from outside: when they were written, in nanoseconds, and their size."""
    looks: list[tuple[int, int] | None] = []
    for path in paths:
        look = None
        with suppress(OSError):
            found = path.stat()
            look = found.st_mtime_ns, found.st_size
        looks.append(look)
    return tuple(looks)
