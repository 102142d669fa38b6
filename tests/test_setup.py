"""A new workspace: files for people to read and edit, all of which work as they are."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from builders import FACTS, at
from outagecomms import setup, workspace
from outagecomms.drafting import case, tick
from outagecomms.errors import InputError
from outagecomms.incident import model
from outagecomms.setup import Answers, create_workspace, new_incident, person

if TYPE_CHECKING:
    from pathlib import Path

DANA = {"name": "Dana Reyes", "role": "CTO", "email": "dana@example.com"}


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Dana Reyes, CTO, dana@example.com", DANA),
        ("  Dana Reyes ,CTO,dana@example.com ", DANA),
        ("Dana Reyes, CTO, dana@example.com, +1 555 0100", DANA | {"phone": "+1 555 0100"}),
        (None, None),
        ("", None),
    ],
)
def test_a_person(text: str | None, known: dict[str, str] | None) -> None:
    assert person(text) == known


@pytest.mark.parametrize("text", ["Dana", "Dana, CTO", "Dana, , dana@example.com", "a, b, c, d, e", ",,"])
def test_half_a_person_is_an_error(text: str) -> None:
    with pytest.raises(InputError) as caught:
        person(text)
    assert str(caught.value) == (
        f"{text!r} is not a person; write 'Dana Reyes, Chief Technology Officer, dana@example.com'"
    )


def test_a_workspace_is_made(tmp_path: Path) -> None:
    answers = Answers("Example Ltd", DANA, DANA | {"name": "Sam"})
    made = [path.relative_to(tmp_path).as_posix() for path in create_workspace(tmp_path, answers)]
    assert made == ["outagecomms.toml", "incident.schema.json", "accounts.csv", ".gitignore"]
    assert (tmp_path / "incidents").is_dir()
    config = workspace.load(tmp_path).config
    assert config.organisation == "Example Ltd"
    assert config.leader == model.Person.model_validate(DANA)
    assert config.liaison
    assert config.liaison.name == "Sam"
    assert json.loads((tmp_path / "incident.schema.json").read_text(encoding="utf-8")) == model.schema()


def test_a_workspace_without_answers_works_and_says_what_to_fill_in(tmp_path: Path) -> None:
    list(create_workspace(tmp_path, Answers()))
    text = (tmp_path / "outagecomms.toml").read_text(encoding="utf-8")
    assert workspace.load(tmp_path).config.leader is None
    for hint in ('# organisation = "', "# [leader]", "# [liaison]", '# templates = "templates"', "# [cadence]"):
        assert hint in text


def test_every_hint_in_the_configuration_is_right(tmp_path: Path) -> None:
    """Whoever takes the # away has a file that still reads."""
    list(create_workspace(tmp_path, Answers()))
    path = tmp_path / "outagecomms.toml"
    lines = path.read_text(encoding="utf-8").replace("…", "dana@example.com").splitlines()
    path.write_text(
        "\n".join(line[2:] if " = " in line or "[" in line[:3] else line for line in lines if "#" in line[:1])
    )
    config = workspace.load(tmp_path).config
    assert config.templates == "templates"
    assert config.cadence.preset == "default"
    assert config.leader
    assert config.organisation == "Example Ltd"


@pytest.mark.parametrize("name", ["Söhne & Co. GmbH", 'The "Example" \\ Company', "a # b"])
def test_any_name_of_ours_is_kept(tmp_path: Path, name: str) -> None:
    list(create_workspace(tmp_path, Answers(name)))
    assert workspace.load(tmp_path).config.organisation == name


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        (Answers(leader=DANA | {"email": "nowhere"}), "leader.email"),
        (Answers(liaison=DANA | {"email": "a@b.example,c@d.example"}), "liaison.email"),
        (Answers("a\nb"), "organisation"),
    ],
)
def test_a_wrong_answer_leaves_nothing_behind(tmp_path: Path, answers: Answers, key: str) -> None:
    with pytest.raises(InputError) as caught:
        list(create_workspace(tmp_path, answers))
    assert [problem.key for problem in caught.value.problems] == [key]
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_is_not_overwritten(tmp_path: Path) -> None:
    list(create_workspace(tmp_path, Answers("Mine")))
    with pytest.raises(InputError, match=r"outagecomms\.toml is there already"):
        list(create_workspace(tmp_path, Answers("Other")))
    assert workspace.load(tmp_path).config.organisation == "Mine"


def test_what_stands_in_the_folder_already_stays(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    made = [path.name for path in create_workspace(tmp_path, Answers())]
    assert ".gitignore" not in made
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"


def test_a_new_workspace_ticks(tmp_path: Path) -> None:
    """With its empty list of accounts: there are words to post."""
    list(create_workspace(tmp_path, Answers(None, DANA, DANA)))
    (tmp_path / "incidents" / "x.toml").write_text(FACTS, encoding="utf-8")
    ticked = tick.tick([tmp_path], at(5))
    assert (ticked.warnings, ticked.exit_code) == ([], 0)
    assert [drafted.new.total() for _, drafted in ticked.drafted] == [1]


def test_a_new_incident_is_toml_that_holds_its_facts() -> None:
    facts = {"title": 'a "b" \\ c', "started": at(0), "impact": "two\nlines"}
    assert tomllib.loads(new_incident(facts)) == facts


def test_the_outbox_stays_out_of_version_control(tmp_path: Path) -> None:
    list(create_workspace(tmp_path, Answers()))
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8").splitlines() == ["outbox.db*", ".*.lock"]


def test_the_workaround_hint_becomes_a_fact(tmp_path: Path) -> None:
    list(create_workspace(tmp_path, Answers()))
    path = tmp_path / "incidents" / "x.toml"
    facts = tomllib.loads(FACTS)
    path.write_text(setup.new_incident(facts).replace("# workaround", "workaround"), encoding="utf-8")
    assert case.load(workspace.load(tmp_path), path).incident.workaround == "What customers can do in the meantime."
