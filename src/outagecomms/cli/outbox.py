"""Commands round the outbox: write what is due into it, and look at what it holds."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import asks, hint, say, say_json_list, table, tell, wrapped
from outagecomms.wording import counted, moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from outagecomms.drafting.draft import Drafted
    from outagecomms.outbox.changes import Change
    from outagecomms.outbox.store import Kept, Outbox
    from outagecomms.workspace import Workspace

app = typer.Typer(help="Look at the messages that are kept, and decide about them.")


def tick(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Incident files or folders. Left out, this workspace's.")
    ] = None,
    now: options.Now = None,
) -> None:
    """Write what is due into the outbox, once. For cron, every minute."""
    from outagecomms import clock
    from outagecomms.cli.progress import bar
    from outagecomms.drafting import tick

    result = tick.tick(paths or [], clock.now_from(now), bar)
    for incident, drafted in result.drafted:
        _say_drafted(incident, drafted)
    for warning in result.warnings:
        tell(warning)
    if result.drafted:
        hint("Read them: outagecomms outbox list")
    elif not result.warnings:
        hint("Nothing new is due.")
    if result.exit_code:
        raise typer.Exit(result.exit_code)


def _say_drafted(incident: str, drafted: Drafted) -> None:
    for found, word in ((drafted.new, "written"), (drafted.changed, "written anew")):
        for (kind, sequence, reason), count in found.items():
            say(wrapped(f"{incident}: {kind} {sequence} {word} for {counted(count, 'account')} ({reason})"))


def located(incident: str | None) -> tuple[Workspace, str | None]:
    """The workspace whose outbox is meant, or the folder that we stand in; and the id of *incident*."""
    from outagecomms import workspace
    from outagecomms.outbox.location import exists

    if incident:
        place, path = workspace.locate(incident)
        return place, path.stem
    folder = workspace.Workspace(Path.cwd())  # an incident file outside any workspace has its outbox beside it
    found = workspace.find(folder.root)
    return found or (folder if exists(folder.outbox) else workspace.here()), None


@contextlib.contextmanager
def opened(place: Workspace) -> Iterator[Outbox]:
    """The outbox of *place*, which is not made for being looked at."""
    from outagecomms.errors import InputError
    from outagecomms.outbox.location import exists
    from outagecomms.outbox.store import Outbox

    if not exists(place.outbox):
        raise InputError(f"there is no outbox yet at {place.outbox}; 'outagecomms tick' writes what is due into it")
    with Outbox(place.outbox) as outbox:
        yield outbox


@app.command("list")
def list_(
    incident: options.OneIncident = None,
    state: options.OneState = None,
    format_: Annotated[options.Format, typer.Option("--format", help="How to show it.")] = options.Format.TEXT,
    now: options.Now = None,
) -> None:
    """List the messages that are kept, by the time they are due."""
    from outagecomms import clock

    place, id_ = located(incident)
    with opened(place) as outbox:
        found = outbox.messages(id_, state.value if state else None)
        if format_ is options.Format.JSON:
            say_json_list(map(_as_json, found))
            return
        at = clock.now_from(now)
        rows = [(_shown_state(m), moment(m.due, at), _shown_key(m), m.outcome or m.reason, m.subject) for m in found]
        if rows:
            table(rows)
            hint("Read one: outagecomms outbox show KEY")
        else:
            tell("Nothing is kept there.")


def _shown_key(message: Kept) -> str:
    return message.words if message.state == "draft" else message.key


def _shown_state(message: Kept) -> str:
    return "held" if message.held and message.state == "draft" else message.state


def _as_json(message: Kept) -> dict[str, Any]:
    return {
        "key": message.key, "incident": message.incident, "kind": message.kind, "sequence": message.sequence,
        "account": message.account, "state": message.state, "reason": message.reason, "due": message.due,
        "subject": message.subject, "held": message.held, "state_at": message.state_at, "outcome": message.outcome,
        "recipient": message.recipient, "message_id": message.message_id, "hash": message.hash,
    }  # fmt: skip


@app.command()
def show(key: options.Key) -> None:
    """Show one message as its reader will see it."""
    place, _ = located(None)
    with opened(place) as outbox:
        message = outbox.message(key)
        past = outbox.history(message.id)
    say(f"State: {message.state} ({message.reason})")
    for change in past:
        why = change.reason.removeprefix(f"{change.new}: ")
        say(f"    {change.at:%Y-%m-%d %H:%M} UTC  {change.new}: {why} ({_shown_author(change.who)})")
    if message.held:
        say(wrapped(f"Held: {message.held}"))
    elif message.state == "draft" and message.recipient:
        say(f"Approve: outagecomms outbox approve {message.words}")
    to = message.recipient or "everyone, by hand"
    files = "".join(f"\nAttached: {file}" for file in _files(message.content))
    say(wrapped(f"To: {to}\nSubject: {message.subject}{files}\n\n{message.body}"))


def _files(mail: bytes) -> Iterator[str]:
    """What comes with a mail: each file, and of an invitation when the call is, where its reader is."""
    if b"\r\nContent-Disposition: attachment" not in mail:
        return
    from email import message_from_bytes
    from email.policy import default

    from icalendar import Calendar

    for file in message_from_bytes(mail, policy=default).iter_attachments():
        invitation: Any = Calendar.from_ical(file.get_content())
        (call,) = invitation.walk("VEVENT")
        yield f"{file.get_filename()}, an invitation to a call, {call['DTSTART'].dt:%Y-%m-%d %H:%M %Z}"


def _shown_author(who: str) -> str:
    """A person as they are; of a run the host, whose other numbers only another run understands."""
    host, slash, _ = who.partition("/")
    return f"a run on {host}" if slash else who


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where the .eml files go; made when it is not there.")],
    incident: options.OneIncident = None,
) -> None:
    """Write each message as an .eml file. Its exact bytes, for any mail program to open."""
    from outagecomms.errors import InputError

    place, id_ = located(incident)
    count = 0
    with opened(place) as outbox:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for message in outbox.messages(id_):
                (folder / (message.key.replace("/", ".") + ".eml")).write_bytes(message.content)
                count += 1
        except OSError as error:
            raise InputError(f"{folder} cannot be written ({error.strerror or error}); name another folder") from None
    say(f"{counted(count, 'file')} in {folder}")


Keys = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="KEY...", help="Messages, as 'outbox list' shows them.", autocompletion=options.complete_key,
        show_default=False,
    ),
]  # fmt: skip
All = Annotated[bool, typer.Option("--all", help="All of them, or all of --incident.")]


@app.command()
def approve(
    keys: Keys = None,
    incident: options.OneIncident = None,
    everything: All = False,
    yes: Annotated[bool, typer.Option("--yes", help="Show nothing and ask nothing, on a terminal either.")] = False,
    now: options.Now = None,
) -> None:
    """Let messages go out as they are. Changed words need a new yes.

    KEY@HASH, as 'outbox show' prints it, approves those very words and no others. Without a hash a terminal shows what
    it is about, and asks.
    """
    from outagecomms import clock
    from outagecomms.cli import approving
    from outagecomms.outbox import decisions, who

    at, place = clock.now_from(now), located(incident)[0]
    with opened(place) as outbox:
        chosen = _chosen(outbox, keys, incident, everything, ("draft",))
        if not keys:
            chosen = _without(chosen, lambda message: decisions.objection(message, at))
        decisions.check_approvable(chosen, at)
        read = yes or not asks() or all("@" in key for key in keys or [""])
        if not read and chosen and not approving.agreed(chosen):
            tell("Nothing was approved.")
            return
        made = decisions.approve(outbox, chosen, who.person(), at)
        _say_decided(made, "approved")
    if changed := len(chosen) - len(made):
        tell(f"{counted(changed, 'message')} changed meanwhile; read again: outagecomms outbox list --state draft")
        raise typer.Exit(1)
    hint("Send them: outagecomms send")


@app.command()
def discard(
    because: Annotated[str, typer.Option(help="Why; the history keeps it.")],
    keys: Keys = None,
    incident: options.OneIncident = None,
    everything: All = False,
    now: options.Now = None,
) -> None:
    """Never send messages. They have not left, or you know that they did not arrive."""
    from outagecomms import clock
    from outagecomms.outbox import decisions, states, who

    with opened(located(incident)[0]) as outbox:
        chosen = _chosen(outbox, keys, incident, everything, states.UNSENT)
        made = decisions.discard(outbox, chosen, because, who.person(), clock.now_from(now))
        _say_decided(made, "discarded")


@app.command()
def resend(
    keys: Keys = None,
    incident: options.OneIncident = None,
    everything: All = False,
    state: options.OneState = None,
    now: options.Now = None,
) -> None:
    """Send again under the same Message-ID. That is for what is unknown or refused, while its words hold."""
    from outagecomms import clock
    from outagecomms.drafting.recheck import too_old
    from outagecomms.outbox import decisions, who

    at, place = clock.now_from(now), located(incident)[0]
    with opened(place) as outbox:
        chosen = _chosen(outbox, keys, incident, everything, (state.value,) if state else ("unknown", "refused"))
        old = too_old(place, outbox, chosen, at)
        if not keys:
            chosen = _without(chosen, lambda message: decisions.too_late(message, old, at))
        _say_decided(decisions.resend(outbox, chosen, who.person(), at, old), "to be sent again")
    hint("Send them: outagecomms send")


@app.command()
def accept(
    keys: Keys = None, incident: options.OneIncident = None, everything: All = False, now: options.Now = None
) -> None:
    """Note that what is unknown arrived, or was posted by hand."""
    from outagecomms import clock
    from outagecomms.outbox import decisions, who

    with opened(located(incident)[0]) as outbox:
        chosen = _chosen(outbox, keys, incident, everything, ("unknown",))
        _say_decided(decisions.accept(outbox, chosen, who.person(), clock.now_from(now)), "accepted")


def _chosen(
    outbox: Outbox, keys: list[str] | None, incident: str | None, everything: bool, states: tuple[str, ...]
) -> list[Kept]:
    """The messages with *keys*; without keys those in one of *states*, of *incident* or of all."""
    from outagecomms.errors import InputError

    if keys:
        if incident or everything:
            raise InputError("give keys, or --incident, or --all: not both")
        return [outbox.message(key) for key in dict.fromkeys(keys)]
    if not (incident or everything):
        raise InputError("which messages? Give their keys, as 'outagecomms outbox list' shows them, or --all")
    id_ = located(incident)[1]
    return [message for message in outbox.messages(id_) if message.state in states]


def _without(messages: list[Kept], objection: Callable[[Kept], str]) -> list[Kept]:
    """Those of *messages* against which nothing stands; of the others it is said what does."""
    found = [(message, objection(message)) for message in messages]
    for message, problem in found:
        if problem:
            tell(f"{message.key} {problem}")
    return [message for message, problem in found if not problem]


def _say_decided(made: list[Change], what: str) -> None:
    say(f"{counted(len(made), 'message')} {what}")
