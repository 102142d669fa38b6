"""The pages that are opened, each made by its command; and a mail's HTML, as a mail program would open it."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

from builders import at, incident, letter, update
from conftest import EXAMPLES
from outagecomms.__main__ import run
from outagecomms.compose.mail import to_bytes

if TYPE_CHECKING:
    from pathlib import Path

WORDS = """\
{{% block subject %}}{{{{ incident.title }}}}{{% endblock %}}
{{% block body %}}
{{% include "_greeting.j2" %}}

{{{{ incident.impact }}}} I am sorry. It will {promise}.

I will write again by {{{{ next_update.when if next_update else "" }}}}.

{{% include "_signature.j2" %}}
{{% endblock %}}
"""
POSTS = {
    "page": {"name": "Example Pay"},
    "incidents": [
        {
            "id": "a1", "name": "Card payments are failing", "impact": "major", "status": "resolved",
            "created_at": "2026-03-03T13:02:00Z", "resolved_at": "2026-03-03T15:40:00Z",
            "incident_updates": [
                {"id": "u2", "status": "resolved", "body": "Cards work.", "created_at": "2026-03-03T15:40:00Z"},
                {"id": "u1", "status": "investigating", "body": "More soon.", "created_at": "2026-03-03T13:20:00Z"},
            ],
        },
    ],
}  # fmt: skip


def pages(folder: Path) -> dict[str, Path]:
    """Every page, made in *folder*, by its name in the tests."""
    before, after = _words(folder / "before", "be tested first"), _words(folder / "after", "be fixed soon")
    posts = folder / "incidents.json"
    posts.write_text(json.dumps(POSTS), encoding="utf-8")
    _said("preview", after, "--out", folder / "all")
    _said("preview", after, "--against", before, "--out", folder / "changed")
    example = EXAMPLES / "incidents" / "card-payments.toml"
    return {
        "preview": folder / "all" / "index.html",
        "messages": folder / "all" / "update-identified-en.html",
        "changes": folder / "changed" / "update-identified-en.html",
        "report": _kept(_said("report", example, "--format", "html", "--now", "2026-11-22T15:05Z"), folder / "report"),
        "score": _kept(_said("score", posts, "--format", "html"), folder / "score"),
        "mail": _kept(_html_of_a_mail(), folder / "mail"),
    }


def _words(folder: Path, promise: str) -> Path:
    folder.mkdir()
    (folder / "update.j2").write_text(WORDS.format(promise=promise), encoding="utf-8")
    return folder


def _said(*command: object) -> str:
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(io.StringIO()) as beside:
        code = run([str(each) for each in command])
    assert code == 0, beside.getvalue()
    return said.getvalue()


def _kept(text: str, path: Path) -> Path:
    page = path.with_suffix(".html")
    page.write_text(text, encoding="utf-8")
    return page


def _html_of_a_mail() -> str:
    message = letter(incident(update(5, "A list:\n\n- one <b>\n- two")), 6, "update")
    _, as_html = message_from_bytes(to_bytes(message, at(6)), policy=default).iter_parts()
    return str(as_html.get_content())
