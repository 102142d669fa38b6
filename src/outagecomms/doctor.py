"""Look a workspace over as a careful colleague would, before it is needed: each line says what to do."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import sys
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from outagecomms import crontab as cron
from outagecomms.cadence.plan import clock_is_behind
from outagecomms.delivery.choice import channels_for, transport_for
from outagecomms.delivery.password import VARIABLE, password_for
from outagecomms.drafting import case
from outagecomms.errors import OutageCommsError
from outagecomms.incident.accounts import AccountsFile
from outagecomms.incident.census import census
from outagecomms.incident.history import resolution
from outagecomms.outbox.location import exists, is_url
from outagecomms.sending.send import limits
from outagecomms.wording import counted, some
from outagecomms.workspace import CONFIG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from outagecomms.incident.model import Incident, Person
    from outagecomms.workspace import Workspace

Level = Literal["ok", "advice", "wrong"]
_JUMP = timedelta(minutes=2)  # the clock of a disk may differ so much from ours
_NEEDED = ("tick", "send")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at: what is the case, and what to do unless all is well."""

    level: Level
    about: str
    what: str


def examine(place: Workspace, now: datetime, crontab: str | None = None) -> Iterator[Line]:
    """Everything that was found, in the order in which a message goes its way. Nothing is sent.

    Args:
        place: the workspace.
        now: the time, in UTC.
        crontab: the lines that run at their times, if someone shows them.
    """
    yield Line("ok", "configuration", f"{place.root / CONFIG} can be read")
    yield from _people(place)
    yield from _guarded("accounts", _accounts(place))
    yield from _guarded("incidents", _incidents(place, now))
    yield from _guarded("templates", _templates(place))
    yield from _guarded("outbox", _outbox(place, now))
    yield from _guarded("mail", _mail(place))
    yield from _guarded("channels", _channels(place))
    yield from _guarded("secrets", _password_file(place))
    yield from _secrets(place)
    yield from _clock(place, now)
    yield from _cron(place, crontab)


def _guarded(about: str, lines: Iterator[Line]) -> Iterator[Line]:
    try:
        yield from lines
    except OutageCommsError as error:
        yield Line("wrong", about, str(error))


def _people(place: Workspace) -> Iterator[Line]:
    if not place.config.organisation:
        yield Line("advice", "organisation", f"no signature says who we are; add organisation to {CONFIG}")
    for name in ("leader", "liaison"):
        if getattr(place.config, name) is None:
            yield Line("advice", name, f"nobody signs as {name} unless the incident says who; add [{name}] to {CONFIG}")


def _senders(place: Workspace, running: Iterable[Incident]) -> Iterator[Line]:
    """The domains that mail comes from: those of the workspace's people, and of who signs in a *running* incident."""
    usual = {_domain(person) for person in (place.config.leader, place.config.liaison) if person}
    signers = [(_domain(person), each.id) for each in running for person in (each.leader, each.liaison) if person]
    others: dict[str, set[str]] = {}
    for domain, incident in signers:
        if domain not in usual:
            others.setdefault(domain, set()).add(incident)
    found = [*sorted(usual), *(f"{domain} (in {some(sorted(others[domain]))})" for domain in sorted(others))]
    if len(found) > 1:
        yield Line(
            "advice",
            "senders",
            f"mail comes from {' and '.join(found)}; each needs SPF, DKIM and DMARC, or use one domain",
        )
    elif found:
        yield Line("ok", "senders", f"mail comes from {found[0]}; see that your server signs it (SPF, DKIM, DMARC)")


def _domain(person: Person) -> str:
    return person.email.rpartition("@")[2].lower()


def _accounts(place: Workspace) -> Iterator[Line]:
    if not place.config.accounts_file:
        return
    path = place.root / place.config.accounts_file
    found = census(AccountsFile(path))
    if not found.accounts:
        yield Line("advice", "accounts", f"nobody to write to yet; list your customers in {path}, one a line")
        return
    parts = (
        counted(found.accounts, "account"),
        counted(len(found.zones), "zone"),
        counted(len(found.languages), "language"),
    )
    yield Line("ok", "accounts", f"{', '.join(parts)} in {path}")
    for doubt in found.doubts(place.tiers):
        yield Line("advice", "accounts", f"{doubt.account}: {doubt}")


