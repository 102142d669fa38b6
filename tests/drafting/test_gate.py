"""What is composed passes the rules of tone before it is recorded; from cron it stays a draft that says why."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from builders import ACME, CONFIG, FACTS, a_workspace, at
from outagecomms import workspace
from outagecomms.__main__ import run
from outagecomms.drafting import case, draft
from outagecomms.outbox.store import Outbox
from outagecomms.tone.check import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from outagecomms.tone.finding import Finding

NOW = "2026-11-22T14:10Z"
REFUND = "We refund the fees of today."
UPDATE = ("update", "checkout", "--status", "identified", "--next-step", "We are moving card traffic.")
ENTRY = """
[[updates]]
at = 2026-11-22T14:05:00Z
by = "Sam Okafor"
status = "identified"
text = "We refund the fees of today."
next_step = "We are moving card traffic."
next_update = 2026-11-22T14:30:00Z
"""


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one outage, and we stand in it."""
    a_workspace(tmp_path, checkout=FACTS + ACME)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def oc(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    def command(*arguments: str, now: str = NOW) -> Done:
        code = run([*arguments, *(["--now", now] if arguments[0] not in ("outbox", "check") else [])])
        return Done(code, *capsys.readouterr())

    return command


def file_of(folder: Path) -> Path:
    return folder / "incidents" / "checkout.toml"


def log_of(folder: Path) -> list[dict[str, object]]:
    updates: list[dict[str, object]] = tomllib.loads(file_of(folder).read_text(encoding="utf-8"))["updates"]
    return updates


@pytest.mark.parametrize(
    ("before", "command", "rule"),
    [
        ("", (*UPDATE, REFUND), "solution/restitution"),
        ("", (*UPDATE, "It was caused by our provider."), "own/blame-supplier"),
        ("", (*UPDATE[:-1], "We will fix it shortly.", "Cards work in Ireland."), "inform/vague-time"),
        (ENTRY.replace(REFUND, "Cards work."), ("resolve", "checkout", "It was user error."), "own/blame-customer"),
        (ENTRY.replace(REFUND, "Cards work."), ("correct", "checkout", REFUND), "solution/restitution"),
    ],
)
def test_words_that_break_a_rule_are_refused(
    shop: Path, oc: Callable[..., Done], before: str, command: tuple[str, ...], rule: str
) -> None:
    """With the words and what is wrong with them on the error stream; nothing is written, and nothing is kept."""
    a_workspace(shop, checkout=FACTS + ACME + before)
    bytes_before = file_of(shop).read_bytes()

    done = oc(*command)

    assert (done.code, done.out) == (1, "")
    assert f"\nerror {rule}: " in done.err
    assert "Subject: " in done.err
    assert command[-1] in done.err or command[-2] in done.err
    assert done.err.endswith(
        "Nothing was written. Change the words; or, if they must stand, say why: --force --because '…'\n"
    )
    assert file_of(shop).read_bytes() == bytes_before
    assert not (shop / "outbox.db").exists()


def test_words_are_read_though_another_clock_runs_ahead(shop: Path, oc: Callable[..., Done]) -> None:
    """Another host sent a holding update by a clock of its own: the newest word is not the one that is typed."""
    a_workspace(shop, checkout=FACTS + ACME + ENTRY.replace(REFUND, "Cards work."))
    assert oc("tick", now="2026-11-22T14:26Z").code == 0
    with Outbox(shop / "outbox.db") as outbox:
        outbox.database.execute("UPDATE messages SET state = 'sent', state_at = '2026-11-22T14:28:00+00:00'")

    done = oc(*UPDATE, REFUND, now="2026-11-22T14:27Z")

    assert (done.code, done.out) == (1, "")
    assert "\nerror solution/restitution: " in done.err


def test_force_records_the_rule_and_the_reason(shop: Path, oc: Callable[..., Done]) -> None:
    """In the entry; the messages go into the outbox as any other, and later ticks leave them there."""
    done = oc(*UPDATE, REFUND, "--force", "--because", "Legal wants it said now.")

    assert done.code == 0
    assert "error solution/restitution" in done.err
    (entry,) = log_of(shop)
    assert entry["tone_allow"] == [{"rule": "solution/restitution", "because": "Legal wants it said now."}]
    for now in ("2026-11-22T14:11Z", "2026-11-22T14:20Z"):
        assert oc("tick", now=now) == Done(0, "", "")
    assert [message["held"] for message in json.loads(oc("outbox", "list", "--format", "json").out)] == [""]


def test_force_without_need_records_nothing(shop: Path, oc: Callable[..., Done]) -> None:
    assert oc(*UPDATE, "Cards work in Ireland.", "--force", "--because", "I am in a hurry.").code == 0
    assert "tone_allow" not in log_of(shop)[0]


@pytest.mark.parametrize("options", [("--force",), ("--because", "Legal wants it."), ("--force", "--because", "")])
def test_force_and_because_go_together(shop: Path, oc: Callable[..., Done], options: tuple[str, ...]) -> None:
    before = file_of(shop).read_bytes()
    done = oc(*UPDATE, REFUND, *options)
    assert (done.code, done.out) == (2, "")
    assert done.err == "--force and --because go together: say why the words must stand\n"
    assert file_of(shop).read_bytes() == before


def test_warnings_are_shown_and_do_not_stop(shop: Path, oc: Callable[..., Done]) -> None:
    done = oc(*UPDATE, "Mistakes were made.")
    assert done.code == 0
    assert "warning own/evasive: " in done.err
    assert "checkout: update 1 recorded, identified" in done.out
    assert log_of(shop)[0]["text"] == "Mistakes were made."


def test_words_to_post_by_hand_owe_nobody_a_follow_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, oc: Callable[..., Done]
) -> None:
    """With no account there is no date to give, and none is asked for."""
    a_workspace(tmp_path, checkout=FACTS)
    monkeypatch.chdir(tmp_path)
    oc(*UPDATE, "Cards work.")
    done = oc("resolve", "checkout", "--confirmed", "Every card has worked since then.")
    assert (done.code, "next-contact" in done.err) == (0, False)


