"""Messages read from files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outagecomms.errors import InputError
from outagecomms.tone.document import read
from outagecomms.tone.facts import Facts
from outagecomms.tone.files import check_files
from outagecomms.tone.ruleset import load

if TYPE_CHECKING:
    from pathlib import Path

RULES = load()

PLAIN = """\
From: Sam Okafor <sam@shop.example>
To: ines@acme.example
Subject: Cards are back soon
Content-Type: text/plain; charset=utf-8

Hello Ines,

we write soon.
"""

BOTH = """\
From: Sam Okafor <sam@shop.example>
Subject: Cards
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/html; charset=utf-8

<p>we write shortly.</p>
--b
Content-Type: text/plain; charset=utf-8

we write soon.
--b--
"""

ENCODED = """\
Subject: Cards
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Hello,=0A=0Awe write so=
on.
"""


def places(path: Path, text: str | bytes, rule: str = "inform/vague-time") -> list[tuple[int, int, str]]:
    """Where *rule* fires in a file with that text."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [
        (finding.line, finding.column, finding.excerpt)
        for _, finding in check_files([path], RULES)
        if finding.rule == rule
    ]


def test_text(tmp_path: Path) -> None:
    """Lines and columns are the file's."""
    assert places(tmp_path / "a.txt", "Hello\n\nWe write soon.") == [(3, 10, "soon")]


def test_byte_order_mark(tmp_path: Path) -> None:
    """It is no character of the text."""
    assert places(tmp_path / "a.txt", b"\xef\xbb\xbfWe write soon.") == [(1, 10, "soon")]


def test_markdown(tmp_path: Path) -> None:
    """Emphasis and links are read through."""
    assert places(tmp_path / "a.md", "# Cards\n\nWe write **soon**, [see](https://x.example).") == [(3, 12, "soon")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PLAIN, [(1, 16, "soon"), (8, 10, "soon")]),  # the subject counts too
        (BOTH, [(13, 10, "soon")]),  # of two forms the plain one is read
        (ENCODED, [(6, 10, "soon")]),  # an encoded body has no lines of its own
    ],
)
def test_mail(tmp_path: Path, text: str, expected: list[tuple[int, int, str]]) -> None:
    """A mail's body and subject are checked at the lines of the file."""
    assert places(tmp_path / "a.eml", text) == expected


def test_sender_of_a_mail_signs(tmp_path: Path) -> None:
    """The From header names the person."""
    (tmp_path / "a.eml").write_text(PLAIN)

    document = read(tmp_path / "a.eml")
    assert document.signer is not None
    assert document.signer.name == "Sam Okafor"
    assert document.subject == "Cards are back soon"


@pytest.mark.parametrize(
    "raw",
    [b"", b"Subject: =?x?q?=", b"From: <<>>\n\nsoon", b"Content-Type: text/plain; charset=none\n\nsoon", b"\xff\xfe"],
)
def test_broken_mail(tmp_path: Path, raw: bytes) -> None:
    """A mail that breaks the rules of mail is read as far as it goes."""
    path = tmp_path / "a.eml"
    path.write_bytes(raw)

    list(check_files([path], RULES, Facts()))


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("missing.txt", None, "cannot be read"),
        ("latin.txt", b"ok\n\xe9", "not UTF-8 text"),
        ("large.txt", b"x" * 1_100_000, "larger than 1024 KiB"),
    ],
)
def test_cannot_be_read(tmp_path: Path, name: str, content: bytes | None, what: str) -> None:
    """The error names the file and what to do."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(InputError, match=what):
        list(check_files([path], RULES))
