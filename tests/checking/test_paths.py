"""Whatever path is given is checked as what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import ACME, CONFIG, FACTS, a_workspace
from outagecomms.checking import templates
from outagecomms.checking.paths import Checking
from outagecomms.errors import InputError

from .conftest import LINE, saying

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.tone.finding import Finding

VAGUE = "inform/vague-time"
ENTRY = """
[[updates]]
at = 2026-11-22T14:05:00Z
by = "Sam Okafor"
status = "identified"
text = "Cards work shortly."
"""
MAIL = "From: Sam Okafor <sam@example.com>\nSubject: s\n\nMore shortly.\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in which everything says something vague, and we stand in it."""
    a_workspace(tmp_path, 'templates = "own"\n' + CONFIG, checkout=FACTS + ACME + ENTRY)
    (tmp_path / "own" / "de").mkdir(parents=True)
    (tmp_path / "own" / "update.j2").write_text(saying("We write shortly."), encoding="utf-8")
    (tmp_path / "own" / "late.j2").write_text(saying("And shortly."), encoding="utf-8")
    (tmp_path / "own" / "de" / "update.j2").write_text(saying("{{ nobody }}"), encoding="utf-8")
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "one.eml").write_text(MAIL, encoding="utf-8")
    (tmp_path / "sent" / "notes.txt").write_text("Shortly.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*paths: str, kind: str | None = None, rule: str | None = VAGUE) -> list[tuple[str, int, int]]:
    """Where *rule* fires; all rules without one."""
    each = Checking(kind, "", "en").found(list(paths))
    return [(path, f.line, f.column) for path, f in each if rule in (None, f.rule)]


@pytest.mark.usefixtures("shop")
def test_a_folder_of_templates_with_a_fault() -> None:
    """The fault comes first: what does not stand cannot be read."""
    assert found("own", rule=None) == [("own/de/update.j2", LINE, 4)]


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("own", [("own/late.j2", LINE, 5), ("own/update.j2", LINE, 10)]),
        ("own/update.j2", [("own/update.j2", LINE, 10)]),  # one template: its findings alone
        ("incidents/checkout.toml", [("incidents/checkout.toml", 17, 20)]),
        ("incidents", [("incidents/checkout.toml", 17, 20)]),
        ("sent", [("sent/one.eml", 4, 6)]),  # mails; a text in a folder may be anything
        ("sent/notes.txt", [("sent/notes.txt", 1, 1)]),
        (".", [("own/late.j2", LINE, 5), ("own/update.j2", LINE, 10),
               ("incidents/checkout.toml", 17, 20), ("sent/one.eml", 4, 6)]),
    ],
)  # fmt: skip
def test_each_path_as_what_it_is(shop: Path, path: str, places: list[tuple[str, int, int]]) -> None:
    (shop / "own" / "de" / "update.j2").unlink()
    assert found(path) == places


def test_a_template_of_a_language_belongs_to_the_folder_above(shop: Path) -> None:
    """Its parts may stand there; alone in its folder it would be read as English."""
    (shop / "own" / "de" / "update.j2").write_text(
        saying('{% include "_mine.j2" %}So bald wie möglich.'), encoding="utf-8"
    )
    (shop / "own" / "_mine.j2").write_text("Bald. ", encoding="utf-8")
    for path in ("own/de/update.j2", "own/de"):
        assert ("own/de/update.j2", LINE, 25) in found(path)


def test_a_kind_is_chosen_of_templates(shop: Path) -> None:
    (shop / "own" / "de" / "update.j2").unlink()
    assert found("own", kind="late") == [("own/late.j2", LINE, 5)]


def test_a_folder_is_checked_once_however_many_of_its_files_are_named(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a commit hook names them."""
    (shop / "own" / "de" / "update.j2").unlink()
    checked = []
    once = templates.check_folder

    def counted(folder: Path, **more: Any) -> list[tuple[str, Finding]]:
        checked.append(folder)
        return once(folder, **more)

    monkeypatch.setattr(templates, "check_folder", counted)
    assert found("own/late.j2", "own/update.j2") == [("own/late.j2", LINE, 5), ("own/update.j2", LINE, 10)]
    assert len(checked) == 1


@pytest.mark.parametrize("path", ["nowhere", "none.j2", "nowhere/none.j2", "empty", "own/update.html"])
def test_a_path_that_means_nothing_is_an_error(shop: Path, path: str) -> None:
    """A slip of the fingers must not look like success."""
    (shop / "empty").mkdir()
    for ask in (Checking(None, "", "en").found, Checking(None, "", "en").unused):
        with pytest.raises(InputError) as caught:
            ask([path])
        assert str(caught.value) == f"{path}: nothing to check there; give incident files, templates (.j2) or messages"


def test_a_missing_file_is_an_error(shop: Path) -> None:
    (shop / "own" / "de" / "update.j2").unlink()
    with pytest.raises(InputError, match=r"none\.txt"):
        found("none.txt")
    assert Checking(None, "", "en").exit_code(Checking(None, "", "en").found(["incidents/none.toml"])) == 2


def test_the_schema_comes_first(shop: Path) -> None:
    """Every problem of the file at its place, exit code 2, and no word of it judged."""
    file = shop / "incidents" / "checkout.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("sev1", "sev9").replace("by =", "bye ="), encoding="utf-8")
    checking = Checking(None, "", "en")
    told = checking.found(["incidents"])
    assert [(f.line, f.rule) for _, f in told] == [(3, "file/fault"), (13, "file/fault"), (15, "file/fault")]
    assert checking.exit_code(told) == 2


def test_an_exception_without_its_reason_is_a_problem_of_the_file(shop: Path) -> None:
    file = shop / "incidents" / "checkout.toml"
    with file.open("a", encoding="utf-8") as text:
        text.write('tone_allow = [{ rule = "inform/vague-time" }]\n')
    checking = Checking(None, "", "en")
    ((_, finding),) = told = checking.found(["incidents"])
    assert (finding.line, finding.message) == (18, "updates[1].tone_allow[1].because: missing")
    assert checking.exit_code(told) == 2


def test_accounts_that_are_none_are_a_problem_of_the_file(shop: Path) -> None:
    file = shop / "incidents" / "checkout.toml"
    file.write_text(FACTS + 'accounts_file = "a.csv"\n', encoding="utf-8")
    (shop / "incidents" / "a.csv").write_text("id,name\nacme,Acme\n", encoding="utf-8")
    checking = Checking(None, "", "en")
    told = checking.found(["incidents"])
    assert [(path, f.message) for path, f in told] == [("incidents/a.csv", 'there is no column "email"')]
    assert checking.exit_code(told) == 2


def test_a_broken_template_needs_a_person(shop: Path) -> None:
    checking = Checking(None, "", "en")
    assert checking.exit_code(checking.found(["own"])) == 1
    (shop / "own" / "update.j2").write_text("{# tone: allow own/evasive #}", encoding="utf-8")
    with pytest.raises(InputError, match="allowed without a reason"):
        Checking(None, "", "en").found(["own"])
