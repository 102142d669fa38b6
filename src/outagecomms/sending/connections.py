"""Transports side by side, each in a thread of its own; the thread that owns them hands out and collects."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from outagecomms.delivery.outcome import Outcome
from outagecomms.delivery.transport import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from outagecomms.delivery.transport import Transport
    from outagecomms.outbox.claims import Claimed
    from outagecomms.outbox.key import Key
    from outagecomms.outbox.tried import Tried

AHEAD = 40  # messages that lie ready for each connection while it is busy, so that it need not wait for the disk
LINGER = 0.25  # seconds in which half of them may finish: one write to the disk serves them all
_GLANCE = 0.01  # seconds between two looks at how many have
GRACE = 5.0  # seconds that a run which is ended waits for the answers under way; without one they are unknown

Finished = list[tuple["Claimed", Outcome]]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A connection stands, and may be given a message."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """A message has had its attempt."""

    message: Claimed
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _End:
    """The run is to end."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """A connection could not be opened; or *fault*, which is none of its own, ended it."""

    reason: str
    fault: BaseException | None = None


class Connections:
    """Open *transports*; a context manager. Leaving it waits for what is under way.

    Each attempt is noted in *tried* before; when that fails, nothing is tried.
    """

    def __init__(self, transports: Sequence[Transport], tried: Tried) -> None:
        self._tried = tried
        self._tasks: SimpleQueue[Claimed | None] = SimpleQueue()
        self._events: SimpleQueue[_Opened | _Tried | _Failed | _End] = SimpleQueue()
        self._turned_away: dict[str, Outcome] = {}
        self._threads = [threading.Thread(target=self._work, args=[each], daemon=True) for each in transports]
        self.opening = len(transports)
        """How many may yet be opened."""
        self._open = 0
        self._in_hand: dict[Key, Claimed] = {}
        self.troubles: list[str] = []
        """Why connections could not be opened, were given up, or take nothing from a sender."""
        self.ending = False
        """Whether somebody said `end`."""

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for _thread in self._threads:
            self._tasks.put(None)
        if kind is None and not self.opening:  # one that cannot be opened holds nobody up
            for thread in self._threads:
                thread.join()

    @property
    def under_way(self) -> int:
        """How many messages they have."""
        return len(self._in_hand)

    @property
    def room(self) -> int:
        """How many messages they may be given."""
        return max(0, self._open * (1 + AHEAD) - self.under_way)

    def hand_out(self, messages: Sequence[Claimed]) -> None:
        """Give them *messages*."""
        for message in messages:
            self._in_hand[message.key] = message
            self._tasks.put(message)

    def collect(self, timeout: float) -> Finished:
        """What has been tried since the last time; waits so many seconds for anything to happen."""
        finished: Finished = []
        with contextlib.suppress(Empty):
            self._note(self._events.get(timeout=timeout), finished)
            if self.under_way > self._open:
                self._linger()
            while True:
                self._note(self._events.get_nowait(), finished)
        if not (self._open or self.opening):
            finished += self._take_back("no connection is left")
        return finished

    def _linger(self) -> None:
        """Let more finish while others lie ready, without being woken by each."""
        end = time.monotonic() + LINGER
        while self._events.qsize() < self.under_way // 2 and time.monotonic() < end:
            time.sleep(_GLANCE)

    def end(self) -> None:
        """Say that the run is to end, from wherever; `collect` returns at once."""
        self._events.put(_End())

    def finish(self) -> Finished:
        """What becomes within `GRACE` of everything that has begun, else it is unknown; what has not is taken back."""
        finished = self._take_back("the run was ended")
        end = time.monotonic() + GRACE
        while self.under_way and time.monotonic() < end:
            finished += self.collect(1)
        unanswered = Outcome("unknown", "the run was ended before there was an answer")
        finished += [(message, unanswered) for message in self._in_hand.values()]
        self._in_hand.clear()
        return finished

    def _take_back(self, reason: str) -> Finished:
        back: Finished = []
        with contextlib.suppress(Empty):
            while message := self._tasks.get_nowait():
                back.append((message, Outcome("not tried", reason)))
        for message, _ in back:
            del self._in_hand[message.key]
        return back

    def _note(self, event: _Opened | _Tried | _Failed | _End, finished: Finished) -> None:
        match event:
            case _Opened():
                self.opening -= 1
                self._open += 1
            case _Tried(message, outcome):
                del self._in_hand[message.key]
                if outcome.fate == "not tried":  # nor would the next one be
                    self._open -= 1
                    self.troubles.append(outcome.text)
                if outcome.fate == "turned away":
                    self.troubles.append(outcome.text)
                finished.append((message, outcome))
            case _End():
                self.ending = True
            case _Failed(reason, fault):
                if fault:
                    raise fault
                self.opening -= 1
                self.troubles.append(reason)

    def _work(self, transport: Transport) -> None:
        try:
            with transport:
                self._events.put(_Opened())
                self._serve(transport)
        except UnavailableError as error:
            self._events.put(_Failed(str(error)))
        except BaseException as error:  # noqa: BLE001  (it is raised again where somebody listens)
            self._events.put(_Failed("", error))

    def _serve(self, transport: Transport) -> None:
        while message := self._tasks.get():
            outcome = self._turned_away.get(message.sender) or self._attempt(transport, message)
            if outcome.fate == "turned away":  # so would be what lies ready from the same sender
                self._turned_away[message.sender] = outcome
            self._events.put(_Tried(message, outcome))
            if outcome.fate == "not tried":
                return

    def _attempt(self, transport: Transport, message: Claimed) -> Outcome:
        try:
            self._tried.begin(message.key)
        except OSError as error:
            return Outcome("not tried", f"the attempt cannot be noted ({error.strerror or error}); is the disk full?")
        outcome = transport.deliver(message.sender, message.recipient, message.content)
        if outcome.fate == "accepted":
            self._tried.end(message.key)
        return outcome
