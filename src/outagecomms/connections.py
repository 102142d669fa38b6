"""Transports side by side, each in a thread of its own; the thread that owns them hands out and collects."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from outagecomms.delivery.outcome import Outcome
from outagecomms.delivery.transport import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self

    from outagecomms.delivery.transport import Transport
    from outagecomms.outbox.claims import Claimed

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
class _Failed:
    """A connection could not be opened; or *fault*, which is none of its own, ended it."""

    reason: str
    fault: BaseException | None = None


class Connections:
    """Open *transports*; a context manager. Leaving it waits for what is under way."""

    def __init__(self, transports: Sequence[Transport]) -> None:
        self._tasks: SimpleQueue[Claimed | None] = SimpleQueue()
        self._events: SimpleQueue[_Opened | _Tried | _Failed] = SimpleQueue()
        self._threads = [threading.Thread(target=self._work, args=[each], daemon=True) for each in transports]
        self._opening = len(transports)
        self.idle = 0
        """How many may be given a message."""
        self.busy = 0
        """How many messages are under way."""
        self.troubles: list[str] = []
        """Why connections could not be opened, or were given up."""

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for _thread in self._threads:
            self._tasks.put(None)
        if kind is None:
            for thread in self._threads:
                thread.join()

    @property
    def active(self) -> bool:
        """Whether anything may still be heard of them without being given more."""
        return bool(self._opening or self.busy)

    def hand_out(self, messages: Iterable[Claimed]) -> None:
        """Give each of *messages* to an idle connection."""
        for message in messages:
            self.idle -= 1
            self.busy += 1
            self._tasks.put(message)

    def collect(self, timeout: float) -> Finished:
        """What has been tried since the last time; waits so many seconds for anything to happen."""
        finished: Finished = []
        with contextlib.suppress(Empty):
            self._note(self._events.get(timeout=timeout), finished)
            while True:
                self._note(self._events.get_nowait(), finished)
        return finished

    def finish(self) -> Finished:
        """What becomes of everything that is under way; hands out nothing more."""
        finished: Finished = []
        while self.busy:
            finished += self.collect(1)
        return finished

    def _note(self, event: _Opened | _Tried | _Failed, finished: Finished) -> None:
        match event:
            case _Opened():
                self._opening -= 1
                self.idle += 1
            case _Tried(message, outcome):
                self.busy -= 1
                if outcome.fate == "not tried":  # nor would the next one be
                    self.troubles.append(outcome.text)
                else:
                    self.idle += 1
                finished.append((message, outcome))
            case _Failed(reason, fault):
                if fault:
                    raise fault
                self._opening -= 1
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
            outcome = transport.deliver(message.sender, message.recipient, message.content)
            self._events.put(_Tried(message, outcome))
            if outcome.fate == "not tried":
                return
