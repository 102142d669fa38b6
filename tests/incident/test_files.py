"""Writing a file so that nothing is lost: faults and kills at every call, links, modes, folders, two writers."""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crashes import Crash, disk_full, fault, killed, leftovers, posix
from outagecomms.errors import InputError, LockedError
from outagecomms.incident import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OLD, NEW = "old\n" * 100, "new\r\nwith é\n" * 100


@pytest.mark.parametrize("make", [disk_full, killed])
@pytest.mark.parametrize("before", [OLD, None])
def test_whatever_call_fails_the_file_is_old_or_new(
    tmp_path: Path, make: Callable[[str], BaseException], before: str | None
) -> None:
    path = tmp_path / "x.toml"
    for number in range(1, 100):
        path.unlink(missing_ok=True)
        if before is not None:
            files.replace(path, before)
        with fault(number, make) as made:
            outcome: BaseException | None = None
            try:
                files.replace(path, NEW)
            except (InputError, Crash) as error:
                outcome = error
        content = path.read_bytes().decode("utf-8") if path.exists() else None
        assert content in (before, NEW)
        if isinstance(outcome, InputError):
            assert content == before  # "nothing was changed" is true
            assert str(outcome) == f"{path} cannot be written (No space left on device); nothing was changed"
        if outcome is None:
            assert content == NEW
        if make is disk_full:
            assert leftovers(tmp_path) == []
        files.replace(path, NEW)  # and again, whatever lies about
        assert path.read_bytes().decode("utf-8") == NEW
        if len(made) < number:
            break
    else:
        pytest.fail("the calls never end")
    assert {"open", "fsync", "replace"} <= set(made)


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from outagecomms.incident import files
name = sys.argv[2]
call = getattr(os, name)
def killing(*args, **options):
    if sys.argv[3] == "after":
        call(*args, **options)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(os, name, killing)
files.replace(Path(sys.argv[1]), "new")
"""


@posix
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_real_kill_leaves_old_or_new_and_no_lock(tmp_path: Path, call: str, moment: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text("old")
    done = subprocess.run([sys.executable, "-c", KILLED_AT, str(path), call, moment], timeout=60, check=False)
    assert done.returncode == -9
    assert path.read_text() == ("new" if (call, moment) == ("replace", "after") else "old")
    files.replace(path, "newer")
    assert path.read_text() == "newer"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_what_is_written_is_what_was_given_byte_for_byte(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.toml"
    files.replace(path, content)
    assert path.read_bytes() == content.encode("utf-8")


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "x.toml", tmp_path / "x.toml"
    target.write_text("old")
    link.symlink_to(Path("real") / "x.toml")
    files.replace(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert leftovers(tmp_path) == leftovers(target.parent) == []


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444, 0o664])
def test_the_mode_is_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "x.toml"
    path.write_text("old")
    path.chmod(mode)
    files.replace(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


@posix
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_that_the_user_wants(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        files.create(tmp_path / "x.toml", "new")
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x.toml").stat().st_mode) == mode


@posix
def test_a_folder_that_may_only_be_read_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("old")
    tmp_path.chmod(0o555)
    try:
        with _nobody(tmp_path):
            refused = pytest.raises(InputError, match=r"cannot be written \(Permission denied\); nothing was changed")
            with refused:
                files.replace(path, "new")
            with refused:
                files.create(tmp_path / "y.toml", "new")
            with refused:
                _lock(path)
    finally:
        tmp_path.chmod(0o755)
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["x.toml"]


@contextlib.contextmanager
def _nobody(folder: Path) -> Iterator[None]:
    """Be someone whom modes hold back; root is not."""
    if os.geteuid() != 0:
        yield
        return
    import filelock  # noqa: F401  (nobody may not be allowed to read it)

    modes = {parent: stat.S_IMODE(parent.stat().st_mode) for parent in folder.parents}
    closed = [parent for parent, mode in modes.items() if mode & 0o011 != 0o011]
    for parent in closed:
        parent.chmod(modes[parent] | 0o011)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        for parent in closed:
            parent.chmod(modes[parent])


def _lock(path: Path) -> None:
    with files.locked(path):
        pytest.fail("it was locked")


def test_a_folder_in_the_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.toml").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        files.replace(tmp_path / "x.toml", "new")
    assert leftovers(tmp_path) == []


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "incidents").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        files.create(tmp_path / "incidents" / "x.toml", "new")


def test_folders_are_made_for_a_new_file(tmp_path: Path) -> None:
    files.create(tmp_path / "a" / "b" / "x.toml", "new")
    assert (tmp_path / "a" / "b" / "x.toml").read_text() == "new"


def test_a_file_that_is_there_is_not_created_again(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    files.create(path, "old")
    with pytest.raises(InputError, match="is there already; choose another name, or edit it"):
        files.create(path, "new")
    assert path.read_text() == "old"


CREATE = """
import sys
from pathlib import Path
from outagecomms.errors import InputError
from outagecomms.incident import files
try:
    files.create(Path(sys.argv[1]), sys.argv[2])
    print(sys.argv[2])
except InputError:
    pass
"""


def test_of_several_who_create_a_file_at_once_one_does(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    running = [
        subprocess.Popen([sys.executable, "-c", CREATE, str(path), str(number)], stdout=subprocess.PIPE, text=True)
        for number in range(4)
    ]
    said = "".join(process.communicate(timeout=60)[0] for process in running)
    assert path.read_text() == said.strip()


def test_a_missing_folder_is_not_made_for_a_lock(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder; check the path"):
        _lock(tmp_path / "nowhere" / "x.toml")
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_another_run_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    path = tmp_path / "x.toml"
    with files.locked(path), pytest.raises(LockedError) as caught:
        _lock(path)
    assert str(caught.value) == f"{path} is being written by another run; try again in a moment"
    assert caught.value.exit_code == 75
    with files.locked(path):
        pass  # free again


@posix
def test_a_link_and_its_target_have_one_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    (tmp_path / "x.toml").write_text("old")
    (tmp_path / "link.toml").symlink_to(tmp_path / "x.toml")
    with files.locked(tmp_path / "link.toml"), pytest.raises(LockedError):
        _lock(tmp_path / "x.toml")


def test_a_lock_is_free_after_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    with pytest.raises(Crash), files.locked(tmp_path / "x.toml"):
        raise Crash
    with files.locked(tmp_path / "x.toml"):
        pass


def test_a_writer_waits_for_another(tmp_path: Path) -> None:
    path, order = tmp_path / "x.toml", []

    def hold() -> None:
        with files.locked(path):
            held.set()
            time.sleep(0.2)
            order.append("first")

    held = threading.Event()
    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    with files.locked(path):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


WITHOUT_UNIX = """
import pkgutil, sys
for name in ("fcntl", "termios", "pwd", "grp", "resource"):
    sys.modules[name] = None  # importing it fails, as on Windows
import importlib, outagecomms
for found in pkgutil.walk_packages(outagecomms.__path__, "outagecomms."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
        print(found.name)
"""


def test_every_module_imports_where_there_is_no_unix() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_UNIX], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "outagecomms.incident.files" in done.stdout.split()
