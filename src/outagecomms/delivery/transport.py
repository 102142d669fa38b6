"""What every way out has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from outagecomms.errors import OutageCommsError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from outagecomms.delivery.outcome import Outcome


class UnavailableError(OutageCommsError):
    """The way out is closed: no message can be tried."""


class Transport(Protocol):
    """A way out. A context manager: entering opens it, or raises `UnavailableError`. Each thread has its own."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

    def deliver(self, sender: str, recipient: str, content: bytes) -> Outcome:
        """Try once to hand *content*, a whole mail with CRLF line ends, over for *recipient*.

        Whatever the other side does is an outcome, never an exception.
        """
        ...
