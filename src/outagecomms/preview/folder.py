"""Keep the pages in a folder, which holds nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_OURS = ".outagecomms-preview"
"""A file that lists what we wrote, so that the next preview takes away that and nothing else."""


def check(folder: Path) -> None:
    """Make sure that pages may be written into *folder*.

    Raises:
        InputError: it holds something that is not a preview.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; name a folder for the pages")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _OURS).is_file():
        raise InputError(
            f"{folder} holds something else than a preview; name an empty folder, or one that is not there"
        )


def write(folder: Path, pages: Mapping[str, str]) -> None:
    """Write *pages* in the place of those of an earlier preview.

    Raises:
        InputError: see `check`; or the disk says no.
    """
    check(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _written(folder) - pages.keys():
            (folder / name).unlink(missing_ok=True)
        (folder / _OURS).write_text("".join(f"{name}\n" for name in pages), encoding="utf-8")
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{folder} cannot be written ({error.strerror or error}); name another folder") from None


def _written(folder: Path) -> set[str]:
    listed = folder / _OURS
    names = listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else []
    return {name for name in names if name.endswith(".html") and "/" not in name and "\\" not in name}
