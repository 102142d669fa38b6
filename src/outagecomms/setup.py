"""Make a workspace and new incident files, laid out for people to read and edit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import tomli_w
from pydantic import ValidationError

from outagecomms import tomlfile
from outagecomms.errors import InputError
from outagecomms.incident import files, log, model
from outagecomms.problems import faults_of
from outagecomms.workspace import CONFIG, INCIDENTS, Config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from outagecomms.workspace import Workspace

SCHEMA = "incident.schema.json"
ACCOUNTS = "accounts.csv"
_ABOUT_ACCOUNTS = "# services: separated by semicolons, as in Checkout;Payouts. Left empty: all of them.\n"
_FIELDS = ("name", "role", "email", "phone")


@dataclass(frozen=True)
class Answers:
    """What `outagecomms.toml` begins with."""

    organisation: str | None = None
    leader: dict[str, str] | None = None
    liaison: dict[str, str] | None = None


def person(text: str | None) -> dict[str, str] | None:
    """A person typed as ``Name, Role, address[, telephone]``.

    Raises:
        InputError: a part is missing, or is not what it should be.
    """
    if not text:
        return None
    parts = [part.strip() for part in text.split(",")]
    if len(parts) not in (3, 4) or not all(parts):
        raise InputError(f"{text!r} is not a person; write 'Dana Reyes, Chief Technology Officer, dana@example.com'")
    known = dict(zip(_FIELDS, parts, strict=False))
    try:
        model.Person.model_validate(known)
    except ValidationError as error:
        fault = next(faults_of(model.Person, error))
        raise InputError(f"{text!r}: {fault.path[0]}: {fault.what}; {fault.todo}") from None
    return known


def create_workspace(folder: Path, answers: Answers) -> Iterator[Path]:
    """Write a workspace's files, and yield their paths.

    Raises:
        InputError: an answer is wrong, or there is one in *folder* already.
    """
    config, text = folder / CONFIG, _config(answers)
    tomlfile.check(tomlfile.parse(config, text), Config)
    files.create(config, text)
    yield config
    (folder / INCIDENTS).mkdir(exist_ok=True)
    for name, content in (
        (SCHEMA, json.dumps(model.schema(), indent=2) + "\n"),
        (ACCOUNTS, ",".join(model.Account.model_fields) + "\n" + _ABOUT_ACCOUNTS),
        (".gitignore", "outbox.db*\n.*.lock\n"),
    ):
        if not (folder / name).exists():
            files.create(folder / name, content)
            yield folder / name


def eject(workspace: Workspace, kind: str) -> Iterator[Path]:
    """Copy the built-in template for *kind*, with the parts that are its own, to where the user's go before them.

    Raises:
        InputError: one of them is there already.
    """
    from outagecomms.compose.templates import BUILT_IN, SUFFIX  # noqa: PLC0415  (Jinja, for this alone)

    folder = workspace.templates or workspace.root / "templates"
    sources = [BUILT_IN / (kind + SUFFIX), *sorted(BUILT_IN.glob(f"_{kind}_*{SUFFIX}"))]
    for source in sources:
        if (folder / source.name).exists():
            raise InputError(f"{folder / source.name} is there already; edit it, or move it away first")
    for source in sources:
        files.create(folder / source.name, source.read_text(encoding="utf-8"))
        yield folder / source.name


def new_incident(facts: dict[str, Any]) -> str:
    """The text of a new incident file that holds *facts*."""
    lines = [f"#:schema ../{SCHEMA}", "", *(log.pair(name, value).rstrip() for name, value in facts.items())]
    lines += ['# workaround = "What customers can do in the meantime."', ""]
    lines += ["# ---- log: appended by the commands ----", ""]
    return "\n".join(lines)


def _config(answers: Answers) -> str:
    name = answers.organisation
    return "\n".join(
        [
            "# What is the same for every incident. Passwords never stand here.",
            tomli_w.dumps({"organisation": name}).rstrip() if name else '# organisation = "Example Ltd"',
            '# timezone = "UTC"                # where a promise of "the next business day" is counted',
            f'accounts_file = "{ACCOUNTS}"    # every customer you write to',
            '# templates = "templates"         # your own templates go before the built-in ones',
            "",
            "# The person in charge: signs the first letter and the follow-ups.",
            *_person("leader", answers.leader),
            "",
            "# The one person assigned to keep customers in the know: signs everything else.",
            *_person("liaison", answers.liaison),
            "",
            "# [cadence]",
            '# preset = "default"              # or pagerduty, gitlab, atlassian, gds, azure',
            "",
        ]
    )


def _person(title: str, known: dict[str, str] | None) -> list[str]:
    if known:
        return [f"[{title}]", tomli_w.dumps(known).rstrip()]
    return [f"# [{title}]", '# name = "…"', '# role = "…"', '# email = "…"', '# phone = "…"']
