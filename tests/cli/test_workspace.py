"""`init` and `schema`: a folder to begin with, and what editors check its files with."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from conftest import EXAMPLES
from outagecomms.setup import ACCOUNTS, SCHEMA
from outagecomms.workspace import CONFIG

from .conftest import CHECKOUT, Done, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DANA = "Dana Reyes, Chief Technology Officer, dana@example.com, +1 555 0100"
SAM = "Sam Okafor, Customer Liaison, sam@example.com"
NEW = ["new", "checkout", "--title", "T", "--service", "S", "--severity", "sev2", "--impact", "I"]


def test_init_makes_a_workspace_that_works(nowhere: Path, oc: Callable[..., Done], monkeypatch: Any) -> None:
    """What it wrote stands on standard output; what to do next beside it; and an outage can be declared at once."""
    done = oc("init", "shop", "--organisation", "Example Ltd", "--leader", DANA, "--liaison", SAM)

    assert done == Done(
        0,
        "shop/outagecomms.toml\nshop/incident.schema.json\nshop/accounts.csv\nshop/.gitignore\n",
        "Next: list your customers in accounts.csv, one a line.\n"
        "When something breaks: outagecomms new ID --title … --service … --severity sev1 --impact …\n",
    )
    config = tomllib.loads((nowhere / "shop" / CONFIG).read_text(encoding="utf-8"))
    assert config == {
        "organisation": "Example Ltd",
        "accounts_file": "accounts.csv",
        "leader": {
            "name": "Dana Reyes", "role": "Chief Technology Officer", "email": "dana@example.com",
            "phone": "+1 555 0100",
        },
        "liaison": {"name": "Sam Okafor", "role": "Customer Liaison", "email": "sam@example.com"},
    }  # fmt: skip
    monkeypatch.chdir(nowhere / "shop")
    assert oc(*NEW).code == 0
    assert oc("status").code == 0


def test_init_in_a_pipe_asks_nothing(nowhere: Path, oc: Callable[..., Done]) -> None:
    """Without answers it makes the folder all the same, and says what is missing."""
    done = oc("init")

    assert done.code == 0
    assert done.out == "outagecomms.toml\nincident.schema.json\naccounts.csv\n.gitignore\n"
    assert done.err.startswith(
        "Next: say what customers call you, organisation, in outagecomms.toml.\n"
        "Next: say who signs, [leader] and [liaison], in outagecomms.toml.\n"
    )
    assert (nowhere / "incidents").is_dir()


def test_init_says_only_what_is_missing(nowhere: Path, oc: Callable[..., Done]) -> None:
    """Who signs is not asked for again where it is known; a name of blanks is none."""
    done = oc("init", "--organisation", " ", "--leader", DANA)

    assert done.err.splitlines()[:2] == [
        "Next: say what customers call you, organisation, in outagecomms.toml.",
        "Next: say who signs, [liaison], in outagecomms.toml.",
    ]
    assert "organisation" not in tomllib.loads((nowhere / CONFIG).read_text(encoding="utf-8"))


def test_init_is_given_a_folder(nowhere: Path, oc: Callable[..., Done]) -> None:
    """A file cannot become one."""
    (nowhere / "afile").write_text("mine", encoding="utf-8")

    assert oc("init", "afile") == Done(2, "", "afile is a file, and a workspace is a folder; choose another name\n")
    assert (nowhere / "afile").read_text(encoding="utf-8") == "mine"


def test_a_wrong_address_is_said_of_its_option(nowhere: Path, oc: Callable[..., Done]) -> None:
    """Not of a file that was never written."""
    done = oc("init", "--liaison", "Ava Lind, CEO, ava-at-wattwerk.example")

    assert done == Done(
        2, "",
        "--liaison 'Ava Lind, CEO, ava-at-wattwerk.example': email: \"ava-at-wattwerk.example\" is not an e-mail "
        "address; write name@example.com and nothing else\n",
    )  # fmt: skip
    assert list(nowhere.iterdir()) == []


def test_init_never_overwrites(empty: Path, oc: Callable[..., Done]) -> None:
    """A second one is refused, and what is there stays."""
    (empty / ACCOUNTS).write_text("id,name,email\n", encoding="utf-8")
    before = (empty / CONFIG).read_bytes()

    done = oc("init", empty, "--organisation", "Other")

    assert done == Done(2, "", f"{empty / CONFIG} is there already; edit it, or choose another folder\n")
    assert (empty / CONFIG).read_bytes() == before

    (empty / CONFIG).unlink()
    assert oc("init").code == 0  # beside files that somebody has already
    assert (empty / ACCOUNTS).read_text(encoding="utf-8") == "id,name,email\n"


@pytest.mark.parametrize("person", ["Dana Reyes", "Dana, CTO", "Dana, , dana@example.com", "a, b, c, d, e"])
def test_a_person_has_a_name_a_role_and_an_address(nowhere: Path, oc: Callable[..., Done], person: str) -> None:
    """Too few parts, an empty one, too many: refused, and nothing is written."""
    done = oc("init", "--leader", person)

    assert (done.code, done.out) == (2, "")
    assert "write 'Dana Reyes, Chief Technology Officer, dana@example.com'" in done.err
    assert list(nowhere.iterdir()) == []


def test_init_asks_on_a_terminal(nowhere: Path, terminal: Callable[..., Terminal]) -> None:
    """Three questions; a bad answer is asked for again; an empty one is left for later."""
    screen = terminal("init")

    screen.answer("Your organisation", "Example Ltd")
    screen.answer("Who is in charge", "Dana")
    screen.wait_for("'Dana' is not a person")
    screen.answer("Who is in charge", DANA)
    screen.answer("Who keeps customers in the know", "")

    assert screen.end() == 0
    config = tomllib.loads((nowhere / CONFIG).read_text(encoding="utf-8"))
    assert config["organisation"] == "Example Ltd"
    assert config["leader"]["phone"] == "+1 555 0100"
    assert "liaison" not in config
    assert "Next: say who signs" in screen.shown


def test_init_says_so_before_it_asks(empty: Path, terminal: Callable[..., Terminal]) -> None:
    """Nobody answers three questions in vain."""
    screen = terminal("init")

    assert screen.end() == 2
    assert screen.shown == "outagecomms.toml is there already; edit it, or choose another folder\n"
    assert empty.is_dir()


@pytest.mark.parametrize("command", [NEW, ["status"], ["tick"], ["plan", "checkout"], ["outbox", "list"]])
@pytest.mark.usefixtures("nowhere")
def test_outside_a_workspace(oc: Callable[..., Done], command: list[str]) -> None:
    """What needs a workspace says how to come by one."""
    assert oc(*command) == Done(
        2,
        "",
        "no outagecomms.toml in this folder or above it; run 'outagecomms init' here, or give a file's path\n",
    )


def test_a_workspace_is_found_from_below(shop: Path, oc: Callable[..., Done], monkeypatch: Any) -> None:
    """As git finds its own."""
    below = shop / "notes" / "2026"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)

    assert oc("update", "checkout", "Cards work.").code == 0
    assert "checkout/update/1/acme" in oc("outbox", "list").out
    assert (shop / "outbox.db").exists()


def plain(value: Any) -> Any:
    """A TOML value as JSON has it."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime | date) else value


