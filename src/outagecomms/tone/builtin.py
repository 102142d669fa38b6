"""The built-in rules, read once and remembered the way Python remembers its own modules.

Reading and compiling some thousand phrases takes longer than checking a message, and `check` must not keep a
writer waiting. What was compiled is kept in a ``__pycache__`` beside the rules; where that cannot be written, every
run compiles anew.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from outagecomms import __version__
from outagecomms.tone.matcher import Graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from outagecomms.tone.matcher import Edges

FOLDER = Path(__file__).parent / "rules"

Compiled = tuple[list[tuple[str, str, dict[str, Any]]], "Edges"]
"""Each rule's id, path and data, and the graph of their phrases."""


def remembered(language: str, work_out: Callable[[], Compiled]) -> tuple[list[tuple[str, str, dict[str, Any]]], Graph]:
    """What *work_out* gives for *language*, from the last run when no file has changed since."""
    store = FOLDER / "__pycache__" / f"{language}.{sys.implementation.cache_tag}.rules"
    stamp = _stamp()
    try:
        gc.disable()  # some fifty thousand small lists, none of them garbage
        known, rules, edges = cast("tuple[Any, Any, Edges]", marshal.loads(store.read_bytes()))  # noqa: S302 (our own, as a .pyc is)
        if known == stamp:
            return rules, Graph(edges)
    except (OSError, ValueError, EOFError, TypeError):
        pass
    finally:
        gc.enable()
    rules, edges = work_out()
    _keep(store, marshal.dumps((stamp, rules, edges)))
    return rules, Graph(edges)


def _stamp() -> list[Any]:
    """Changes with every file that the compiled rules depend on."""
    here = Path(__file__).parent
    files = [here / name for name in ("phrases.py", "slots.py", "normal.py", "tokens.py", "matcher.py")]
    found = sorted((*files, *FOLDER.glob("*/*.toml"), *FOLDER.glob("*/*/*.toml")))
    times = [(str(path), status.st_mtime_ns, status.st_size) for path in found for status in [path.stat()]]
    return [__version__, times]


def _keep(store: Path, content: bytes) -> None:
    try:
        store.parent.mkdir(exist_ok=True)
        draft = store.with_name(f"{store.name}.{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(store)
    except OSError:
        return
