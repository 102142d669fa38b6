"""Several processes send the same outbox at once."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from .house import PATIENCE, built
from .inbox import open_inbox

if TYPE_CHECKING:
    from pathlib import Path

    from .stores import Store

READERS = 200


@pytest.mark.parametrize("processes", [2, 4])
def test_each_reader_gets_one_mail(tmp_path: Path, everywhere: Store, processes: int) -> None:
    """Two runs at once never send the same message to the same person, and leave nobody out."""
    house = built(tmp_path / "house", everywhere, READERS)
    with open_inbox() as (inbox, port):
        house.send_by(port, connections=2)
        with ExitStack() as stack:
            running = [stack.enter_context(house.running("send")) for _ in range(processes)]
            complaints = [process.communicate(timeout=PATIENCE)[1] for process in running]
        codes = [process.returncode for process in running]
        assert set(codes) <= {0, 75}, complaints
        assert 0 in codes, complaints
    assert set(inbox.counts().values()) == {1}
    assert len(inbox.got) == READERS
    assert set(house.states().values()) == {"sent"}
