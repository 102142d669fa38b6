"""Put imported incidents into a workspace: a file each, and never over what somebody else wrote.

A file that holds nothing but an earlier download is brought up to date by a newer one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from outagecomms import tomlfile
from outagecomms.errors import InputError
from outagecomms.incident import files, log, reader
from outagecomms.setup import SCHEMA
from outagecomms.statuspage import kept
from outagecomms.statuspage.plain import identity, page, version
from outagecomms.workspace import INCIDENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from outagecomms.incident.model import Incident
    from outagecomms.workspace import Workspace

_FACTS = ("title", "service", "severity", "started", "impact")
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_SEAL = "\n# A newer download replaces all of this as long as nobody changes it: "
_LONGEST_NAME = 48  # characters; a date and a number come behind it


@dataclass(frozen=True)
class Filed:
    """An imported incident and its file."""

    incident: Incident
    path: Path
    text: str | None
    """What to write there; nothing where what was imported before is left as it is."""
    before: str | None = None
    """What stands there, where that is brought up to date."""
    differs: Sequence[str] = ()
    """In what it differs from a file that is left as it is; nothing where it is an older download."""


def filed(workspace: Workspace, incidents: Iterable[Incident]) -> list[Filed]:
    """Where *incidents* go in *workspace*; nothing is written before each is known to be readable from its file.

    Raises:
        InputError: one of them would not be.
    """
    taken: dict[Path, Incident] = {}
    return [_filed(workspace, incident, taken) for incident in sorted(incidents, key=lambda each: each.started)]


def write(made: Iterable[Filed]) -> Iterator[Filed]:
    """Write the files that are new or brought up to date, and name each when it is.

    Raises:
        InputError: somebody else has written it meanwhile.
    """
    for each in made:
        if each.text is None:
            continue
        if each.before is None:
            files.create(each.path, each.text)
        else:
            _bring_up_to_date(each.path, each.before, each.text)
        yield each


def _bring_up_to_date(path: Path, before: str, text: str) -> None:
    with files.locked(path):
        if path.read_text(encoding="utf-8") != before:
            raise InputError(f"{path} was changed meanwhile, and is left as it is; import again")
        files.replace(path, text)


def name(incident: Incident) -> str:
    """An id for *incident*, from its title and its day: ``card-payments-are-failing-2026-11-22``."""
    plain = unicodedata.normalize("NFKD", incident.title).encode("ascii", "ignore").decode().lower()
    words = _NOT_IN_A_NAME.sub("-", plain)[:_LONGEST_NAME].strip("-") or "incident"
    return f"{words}-{incident.started:%Y-%m-%d}"


def rendered(incident: Incident) -> str:
    """The text of an incident file for *incident*, which has no accounts: nobody of ours was told."""
    facts = {key: getattr(incident, key) for key in _FACTS}
    lines = [f"#:schema ../{SCHEMA}\n\n", *(log.pair(key, value) for key, value in facts.items())]
    lines += ["accounts = []                            # what others were told concerns no customer of ours\n"]
    lines += ["\n[source]\n", *(_source(key, value) for key, value in incident.source.items())]
    for update in incident.updates:
        said = update.model_dump(exclude_defaults=True)
        lines += ["\n[[updates]]\n", *(log.pair(key, value) for key, value in said.items())]
    return "".join(lines)


def sealed(text: str) -> str:
    """*text* with a last line by which it is known that nobody has changed it since."""
    return f"{text}{_SEAL}{sha256(text.encode()).hexdigest()[:16]}\n"


def _is_untouched(text: str) -> bool:
    return sealed(text.rpartition(_SEAL)[0]) == text


def _source(key: str, value: str) -> str:
    """One line of ``[source]``, JSON without the backslashes that it would need between quotation marks."""
    if value[0] not in '{["' or "'''" in value or value.endswith("'") or "\n" in value:
        return log.pair(key, value)
    name = log.pair(key, 0).partition(" = 0\n")[0]
    return f"{name} = '''{value}'''\n"


def _filed(workspace: Workspace, incident: Incident, taken: dict[Path, Incident]) -> Filed:
    base, number = name(incident), 1
    while True:
        stem = base if number == 1 else f"{base}-{number}"
        path = workspace.root / INCIDENTS / f"{stem}.toml"
        number += 1
        if path in taken or path.exists():
            known = taken.get(path) or _known(path)
            if known and _is_same(known, incident):
                return _again(path, known, incident)
            continue
        taken[path] = incident
        return Filed(incident, path, _readable(path, sealed(rendered(incident)), incident))


def _again(path: Path, known: Incident, incident: Incident) -> Filed:
    """*incident*, which was imported before as *known*: to be brought up to date where nobody's own words are lost."""
    differs = _differences(known, incident)
    if not differs or not path.exists() or _is_older(incident, known):
        return Filed(incident, path, None)
    before = path.read_text(encoding="utf-8")
    if not _is_untouched(before) or version(incident) <= version(known):
        return Filed(incident, path, None, differs=differs)
    return Filed(incident, path, _readable(path, sealed(rendered(incident)), incident), before)


def _is_older(one: Incident, other: Incident) -> bool:
    """Whether *one* is surely the older download: with fewer posts and written no later, or written before."""
    (posts, *written), (others, *others_written) = version(one), version(other)
    return (posts <= others and written < others_written) or (posts < others and written == others_written)


def _differences(known: Incident, incident: Incident) -> list[str]:
    """In what *incident* is not as *known*; that its page was written again changes nothing in it."""
    found = [key for key in _FACTS if getattr(known, key) != getattr(incident, key)]
    if known.updates != incident.updates:
        found.append("updates")
    sources = [{key: value for key, value in each.source.items() if key != kept.PAGE} for each in (known, incident)]
    return found if found or sources[0] == sources[1] else ["source"]


def _known(path: Path) -> Incident | None:
    try:
        return reader.read(path)
    except InputError:  # somebody's own file, and not for us to mend
        return None


def _is_same(one: Incident, other: Incident) -> bool:
    """Whether both were imported from the same place."""
    names = [(identity(page(each, "")), each.source.get("id")) for each in (one, other)]
    return names[0] == names[1] and (one.source.get("id") is not None or one.updates == other.updates)


def _readable(path: Path, text: str, incident: Incident) -> str:
    size = len(text.encode())
    if size > tomlfile.MAX_BYTES:
        raise InputError(
            f"{incident.title} ({incident.started:%Y-%m-%d}) takes {size // 1024} KiB as an incident file, and one may "
            f"have {tomlfile.MAX_BYTES // 1024}; take it out of what you import, or shorten its updates"
        )
    reader.from_document(tomlfile.parse(path, text))
    return text
