"""Templates that no message uses: most likely their names are misspelt, and built-in words go out in their place."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from outagecomms.compose.templates import BUILT_IN, SUFFIX, Templates, languages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def strays(folder: Path) -> Iterator[tuple[Path, str]]:
    """The templates in *folder*, and in its folders of languages, that are of no kind and that none names.

    Each with what to do. A part, whose file begins with ``_``, may be named only when a message is written, and is
    left out.

    Raises:
        InputError: one of them cannot be read.
    """
    kinds = [path.stem for path in sorted(BUILT_IN.glob(f"[!_]*{SUFFIX}"))]
    spoken = languages(folder)
    there = [path for place in (folder, *map(folder.joinpath, spoken)) for path in sorted(place.glob(f"[!_]*{SUFFIX}"))]
    odd = [path for path in there if path.stem not in kinds]
    every = [Templates(language, folder) for language in spoken] if odd else []
    used = {source for each in every for kind in kinds for source in each.sources(kind)}
    for path in odd:
        if path not in used:
            guess = get_close_matches(path.stem, kinds, 1)
            yield path, f"did you mean {guess[0]}{SUFFIX}?" if guess else "'outagecomms templates' lists those that are"
