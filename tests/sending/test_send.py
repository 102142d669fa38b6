"""The run that sends: to a scripted server, a folder, and a server that is not there."""

from __future__ import annotations

import re
import socket
import tomllib
from typing import TYPE_CHECKING

import pytest

from builders import CONFIG, FACTS, a_workspace, at
from conftest import ROOT
from delivery.scripted import DROP, Scripted
from outagecomms import workspace
from outagecomms.drafting import case, tick
from outagecomms.errors import InputError
from outagecomms.outbox import decisions, who
from outagecomms.outbox.claims import Claims
from outagecomms.outbox.limits import Limits
from outagecomms.outbox.store import Kept, Outbox
from outagecomms.outbox.waiting import Waiting
from outagecomms.outbox.waiting import counts as waiting
from outagecomms.sending import send

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")
NOW = at(6)
UPDATE = '\n[[updates]]\nat = 2026-11-22T14:05:00Z\nby = "Sam Okafor"\nstatus = "investigating"\ntext = "We see it."\n'


def accounts(count: int) -> str:
    """So many customers."""
    return "".join(f'\n[[accounts]]\nid = "c{n}"\nname = "C"\nemail = "ines@c{n}.example"\n' for n in range(count))


def ready(folder: Path, mail: str, count: int = 3, *, approved: bool = True, more: str = "") -> workspace.Workspace:
    """A workspace with an update for each of so many customers, approved."""
    place = a_workspace(folder, f"{CONFIG}{more}\n[mail]\n{mail}\n", checkout=FACTS + accounts(count) + UPDATE)
    tick.tick([folder], NOW)
    if approved:
        with Outbox(place.outbox) as outbox:
            decisions.approve(outbox, list(outbox.messages(state="draft")), "Sam", NOW)
    return place


def sent(place: workspace.Workspace, minutes: float = 6) -> send.Sent:
    """One run."""
    with Outbox(place.outbox) as outbox:
        return send.send(place, outbox, at(minutes))


def states(place: workspace.Workspace) -> dict[str, str]:
    """Each account's state."""
    with Outbox(place.outbox) as outbox:
        return {message.account: message.state for message in outbox.messages()}


def by(server: Scripted, connections: int = 1) -> str:
    """Mail leaves by that server."""
    return f'host = "127.0.0.1"\nport = {server.port}\nconnections = {connections}\n'


@pytest.mark.parametrize("connections", [1, 2])
def test_everyone_gets_it_once(tmp_path: Path, connections: int) -> None:
    """Over one connection, and where a second one is kept waiting; a second run has nothing to do."""
    with Scripted() as server:
        place = ready(tmp_path, by(server, connections), 40)
        first, second = sent(place), sent(place)

    assert first.sent == {("checkout", "update", 1): 40}
    assert not first.needs_person
    assert second == send.Sent(left={"sent": 40})
    assert sorted(mail.split(b"\r\nTo: ")[1].split(b"\r\n")[0].strip(b"C <>") for mail in server.received) == sorted(
        b"ines@c%d.example" % n for n in range(40)
    )
    with Outbox(place.outbox) as outbox:
        assert [said.kind for said in case.load(place, place.path_of("checkout"), outbox).said] == ["update"]


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"RCPT": b"550 no such user\r\n"}, "refused"),  # never
        ({"RCPT": b"451 later\r\n"}, "deferred"),  # not now
        ({"END": b"554 no\r\n"}, "refused"),  # never, after all of it
    ],
)
def test_what_is_not_accepted_needs_a_person(tmp_path: Path, answers: dict[str, bytes], state: str) -> None:
    """Nobody is marked told, and the run says who was not."""
    with Scripted(answers) as server:
        place = ready(tmp_path, by(server))
        result = sent(place)

    assert set(states(place).values()) == {state}
    assert result.needs_person
    assert [str(key) for key, _ in result.others] == [f"checkout/update/1/c{n}" for n in range(3)]


