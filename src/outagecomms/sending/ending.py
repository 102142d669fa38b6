"""How a run is asked to end: by a person (Ctrl-C), or by a host that shuts down (SIGTERM)."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ASKING = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def listening(tell: Callable[[], None]) -> Iterator[None]:
    """Call *tell* instead of breaking off wherever the run happens to be; who asks twice breaks it off."""
    if threading.current_thread() is not threading.main_thread():  # no other may ask for signals
        yield
        return
    before = {asking: signal.getsignal(asking) for asking in _ASKING}

    def restore() -> None:
        for asking, handler in before.items():
            signal.signal(asking, handler)

    def hear(*_: object) -> None:
        restore()
        tell()

    for asking in _ASKING:
        signal.signal(asking, hear)
    try:
        yield
    finally:
        restore()