def _incidents(place: Workspace, now: datetime) -> Iterator[Line]:
    paths, right = place.incidents(), True
    running: list[Incident] = []
    for path in paths:
        try:
            known = case.load(place, path)
            if known.incident.accounts_file != place.defaults.get("accounts_file"):  # that one has been read
                deque(known.incident.listed(), maxlen=0)
        except OutageCommsError as error:
            right = False
            yield Line("wrong", path.name, str(error))
            continue
        if resolution(known.incident) is None:
            running.append(known.incident)
        if clock_is_behind(known.incident, now):
            right = False
            yield Line("wrong", path.name, f"its log goes beyond the clock's {now:%Y-%m-%d %H:%M} UTC; set the clock")
    if right:
        yield Line("ok", "incidents", f"{len(paths)} in {place.root / 'incidents'}")
    yield from _senders(place, running)


def _templates(place: Workspace) -> Iterator[Line]:
    if place.templates is None:
        yield Line("ok", "templates", "the built-in ones")
        return
    if not place.templates.is_dir():
        yield Line("wrong", "templates", f"there is no folder {place.templates}; make it, or remove templates")
        return
    from outagecomms.checking.templates import check_folder  # noqa: PLC0415  (Jinja, only for those who have their own)
    from outagecomms.drafting.gate import errors, rules_of  # noqa: PLC0415

    found = [finding for _, finding in check_folder(place.templates, rules_of(place))]
    if errors(found):
        yield Line("wrong", "templates", f"{len(errors(found))} errors; see: outagecomms check {place.templates}")
    else:
        yield Line("ok", "templates", f"those in {place.templates} compile and keep the rules of tone")


def _outbox(place: Workspace, now: datetime) -> Iterator[Line]:
    if not exists(place.outbox):
        yield _place_for(Path(place.outbox))
        return
    from outagecomms.outbox.recovery import left_behind  # noqa: PLC0415  (as below)
    from outagecomms.outbox.store import Outbox  # noqa: PLC0415  (a database's driver)

    with Outbox(place.outbox) as outbox:
        counts = outbox.counts()
        listed = ", ".join(f"{count} {state}" for state, count in counts.items()) or "empty"
        yield Line("ok", "outbox", f"{outbox.name} is up to date: {listed}")
        left = left_behind(outbox.database, now)
    if left:
        yield Line("wrong", "outbox", left)
    if counts.get("unknown"):
        yield Line(
            "wrong",
            "outbox",
            f"{counts['unknown']} may or may not have arrived; say which: outagecomms outbox list --state unknown",
        )


def _place_for(path: Path) -> Line:
    if os.access(path.parent, os.W_OK):
        return Line("ok", "outbox", f"{path} is not there yet; the first message makes it")
    return Line("wrong", "outbox", f"nothing can be written in {path.parent}; make it, or check its permissions")


def _mail(place: Workspace) -> Iterator[Line]:
    mail = place.config.mail
    if mail is None:
        yield Line(
            "advice", "mail", f"nothing says how mail leaves; add [mail] to {CONFIG}, or export and send by hand"
        )
        return
    limits(place)
    with transport_for(mail, place.root):
        where = {"smtp": f"{mail.host}:{mail.service}, encryption {mail.encryption}", "directory": mail.directory}
        yield Line("ok", "mail", f"leaves by {mail.transport}: {where.get(mail.transport) or ' '.join(mail.command)}")
    if mail.transport == "smtp" and mail.tls == "none" and not mail.is_on_this_machine:
        yield Line("advice", "mail", 'it crosses the network in the clear; write tls = "starttls" under [mail]')


def _channels(place: Workspace) -> Iterator[Line]:
    channels = place.config.channels
    if not channels:
        return
    with channels_for(channels, place.root) as transport:
        for name, channel in channels.items():
            try:
                transport.service(name)
            except OutageCommsError as error:
                yield Line("wrong", f"channel {name}", str(error))
            else:
                yield Line("ok", f"channel {name}", f"is told of {', '.join(channel.kinds)}; nothing was posted to try")