def test_from_cron_it_stays_a_draft_that_says_why(shop: Path, oc: Callable[..., Done]) -> None:
    """Words that came into the file by an editor are kept, held, and told; mending them lets them go."""
    a_workspace(shop, checkout=FACTS + ACME + ENTRY)

    done = oc("tick")

    assert done.code == 1
    assert "checkout: update 1 stays a draft: error solution/restitution: " in done.err
    (kept,) = json.loads(oc("outbox", "list", "--format", "json").out)
    assert (kept["state"], kept["held"].split(":")[0]) == ("draft", "error solution/restitution")
    assert "error solution/restitution" in oc("outbox", "show", kept["key"]).out

    a_workspace(shop, checkout=FACTS + ACME + ENTRY.replace(REFUND, "Cards work in Ireland."))
    assert oc("tick").code == 0
    (kept,) = json.loads(oc("outbox", "list", "--format", "json").out)
    assert (kept["state"], kept["held"]) == ("draft", "")


def test_the_workspace_s_own_rules_and_levels_count(shop: Path, oc: Callable[..., Done]) -> None:
    a_workspace(shop, CONFIG + '[tone.levels]\n"solution/restitution" = "off"\n"own/evasive" = "error"\n')
    assert oc(*UPDATE, "Mistakes were made.").code == 1
    assert oc(*UPDATE, REFUND).code == 0


