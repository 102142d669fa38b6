"""`templates`: where each comes from, every name it may use, and a copy to be changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args, get_type_hints

import pytest

from outagecomms.cadence.promises import Kind
from outagecomms.compose.context import Context
from outagecomms.compose.templates import BUILT_IN

from .conftest import Done

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Done]


@pytest.fixture
def own(shop: Path) -> Path:
    """A workspace with a folder of its own templates."""
    config = shop / "outagecomms.toml"
    config.write_text('templates = "own"\n' + config.read_text(encoding="utf-8"), encoding="utf-8")
    (shop / "own").mkdir()
    return shop / "own"


def test_where_each_template_comes_from(own: Path, oc: Run) -> None:
    """Kind, language and file, the user's own before the built-in."""
    (own / "late.j2").write_text("{% block subject %}{% endblock %}{% block body %}{% endblock %}", encoding="utf-8")
    done = oc("templates")
    rows = {tuple(line.split()[:2]): line.split()[2] for line in done.out.splitlines()}
    assert (done.code, done.err) == (0, "")
    assert rows.keys() == {
        (name, language) for name in (*get_args(Kind), "channel", "call") for language in ("en", "de")
    }
    assert rows["late", "en"] == "own/late.j2"
    assert rows["late", "de"] == str(BUILT_IN / "de" / "late.j2")
    assert rows["update", "en"] == str(BUILT_IN / "update.j2")


@pytest.mark.parametrize("kind", [*get_args(Kind), "channel", "call"])
@pytest.mark.usefixtures("nowhere")
def test_every_name_with_its_type_and_an_example(oc: Run, kind: str) -> None:
    """In no workspace, too."""
    done = oc("templates", kind)
    assert done.code == 0
    assert f"en: {BUILT_IN / f'{kind}.j2'}\n    looked up in {BUILT_IN}\n" in done.out
    told = re.findall(r"^(\w+): ([\w ]+)", done.out.partition("\n\n")[2], re.MULTILINE)
    assert [name for name, _ in told] == list(get_type_hints(Context))
    assert "\nincident.title: text = 'Orders cannot be placed'\n" in done.out
    assert "\nturn: number = " in done.out
    assert "    How many messages went to everyone before; openings take turns by it.\n" in done.out


@pytest.mark.parametrize("kind", ["update", "followup", "channel"])
def test_a_copy_to_be_changed(own: Path, oc: Run, kind: str) -> None:
    """With the parts that are its own; it checks clean, it is the one that speaks, and it is not written over."""
    names = [f"{kind}.j2", *sorted(path.name for path in BUILT_IN.glob(f"_{kind}_*.j2"))]

    assert oc("templates", kind, "--eject") == Done(0, "".join(f"own/{name}\n" for name in names), "")

    for name in names:
        assert (own / name).read_bytes() == (BUILT_IN / name).read_bytes()
    assert oc("check", "own").code == 0
    assert f"en: own/{kind}.j2\n" in oc("templates", kind).out
    (own / names[0]).write_text("mine", encoding="utf-8")
    done = oc("templates", kind, "--eject")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"{own / names[0]} is there already; edit it, or move it away first\n"
    assert (own / names[0]).read_text(encoding="utf-8") == "mine"


def test_all_of_a_copy_or_nothing(own: Path, oc: Run) -> None:
    """A part that is there already keeps the rest from being written."""
    (own / "_followup_same_day.j2").write_text("mine", encoding="utf-8")
    assert oc("templates", "followup", "--eject").code == 2
    assert [path.name for path in own.iterdir()] == ["_followup_same_day.j2"]


def test_a_copy_where_no_folder_is_named_yet(shop: Path, oc: Run) -> None:
    """It says what is left to do."""
    done = oc("templates", "late", "--eject")
    assert done == Done(
        0, "templates/late.j2\n", 'Next: name the folder in outagecomms.toml: templates = "templates"\n'
    )
    assert (shop / "templates" / "late.j2").is_file()


@pytest.mark.parametrize("arguments", [["--eject"], ["late", "--eject"]])
@pytest.mark.usefixtures("nowhere")
def test_a_copy_of_nothing_or_to_nowhere(oc: Run, arguments: list[str]) -> None:
    assert oc("templates", *arguments) == Done(
        2, "", "say which template, in a workspace: outagecomms templates update --eject\n"
    )


def test_a_folder_that_is_named_and_not_there_yet(own: Path, oc: Run) -> None:
    """As in a fresh checkout, where nobody has copied one: the built-in ones speak."""
    own.rmdir()
    assert oc("templates").code == 0
    assert f"en: {BUILT_IN / 'late.j2'}\n" in oc("templates", "late").out
