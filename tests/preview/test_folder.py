"""Pages go into a folder that holds nothing else, and never over what somebody else keeps there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outagecomms.errors import InputError
from outagecomms.preview import folder

if TYPE_CHECKING:
    from pathlib import Path

OURS = ".outagecomms-preview"


def _in(where: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in where.iterdir()}


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    folder.write(tmp_path / "a" / "b", {"index.html": "<p>é\n"})

    assert _in(tmp_path / "a" / "b") == {"index.html": "<p>é\n", OURS: "index.html\n"}
    assert (tmp_path / "a" / "b" / "index.html").read_bytes() == "<p>é\n".encode()


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    folder.write(tmp_path, {"index.html": "new"})

    assert _in(tmp_path) == {"index.html": "new", OURS: "index.html\n"}


def test_the_pages_before_give_way_and_nothing_else_does(tmp_path: Path) -> None:
    folder.write(tmp_path, {"index.html": "old", "late.html": "old"})
    (tmp_path / "mine.html").write_text("mine", encoding="utf-8")

    folder.write(tmp_path, {"index.html": "new", "update.html": "new"})

    assert _in(tmp_path) == {
        "index.html": "new", "update.html": "new", "mine.html": "mine", OURS: "index.html\nupdate.html\n",
    }  # fmt: skip


def test_a_list_that_somebody_changed_leads_out_of_no_folder(tmp_path: Path) -> None:
    """What it names is removed, so it may name nothing but pages beside it."""
    for name in ("above.html", "notes.txt"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    folder.write(tmp_path / "out", {"index.html": "old"})
    (tmp_path / "out" / OURS).write_text("../above.html\n..\\above.html\n../notes.txt\n", encoding="utf-8")

    folder.write(tmp_path / "out", {"index.html": "new"})

    assert sorted(path.name for path in tmp_path.iterdir()) == ["above.html", "notes.txt", "out"]


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine", encoding="utf-8")

    with pytest.raises(InputError, match="holds something else than a preview; name an empty folder"):
        folder.write(tmp_path, {"index.html": "new"})

    assert _in(tmp_path) == {"index.html": "mine"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")

    with pytest.raises(InputError, match="out is a file; name a folder for the pages"):
        folder.write(tmp_path / "out", {"index.html": "new"})
    with pytest.raises(InputError, match=r"cannot be written .*; name another folder"):
        folder.write(tmp_path / "out" / "in", {"index.html": "new"})
