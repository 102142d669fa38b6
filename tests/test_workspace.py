"""Which files are meant, and what is the same for all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from outagecomms import workspace
from outagecomms.errors import InputError
from outagecomms.workspace import Config, Workspace

FACTS = """\
title = "a"
service = "b"
severity = "sev1"
started = 2026-11-22T14:02:00Z
impact = "c"
"""


BRACES = "write {account} where the account's id belongs"
NOT_ONE_CLICK = (
    '"{}" is no https:// address, which leaving with one click needs; '
    'write one such as "https://example.com/leave?account={{account}}"'
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with two incidents, in which the test stands."""
    folder = (tmp_path / "ours").resolve()
    (folder / "incidents" / "old").mkdir(parents=True)
    (folder / "outagecomms.toml").write_text("")
    for name in ("payments", "card-reader"):
        (folder / "incidents" / f"{name}.toml").write_text(FACTS)
    (folder / "incidents" / "old" / "gone.toml").write_text(FACTS)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("below", [".", "incidents", "incidents/old"])
def test_a_workspace_is_found_by_walking_up(root: Path, below: str) -> None:
    found = workspace.find(root / below)
    assert found is not None
    assert found.root == root


def test_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert workspace.find(tmp_path) is None
    with pytest.raises(InputError, match=r"no outagecomms\.toml in this folder or above it; run 'outagecomms init'"):
        workspace.here()


def test_incidents_are_sorted_and_hidden_files_are_not_among_them(root: Path) -> None:
    (root / "incidents" / ".#payments.toml").symlink_to("nowhere")  # Emacs, while someone edits
    (root / "incidents" / ".payments.toml.lock").write_text("")
    (root / "incidents" / "notes.md").write_text("")
    assert [path.name for path in workspace.here().incidents()] == ["card-reader.toml", "payments.toml"]


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("payments", "ours/incidents/payments.toml"),  # an id
        ("incidents/payments.toml", "incidents/payments.toml"),  # a path from here
        ("../alone.toml", "../alone.toml"),  # one out of the workspace
        ("new.toml", "new.toml"),  # one that is not there yet
    ],
)
def test_an_id_or_a_path(root: Path, name: str, where: str) -> None:
    _, path = workspace.locate(name)
    assert path == (root.parent / where if where.startswith("ours/") else Path(where))


def test_a_path_belongs_to_the_workspace_around_it_or_to_none(root: Path, tmp_path: Path) -> None:
    (tmp_path / "alone.toml").write_text(FACTS)
    assert workspace.locate("incidents/payments.toml")[0].root == root
    alone, path = workspace.locate("../alone.toml")
    assert (alone.root, alone.config) == (tmp_path.resolve(), Config())
    assert alone.read(path).id == "alone"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("payment", "did you mean payments?"),  # a slip
        ("zzz", "there are: card-reader, payments"),  # nothing like it
        ("", "there are: card-reader, payments"),  # nothing
        ("..", "there are: card-reader, payments"),  # not the folder above
        ("a\x00b", "there are: card-reader, payments"),  # no C string
        ("\x1b[2J", "there are: card-reader, payments"),  # an order to the terminal
    ],
)
def test_an_unknown_id(root: Path, name: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        workspace.locate(name)
    assert str(caught.value) == f"no incident {name!r} in {root / 'incidents'}; {hint}"


def test_a_file_that_is_not_there_may_be_an_incident(root: Path) -> None:
    """Its name was typed for its id; a file of that name that is there is meant."""
    with pytest.raises(InputError) as caught:
        workspace.locate("payments.toml")
    assert str(caught.value) == "there is no file payments.toml in this folder; did you mean the incident payments?"
    (root / "payments.toml").write_text(FACTS)
    assert workspace.locate("payments.toml")[1] == Path("payments.toml")


def test_an_unknown_id_in_an_empty_workspace(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there are: none yet"):
        Workspace(tmp_path).path_of("a")


def test_a_link_to_itself_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.toml").symlink_to(tmp_path / "x.toml")
    place, path = workspace.locate(str(tmp_path / "x.toml"))
    with pytest.raises(InputError, match="cannot be read"):
        place.read(path)


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        ([], ["card-reader", "payments"]),  # nothing named: all of this workspace
        (["."], ["card-reader", "payments"]),  # the workspace itself
        (["incidents"], ["card-reader", "payments"]),  # its folder
        (["incidents/old"], ["gone"]),  # another folder in it
        (["payments"], ["payments"]),  # an id
        (["incidents/payments.toml", "card-reader"], ["payments", "card-reader"]),  # in the order given
    ],
)
def test_what_paths_mean(root: Path, paths: list[str], names: list[str]) -> None:
    found = list(workspace.collect([Path(path) for path in paths]))
    assert [path.stem for _, path in found] == names
    assert {place.root for place, _ in found} == {root}


def test_a_folder_without_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(FACTS)
    assert [(place.config, path.name) for place, path in workspace.collect([tmp_path])] == [(Config(), "a.toml")]


FULL = """\
organisation = "Example"
timezone = "Europe/Berlin"
accounts_file = "accounts.csv"
templates = "words"
outbox = "sent/outbox.db"
outreach_tiers = ["key", "gold"]

[leader]
name = "Dana"
role = "CTO"
email = "dana@example.com"

[cadence]
preset = "default"
"""


