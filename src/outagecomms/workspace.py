"""The workspace: a folder with an ``outagecomms.toml``, and what is the same for every incident in it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, field_validator

from outagecomms import tomlfile
from outagecomms.cadence.promises import UPDATES, Kind
from outagecomms.compose.amends import AmendsConfig
from outagecomms.delivery.settings import ChannelName, ChannelSettings, MailSettings, PathLine
from outagecomms.errors import InputError
from outagecomms.incident import reader
from outagecomms.incident.figures import CadenceFigures
from outagecomms.incident.model import DEFAULT_TIER, FOR_EVERYONE, Channel, KindForEveryone, Person
from outagecomms.incident.record import Language, Line, Record, Zone
from outagecomms.outbox.location import is_url
from outagecomms.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.incident.model import Incident

CONFIG = "outagecomms.toml"
INCIDENTS = "incidents"
MOST_IN_AN_HOUR = 10
"""How many messages one reader gets in an hour at most, unless the configuration says otherwise."""


class ToneConfig(Record):
    """What a workspace asks of the rules of tone."""

    rules: Line | None = None
    """A folder of rules, relative to this file: added to the built-in ones, or in the place of those of their name."""
    levels: dict[Line, Literal["error", "warning", "suggestion", "off"]] = {}
    """The level of a rule, by its id."""


_ONE_CLICK = re.compile(r"https://[!-~]+")
_ACCOUNT = "{account}"


def _one_click(url: str) -> str:
    if not _ONE_CLICK.fullmatch(url):
        todo = 'write one such as "https://example.com/leave?account={account}"'
        raise ValueError(f"{quoted(url)} is no https:// address, which leaving with one click needs; {todo}")
    if found := re.search(r"\{[^{}]*\}?|\}", url.replace(_ACCOUNT, "")):
        raise ValueError(f'"{found[0]}" stands for nothing here; write {_ACCOUNT} where the account\'s id belongs')
    return url


class MailConfig(MailSettings):
    """How mail leaves, and whom it must not reach."""

    per_recipient_per_hour: Annotated[int, Field(ge=1, le=1000)] = MOST_IN_AN_HOUR
    """How many messages one address gets in an hour at most, whatever goes wrong."""
    do_not_contact: PathLine | None = None
    """A file of addresses that are never written to, one a line; relative to this file."""
    list_unsubscribe: Annotated[Line, AfterValidator(_one_click)] | None = None
    """Where a reader leaves with one click (RFC 8058); ``{account}`` stands for the account's id."""


class ChannelConfig(ChannelSettings):
    """One chat or status channel, and what is told there."""

    kinds: list[KindForEveryone] = Field(default=[*FOR_EVERYONE])
    language: Language = "en"

    @field_validator("kinds")
    @classmethod
    def _no_promise_is_left_open(cls, kinds: list[KindForEveryone]) -> list[KindForEveryone]:
        if set(kinds) - {"resolved"} and not set(UPDATES) <= set(kinds):
            raise ValueError(
                "each kind but resolved says when the next word comes, so a channel that is told one must be told"
                ' update, holding and late; write all three, or ["resolved"] alone'
            )
        return kinds


class ApprovalConfig(Record):
    """What may go out without a person's yes."""

    auto_approve: list[Kind] = Field(default=[])
    """The kinds that are approved as soon as they are written, unless a rule of tone holds them."""


class Config(Record):
    """What `outagecomms.toml` holds."""

    organisation: Line | None = None
    """Our name, as customers know us."""
    timezone: Zone = "UTC"
    """Where a promise of a business day is counted."""
    leader: Person | None = None
    liaison: Person | None = None
    accounts_file: Line | None = None
    """A CSV file of accounts, relative to this file, for incidents that name none."""
    templates: Line | None = None
    """A folder of templates that go before the built-in ones, relative to this file."""
    outbox: Line = "outbox.db"
    """The database of messages: a file, relative to this one, or the URL of a PostgreSQL database."""
    outreach_tiers: list[Line] = Field(default=["key"])
    """The tiers whose accounts get the leader's own mail."""
    cadence: CadenceFigures = CadenceFigures()
    tone: ToneConfig = ToneConfig()
    mail: MailConfig | None = None
    channels: dict[ChannelName, ChannelConfig] = {}
    """Chats and status pages, by a name of yours: each is told of every incident in one short text."""
    approval: ApprovalConfig = ApprovalConfig()
    amends: dict[Line, AmendsConfig] = {}
    """What may be offered to make it right without asking anybody first, by tier."""

    @field_validator("outbox")
    @classmethod
    def _it_is_a_database_that_we_speak(cls, outbox: str) -> str:
        if "://" in outbox and not is_url(outbox):
            raise ValueError(
                "an outbox is a file or a PostgreSQL database; write its path, or a URL that begins with postgresql://"
            )
        return outbox


