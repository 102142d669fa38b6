"""The same letters for mailmerge: its template has the very words that outagecomms writes.

A branch for each language and zone spares mailmerge all arithmetic with times; it only fills in who reads.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
from typing import TYPE_CHECKING

import workload

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
TO: {{ contact }} <{{ email }}>
FROM: Sam Okafor <sam.okafor@example.com>
SUBJECT: %s
MESSAGE-ID: <{{ id }}.checkout@example.com>

"""


def write_template(folder: Path, outagecomms: str, sample: Path) -> None:
    """Put mailmerge's files into *folder*, with the words that *outagecomms* renders in the workspace *sample*."""
    command = [outagecomms, "render", "checkout", "update", "--format", "json", "--now", workload.NOW]
    rendered = subprocess.run(command, cwd=sample, stdout=subprocess.PIPE, check=True).stdout
    letters = {message["account"]: message for message in json.loads(rendered)}
    branches = {}
    for number in range(workload.EVERY_ZONE_AND_LANGUAGE):
        reader = workload.account(number)
        letter = letters[reader["id"]]
        words = HEAD % letter["subject"] + letter["body"]
        words = words.replace(reader["name"], "{{ name }}").replace(reader["contact"].split()[0], "{{ first }}")
        branches[reader["language"], reader["timezone"]] = words
    conditions = "".join(
        f"{{% elif language == '{language}' and timezone == '{zone}' %}}{words}"
        for (language, zone), words in branches.items()
    )
    template = "{% set first = contact.split()[0] %}" + conditions.replace("{% elif", "{% if", 1) + "{% endif %}"
    (folder / "mailmerge_template.txt").write_text(template, encoding="utf-8")
    server = "[smtp_server]\nhost = localhost\nport = 25\nratelimit = 0\n"
    (folder / "mailmerge_server.conf").write_text(server, encoding="utf-8")


def check_same_words(outbox: Path, printed: Path) -> None:
    """Stop everything unless both sides wrote the same letters."""
    ours = {" ".join(body.split()) for (body,) in sqlite3.connect(outbox).execute("SELECT body FROM mails")}
    theirs = {" ".join(_body(part).split()) for part in printed.read_text(encoding="utf-8").split(" sent\n")[:-1]}
    if ours != theirs:
        raise SystemExit(f"the two sides differ:\n{min(ours - theirs, default='')}\n{min(theirs - ours, default='')}")


def _body(part: str) -> str:
    return part.partition("\n\n")[2].rpartition(">>> message")[0]
