"""A mail server that takes everything and keeps nothing, until its standard input ends; it prints its port."""

from __future__ import annotations

import socket
import sys
from typing import Any

from aiosmtpd.controller import Controller


class Inbox:
    """Takes every mail."""

    async def handle_DATA(self, _: Any, __: Any, ___: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        """Say yes."""
        return "250 kept"


def main() -> None:
    """Serve."""
    with socket.create_server(("127.0.0.1", 0)) as free:  # aiosmtpd cannot choose a port itself
        port: int = free.getsockname()[1]
    controller = Controller(Inbox(), hostname="127.0.0.1", port=port)
    controller.start()
    print(port, flush=True)
    sys.stdin.read()
    controller.stop()


if __name__ == "__main__":
    main()