def test_our_own_trouble_is_no_word_of_the_readers_server(tmp_path: Path) -> None:
    """Nobody is refused: all wait as before, a person is told why once, and the server is not asked again and again."""
    with Scripted({"MAIL": b"530 5.7.0 Authentication required\r\n"}) as server:
        place = ready(tmp_path, by(server), 30)
        result = sent(place)

    why = "does not take our mail from sam@example.com (530 5.7.0 Authentication required)"
    todo = "check user and password_file under [mail]"
    assert set(states(place).values()) == {"approved"}
    assert (result.needs_person, result.others, result.left) == (True, [], {"approved": 30})
    assert set(result.troubles) == {f"127.0.0.1:{server.port} {why}; {todo}"}
    assert server.verbs == ["EHLO", "MAIL", "QUIT"]


def test_one_sender_who_is_turned_away_does_not_hold_up_the_other(tmp_path: Path) -> None:
    """A server that does not take the leader's mail takes the liaison's in the same run."""
    with Scripted({"MAIL": [b"553 5.7.1 not her\r\n", b"250 ok\r\n"]}) as server:
        place = ready(tmp_path, by(server), 3)
        with Outbox(place.outbox) as outbox:
            outbox.database.execute("UPDATE messages SET sender = 'dana@example.com' WHERE account = 'c0'")
        result = sent(place)

    assert states(place) == {"c0": "approved", "c1": "sent", "c2": "sent"}
    assert (result.sent.total(), len(result.troubles)) == (2, 1)


def test_what_is_put_off_for_five_days_is_refused(tmp_path: Path) -> None:
    """A person is needed then, and is told what the server said at last; a resend begins anew (RFC 5321, 4.5.4.1)."""
    day = 24 * 60
    with Scripted({"RCPT": b"451 the mailbox is full\r\n"}) as server:
        place = ready(tmp_path, by(server), 1)
        with Outbox(place.outbox) as outbox:
            outbox.database.execute("UPDATE messages SET holds_until = '2027-01-22T00:00:00Z'")  # as of a follow-up

        found = []
        for minutes in (6, 2 * day, 5 * day, 5 * day + 7):
            result = sent(place, minutes)
            found.append((*states(place).values(), str(result.others[0][1]), result.needs_person))
        with Outbox(place.outbox) as outbox:
            decisions.resend(outbox, list(outbox.messages()), "Sam", at(6 * day))
        sent(place, 6 * day)

    deferred = ("deferred", "deferred: 451 the mailbox is full", True)
    refused = ("refused", "refused: 451 put off for 5 days, at last with: the mailbox is full", True)
    assert found == [deferred, deferred, deferred, refused]
    assert states(place) == {"c0": "deferred"}


def test_a_server_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    """Everything waits as before, and the reason is told."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    place = ready(tmp_path, f'host = "127.0.0.1"\nport = {port}\n')

    result = sent(place)

    assert set(states(place).values()) == {"approved"}
    assert result.needs_person
    assert "cannot be reached" in result.troubles[0]


def test_what_nobody_approved_stays(tmp_path: Path) -> None:
    """A draft goes nowhere, and somebody is asked to read it."""
    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"', approved=False)

    assert sent(place).needs_person
    assert set(states(place).values()) == {"draft"}
    assert not (tmp_path / "sent").exists()


def test_a_kind_may_need_no_yes(tmp_path: Path) -> None:
    """Where the configuration names it."""
    place = ready(
        tmp_path, 'transport = "directory"\ndirectory = "sent"', approved=False,
        more='\n[approval]\nauto_approve = ["update"]\n',
    )  # fmt: skip

    assert not sent(place).needs_person
    assert len(list((tmp_path / "sent" / "new").iterdir())) == 3


def test_a_run_keeps_to_its_pace(tmp_path: Path) -> None:
    """Two a second: three take a second at least."""
    import time

    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"\nper_minute = 120')
    began = time.monotonic()

    assert sent(place).sent.total() == 3
    assert time.monotonic() - began >= 1


def test_a_preview_shows_what_a_dead_run_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It had taken all three and tried none: the next run sends them, so the preview shows them; nothing changes."""
    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"')
    monkeypatch.setattr(who, "is_known_dead", lambda _: True)
    with Outbox(place.outbox) as outbox:
        Claims(outbox, Limits(10), tmp_path).turn([], 3, NOW)
        shown = send.preview(place, outbox, NOW)

    assert sorted(message.key.account for message in shown) == ["c0", "c1", "c2"]
    assert set(states(place).values()) == {"sending"}
    assert sent(place).sent.total() == 3