BROKEN = {
    "cannot be parsed": "{% if %}",
    "lacks a block": "{% block subject %}s{% endblock %}",
    "names what is not given": "{% block subject %}{{ x }}{% endblock %}{% block body %}{% endblock %}",
    "fails when it runs": "{% block subject %}{{ 1 / 0 }}{% endblock %}{% block body %}{% endblock %}",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_template_of_the_user_s_is_never_silence(shop: Path, oc: Callable[..., Done], text: str) -> None:
    """The built-in one speaks, the fault is told, and a person is asked for."""
    a_workspace(shop, 'templates = "own"\n' + CONFIG, checkout=FACTS + ACME + ENTRY.replace(REFUND, "Cards work."))
    (shop / "own").mkdir()
    (shop / "own" / "update.j2").write_text(text, encoding="utf-8")

    done = oc("tick")

    assert done.code == 1
    assert "update.j2:1:1: " in done.err
    assert "The built-in template speaks for it." in done.err
    (kept,) = json.loads(oc("outbox", "list", "--format", "json").out)
    assert (kept["kind"], kept["held"]) == ("update", "")


@pytest.mark.parametrize("comment", ["{# tone: allow own/evasive #}", "{# tone: allow own/evasiv because x #}"])
def test_a_broken_exception_is_never_silence(shop: Path, oc: Callable[..., Done], comment: str) -> None:
    """`check` complains of it; a tick goes on without it."""
    a_workspace(shop, 'templates = "own"\n' + CONFIG, checkout=FACTS + ACME + ENTRY.replace(REFUND, "Cards work."))
    (shop / "own").mkdir()
    (shop / "own" / "_next.j2").write_text(
        f"{comment}I will write again by {{{{ next_update.when }}}}.", encoding="utf-8"
    )

    assert oc("tick").code == 0
    assert len(json.loads(oc("outbox", "list", "--format", "json").out)) == 1
    assert oc("check", "own").code == 2


def test_an_exception_in_a_template_counts(shop: Path, oc: Callable[..., Done]) -> None:
    a_workspace(shop, 'templates = "own"\n' + CONFIG)
    (shop / "own").mkdir()
    words = "I will write again by {{ next_update.when }}. It will work shortly."
    (shop / "own" / "_next.j2").write_text(words, encoding="utf-8")
    assert oc(*UPDATE, "Cards work in Ireland.").code == 1
    (shop / "own" / "_next.j2").write_text(words + "{# tone: allow inform/vague-time because of x #}", encoding="utf-8")
    assert oc(*UPDATE, "Cards work in Ireland.").code == 0


@pytest.mark.parametrize("name", ["Only Toys", "AWS Caterers", "Refund & Credit Union", "Shortly Ltd"])
def test_a_reader_s_own_name_never_fires(shop: Path, oc: Callable[..., Done], name: str) -> None:
    """Nobody chose it as a word, in whatever letter it stands."""
    a_workspace(shop, checkout=FACTS + ACME.replace("Acme Retail", name) + 'tier = "key"\n')
    assert oc("tick").code == 0
    assert oc(*UPDATE, "Cards work in Ireland.").code == 0
    kept = json.loads(oc("outbox", "list", "--format", "json").out)
    assert {message["kind"] for message in kept} == {"outreach", "update"}
    assert {message["held"] for message in kept} == {""}
    assert any(name in oc("outbox", "show", message["key"]).out for message in kept)


def test_an_exception_of_one_entry_is_none_for_another(shop: Path, oc: Callable[..., Done]) -> None:
    """Not for a later update; and a letter to one reader has the newest entry's, whose words it may carry."""
    allow = '\ntone_allow = [{ rule = "solution/restitution", because = "Legal wants it." }]\n'
    later = ENTRY.replace("14:05", "14:25").replace("14:30", "14:50")
    a_workspace(shop, checkout=FACTS + ACME + ENTRY.rstrip() + allow + later)
    assert oc("tick", now="2026-11-22T14:26Z").code == 1
    a_workspace(shop, checkout=FACTS + ACME + ENTRY + later.rstrip() + allow)
    assert oc("tick", now="2026-11-22T14:27Z").code == 0


def test_many_readers_cost_one_check_a_language_and_zone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their names, and those of the people there, are all that sets their messages apart."""
    zones = ("UTC", "Europe/Berlin")
    rows = [
        f"a{n},Shop {n},Ines{n} Duarte,i{n}@a.example,{zones[n % 2]},{('en', 'de')[n // 2 % 2]}" for n in range(500)
    ]
    a_workspace(tmp_path, checkout=FACTS + 'accounts_file = "a.csv"\n' + ENTRY.replace(REFUND, "Cards work."))
    (tmp_path / "incidents" / "a.csv").write_text(
        "id,name,contact,email,timezone,language\n" + "\n".join(rows), encoding="utf-8"
    )
    checked = []

    def counted(text: str, *more: Any) -> list[Finding]:
        checked.append(text)
        return check(text, *more)

    monkeypatch.setattr("outagecomms.drafting.gate.check", counted)
    place = workspace.load(tmp_path)
    with Outbox(place.outbox) as outbox:
        drafted = draft.draft(case.load(place, place.path_of("checkout"), outbox), outbox, at(6))
    assert drafted.new.total() == 500
    assert len(checked) == 4