@pytest.fixture
def schema(oc: Callable[..., Done]) -> dict[str, Any]:
    """What `schema` prints."""
    found: dict[str, Any] = json.loads(oc("schema").out)
    return found


def test_the_schema_is_one(schema: dict[str, Any]) -> None:
    """Of the draft that it names, so that an editor can trust it."""
    Draft202012Validator.check_schema(schema)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("incidents/*.toml")), ids=lambda path: path.stem)
def test_every_example_follows_the_schema(schema: dict[str, Any], path: Path) -> None:
    """An editor underlines nothing in a good file."""
    document = plain(tomllib.loads(path.read_text(encoding="utf-8")))

    assert list(Draft202012Validator(schema).iter_errors(document)) == []


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (('impact = "', 'impct = "'), []),  # a misspelt key: it is unknown, and the right one is missing
        (('severity = "sev1"', 'severity = "sev0"'), ["severity"]),  # a value that is none
        (('title = "Card', 'title = "\\u001bCard'), ["title"]),  # a character that never may stand there
        (('id = "acme"', 'id = "Acme Retail"'), ["accounts", 0, "id"]),  # a name that is no id
        (('tier = "key"', "tier = 1"), ["accounts", 0, "tier"]),  # a value of the wrong type
    ],
)
def test_the_schema_refuses(schema: dict[str, Any], change: tuple[str, str], at: list[str | int]) -> None:
    """An editor underlines what the reader would refuse, where it stands."""
    document = plain(tomllib.loads(CHECKOUT.replace(*change)))

    found = list(Draft202012Validator(schema).iter_errors(document))

    assert found
    assert {tuple(error.absolute_path) for error in found} == {tuple(at)}


def test_init_puts_the_schema_beside_the_incidents(
    nowhere: Path, oc: Callable[..., Done], schema: dict[str, Any]
) -> None:
    """The first line of a new incident leads to it."""
    oc("init")
    oc(*NEW)

    assert json.loads((nowhere / SCHEMA).read_text(encoding="utf-8")) == schema
    first = (nowhere / "incidents" / "checkout.toml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"#:schema ../{SCHEMA}"