def test_no_note_is_left_behind(tmp_path: Path) -> None:
    """What a run tried is noted while it lasts."""
    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"')
    sent(place)

    assert list(tmp_path.glob(".*.tried")) == []


def test_who_asked_for_no_contact(tmp_path: Path) -> None:
    """A file of addresses, with remarks."""
    (tmp_path / "stop.txt").write_text("# asked us to stop\nINES@c1.example  # in May\n\n", encoding="utf-8")
    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"\ndo_not_contact = "stop.txt"')
    sent(place)

    assert states(place) == {"c0": "sent", "c1": "refused", "c2": "sent"}


@pytest.mark.parametrize(
    ("listed", "account"),
    [
        ("ines@xn--bcher-kva.example", "ines@bücher.example"),  # as servers write it, and in its own letters
        ("ines@bücher.example", "INES@xn--bcher-kva.EXAMPLE"),  # the other way round
    ],
)
def test_who_asked_for_no_contact_gets_none_however_it_is_written(tmp_path: Path, listed: str, account: str) -> None:
    """The list and the accounts may come from different programs."""
    (tmp_path / "stop.txt").write_text(f"{listed}\n", encoding="utf-8")
    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"\ndo_not_contact = "stop.txt"', approved=False)
    file = place.path_of("checkout")
    file.write_text(file.read_text(encoding="utf-8").replace("ines@c1.example", account), encoding="utf-8")
    tick.tick([tmp_path], NOW)
    with Outbox(place.outbox) as outbox:
        decisions.approve(outbox, list(outbox.messages(state="draft")), "Sam", NOW)
    sent(place)

    assert states(place) == {"c0": "sent", "c1": "refused", "c2": "sent"}


def test_a_line_that_is_no_address_stops_everything(tmp_path: Path) -> None:
    """Passed over, it would be somebody who asked to be left alone and is written to; each such line is told."""
    lines = ["ines@c0.example", "Ines Duarte <ines@c1.example>", "", "ines@c2.example, x  # in May"]
    (tmp_path / "stop.txt").write_text("\n".join(lines), encoding="utf-8")
    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"\ndo_not_contact = "stop.txt"')

    with pytest.raises(InputError) as caught:
        sent(place)

    todo = "is not one plain e-mail address; write each address on a line of its own, such as name@example.com"
    assert str(caught.value).splitlines() == [
        f'{tmp_path}/stop.txt:2:1: "Ines Duarte <ines@c1.example>" {todo}',
        f'{tmp_path}/stop.txt:4:1: "ines@c2.example, x" {todo}',
    ]
    assert set(states(place).values()) == {"approved"}


@pytest.mark.parametrize("line", ["in#es@c1.example", "  IN#ES@c1.example\t# in May", "in#es@c1.example #1"])
def test_an_address_may_hold_the_sign_that_begins_a_remark(tmp_path: Path, line: str) -> None:
    """RFC 5321, 4.1.2: # may stand in the part before the @."""
    (tmp_path / "stop.txt").write_text(f"{line}\n", encoding="utf-8")
    place = a_workspace(
        tmp_path, f'{CONFIG}[mail]\ntransport = "directory"\ndirectory = "sent"\ndo_not_contact = "stop.txt"\n'
    )
    assert send.limits(place).do_not_contact == {"in#es@c1.example"}


def test_a_list_that_cannot_be_read_stops_everything(tmp_path: Path) -> None:
    """Rather nobody than somebody who asked to be left alone."""
    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"\ndo_not_contact = "stop.txt"')

    with pytest.raises(InputError, match="check do_not_contact"):
        sent(place)
    assert set(states(place).values()) == {"approved"}


