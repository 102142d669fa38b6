"""Bringing incidents in, giving them out, and the league table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

from outagecomms.cli.score import PresetName
from outagecomms.incident.figures import Preset
from statuspage.pages import PAGE, at, incident, line, update

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.conftest import Terminal

POSTS = incident(
    update(40, "Every card works.", "resolved"), update(5, "Cards fail. Next update by 14:30 UTC."), status="resolved"
)
OPEN = incident(update(5, "Payouts are late."), id="i2", name="Payouts are late", impact="minor")
WORK = incident(update(5, status="scheduled"), id="i3", name="A new line", impact="maintenance")


def _file(path: Path, *incidents: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"page": PAGE, "incidents": incidents}), encoding="utf-8")
    return path


def test_each_incident_becomes_a_file(oc: Callable[..., Any], empty: Path) -> None:
    done = oc("import", _file(empty / "incidents.json", POSTS, OPEN, POSTS))
    assert (done.code, done.out, done.err) == (
        0,
        "incidents/card-payments-are-failing-2026-11-22.toml\nincidents/payouts-are-late-2026-11-22.toml\n",
        "1 not resolved on the page: 'outagecomms status' lists it, and owes nobody anything.\n",
    )
    assert oc("check", "incidents").code in (0, 1)  # they read; what is in them is for others to judge


def test_what_was_imported_before_is_said_and_not_written_again(oc: Callable[..., Any], empty: Path) -> None:
    file = _file(empty / "incidents.json", POSTS)
    oc("import", file)
    again = oc("import", file)
    assert (again.code, again.out, again.err) == (0, "", "1 imported before, and left as it is.\n")


def test_a_newer_download_is_taken_or_its_file_is_named(oc: Callable[..., Any], empty: Path) -> None:
    """It was open, and is over: nobody is told that it is open still."""
    begun = incident(*POSTS["incident_updates"][1:])
    file = _file(empty / "incidents.json", begun)
    assert "1 not resolved on the page" in oc("import", file).err
    name, newer = "incidents/card-payments-are-failing-2026-11-22.toml", _file(empty / "newer.json", POSTS)
    done = oc("import", newer)
    assert (done.code, done.out, done.err) == (0, f"{name}\n", "1 imported before, and brought up to date.\n")
    assert "resolved at 14:40 UTC" in oc("report", name).out
    Path(name).unlink()
    oc("import", file)
    with Path(name).open("a", encoding="utf-8") as changed:
        changed.write("# Ask Dana.\n")
    done = oc("import", newer)
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith(f"{name}: left as it is, although the download says otherwise (updates): ")


def test_a_page_that_has_changed_its_impact_is_taken_or_named(oc: Callable[..., Any], empty: Path) -> None:
    """Its posts are the same: when it was written says which of the two is newer, in whatever order they come."""
    older = _file(empty / "v1.json", POSTS | {"impact": "major", "updated_at": at(41)})
    newer = _file(empty / "v2.json", POSTS | {"impact": "critical", "updated_at": at(50)})
    oc("import", older)
    assert oc("import", newer).err == "1 imported before, and brought up to date.\n"
    (file,) = (empty / "incidents").glob("*.toml")
    assert 'severity = "sev1"' in file.read_text(encoding="utf-8")
    for files in ((older, newer), (newer, older)):
        (row,) = json.loads(oc("score", *files, "--format", "json").out)["incidents"]
        assert row["severity"] == "sev1"
    undated = _file(empty / "v3.json", POSTS | {"impact": "minor", "updated_at": at(50)})
    assert "left as it is, although the download says otherwise (severity): " in oc("import", undated).err


def test_what_was_imported_is_owed_to_nobody(oc: Callable[..., Any], empty: Path) -> None:
    """Nor is it written about: not on the day itself, and not years later."""
    oc("import", _file(empty / "incidents.json", POSTS, OPEN))
    for now in ("2026-11-22T14:41Z", "2036-11-22T14:41Z"):
        status = oc("status", now=now)
        assert (status.code, "OVERDUE" in status.out) == (0, False)
        assert oc("plan", "payouts-are-late-2026-11-22", now=now).out == ""
        tick = oc("tick", now=now)
        assert (tick.code, tick.out) == (0, "")


def test_a_mistake_in_one_file_stops_both(oc: Callable[..., Any], empty: Path) -> None:
    good, bad = _file(empty / "a.json", POSTS), _file(empty / "b.json", incident(update(5, "", 7)))  # type: ignore[arg-type]
    done = oc("import", good, bad)
    assert (done.code, done.out) == (2, "")
    assert done.err == f'{bad}: incidents[1].incident_updates[1].status: "7" is not text; put it in quotes: "…"\n'
    assert list((empty / "incidents").glob("*.toml")) == []


def test_import_needs_a_workspace(oc: Callable[..., Any], nowhere: Path) -> None:
    done = oc("import", _file(nowhere / "incidents.json", POSTS))
    assert done.code == 2
    assert "run 'outagecomms init' here" in done.err


def test_what_was_imported_goes_out_as_it_came(oc: Callable[..., Any], empty: Path) -> None:
    oc("import", _file(empty / "incidents.json", POSTS, OPEN))
    everything = json.loads(oc("export", "--format", "statuspage").out)
    assert everything["page"] == PAGE
    assert {each["name"] for each in everything["incidents"]} == {POSTS["name"], OPEN["name"]}
    (one,) = json.loads(oc("export", "card-payments-are-failing-2026-11-22").out)["incidents"]
    assert {key: one[key] for key in POSTS if key != "incident_updates"} == {
        key: value for key, value in POSTS.items() if key != "incident_updates"
    }


def test_an_incident_of_ours_stands_under_our_name(oc: Callable[..., Any], shop: Path) -> None:
    oc("update", "checkout", "Cards work in Ireland.", "--force", "--because", "a test")
    document = json.loads(oc("export", shop / "incidents" / "checkout.toml").out)
    assert document["page"] == {"name": "Example Ltd"}
    assert document["incidents"][0]["id"] == "checkout"
    assert "acme" not in json.dumps(document)


MAIL = '[mail]\ntransport = "directory"\ndirectory = "sent"\n'


def test_a_page_has_what_has_left_the_outbox_and_nothing_else(oc: Callable[..., Any], shop: Path) -> None:
    """As the report counts it: the holding update is on it, and what is a draft still is not."""
    with (shop / "outagecomms.toml").open("a", encoding="utf-8") as config:
        config.write(MAIL)
    oc("update", "checkout", "A declined card is not charged.", now="2026-11-22T14:10Z")
    done = oc("export", "checkout", now="2026-11-22T14:10Z")
    assert (done.code, json.loads(done.out)["incidents"][0]["incident_updates"]) == (0, [])
    assert done.err == "checkout: update 1 left out, since none of its messages has left the outbox.\n"
    for now in ("2026-11-22T14:10Z", "2026-11-22T14:26Z"):
        oc("tick", now=now)
        oc("outbox", "approve", "--all", "--yes", now=now)
        assert oc("send", now=now).code == 0
    file = shop / "e.json"
    file.write_text(oc("export", "checkout", now="2026-11-22T14:27Z").out, encoding="utf-8")
    newest, oldest = json.loads(file.read_text(encoding="utf-8"))["incidents"][0]["incident_updates"]
    assert (oldest["display_at"], newest["display_at"]) == ("2026-11-22T14:10:00Z", "2026-11-22T14:26:00Z")
    assert newest["body"].startswith("Nothing has changed for you since our last update.\n\nNext update by ")
    figures = json.loads(oc("score", file, "--format", "json").out)["total"]
    assert (figures["posts"], figures["promises"], figures["promises_kept"]) == (2, 1, 1)


TABLE = """\
#  first  longest  too long  kept    errors  silence  severity  incident
1  5 min  35 min   1 of 1    0 of 1  {errors}     15 min   sev1      2026-11-22 Card payments are failing
2  5 min  n/a      n/a       n/a     {other}     n/a      sev3      2026-11-22 Payouts are late

