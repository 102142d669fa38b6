"""Open incidents the way the commands need them: with the outbox if there is one, and without making one."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from outagecomms.drafting.case import Case
    from outagecomms.errors import InputError
    from outagecomms.outbox.store import Outbox
    from outagecomms.outbox.waiting import Waiting
    from outagecomms.workspace import Workspace


@contextlib.contextmanager
def opened(workspace: Workspace) -> Iterator[Outbox | None]:
    """The outbox of *workspace*, if there is one."""
    from outagecomms.outbox.location import exists

    if not exists(workspace.outbox):
        yield None
        return
    from outagecomms.outbox.store import Outbox

    with Outbox(workspace.outbox) as outbox:
        yield outbox


@contextlib.contextmanager
def loaded(workspace: Workspace, path: Path) -> Iterator[Case]:
    """The case in the file at *path*."""
    from outagecomms.drafting import case

    with opened(workspace) as outbox:
        yield case.load(workspace, path, outbox)


def check_up_to_date(workspace: Workspace, path: Path) -> None:
    """Let nobody add to a file that is older than what its messages were written from.

    Raises:
        InputError: it is: a new entry would take the number of one that it lacks, and nobody would be told.
    """
    from outagecomms.drafting import case
    from outagecomms.drafting.overtaking import outdated
    from outagecomms.errors import InputError

    with opened(workspace) as outbox:
        if outbox and (why := outdated(case.load(workspace, path, outbox), outbox)):
            raise InputError(f"{why}\nNothing was written.")


def tell_failures(failures: Mapping[str, InputError]) -> None:
    """Say which of the user's own templates could not be rendered, so that the built-in ones stand in for them."""
    from outagecomms.cli.terminal import tell
    from outagecomms.wording import BUILT_IN_SPEAKS

    for error in failures.values():
        tell(f"{error}\n{BUILT_IN_SPEAKS}")


def each_loaded(places: list[tuple[Workspace, Path]]) -> tuple[list[Case], bool]:
    """The cases in all the files that can be read, and whether some cannot: those are complained of here."""
    from outagecomms.cli.terminal import tell
    from outagecomms.errors import InputError

    cases, broken = [], False
    with contextlib.ExitStack() as open_:
        for workspace, path in places:
            try:
                cases.append(open_.enter_context(loaded(workspace, path)))
            except InputError as error:
                tell(str(error))
                broken = True
    return cases, broken


def waiting_in(workspace: Workspace, at: datetime) -> dict[str, Waiting]:
    """What waits in the outbox of *workspace*, by incident; one of which nothing waits has no place in it."""
    from outagecomms.outbox.location import exists

    if not exists(workspace.outbox):
        return {}
    from outagecomms.outbox.store import Outbox
    from outagecomms.outbox.waiting import Waiting, counts

    with Outbox(workspace.outbox) as outbox:
        return {incident: Waiting.counted(each, at) for incident, each in counts(outbox.database).items()}