def test_without_settings_it_says_what_to_write(tmp_path: Path) -> None:
    """A newcomer gets the lines to add."""
    place = a_workspace(tmp_path, checkout=FACTS)

    with pytest.raises(InputError, match=r"\[mail\]\ntransport = "), Outbox(place.outbox) as outbox:
        send.send(place, outbox, NOW)


def test_a_newer_update_takes_the_place_of_one_that_has_not_left(tmp_path: Path) -> None:
    """Approved or not: of two in a row the reader needs the last."""
    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"')
    file = place.path_of("checkout")
    file.write_text(file.read_text(encoding="utf-8") + UPDATE.replace("14:05", "14:08"), encoding="utf-8")
    tick.tick([tmp_path], at(9))

    with Outbox(place.outbox) as outbox:
        kept = {(message.sequence, message.state) for message in outbox.messages()}
    assert kept == {(1, "superseded"), (2, "draft")}


def test_a_correction_is_for_those_who_got_the_mistake(tmp_path: Path) -> None:
    """One of three got it; the other two, who may hear from us again, get what is true as news."""
    (tmp_path / "stop.txt").write_text("ines@c1.example\nines@c2.example\n", encoding="utf-8")
    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"\ndo_not_contact = "stop.txt"')
    sent(place)
    file = place.path_of("checkout")
    entry = UPDATE.replace("14:05", "14:08") + "corrects = 1\n"
    file.write_text(file.read_text(encoding="utf-8") + entry, encoding="utf-8")
    tick.tick([tmp_path], at(9))

    with Outbox(place.outbox) as outbox:
        assert {message.key for message in outbox.messages() if message.sequence == 2} == {
            "checkout/correction/2/c0", "checkout/update/2/c1", "checkout/update/2/c2",
        }  # fmt: skip


@pytest.mark.parametrize("state", ["sending", "unknown"])
def test_a_correction_is_for_those_who_may_have_got_the_mistake(tmp_path: Path, state: str) -> None:
    """Rather a correction of what they never read than a mistake that they believe."""
    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"', 2)
    with Outbox(place.outbox) as outbox:
        outbox.database.execute("UPDATE messages SET state = ? WHERE account = 'c0'", (state,))
    file = place.path_of("checkout")
    entry = UPDATE.replace("14:05", "14:08") + "corrects = 1\n"
    file.write_text(file.read_text(encoding="utf-8") + entry, encoding="utf-8")
    tick.tick([tmp_path], at(9))

    assert {(m.key, m.state) for m in _messages(place)} == {
        ("checkout/update/1/c0", state), ("checkout/correction/2/c0", "draft"),
        ("checkout/update/1/c1", "superseded"), ("checkout/update/2/c1", "draft"),
    }  # fmt: skip


@pytest.mark.parametrize("state", ["refused", "superseded"])
@pytest.mark.parametrize(
    ("log", "minutes", "kind", "sequence"),
    [
        ("", 24, "holding", 1),
        ("", 26, "late", 1),
        # an entry that had nothing new to say carries them as well, and so does what follows it
        ("holding = true\n", 12, "holding", 2),
        ("holding = true\n", 31, "late", 2),
        # one with words of its own does not
        ('holding = true\ntext = "We are looking."\n', 12, "holding", 0),
        ('text = "We have found it."\n', 31, "late", 0),
    ],
)
def test_a_correction_is_for_those_who_got_the_mistake_in_another_message(
    tmp_path: Path, state: str, log: str, minutes: float, kind: str, sequence: int
) -> None:
    """The update was refused or discarded: what came next carried its words all the same."""
    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"', 2)
    sent(place)
    with Outbox(place.outbox) as outbox:
        outbox.database.execute("UPDATE messages SET state = ? WHERE account = 'c1'", (state,))
    file = place.path_of("checkout")
    if log:
        entry = UPDATE.replace("14:05", "14:10").replace('text = "We see it."\n', log)
        file.write_text(file.read_text(encoding="utf-8") + entry, encoding="utf-8")
    tick.tick([tmp_path], at(minutes))
    with Outbox(place.outbox) as outbox:
        decisions.approve(outbox, list(outbox.messages(state="draft")), "Sam", at(minutes))
    sent(place, minutes)
    carried = {(m.kind, m.sequence) for m in _messages(place) if m.account == "c1" and "We see it." in m.body}
    assert carried == {("update", 1), (kind, sequence)} - {(kind, 0)}

    entry = UPDATE.replace("14:05", f"14:{minutes + 1}") + "corrects = 1\n"
    file.write_text(file.read_text(encoding="utf-8") + entry, encoding="utf-8")
    tick.tick([tmp_path], at(minutes + 2))
    assert {m.kind for m in _messages(place) if m.account == "c1" and m.state == "draft"} == {
        "correction" if sequence else "update"
    }