@dataclass(frozen=True)
class Workspace:
    """A folder of incidents and its configuration; or a single file's folder, with the defaults."""

    root: Path
    config: Config = field(default_factory=Config)

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """What stands in for keys that an incident file leaves out."""
        people = {name: getattr(self.config, name) for name in ("leader", "liaison")}
        found: dict[str, Any] = {
            name: person.model_dump(exclude_none=True) for name, person in people.items() if person
        }
        if self.config.accounts_file:
            found["accounts_file"] = str((self.root / self.config.accounts_file).resolve())
        return found

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        """The channels, as readers."""
        configured = self.config.channels.items()
        return tuple(Channel.called(name, channel.kinds, channel.language) for name, channel in configured)

    @property
    def tiers(self) -> list[str]:
        """The tiers of accounts that make a difference here, and the one that an account has when it names none."""
        return list(dict.fromkeys([*self.config.outreach_tiers, *self.config.amends, DEFAULT_TIER]))

    @property
    def outbox(self) -> Path | str:
        """The database of messages: its file, or its URL."""
        return self.config.outbox if is_url(self.config.outbox) else self.root / self.config.outbox

    @property
    def sends_mail(self) -> bool:
        """Whether mail leaves from here; else it leaves by hand, and no outbox knows of it."""
        return self.config.mail is not None

    @property
    def templates(self) -> Path | None:
        """The folder of the user's own templates."""
        return self.root / self.config.templates if self.config.templates else None

    def read(self, path: Path) -> Incident:
        """The incident in the file at *path*, with this workspace's defaults; see `reader.read`."""
        return reader.read(path, self.defaults)

    def incidents(self) -> list[Path]:
        """The workspace's incident files, by name."""
        return _incidents_in(self.root / INCIDENTS)

    def file_of(self, incident: str) -> Path | None:
        """The file of the incident with that id: in the workspace, or in a folder that is none; None without one."""
        places = (self.root / INCIDENTS / f"{incident}.toml", self.root / f"{incident}.toml")
        return next((path for path in places if path.is_file()), None)

    def path_of(self, name: str) -> Path:
        """The file of the incident called *name*.

        Raises:
            InputError: there is none; it says which there are.
        """
        path = self.root / INCIDENTS / f"{name}.toml"
        if path.is_file():
            return path
        known = [path.stem for path in self.incidents()]
        guess = get_close_matches(name, known, 1)
        hint = f"did you mean {guess[0]}?" if guess else f"there are: {', '.join(known) or 'none yet'}"
        raise InputError(f"no incident {name!r} in {self.root / INCIDENTS}; {hint}")


def find(start: Path) -> Workspace | None:
    """The workspace that *start* lies in, found by walking up, as git does."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file():
            return load(folder)
    return None


def load(folder: Path) -> Workspace:
    """The workspace in *folder*.

    Raises:
        InputError: with every problem in its configuration.
    """
    return Workspace(folder, tomlfile.check(tomlfile.read(folder / CONFIG), Config))


def here() -> Workspace:
    """The workspace that the current folder lies in.

    Raises:
        InputError: it lies in none.
    """
    found = find(Path.cwd())
    if found is None:
        raise InputError(f"no {CONFIG} in this folder or above it; run 'outagecomms init' here, or give a file's path")
    return found


def locate(incident: str) -> tuple[Workspace, Path]:
    """The workspace and the file that *incident* means: an id in this workspace, or a path to a file anywhere."""
    path = Path(incident)
    if path.suffix == ".toml" or len(path.parts) > 1:
        _check_name(path)
        folder = Path(os.path.realpath(path)).parent
        return find(folder) or Workspace(folder), path
    workspace = here()
    return workspace, workspace.path_of(incident)


def _check_name(path: Path) -> None:
    """Refuse the name of a file that is not there, where this workspace has an incident of that name."""
    place = find(Path.cwd()) if len(path.parts) == 1 and not path.exists() else None
    if place and (place.root / INCIDENTS / path.name).is_file():
        raise InputError(f"there is no file {path} in this folder; did you mean the incident {path.stem}?")


def collect(paths: list[Path]) -> Iterator[tuple[Workspace, Path]]:
    """The incident files that *paths* mean, files and folders alike; this workspace's when there are none."""
    if not paths:
        workspace = here()
        yield from ((workspace, path) for path in workspace.incidents())
    for path in paths:
        if path.is_dir():
            found = find(path)
            workspace = found or Workspace(path.resolve())
            inside = found.incidents() if found and path.resolve() == found.root else _incidents_in(path)
            yield from ((workspace, file) for file in inside if file.name != CONFIG)
        else:
            yield locate(str(path))


def _incidents_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.toml") if not path.name.startswith("."))  # editors hide their own
