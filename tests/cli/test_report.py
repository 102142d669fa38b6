"""`report`: how well customers were told, to read, to open and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from conftest import EXAMPLES
from statuspage.pages import PAGE, at, incident, line, update

from .conftest import Done, Terminal, in_a_pipe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def told(oc: Callable[..., Done], shop: Path) -> Path:
    """An update has been written at ten past, and nothing was sent."""
    assert oc("update", "checkout", "A declined card is not charged.").code == 0
    return shop


@pytest.mark.usefixtures("told")
def test_to_read(oc: Callable[..., Done]) -> None:
    """Markdown; nothing but the report on either stream."""
    done = oc("report", "checkout", now="2026-11-22T14:41Z")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[:2] == ["# How customers were told: Card payments are failing", ""]
    assert "- **Promises kept: 0 of 1.** Each message says when the next one comes. 1 did not come.\n" in done.out
    assert "- **Reached by the leader: 0 of 1 account.** " in done.out
    assert "- **Deliveries: 3 draft.** " in done.out


def test_of_what_was_corrected(oc: Callable[..., Done], told: Path) -> None:
    """Who got the mistake is asked of the outbox, which is closed when the words are read."""
    with (told / "outagecomms.toml").open("a", encoding="utf-8") as config:
        config.write(MAIL)
    oc("outbox", "approve", "--all")
    oc("send")
    assert oc("correct", "checkout", "A declined card may be charged twice.", now="2026-11-22T14:12Z").code == 0
    for command in (("report", "checkout"), ("followups",), ("status",), ("plan", "checkout")):
        assert "itself failed" not in oc(*command, now="2026-11-22T14:20Z").err


@pytest.mark.usefixtures("told")
def test_for_programs(oc: Callable[..., Done]) -> None:
    """What is not applicable is null, never zero."""
    data = json.loads(oc("report", "checkout", "--format", "json", now="2026-11-22T14:16Z").out)
    assert data["figures"] == {
        "first_contact": 10, "longest_silence": 10, "silence_beyond": 0, "promises": None,
        "leader": {"reached": 0, "owed": 1}, "surprises": None, "tone": {"messages": 1, "errors": 0, "warnings": 0},
        "deliveries": {"draft": 3},
    }  # fmt: skip


MAIL = '[mail]\ntransport = "directory"\ndirectory = "sent"\n'
LEFT_OUT = "Not counted, since none of {} messages has left the outbox: {}."


def test_what_was_sent_to_nobody_was_told_to_nobody(oc: Callable[..., Done], told: Path) -> None:
    """Three updates in time, of which the second alone is sent: the first promise is none, and the wait is long."""
    with (told / "outagecomms.toml").open("a", encoding="utf-8") as config:
        config.write(MAIL)
    later = "2026-11-22T14:50Z"
    done = oc("report", "checkout", now=later)
    assert LEFT_OUT.format("its", "update 1") in done.out
    assert (
        "- **Time to first contact: not yet.** Nobody has been told anything since it began at 14:00 UTC." in done.out
    )
    assert "- **Promises kept: not applicable.** " in done.out
    assert "- **Tone: not applicable.** " in done.out

    oc("update", "checkout", "One line works.", now="2026-11-22T14:30Z")
    oc("outbox", "approve", "checkout/update/2/acme", now="2026-11-22T14:31Z")
    oc("send", now="2026-11-22T14:31Z")
    oc("update", "checkout", "Both lines work.", now="2026-11-22T14:45Z")
    data = json.loads(oc("report", "checkout", "--format", "json", now=later).out)
    assert data["unheard"] == ["update 1", "update 3"]
    assert [message["what"] for message in data["messages"]] == ["update 2, investigating", "no message yet"]
    assert (data["figures"]["first_contact"], data["figures"]["silence_beyond"]) == (31, 16)  # when it left
    assert LEFT_OUT.format("their", "update 1, update 3") in oc("report", "checkout", "--format", "html", now=later).out


def _send(oc: Callable[..., Done], now: str, *keys: str) -> None:
    assert oc("outbox", "approve", *(keys or ["--all"]), now=now).code == 0
    assert " sent to " in oc("send", now=now).out


def _mail(folder: Path, more: str = "") -> None:
    with (folder / "outagecomms.toml").open("a", encoding="utf-8") as config:
        config.write(MAIL + more)


def _messages(data: dict[str, Any]) -> list[tuple[str, str]]:
    return [(message["at"], message["what"]) for message in data["messages"]]


def test_a_correction_of_what_nobody_got_is_the_update_that_went_out(oc: Callable[..., Done], told: Path) -> None:
    """By its name, from when it left, and read as the mail that everybody got."""
    _mail(told)
    _send(oc, "2026-11-22T14:10Z")
    oc("update", "checkout", "Half of the cards fail.", now="2026-11-22T14:25Z")
    oc("correct", "checkout", "One card in three fails.", now="2026-11-22T14:28Z")
    later = "2026-11-22T14:35Z"
    before = json.loads(oc("report", "checkout", "--format", "json", now=later).out)
    assert before["unheard"] == ["update 2", "correction 3"]
    assert _messages(before) == [
        ("2026-11-22T14:10:00Z", "update 1, investigating"), (later.replace("Z", ":00Z"), "no message yet"),
    ]  # fmt: skip

    _send(oc, "2026-11-22T14:31Z")
    data = json.loads(oc("report", "checkout", "--format", "json", now=later).out)
    assert data["unheard"] == ["update 2"]
    assert _messages(data) == [
        ("2026-11-22T14:10:00Z", "update 1, investigating"), ("2026-11-22T14:31:00Z", "update 3, investigating"),
        ("2026-11-22T14:35:00Z", "no message yet"),
    ]  # fmt: skip
    assert data["figures"]["longest_silence"] == 21
    assert data["figures"]["tone"] == {"messages": 3, "errors": 0, "warnings": 0}  # with the leader's letter


def test_a_correction_that_was_written_and_went_out_as_news(oc: Callable[..., Done], told: Path) -> None:
    """While nothing said how mail leaves, all might have got the mistake; then it was plain that nobody had."""
    oc("correct", "checkout", "One card in three fails.", now="2026-11-22T14:20Z")
    assert "checkout/correction/2/acme" in oc("outbox", "list").out
    _mail(told)
    oc("tick", now="2026-11-22T14:21Z")
    _send(oc, "2026-11-22T14:21Z")
    done = oc("report", "checkout", now="2026-11-22T14:30Z")
    assert LEFT_OUT.format("its", "update 1") in done.out
    assert "| 14:21 UTC | update 2, investigating | 21 min, 6 min too long | 14:40 UTC | open | " in done.out


def test_a_correction_to_some_and_news_to_others_is_one_message(oc: Callable[..., Done], told: Path) -> None:
    """From the first of them that left."""
    stop = told / "stop.txt"
    stop.write_text("petra@lohmann.example\n", encoding="utf-8")
    _mail(told, 'do_not_contact = "stop.txt"\n')
    _send(oc, "2026-11-22T14:10Z")
    stop.write_text("", encoding="utf-8")
    oc("correct", "checkout", "One card in three fails.", now="2026-11-22T14:20Z")
    _send(oc, "2026-11-22T14:22Z", "checkout/update/2/lohmann")
    _send(oc, "2026-11-22T14:24Z", "checkout/correction/2/acme")
    data = json.loads(oc("report", "checkout", "--format", "json", now="2026-11-22T14:30Z").out)
    assert data["unheard"] == []
    assert _messages(data)[:-1] == [
        ("2026-11-22T14:10:00Z", "update 1, investigating"), ("2026-11-22T14:22:00Z", "correction 2, investigating"),
    ]  # fmt: skip
    assert data["figures"]["tone"] == {"messages": 3, "errors": 0, "warnings": 0}


@pytest.mark.usefixtures("told")
def test_what_leaves_by_other_means_goes_by_the_log(oc: Callable[..., Done]) -> None:
    """Where nothing says how mail leaves, it is exported or posted: that none was sent from here proves nothing."""
    done = oc("report", "checkout")
    assert "Not counted" not in done.out
    assert "None has left from here, so the figures take the log's word for it that everyone was told." in done.out


def test_without_an_outbox(oc: Callable[..., Done], told: Path) -> None:
    """And none is made by looking."""
    (told / "outbox.db").unlink()
    data = json.loads(oc("report", told / "incidents" / "checkout.toml", "--format", "json").out)
    assert (data["figures"]["leader"], data["figures"]["deliveries"]) == (None, None)
    assert not (told / "outbox.db").exists()


@pytest.mark.usefixtures("told")
def test_the_page(oc: Callable[..., Done]) -> None:
    """One file that needs nothing else."""
    done = oc("report", "checkout", "--format", "html")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("<!doctype html>\n")
    assert done.out.endswith("</html>\n")
    assert "http" not in done.out.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")


@pytest.mark.usefixtures("told")
def test_a_page_on_a_terminal_comes_with_advice(terminal: Callable[..., Terminal]) -> None:
    shown = terminal("report", "checkout", "--format", "html", columns=200)
    assert shown.end() == 0
    assert "keep it: outagecomms report checkout --format html > report.html\n" in shown.shown


@pytest.mark.usefixtures("told")
def test_an_incident_that_is_not_there() -> None:
    done = in_a_pipe("report", "checkuot")
    assert (done.code, done.out) == (2, "")
    assert "did you mean checkout?" in done.err


EXAMPLE = sorted((EXAMPLES / "incidents").glob("*.toml"))
POSTS = incident(
    update(40, "Every card works.", "resolved"), update(5, "Cards fail. Next update by 14:30 UTC."), status="resolved"
)
BEFORE = incident(update(-60, "Late.", "resolved"), id="i2", name="Payouts", status="resolved", started_at=None)
WORK = incident(update(50, status="scheduled"), id="i3", name="A new line", impact="maintenance")


def _page(folder: Path, *incidents: object) -> Path:
    path = folder / "incidents.json"
    path.write_text(json.dumps({"page": PAGE, "incidents": incidents}), encoding="utf-8")
    return path


def test_a_downloaded_page_needs_nothing_else(oc: Callable[..., Done], nowhere: Path) -> None:
    """No workspace, and no other command before it."""
    done = oc("report", _page(nowhere, POSTS))
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("# How customers were told: Card payments are failing\n")
    assert [path.name for path in nowhere.iterdir()] == ["incidents.json"]


def test_a_report_and_the_league_table_find_the_same_in_the_words(oc: Callable[..., Done], nowhere: Path) -> None:
    """What comes again in the next post, a time that was given, and a phrase twice in one post count in both."""
    again = "We apologize for the inconvenience. Some cards are declined in Ireland."
    first = f"{again} We will update you soon. We will update you soon."
    posts = [update(40, again, "resolved"), update(20, f"{again} Next update by 14:40 UTC."), update(5, first)]
    page = _page(nowhere, incident(*posts))
    report = json.loads(oc("report", page, "--format", "json").out)
    (scored,) = json.loads(oc("score", page, "--format", "json").out)["incidents"]
    assert report["figures"]["tone"] == {"messages": 3} | scored["tone"]
    found = [(each["message"], each["rule"], each["words"]) for each in report["findings"]]
    assert ("update 2", "empathize/scripted") in [each[:2] for each in found]
    assert found.count(("update 1", "inform/vague-time", "soon")) == 2


def test_a_post_and_its_resolution_in_one_second(oc: Callable[..., Done], nowhere: Path) -> None:
    """As a page has them that was filled in afterwards."""
    page = _page(nowhere, incident(update(5, "Every card works.", "resolved"), update(5, "Cards fail.")))
    assert oc("report", page).code == 0
    assert oc("score", page).code == 0


@pytest.mark.parametrize(
    ("written", "beyond", "promises"),
    [
        # the file ends with its last post: of what came after it, nobody knows
        (None, None, None),
        # the page was written at four and still had no other post
        ("2026-11-22T16:00:00.000Z", 95, {"made": 1, "kept": 0, "late": 0, "missed": 1}),
    ],
)
def test_what_a_page_left_open_counts_up_to_the_last_that_it_tells(
    oc: Callable[..., Done], nowhere: Path, written: str | None, beyond: int | None, promises: object
) -> None:
    """As in the league table, however old the file is."""
    page = nowhere / "incidents.json"
    left = incident(update(5, "Cards fail. Next update by 14:30 UTC."), started_at=at(5))
    document = {"page": PAGE | ({"updated_at": written} if written else {}), "incidents": [left]}
    page.write_text(json.dumps(document), encoding="utf-8")
    figures = json.loads(oc("report", page, "--format", "json", now="2029-01-01T00:00Z").out)["figures"]
    assert (figures["silence_beyond"], figures["promises"]) == (beyond, promises)
    (scored,) = json.loads(oc("score", page, "--format", "json").out)["incidents"]
    assert (scored["gaps_beyond"], scored["promises"]) == (beyond, 1 if promises else 0)


def test_of_a_page_the_latest_outage_is_taken(oc: Callable[..., Done], nowhere: Path) -> None:
    """Planned work is none."""
    page = _page(nowhere, BEFORE, POSTS, WORK)
    done = oc("report", page)
    assert done.out == oc("report", _page(nowhere, POSTS)).out
    assert done.err == (
        f"The latest of 2 outages. For another: 'outagecomms import {page}' in a workspace, then 'outagecomms report "
        "ID'\n"
    )


@pytest.mark.parametrize("form", ["markdown", "html", "json"])
def test_of_a_page_it_says_what_it_says_of_the_imported_file(oc: Callable[..., Done], empty: Path, form: str) -> None:
    page = _page(empty, POSTS)
    imported = oc("import", page).out.strip()
    assert oc("report", page, "--format", form).out == oc("report", imported, "--format", form).out


def test_of_one_incident_a_line(oc: Callable[..., Done], nowhere: Path) -> None:
    path = nowhere / "incidents.jsonl"
    path.write_text(json.dumps(line()), encoding="utf-8")
    assert oc("report", path).code == 0


def test_a_page_without_an_outage(oc: Callable[..., Done], nowhere: Path) -> None:
    page = _page(nowhere, WORK)
    done = oc("report", page)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"{page}: there is no outage in it; give the incidents.json of a page that tells of one\n"


@pytest.mark.parametrize("example", EXAMPLE, ids=lambda path: path.stem)
def test_an_example_speaks_as_it_should(oc: Callable[..., Done], example: Path) -> None:
    """The report finds no error in the letters that its entries became."""
    tone = json.loads(oc("report", example, "--format", "json").out)["figures"]["tone"]
    assert tone is None or tone["errors"] == 0
