"""What the doctor finds: each thing that can be wrong is found, and says what to do."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from builders import CONFIG, FACTS, a_workspace
from outagecomms import doctor
from outagecomms.drafting import tick

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2126, 11, 22, 14, 6, tzinfo=UTC)  # after every file of this test was written
FOLDER = '\n[mail]\ntransport = "directory"\ndirectory = "sent"\n'
GOOD = "* * * * * outagecomms tick && outagecomms send"


def found(folder: Path, config: str = CONFIG + FOLDER, crontab: str | None = GOOD, **incidents: str) -> dict[str, str]:
    """What is not well, by what it is about."""
    place = a_workspace(folder, config, **incidents)
    return {line.about: line.what for line in doctor.examine(place, NOW, crontab) if line.level != "ok"}


def test_a_sound_workspace(tmp_path: Path) -> None:
    """Nothing to do."""
    assert found(tmp_path, checkout=FACTS) == {}


@pytest.mark.parametrize(
    ("config", "about", "todo"),
    [
        (CONFIG, "mail", "add [mail]"),  # nothing says how mail leaves
        (CONFIG.replace("sam@example.com", "sam@example.net") + FOLDER, "senders", "each needs SPF"),  # two domains
        (CONFIG.partition("[liaison]")[0] + FOLDER, "liaison", "add [liaison]"),  # nobody signs
        (CONFIG + FOLDER + 'do_not_contact = "stop.txt"\n', "mail", "check do_not_contact"),  # a file is missing
        (CONFIG + '\n[mail]\ntransport = "command"\ncommand = ["no-such-program"]\n', "mail", "install it"),
        (CONFIG + '\n[mail]\nhost = "127.0.0.1"\nport = PORT\n', "mail", "check host and port"),  # nobody listens
        (CONFIG + '\n[mail]\nhost = "127.0.0.1"\nuser = "u"\npassword_file = "pw"\n', "mail", "chmod 600"),
        ('outbox = "broken.db"\n' + CONFIG + FOLDER, "outbox", "check 'outbox'"),  # another file in its place
        ('outbox = "postgresql://u:hunter2@127.0.0.1:1/x"\n' + CONFIG + FOLDER, "secrets", "PGPASSWORD"),
    ],
)
def test_what_is_wrong_is_found(tmp_path: Path, config: str, about: str, todo: str) -> None:
    """It is about the right thing and says what to do; no secret is repeated."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (tmp_path / "pw").write_text("hunter2", encoding="utf-8")
    (tmp_path / "pw").chmod(0o644)
    (tmp_path / "broken.db").write_text("no database" * 100, encoding="utf-8")

    wrong = found(tmp_path, config.replace("PORT", str(port)), checkout=FACTS)

    assert todo in wrong[about]
    assert "hunter2" not in str(wrong)


def test_a_broken_incident_is_named(tmp_path: Path) -> None:
    """The others are looked at all the same."""
    assert "title" in found(tmp_path, checkout=FACTS, broken="title = 3\n")["broken.toml"]


def test_a_clock_behind_its_files(tmp_path: Path) -> None:
    """A file that is younger than now."""
    place = a_workspace(tmp_path, CONFIG + FOLDER)
    early = datetime(2001, 1, 1, tzinfo=UTC)

    assert [line.level for line in doctor.examine(place, early, GOOD) if line.about == "clock"] == ["wrong"]


def test_what_is_unknown_is_said(tmp_path: Path) -> None:
    """Somebody has to find out."""
    from outagecomms.outbox.store import Outbox

    place = a_workspace(tmp_path, CONFIG + FOLDER, checkout=FACTS)
    tick.tick([tmp_path], datetime(2026, 11, 22, 14, 6, tzinfo=UTC))
    with Outbox(place.outbox) as outbox:
        outbox.database.execute("UPDATE messages SET state = 'unknown'")

    assert "1 may or may not have arrived" in found(tmp_path, checkout=FACTS)["outbox"]


def test_a_configuration_that_anybody_may_write(tmp_path: Path) -> None:
    """It says where mail goes."""
    place = a_workspace(tmp_path, CONFIG + FOLDER)
    (tmp_path / "outagecomms.toml").chmod(0o666)

    assert "chmod o-w" in {line.about: line.what for line in doctor.examine(place, NOW, GOOD)}["secrets"]
