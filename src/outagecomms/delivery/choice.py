"""The choice of a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from outagecomms.delivery.channels import Channels
    from outagecomms.delivery.settings import ChannelSettings, MailSettings
    from outagecomms.delivery.transport import Transport


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
