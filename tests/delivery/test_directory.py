"""A mail in a folder is there whole or not at all, and nobody else's to read."""

from __future__ import annotations

import errno
import mailbox
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from outagecomms.delivery.directory import Maildir
from outagecomms.delivery.transport import UnavailableError

from .mails import MAIL, READER, SENDER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CALLS = ("open", "write", "fsync", "rename", "close")


def files(folder: Path) -> dict[str, list[bytes]]:
    return {name: [path.read_bytes() for path in sorted((folder / name).iterdir())] for name in ("tmp", "new", "cur")}


def test_another_program_reads_the_same_bytes(tmp_path: Path) -> None:
    with Maildir(tmp_path / "all" / "sent") as folder:
        outcomes = [folder.deliver(SENDER, READER, MAIL) for _ in range(50)]
    assert [outcome.fate for outcome in outcomes] == ["accepted"] * 50
    assert files(tmp_path / "all" / "sent") == {"tmp": [], "new": [MAIL] * 50, "cur": []}
    read = mailbox.Maildir(tmp_path / "all" / "sent", create=False)
    assert [mail["Subject"] for mail in read] == ["News"] * 50


def test_the_outcome_names_the_file(tmp_path: Path) -> None:
    with Maildir(tmp_path) as folder:
        outcome = folder.deliver(SENDER, READER, MAIL)
    [written] = (tmp_path / "new").iterdir()
    assert outcome.text == str(written)


def test_mails_stand_in_the_order_they_were_written(tmp_path: Path) -> None:
    mails = [MAIL + b"%d\r\n" % number for number in range(20)]
    with Maildir(tmp_path) as folder:
        for mail in mails:
            folder.deliver(SENDER, READER, mail)
    assert files(tmp_path)["new"] == mails


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    with Maildir(tmp_path / "sent") as folder:
        folder.deliver(SENDER, READER, MAIL)
    [written] = (tmp_path / "sent" / "new").iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (written, written.parent)] == [0o600, 0o700]


def test_a_host_name_with_a_slash_stays_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "../a:b")
    with Maildir(tmp_path) as folder:
        folder.deliver(SENDER, READER, MAIL)
    [written] = (tmp_path / "new").iterdir()
    assert written.name.endswith(r"...\057a\072b")


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "sent").write_text("")
    with pytest.raises(UnavailableError) as caught, Maildir(tmp_path / "sent"):
        pass
    assert str(caught.value) == f"{tmp_path / 'sent'} cannot be made (Not a directory); check directory"


@pytest.mark.parametrize("reader", ["", "ines@acme.example, eve@evil.example"])
def test_what_smtp_would_refuse_is_refused_here_too(reader: str, tmp_path: Path) -> None:
    with Maildir(tmp_path) as folder:
        assert folder.deliver(SENDER, reader, MAIL).fate == "refused"
    assert files(tmp_path)["new"] == []


class Fault:
    """Let the n-th of the calls that write fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, failing: int, make: Callable[[], BaseException]) -> None:
        self.seen: list[str] = []
        for name in CALLS:
            monkeypatch.setattr(os, name, self._counted(name, getattr(os, name), failing, make))

    def _counted(self, name: str, call: Any, failing: int, make: Callable[[], BaseException]) -> Any:
        def counted(*args: Any, **options: Any) -> Any:
            self.seen.append(name)
            if len(self.seen) == failing:
                raise make()
            return call(*args, **options)

        return counted


def delivered(folder: Path, failing: int, make: Callable[[], BaseException]) -> tuple[str, list[str]]:
    with Maildir(folder) as maildir, pytest.MonkeyPatch.context() as patch:
        fault = Fault(patch, failing, make)
        try:
            fate: str = maildir.deliver(SENDER, READER, MAIL).fate
        except KeyboardInterrupt:
            fate = "killed"
    return fate, fault.seen


def test_a_disk_that_fills_up_at_any_point(tmp_path: Path) -> None:
    """Deferred leaves nothing behind; once the mail is in its place, a fault leaves it unknown."""
    _, calls = delivered(tmp_path / "0", 0, KeyboardInterrupt)
    assert calls == ["open", "fsync", "rename", "open", "fsync", "close"]
    for n, call in enumerate(calls, 1):
        fate, _ = delivered(tmp_path / str(n), n, lambda: OSError(errno.ENOSPC, "No space left on device"))
        kept = files(tmp_path / str(n))
        expected = "deferred" if n <= calls.index("rename") + 1 else "unknown"
        assert (n, call, fate) == (n, call, expected)
        assert kept == {"tmp": [], "new": [] if fate == "deferred" else [MAIL], "cur": []}


def test_a_kill_at_any_point_leaves_no_half_mail_to_be_read(tmp_path: Path) -> None:
    for n in range(1, 7):
        fate, _ = delivered(tmp_path / str(n), n, KeyboardInterrupt)
        assert fate == "killed"
        assert files(tmp_path / str(n))["new"] in ([], [MAIL])
