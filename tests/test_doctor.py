"""What the doctor finds: each thing that can be wrong is found, and says what to do."""

from __future__ import annotations

import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builders import CONFIG, FACTS, a_workspace
from outagecomms import crontab as cron
from outagecomms import doctor
from outagecomms.drafting import tick
from outagecomms.outbox import who

NOW = datetime(2126, 11, 22, 14, 6, tzinfo=UTC)  # after every file of this test was written
FOLDER = '\n[mail]\ntransport = "directory"\ndirectory = "sent"\n'
OC = f"{sys.executable} -m outagecomms"  # cron does not know where a virtual environment is
GOOD = f"* * * * * cd {{}} && {OC} tick; {OC} send"
CHANNEL = '\n[channels.status]\nurl_env = "STATUS_URL"\n'
# One of apprise's 170 services, all of which it loads, asks for a module that Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


def found(folder: Path, config: str = CONFIG + FOLDER, crontab: str | None = GOOD, **incidents: str) -> dict[str, str]:
    """What is not well, by what it is about."""
    place = a_workspace(folder, config, **incidents)
    return {
        line.about: line.what
        for line in doctor.examine(place, NOW, crontab and crontab.replace("{}", str(folder)))
        if line.level != "ok"
    }


def test_a_sound_workspace(tmp_path: Path) -> None:
    """Nothing to do."""
    assert found(tmp_path, checkout=FACTS) == {}


