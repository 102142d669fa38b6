"""Send the mails of one file over some connections, and keep no record: what delivery_speed.py measures us against."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from queue import Empty, SimpleQueue
from smtplib import SMTP
from threading import Thread

FROM = re.compile(rb"^From: .*?([^\s<]+@[^\s>]+)", re.MULTILINE)
TO = re.compile(rb"^To: .*?([^\s<]+@[^\s>]+)", re.MULTILINE)


def main() -> None:
    """Send them all."""
    mails: SimpleQueue[bytes] = SimpleQueue()
    for mail in Path("mails").read_bytes().split(b"\0"):
        mails.put(mail)
    threads = [Thread(target=_send, args=(mails, int(sys.argv[1]))) for _ in range(int(sys.argv[2]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _send(mails: SimpleQueue[bytes], port: int) -> None:
    with SMTP("127.0.0.1", port, local_hostname="localhost") as client:
        while True:
            try:
                mail = mails.get_nowait()
            except Empty:
                return
            client.sendmail(_address(FROM, mail), [_address(TO, mail)], mail)


def _address(line: re.Pattern[bytes], mail: bytes) -> str:
    found = line.search(mail)
    if not found:
        raise SystemExit("a mail without an address")
    return found[1].decode()


if __name__ == "__main__":
    main()
