"""What every way out has in common, and the choice of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from outagecomms.errors import OutageCommsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from outagecomms.delivery.channels import Channels
    from outagecomms.delivery.outcome import Outcome
    from outagecomms.delivery.settings import ChannelSettings, MailSettings


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


def transport_for(settings: MailSettings, root: Path) -> Transport:
    """The way out that *settings* choose; paths in them are relative to *root*.

    Raises:
        InputError: the password is missing or not kept secret.
    """
    if settings.transport == "directory":
        from outagecomms.delivery.directory import Maildir  # noqa: PLC0415  (only the chosen one is loaded)

        return Maildir(root / (settings.directory or ""))
    if settings.transport == "command":
        from outagecomms.delivery.command import Command  # noqa: PLC0415  (as above)

        return Command(settings.command, root)
    from outagecomms.delivery.password import password_for  # noqa: PLC0415  (as above)
    from outagecomms.delivery.smtp import Smtp  # noqa: PLC0415  (as above)

    return Smtp(settings, password_for(settings, root))


def channels_for(channels: Mapping[str, ChannelSettings], root: Path) -> Channels:
    """The way out to chat and status channels, by their names; paths in their settings are relative to *root*."""
    from outagecomms.delivery import channels as notify  # noqa: PLC0415  (as above)

    return notify.Channels(channels, root)