@pytest.mark.parametrize(
    ("config", "about", "todo"),
    [
        (CONFIG, "mail", "add [mail]"),  # nothing says how mail leaves
        (CONFIG.replace("sam@example.com", "sam@example.net") + FOLDER, "senders", "each needs SPF"),  # two domains
        (CONFIG.partition("[liaison]")[0] + FOLDER, "liaison", "add [liaison]"),  # nobody signs
        (CONFIG.partition("\n")[2] + FOLDER, "organisation", "add organisation"),  # no signature says who we are
        (CONFIG + FOLDER + 'do_not_contact = "stop.txt"\n', "mail", "check do_not_contact"),  # a file is missing
        (CONFIG + FOLDER + 'do_not_contact = "names"\n', "mail", 'names:1:1: "Mo <mo@lane.example>" is not'),  # a name
        (CONFIG + '\n[mail]\ntransport = "command"\ncommand = ["no-such-program"]\n', "mail", "install it"),
        (CONFIG + '\n[mail]\nhost = "127.0.0.1"\nport = PORT\n', "mail", "check host and port"),  # nobody listens
        (CONFIG + '\n[mail]\nhost = "127.0.0.1"\nuser = "u"\npassword_file = "pw"\n', "mail", "chmod 600"),
        ('templates = "mine"\n' + CONFIG + FOLDER, "templates", "make it, or remove templates"),  # a folder is missing
        ('outbox = "away/outbox.db"\n' + CONFIG + FOLDER, "outbox", "check its permissions"),  # as above
        (CONFIG + FOLDER + CHANNEL, "channel status", "STATUS_URL is not set; set it"),  # nothing says where it is
        (
            CONFIG + FOLDER + CHANNEL.replace("url_env", "url_file").replace("STATUS_URL", "pw"),
            "channel status",
            "chmod 600",
        ),  # a key that others may read
        ('outbox = "broken.db"\n' + CONFIG + FOLDER, "outbox", "check 'outbox'"),  # another file in its place
        ('outbox = "postgresql://u:hunter2@127.0.0.1:1/x"\n' + CONFIG + FOLDER, "secrets", "PGPASSWORD"),
    ],
)
def test_what_is_wrong_is_found(tmp_path: Path, config: str, about: str, todo: str) -> None:
    """It is about the right thing and says what to do; no secret is repeated."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (tmp_path / "pw").write_text("hunter2", encoding="utf-8")
    (tmp_path / "pw").chmod(0o644)
    (tmp_path / "names").write_text("Mo <mo@lane.example>\n", encoding="utf-8")
    (tmp_path / "broken.db").write_text("no database" * 100, encoding="utf-8")

    wrong = found(tmp_path, config.replace("PORT", str(port)), checkout=FACTS)

    assert todo in wrong[about]
    assert "hunter2" not in str(wrong)


LISTED = 'accounts_file = "accounts.csv"\n' + CONFIG + FOLDER
COLUMNS = "id,name,email,timezone,tier,services\n"


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            "a,A,a@x.example,Europe/Berlin,,\nb,B,b@x.example,,key,Charging;Billing\n",
            [("ok", "2 accounts, 2 zones, 1 language in {}")],
        ),
        ("", [("advice", "nobody to write to yet; list your customers in {}, one a line")]),
        (  # a service and a tier that nobody else has
            "a,A,a@x.example,,,Charging\nb,B,b@x.example,,kye,Chargin\n",
            [
                ("ok", "2 accounts, 1 zone, 1 language in {}"),
                ("advice", 'b: the service "Chargin" looks like "Charging"; if it is the same, write it alike'),
                ("advice", 'b: the tier "kye" looks like "key"; if it is the same, write it alike'),
            ],
        ),
        (
            "a,A,a@x.example,Europe/Berln,,\n",
            [
                (
                    "wrong",
                    "{}:2:17: timezone: there is no time zone 'Europe/Berln'; use a name such as Europe/Berlin or UTC",
                )
            ],
        ),
        (None, [("wrong", "{}:1:1: there is no such file; check accounts_file")]),
    ],
)
def test_the_accounts_are_read(tmp_path: Path, rows: str | None, lines: list[tuple[str, str]]) -> None:
    """Every line of the list: nobody finds out in an outage that it cannot be read."""
    place = a_workspace(tmp_path, LISTED, checkout=FACTS)
    path = tmp_path / "accounts.csv"
    if rows is not None:
        path.write_text(COLUMNS + rows, encoding="utf-8")
    found = [(line.level, line.what) for line in doctor.examine(place, NOW) if line.about == "accounts"]
    assert found == [(level, what.format(path)) for level, what in lines]


KIM = '[liaison]\nname = "Kim Lee"\nrole = "support lead"\nemail = "kim.lee@post.example"\n'
OVER = '\n[[updates]]\nat = 2126-11-22T14:05:00Z\nby = "Kim Lee"\nstatus = "resolved"\ntext = "It works."\n'


@pytest.mark.parametrize(
    ("incidents", "level", "domains"),
    [
        ({"checkout": FACTS}, "ok", "example.com"),  # nobody but who always does
        ({"checkout": FACTS + KIM}, "advice", "example.com and post.example (in checkout)"),  # their own liaison
        ({"b": FACTS + KIM, "a": FACTS + KIM}, "advice", "example.com and post.example (in a, b)"),  # two of them
        ({"checkout": FACTS + KIM.replace("post.example", "EXAMPLE.com")}, "ok", "example.com"),  # the same domain
        ({"checkout": FACTS + KIM + OVER}, "ok", "example.com"),  # it is over
    ],
)
def test_who_signs_in_an_open_incident_counts_among_the_senders(
    tmp_path: Path, incidents: dict[str, str], level: str, domains: str
) -> None:
    """It is their domain that has to vouch for the mail."""
    place = a_workspace(tmp_path, CONFIG + FOLDER, **incidents)
    (line,) = (line for line in doctor.examine(place, NOW) if line.about == "senders")
    assert line.level == level
    assert line.what.startswith(f"mail comes from {domains}; ")


def test_incidents_are_well_only_when_each_is(tmp_path: Path) -> None:
    """One whose own list of accounts is missing is wrong, and is not counted among those that are well."""
    place = a_workspace(tmp_path, CONFIG + FOLDER, a=FACTS, b='accounts_file = "gone.csv"\n' + FACTS)
    lines = [line for line in doctor.examine(place, NOW) if line.about in ("incidents", "a.toml", "b.toml")]
    assert [(line.level, line.about) for line in lines] == [("wrong", "b.toml")]
    assert "gone.csv:1:1: there is no such file" in lines[0].what


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("json://127.0.0.1:9/hunter2", "ok"),  # whether somebody is there only a text could tell
        ("hunter2", "wrong"),  # none that apprise knows
    ],
)
def test_a_channel_is_looked_at_and_nothing_is_posted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, what: str
) -> None:
    """Its URL is a secret and never repeated."""
    monkeypatch.setenv("STATUS_URL", url)
    lines = list(doctor.examine(a_workspace(tmp_path, CONFIG + FOLDER + CHANNEL), NOW))

    assert [line.level for line in lines if line.about == "channel status"] == [what]
    assert "hunter2" not in str(lines)


def test_channels_without_what_they_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    monkeypatch.setitem(sys.modules, "apprise", None)  # which makes importing it fail

    assert found(tmp_path, CONFIG + FOLDER + CHANNEL)["channels"].endswith("pip install 'outagecomms[notify]'")


SEND = "outagecomms send"


@pytest.mark.parametrize(
    ("crontab", "said"),
    [
        (GOOD, None),  # both run, here
        (GOOD.replace("* * * * *", "*/5 * * * *"), None),  # every few minutes will do
        (f"* * * * * cd {{}} && {OC} tick\n* * * * * cd {{}} && {OC} send", None),  # two lines
        (f"PATH={Path(sys.executable).parent}\n" + GOOD.replace(sys.executable, "python"), None),  # where to look
        (f"* * * * * cd {{}}; {OC} tick > /dev/null 2>&1; {OC} send", None),  # as others write it
        ("0 9 * * 1 cd /srv && outagecomms send\n" + GOOD, None),  # another line does not matter
        (None, "not looked at; show it: crontab -l | outagecomms doctor --crontab -"),  # nobody shows it
        ("", f"does not run {SEND} here; add a line: LINE"),  # nothing runs
        ("#" + GOOD, f"does not run {SEND} here; add a line: LINE"),  # a remark
        (GOOD.replace("{}", "{}2"), f"does not run {SEND} here; add a line: LINE"),  # a folder whose name begins alike
        (GOOD.replace("cd {} &&", ""), f"runs {SEND}, but not in this folder; write instead: LINE"),  # at home
        (GOOD.replace("* * * * *", "0 9 * * 1"),  # once a week
         f"runs {SEND}, but not every few minutes, day and night; write instead: LINE"),
        (GOOD.replace("* * * * *", "0 * * * *"),  # once an hour
         f"runs {SEND}, but not every few minutes, day and night; write instead: LINE"),
        (GOOD.replace("* * * * *", "* 8-18 * * *"),  # by day
         f"runs {SEND}, but not every few minutes, day and night; write instead: LINE"),
        (GOOD.replace("* * * * *", "@reboot"),  # once
         f"runs {SEND}, but not every few minutes, day and night; write instead: LINE"),
        (GOOD + " --dry-run", f"runs {SEND} --dry-run, which sends nothing; write instead: LINE"),
        (GOOD.replace(";", " ||"), f"runs {SEND} only when what stands before it fails; write instead: LINE"),
        (GOOD.replace(";", " &&"), f"runs {SEND} only when what stands before it exits 0; write instead: LINE"),
        (GOOD.replace(OC, "oc/outagecomms"), "finds no program oc/outagecomms; write instead: LINE"),
        (GOOD.replace(OC, "outagecomms"), "finds no program outagecomms; write instead: LINE"),  # in no PATH of cron's
    ],
)  # fmt: skip
def test_what_cron_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crontab: str | None, said: str | None) -> None:
    """It ticks and sends every few minutes, in this folder, come what may; the line that is suggested does."""
    monkeypatch.setattr(cron, "DEFAULT_PATH", "/nowhere")
    folder = tmp_path / "a 100% shop"
    folder.mkdir()
    line = found(folder, crontab="")["cron"].partition(": ")[2]
    written = str(folder).replace(" ", "\\ ").replace("%", "\\%")
    shown = found(folder, crontab=crontab and crontab.replace("{}", written))

    assert shown.get("cron") == (said and said.replace("LINE", line))
    assert found(folder, crontab=line).get("cron") is None


@pytest.mark.parametrize("set_", ["", "STATUS_URL=json://x.example\n", "0 0 * * * STATUS_URL=json://x.example true\n"])
def test_cron_has_none_of_a_shells_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_: str) -> None:
    """What works when it is typed may fail at night."""
    monkeypatch.setenv("STATUS_URL", "json://127.0.0.1:9/")
    said = found(tmp_path, CONFIG + FOLDER + CHANNEL, set_ + GOOD).get("cron")

    assert said == (None if set_ else "does not set STATUS_URL, and cron has none of your shell's; use a file instead")


@pytest.mark.parametrize(
    ("mode", "line"),
    [
        (0o644, "chmod 600"),  # cron's run could not read it
        (0o600, "OUTAGECOMMS_SMTP_PASSWORD is set here and goes before pw, which cron uses; unset it"),
        (None, "check password_file under [mail]"),  # it is not there
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_a_variable_hides_no_password_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int | None, line: str
) -> None:
    """What this shell sends with says nothing of what cron's run finds."""
    monkeypatch.setenv("OUTAGECOMMS_SMTP_PASSWORD", "hunter2")
    if mode is not None:
        (tmp_path / "pw").write_text("hunter3", encoding="utf-8")
        (tmp_path / "pw").chmod(mode)

    wrong = found(tmp_path, CONFIG + '\n[mail]\nhost = "127.0.0.1"\nport = 1\nuser = "u"\npassword_file = "pw"\n')

    assert line in wrong["secrets"]
    assert "hunter" not in str(wrong)


