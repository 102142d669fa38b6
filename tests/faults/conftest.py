"""An outbox in each kind of database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from .stores import Store, store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(params=["sqlite", "postgresql"])
def everywhere(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty database of each kind in turn."""
    yield from store(request.param)


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Says what was counted, whether the test passes or not."""

    def say(counts: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{counts}\n")

    return say


@pytest.fixture
def sqlite() -> Iterator[Store]:
    """A file."""
    yield from store("sqlite")


@pytest.fixture
def postgres() -> Iterator[Store]:
    """A database on a server."""
    yield from store("postgresql")