@pytest.mark.parametrize("state", ["draft", "approved", "deferred", "refused"])
def test_a_correction_that_has_not_left_by_its_own_time_is_written_anew(tmp_path: Path, state: str) -> None:
    """Whatever was said meanwhile: nothing else tells who got the mistake. Who has had it gets it once."""
    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"', 2)
    sent(place)
    file = place.path_of("checkout")
    entry = UPDATE.replace("14:05", "14:08") + "corrects = 1\nnext_update = 2026-11-22T14:20:00Z\n"
    file.write_text(file.read_text(encoding="utf-8") + entry, encoding="utf-8")
    tick.tick([tmp_path], at(9))
    with Outbox(place.outbox) as outbox:
        decisions.approve(outbox, list(outbox.messages(state="draft")), "Sam", at(9))
        outbox.database.execute("UPDATE messages SET state = ? WHERE sequence = 2 AND account = 'c1'", (state,))
        outbox.database.execute("UPDATE messages SET state = 'sent' WHERE sequence = 2 AND account = 'c0'")
    news = UPDATE.replace("14:05", "14:15") + "next_update = 2026-11-22T14:40:00Z\n"
    file.write_text(file.read_text(encoding="utf-8") + news, encoding="utf-8")
    tick.tick([tmp_path], at(15))
    tick.tick([tmp_path], at(21))

    kept = {m.account: (m.state, m.holds_until) for m in _messages(place) if m.kind == "correction"}
    assert kept == {"c0": ("sent", at(21)), "c1": ("draft", at(41))}


def _messages(place: workspace.Workspace) -> list[Kept]:
    with Outbox(place.outbox) as outbox:
        return list(outbox.messages())


def test_a_correction_answers_the_very_mail_that_was_wrong(tmp_path: Path) -> None:
    """In the raw bytes that each server gets: the Message-ID of one is what the other refers to, in one thread."""
    with Scripted() as server:
        place = ready(tmp_path, by(server), 2)
        sent(place)
        file = place.path_of("checkout")
        entry = UPDATE.replace("14:05", "14:08") + "corrects = 1\n"
        file.write_text(file.read_text(encoding="utf-8") + entry, encoding="utf-8")
        tick.tick([tmp_path], at(9))
        with Outbox(place.outbox) as outbox:
            decisions.approve(outbox, list(outbox.messages(state="draft")), "Sam", at(9))
        sent(place, 9)

    mails = sorted(server.received, key=lambda mail: (header("To", mail), header("Date", mail)))
    for wrong, right in (mails[:2], mails[2:]):
        assert header("To", wrong) == header("To", right)
        assert header("In-Reply-To", right) == header("Message-ID", wrong)
        assert header("References", right) == header("References", wrong) + b"\r\n " + header("Message-ID", wrong)
    assert len({header("References", mail) for mail in mails}) == 4


def header(name: str, mail: bytes) -> bytes:
    """A header as it stands there, folds and all."""
    match = re.search(rb"\r\n" + name.encode() + rb": ((?:[^\r\n]|\r\n )*)", b"\r\n" + mail)
    assert match, name
    return match[1]