def test_a_broken_incident_is_named(tmp_path: Path) -> None:
    """The others are looked at all the same."""
    assert "title" in found(tmp_path, checkout=FACTS, broken="title = 3\n")["broken.toml"]


def test_a_clock_behind_its_files(tmp_path: Path) -> None:
    """A file that is younger than now."""
    place = a_workspace(tmp_path, CONFIG + FOLDER)
    early = datetime(2001, 1, 1, tzinfo=UTC)

    assert [line.level for line in doctor.examine(place, early, GOOD) if line.about == "clock"] == ["wrong"]


def test_what_is_unknown_is_said(tmp_path: Path) -> None:
    """Somebody has to find out."""
    from outagecomms.outbox.store import Outbox

    place = a_workspace(tmp_path, CONFIG + FOLDER, checkout=FACTS)
    tick.tick([tmp_path], datetime(2026, 11, 22, 14, 6, tzinfo=UTC))
    with Outbox(place.outbox) as outbox:
        outbox.database.execute("UPDATE messages SET state = 'unknown'")

    assert "1 may or may not have arrived" in found(tmp_path, checkout=FACTS)["outbox"]


@pytest.mark.parametrize(("is_dead", "said"), [(True, True), (False, False)])
def test_what_a_dead_run_left_behind_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_dead: bool, said: bool
) -> None:
    """With the command that finds out; a run that is alive is left alone."""
    from outagecomms.outbox.store import Outbox

    place = a_workspace(tmp_path, CONFIG + FOLDER, checkout=FACTS)
    tick.tick([tmp_path], datetime(2026, 11, 22, 14, 6, tzinfo=UTC))
    with Outbox(place.outbox) as outbox:
        outbox.database.execute("UPDATE messages SET state = 'sending', claim = 'a/b/c/d', lease = '2127'")
    monkeypatch.setattr(who, "is_known_dead", lambda _: is_dead)

    what = "a run ended while it was sending 1 message; to find out what became: outagecomms send"
    assert found(tmp_path, checkout=FACTS).get("outbox") == (what if said else None)


def test_a_configuration_that_anybody_may_write(tmp_path: Path) -> None:
    """It says where mail goes."""
    place = a_workspace(tmp_path, CONFIG + FOLDER)
    (tmp_path / "outagecomms.toml").chmod(0o666)

    assert "chmod o-w" in {line.about: line.what for line in doctor.examine(place, NOW, GOOD)}["secrets"]
