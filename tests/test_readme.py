"""Every command and block in the README works as it stands there."""

from __future__ import annotations

import re
import shutil
import tomllib
from typing import TYPE_CHECKING

import pytest

from outagecomms import tomlfile
from outagecomms.incident import reader
from outagecomms.workspace import Config
from readme import BLOCK, README, ROOT, RULES, Shell, rewritten, rules_rewritten

if TYPE_CHECKING:
    from pathlib import Path

TEXT = README.read_text(encoding="utf-8")
TOML_BLOCKS = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
SHELL_BLOCKS = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.skipif(shutil.which("bash") is None, reason="the console blocks are of bash")
def test_the_console_blocks_print_what_stands_below_them(tmp_path: Path) -> None:
    """The tour can be copied line by line; `python tests/readme.py` writes down what it prints."""
    assert BLOCK.search(TEXT)

    assert rewritten(TEXT, tmp_path) == TEXT


def test_the_incident_file_of_the_readme_is_one(tmp_path: Path) -> None:
    """The file that the README shows can be copied and used."""
    path = tmp_path / "checkout.toml"

    incident = reader.from_document(tomlfile.parse(path, TOML_BLOCKS[0]))

    assert [account.id for account in incident.accounts] == ["acme"]
    assert len(incident.updates) == len(incident.conversations) == len(incident.parked) == 1


@pytest.mark.parametrize("block", TOML_BLOCKS[1:])
def test_the_settings_of_the_readme_are_some(block: str) -> None:
    """Each table that the README shows can be copied into outagecomms.toml."""
    assert Config.model_validate(tomllib.loads(block)) != Config()


def test_the_first_lines_install_and_run(tmp_path: Path) -> None:
    """The newcomer's two lines: the first runs here without its installation, which CI does on a clean machine."""
    shell = Shell(tmp_path)
    main_job = SHELL_BLOCKS[0].split("&&", 2)

    assert main_job[0].strip() == "python3 -m venv .venv"
    assert main_job[1].strip() == ".venv/bin/pip install -q ."
    assert "first contact by the leader" in (output := shell.run(main_job[2].replace(".venv/bin/", "")))
    assert output.rstrip().endswith("dana.reyes@example.com, +1 555 0100")
    assert SHELL_BLOCKS[1].strip().endswith(".venv/bin/python -m pytest -q")


@pytest.mark.parametrize("block", SHELL_BLOCKS[2:])
def test_the_other_lines_run(block: str, tmp_path: Path) -> None:
    """Every other line for a shell ends well."""
    shell = Shell(tmp_path)

    assert shell.run(f"set -e\n{block}\necho ended well").endswith("ended well\n")


def test_what_the_readme_links_to_is_there() -> None:
    """No link leads nowhere."""
    links = re.findall(r"\]\(([^)#:]+)\)", TEXT)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_rules_to_read_are_the_rules_in_force() -> None:
    """docs/rules.md says what the program does; `python tests/readme.py` writes it."""
    text = RULES.read_text(encoding="utf-8")

    assert rules_rewritten(text) == text