def test_whoever_asked_for_no_contact_after_the_yes_gets_nothing(tmp_path: Path) -> None:
    """The list is read when a mail is about to leave, and not when it was written or approved."""
    (tmp_path / "stop.txt").write_text("", encoding="utf-8")
    place = ready(tmp_path, 'transport = "directory"\ndirectory = "sent"\ndo_not_contact = "stop.txt"')
    (tmp_path / "stop.txt").write_text("ines@c2.example\n", encoding="utf-8")
    sent(place)

    assert states(place) == {"c0": "sent", "c1": "sent", "c2": "refused"}


def test_the_settings_of_the_readme_are_settings() -> None:
    """The file that the README shows can be copied and used."""
    (block,) = [block for block in re.findall(r"```toml\n(.*?)```", README, re.DOTALL) if "[mail]" in block]

    config = workspace.Config.model_validate(tomllib.loads(block))

    assert config.mail is not None
    assert (config.mail.service, config.approval.auto_approve) == (587, ["holding"])


def test_the_promise_of_the_readme_names_its_tests() -> None:
    """Each test that stands beside a clause is there."""
    named = re.findall(r"\[`(test_\w+)`\]\((tests/\S+?)\)", README)

    assert len(named) >= 5
    assert [name for name, path in named if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")] == []


SECOND = UPDATE.replace("14:05", "14:10").replace("We see it.", "We have found it.")


def edited(place: workspace.Workspace, old: str, new: str) -> None:
    """A person changes the incident's file, and nobody runs `tick`."""
    path = place.path_of("checkout")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "state", "withdrawn", "held_back"),
    [
        (UPDATE, UPDATE + SECOND, "superseded", 3, False),  # update 2, written by hand
        (UPDATE, UPDATE + SECOND.replace("investigating", "identifed"), "approved", 0, True),  # with a slip in it
        (UPDATE, UPDATE + "[[updates", "approved", 0, True),  # no TOML at all
        ("Card payments", "All payments", "sent", 0, False),  # other facts overtake nothing; `tick` asks for a new yes
        (UPDATE, "", "sent", 0, False),  # a file that is older than its messages says nothing of them
        ("2026-11-22T14:05", "2026-11-22T19:05", "sent", 0, False),  # nor does a log that lies ahead of this clock
    ],
)
def test_what_the_file_has_overtaken_does_not_leave(
    tmp_path: Path, old: str, new: str, state: str, withdrawn: int, *, held_back: bool
) -> None:
    """Though nobody ran `tick` since it was edited; and what it says of a file that cannot be read is not guessed."""
    with Scripted() as server:
        place = ready(tmp_path, by(server))
        edited(place, old, new)
        with Outbox(place.outbox) as outbox:
            shown = send.preview(place, outbox, at(11))
        result = sent(place, 11)

    assert set(states(place).values()) == {state}
    assert (result.overtaken.total(), list(result.held_back)) == (withdrawn, ["checkout"] if held_back else [])
    assert len(server.received) == len(shown) == (3 if state == "sent" else 0)
    assert result.needs_person == (state != "sent")


def test_an_incident_whose_file_is_on_another_host_is_sent(tmp_path: Path) -> None:
    """Its messages are all that this one knows of it."""
    with Scripted() as server:
        place = ready(tmp_path, by(server))
        place.path_of("checkout").unlink()

        assert sent(place).sent == {("checkout", "update", 1): 3}


def test_one_file_that_cannot_be_read_keeps_no_other_incident_waiting(tmp_path: Path) -> None:
    """Only its own messages stay."""
    with Scripted() as server:
        place = ready(tmp_path, by(server))
        text = place.path_of("checkout").read_text(encoding="utf-8")
        a_workspace(tmp_path, (tmp_path / workspace.CONFIG).read_text(encoding="utf-8"), billing=text)
        tick.tick([tmp_path], NOW)
        with Outbox(place.outbox) as outbox:
            decisions.approve(outbox, list(outbox.messages(state="draft")), "Sam", NOW)
        edited(place, "title", "titel")
        result = sent(place)

    assert result.sent == {("billing", "update", 1): 3}
    assert "titel" in result.held_back["checkout"]


