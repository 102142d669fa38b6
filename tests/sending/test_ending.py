"""A run is asked to end: it hears it once, and whoever asks twice breaks it off."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from outagecomms.sending.ending import listening

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are sent otherwise here")


@pytest.mark.parametrize("asking", [signal.SIGINT, signal.SIGTERM])
def test_the_first_time_it_is_told(asking: signal.Signals) -> None:
    """Nothing is broken off."""
    told: list[str] = []

    with listening(lambda: told.append("end")):
        signal.raise_signal(asking)
        told.append("still here")

    assert told == ["end", "still here"]


def test_the_second_time_it_is_broken_off() -> None:
    """As if nobody listened."""
    told: list[str] = []

    with pytest.raises(KeyboardInterrupt), listening(lambda: told.append("end")):  # noqa: PT012  (the second one raises)
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)

    assert told == ["end"]


def test_afterwards_everything_is_as_before() -> None:
    """Whoever listened before listens again; a thread that may not listen does no harm."""
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)

    def elsewhere() -> None:
        with listening(lambda: None):
            assert signal.getsignal(signal.SIGTERM) is before[0]

    thread = threading.Thread(target=elsewhere)
    with listening(lambda: None):
        pass
    thread.start()
    thread.join()

    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