2 incidents, 3 posts. 1 of 1 gap too long for the cadence 'default'. It would have broken 15 min of silence, and put \
1 holding update before a person. 0 of 1 promise kept.
"""


def test_the_league_table_needs_a_file_and_nothing_else(oc: Callable[..., Any], nowhere: Path) -> None:
    file = _file(nowhere / "incidents.json", OPEN, POSTS, WORK)
    found = json.loads(oc("score", file, "--format", "json", now=None).out)["incidents"]
    errors = [f"{each['tone']['errors'] / each['posts']:.1f}" for each in found]
    done = oc("score", file, now=None)
    assert (done.code, done.out) == (0, TABLE.format(errors=errors[0], other=errors[1]))
    assert done.err.startswith("1 planned, and left out: nobody waits for news of it.\n")
    assert done.err.endswith("; sev4 until the next business day\n")  # what each column means, and the cadence
    assert list(nowhere.iterdir()) == [file]


def test_files_of_several_pages_stand_in_one_table(oc: Callable[..., Any], nowhere: Path) -> None:
    lines = nowhere / "timelines.jsonl"
    lines.write_text(json.dumps(line(org="Emma")) + "\n", encoding="utf-8")
    done = oc("score", _file(nowhere / "incidents.json", POSTS), lines, "--preset", "gds")
    assert "2026-11-22 Emma: Card payments are failing" in done.out
    assert "Emma, 1 incident" in done.out
    assert "the cadence 'gds'" in done.out


def test_a_page_is_one_file(oc: Callable[..., Any], nowhere: Path) -> None:
    done = oc("score", _file(nowhere / "incidents.json", POSTS), "--format", "html")
    assert done.out.startswith("<!doctype html>")
    assert done.out.count("<h1>") == 1


def test_an_empty_page_is_no_mistake(oc: Callable[..., Any], nowhere: Path) -> None:
    done = oc("score", _file(nowhere / "incidents.json"))
    assert (done.code, done.out, done.err) == (0, "0 incidents, 0 posts.\n", "")


def test_a_preset_is_chosen_among_those_there_are() -> None:
    assert [preset.value for preset in PresetName] == list(get_args(Preset))


@pytest.mark.parametrize(("columns", "lines"), [(80, 3), (120, 2)])
def test_a_row_folds_where_the_terminal_is_narrow(
    terminal: Callable[..., Terminal], nowhere: Path, columns: int, lines: int
) -> None:
    shown = terminal("score", _file(nowhere / "incidents.json", POSTS), columns=columns)
    assert shown.end() == 0
    table = shown.shown.split("\n\n")[0].split("\n")
    assert len(table) == lines
    assert max(map(len, table)) <= columns


def test_a_line_says_where_it_is_wrong(oc: Callable[..., Any], nowhere: Path) -> None:
    path = nowhere / "timelines.jsonl"
    path.write_text(json.dumps(line()) + "\n" + json.dumps(line(end=at(5), start="soon")), encoding="utf-8")
    done = oc("score", path.relative_to(Path.cwd()))
    assert (done.code, done.err.split(";")[0]) == (
        2, 'timelines.jsonl:2:1: start: "soon" is not a date and time',
    )  # fmt: skip