def test_a_wrong_address_is_mended(tmp_path: Path) -> None:
    """The server knows nobody there: each run says so until the address is mended, and then a new yes is asked for."""
    with Scripted({"RCPT": [b"550 no such user\r\n", b"250 ok\r\n"]}) as server:
        place = ready(tmp_path, by(server), 1)
        before = [sent(place, minutes) for minutes in (6, 7)]
        assert tick.tick([tmp_path], at(7)).drafted == []
        edited(place, "ines@c0.example", "ines@shop.example")
        ((_, drafted),) = tick.tick([tmp_path], at(8)).drafted
        with Outbox(place.outbox) as outbox:
            (message,) = outbox.messages()
            decisions.approve(outbox, [message], "Sam", at(8))
            past = [(each.old, each.new, each.reason) for each in outbox.history(message.id)]
        after = sent(place, 9)

    assert [(each.refused, each.needs_person) for each in before] == [(1, True), (1, True)]
    assert drafted.changed == {("update", 1, "first contact"): 1}
    assert (message.state, message.outcome, message.recipient) == ("draft", "", "ines@shop.example")
    assert ("refused", "draft", "its reader has another address now") in past
    assert (after.sent.total(), after.refused, after.needs_person) == (1, 0, False)
    assert b"ines@shop.example" in server.received[0]


@pytest.mark.parametrize(
    ("minutes", "how", "wanted"),
    [
        (7, "RCPT", 1),  # the words still hold
        (600, "RCPT", 0),  # the time that they promise has passed: nobody needs them any more
        (7, "do not contact", 0),  # as the reader asked
    ],
)
def test_what_was_refused_needs_a_person_while_it_is_wanted(
    tmp_path: Path, minutes: float, how: str, wanted: int
) -> None:
    """A second run says it again, until it is mended, discarded, or too old."""
    barred = tmp_path / "never.txt"
    barred.write_text("ines@c0.example\n" if how != "RCPT" else "", encoding="utf-8")
    with Scripted({"RCPT": b"550 no such user\r\n"}) as server:
        place = ready(tmp_path, by(server) + 'do_not_contact = "never.txt"\n', 1)
        sent(place)
        again = sent(place, minutes)

    assert states(place) == {"c0": "refused"}
    assert (again.refused, again.needs_person) == (wanted, bool(wanted))
    assert refused_on_the_board(place, minutes) == wanted


def refused_on_the_board(place: workspace.Workspace, minutes: float) -> int:
    """How many refused messages `status` and `watch` show."""
    with Outbox(place.outbox) as outbox:
        return sum(Waiting.counted(counts, at(minutes)).refused for counts in waiting(outbox.database).values())


def test_what_was_refused_is_no_longer_wanted_once_a_newer_update_is_written(tmp_path: Path) -> None:
    """The newer one is: it has the same address, and is refused by itself."""
    with Scripted({"RCPT": b"550 no such user\r\n"}) as server:
        place = ready(tmp_path, by(server), 1)
        sent(place)
        edited(place, UPDATE, UPDATE + SECOND)
        tick.tick([tmp_path], at(11))

    with Outbox(place.outbox) as outbox:
        assert outbox.refused(at(11)) == {}
    assert refused_on_the_board(place, 11) == 0


@pytest.mark.parametrize("through", ["tick", "send"])
def test_what_may_have_arrived_is_unknown_again_when_it_is_overtaken(tmp_path: Path, through: str) -> None:
    """A person said to send it again, and a newer entry was faster: that it may have arrived is not forgotten."""
    with Scripted({"END": DROP}) as server:
        place = ready(tmp_path, by(server), 1)
        sent(place)
        with Outbox(place.outbox) as outbox:
            decisions.resend(outbox, list(outbox.messages()), "Sam", at(7))
        edited(place, UPDATE, UPDATE + SECOND)
        if through == "tick":
            tick.tick([tmp_path], at(11))
        else:
            sent(place, 11)

    with Outbox(place.outbox) as outbox:
        first = outbox.message("checkout/update/1/c0")
    assert (first.state, first.outcome) == (
        "unknown", "a newer message says more, or it is no longer owed; it may have arrived",
    )  # fmt: skip
    assert len(server.received) == 1