def _password_file(place: Workspace) -> Iterator[Line]:
    """Opening the transport looks at the file, unless this shell's variable goes first; cron has no such variable."""
    mail = place.config.mail
    if mail is None or mail.transport != "smtp" or not mail.password_file or not os.environ.get(VARIABLE):
        return
    password_for(mail, place.root, {})
    yield Line(
        "advice", "secrets", f"{VARIABLE} is set here and goes before {mail.password_file}, which cron uses; unset it"
    )


def _secrets(place: Workspace) -> Iterator[Line]:
    if os.name != "posix":
        return
    if is_url(place.outbox) and urlsplit(str(place.outbox)).password:
        yield Line(
            "wrong", "secrets", f"{CONFIG} holds a password; remove it from outbox, and set PGPASSWORD or ~/.pgpass"
        )
    for path in (place.root / CONFIG, place.root / place.config.outbox):
        if path.is_file() and stat.S_IMODE(path.stat().st_mode) & stat.S_IWOTH:
            yield Line("wrong", "secrets", f"anybody may write {path}; run: chmod o-w {path}")


def _clock(place: Workspace, now: datetime) -> Iterator[Line]:
    """The clock against that of the disk: a file is never younger than now."""
    newest = max((path.stat().st_mtime for path in place.root.iterdir()), default=0.0)
    ahead = datetime.fromtimestamp(newest, UTC) - now
    if ahead > _JUMP:
        yield Line("wrong", "clock", f"it says {now:%Y-%m-%d %H:%M} UTC, and a file here is younger; set the clock")
    else:
        yield Line("ok", "clock", f"{now:%Y-%m-%d %H:%M} UTC")


def _cron(place: Workspace, crontab: str | None) -> Iterator[Line]:
    if crontab is None:
        yield Line("advice", "cron", "not looked at; show it: crontab -l | outagecomms doctor --crontab -")
        return
    found = list(cron.runs(crontab))
    for command in _NEEDED:
        doubts = [_doubt(run, place) for run in found if run.command == command and _is_here(run, place)]
        if not doubts:
            yield Line("wrong", "cron", f"does not run {cron.PROGRAM} {command} here; add a line: {_cron_line(place)}")
        elif "" in doubts:
            yield Line("ok", "cron", f"runs {cron.PROGRAM} {command}")
        else:
            yield Line("wrong", "cron", f"{doubts[0]}; write instead: {_cron_line(place)}")
    active = [line for line in crontab.splitlines() if not line.lstrip().startswith("#")]
    for variable in _from_the_environment(place):
        if not any(line.lstrip().startswith(f"{variable}=") or f" {variable}=" in line for line in active):
            yield Line(
                "advice", "cron", f"does not set {variable}, and cron has none of your shell's; use a file instead"
            )


def _is_here(run: cron.Run, place: Workspace) -> bool:
    """Whether it runs in *place*; of one that does not say where, that is not known."""
    if run.folder is None:
        return True
    folder = run.folder.resolve()
    return next((each for each in (folder, *folder.parents) if (each / CONFIG).is_file()), None) == place.root.resolve()


def _doubt(run: cron.Run, place: Workspace) -> str:
    """Why a cron line does not do what it is there for; empty when it does."""
    command = f"{cron.PROGRAM} {run.command}"
    if run.folder is None:
        return f"runs {command}, but not in this folder"
    if not run.is_frequent:
        return f"runs {command}, but not every few minutes, day and night"
    if "--dry-run" in run.words:
        return f"runs {command} --dry-run, which sends nothing"
    if run.condition:
        end = "fails" if run.condition == "||" else "exits 0"
        return f"runs {command} only when what stands before it {end}"
    if run.path and not shutil.which(place.root / run.program if "/" in run.program else run.program, path=run.path):
        return f"finds no program {run.program}"
    return ""


def _cron_line(place: Workspace) -> str:
    """The line that runs what has to run, with the full path of the program: cron looks in few folders."""
    program = Path(sys.executable).with_name(cron.PROGRAM)
    words = [str(program)] if program.exists() else [sys.executable, "-m", cron.PROGRAM]
    return cron.line_for(place.root, shlex.join(words))


def _from_the_environment(place: Workspace) -> Iterator[str]:
    """The variables that sending needs."""
    mail = place.config.mail
    if mail and mail.user and not mail.password_file:
        yield VARIABLE
    yield from (channel.url_env for channel in place.config.channels.values() if channel.url_env)