def test_what_is_the_same_for_every_incident(root: Path) -> None:
    (root / "outagecomms.toml").write_text(FULL)
    (root / "accounts.csv").write_text("id,name,email\nacme,Acme,ines@acme.example\n")
    place = workspace.here()
    incident = place.read(place.path_of("payments"))
    assert incident.leader is not None
    assert incident.leader.name == "Dana"
    assert [account.id for account in incident.readers()] == ["acme"]
    assert place.outbox == root / "sent" / "outbox.db"
    assert place.templates == root / "words"
    assert place.config.outreach_tiers == ["key", "gold"]


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_an_outbox_by_url(root: Path, scheme: str) -> None:
    (root / "outagecomms.toml").write_text(f'outbox = "{scheme}://u@h/db"\n')
    assert workspace.here().outbox == f"{scheme}://u@h/db"


@pytest.mark.parametrize("scheme", ["mysql", "sqlite", "postgresql+psycopg", "file"])
def test_an_outbox_in_another_kind_of_database_is_refused(root: Path, scheme: str) -> None:
    """Without the password that may stand in its URL."""
    (root / "outagecomms.toml").write_text(f'outbox = "{scheme}://u:hunter2@h/db"\n')
    with pytest.raises(InputError) as caught:
        workspace.here()
    assert str(caught.value) == (
        f"{root / 'outagecomms.toml'}:1:1: outbox: an outbox is a file or a PostgreSQL database; "
        "write its path, or a URL that begins with postgresql://"
    )


def test_channels_are_readers(root: Path) -> None:
    """Told of everything that goes to everyone, in English, unless the configuration says otherwise."""
    (root / "outagecomms.toml").write_text(
        '[channels.status]\nurl_env = "A"\n[channels.lage]\nurl_file = "b"\nkinds = ["resolved"]\nlanguage = "de"\n'
    )
    assert [(each.id, each.email, each.kinds, each.language, each.timezone) for each in workspace.here().channels] == [
        ("channel.status", "channel:status", ["update", "holding", "late", "correction", "resolved"], "en", "UTC"),
        ("channel.lage", "channel:lage", ["resolved"], "de", "UTC"),
    ]


@pytest.mark.parametrize("kind", ["outreach", "reply", "followup"])
def test_what_is_for_one_customer_goes_to_no_channel(root: Path, kind: str) -> None:
    (root / "outagecomms.toml").write_text(f'[channels.status]\nurl_env = "A"\nkinds = ["{kind}"]\n')
    with pytest.raises(InputError, match=f'"{kind}" is none of update, holding, late, correction or resolved'):
        workspace.here()


@pytest.mark.parametrize("kinds", ['["update", "resolved"]', '["holding"]', '["update", "late"]', '["correction"]'])
def test_no_channel_waits_for_a_word_that_goes_elsewhere(root: Path, kinds: str) -> None:
    """A text that says when the next one comes is followed by one, even when nothing is new."""
    (root / "outagecomms.toml").write_text(f'[channels.status]\nurl_env = "A"\nkinds = {kinds}\n')
    with pytest.raises(InputError, match='write all three, or \\["resolved"\\] alone'):
        workspace.here()


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://example.com/{acount}", '"{acount}" stands for nothing here; ' + BRACES),  # a slip
        ("https://example.com/{account}?of={mail}", '"{mail}" stands for nothing here; ' + BRACES),  # nobody knows it
        ("https://example.com/{account", '"{account" stands for nothing here; ' + BRACES),  # not closed
        ("https://example.com/}", '"}" stands for nothing here; ' + BRACES),  # not opened
        ("mailto:leave@example.com", NOT_ONE_CLICK.format("mailto:leave@example.com")),  # no web page
        ("http://example.com/", NOT_ONE_CLICK.format("http://example.com/")),  # RFC 8058 asks for https
        ("https://example.com/a b", NOT_ONE_CLICK.format("https://example.com/a b")),  # no address
    ],
)
def test_where_a_reader_leaves_is_a_page_for_that_account(root: Path, url: str, problem: str) -> None:
    """It stands in every mail, so what it means must be sure."""
    (root / "outagecomms.toml").write_text(f'[mail]\nhost = "localhost"\nlist_unsubscribe = "{url}"\n')
    with pytest.raises(InputError) as caught:
        workspace.here()
    assert str(caught.value) == f"{root / 'outagecomms.toml'}:3:1: mail.list_unsubscribe: {problem}"


def test_a_page_where_a_reader_leaves(root: Path) -> None:
    """With the account's id or without it."""
    for url in ("https://example.com/leave", "https://example.com/leave?account={account}&again={account}"):
        (root / "outagecomms.toml").write_text(f'[mail]\nhost = "localhost"\nlist_unsubscribe = "{url}"\n')
        mail = workspace.here().config.mail
        assert mail is not None
        assert mail.list_unsubscribe == url


def test_without_settings() -> None:
    place = Workspace(Path("here"))
    assert (place.outbox, place.templates, place.defaults) == (Path("here/outbox.db"), None, {})
    assert place.config.outreach_tiers == ["key"]


def test_every_problem_in_the_settings_is_told(root: Path) -> None:
    (root / "outagecomms.toml").write_text('organization = "a"\ntimezone = "Mars"\nleader = 1\n')
    with pytest.raises(InputError) as caught:
        workspace.here()
    file = root / "outagecomms.toml"
    assert str(caught.value).split("\n") == [
        f"{file}:1:1: organization: unknown key; did you mean organisation?",
        f"{file}:2:1: timezone: there is no time zone 'Mars'; use a name such as Europe/Berlin or UTC",
        f'{file}:3:1: leader: "1" is not a table; write it as a [table]',
    ]
