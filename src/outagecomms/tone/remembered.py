"""Compiled rules, remembered the way Python remembers its own modules.

Reading and compiling some thousand phrases takes longer than checking a message, and `check` must not keep a
writer waiting. What was compiled is kept in a ``__pycache__`` beside the rules; where that cannot be written, every
run compiles anew.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from outagecomms import __version__
from outagecomms.tone.matcher import Graph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from outagecomms.tone.matcher import Edges

BUILT_IN = Path(__file__).parent / "rules"

Compiled = tuple[list[tuple[str, str, dict[str, Any]]], "Edges"]
"""Each rule's id, path and data, and the graph of their phrases."""


def compiled_once(
    language: str, folders: Sequence[Path], work_out: Callable[[], Compiled]
) -> tuple[list[tuple[str, str, dict[str, Any]]], Graph]:
    """What *work_out* gives for *language* and the user's *folders*, from the last run when no file has changed since.

    It is kept in the last of *folders*, or with the built-in rules when there is none.
    """
    home = folders[-1] if folders else BUILT_IN
    store = home / "__pycache__" / f"{language}.{sys.implementation.cache_tag}.rules"
    stamp = _stamp(folders)
    read, write = _safe_code() if folders else _fast_code()
    try:
        gc.disable()  # some fifty thousand small lists, none of them garbage
        known, rules, edges = cast("tuple[Any, Any, Edges]", read(store.read_bytes()))
        if known == stamp:
            return rules, Graph(edges)
    except (OSError, ValueError, EOFError, TypeError):
        pass
    finally:
        gc.enable()
    rules, edges = work_out()
    _keep(store, write([stamp, rules, edges]))
    return rules, Graph(edges)


def _fast_code() -> tuple[Callable[[bytes], Any], Callable[[Any], bytes]]:
    import marshal  # noqa: PLC0415  (one of the two is needed)

    return marshal.loads, marshal.dumps  # our own installation is trusted as its modules are


def _safe_code() -> tuple[Callable[[bytes], Any], Callable[[Any], bytes]]:
    """A user's folder may come from anywhere with what it holds, and marshal can be made to crash."""
    import json  # noqa: PLC0415  (one of the two is needed)

    return json.loads, lambda content: json.dumps(content).encode()


def _stamp(folders: Sequence[Path]) -> list[Any]:
    """Changes with every file that the compiled rules depend on."""
    here = Path(__file__).parent
    files = [here / name for name in ("phrases.py", "slots.py", "normal.py", "tokens.py", "matcher.py")]
    files += [
        path for folder in (BUILT_IN, *folders) for form in ("*/*.toml", "*/*/*.toml") for path in folder.glob(form)
    ]
    times = [[str(path), status.st_mtime_ns, status.st_size] for path in sorted(files) for status in [path.stat()]]
    return [__version__, times]


def _keep(store: Path, content: bytes) -> None:
    try:
        store.parent.mkdir(exist_ok=True)
        draft = store.with_name(f"{store.name}.{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(store)
    except OSError:
        return
