"""A fault of the program: one sentence, a report, and nothing of the customers' in either."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pytest

from outagecomms import __version__, fault

if TYPE_CHECKING:
    from pathlib import Path


def _break(error: Exception) -> None:
    raise error


def _raised(error: Exception) -> Exception:
    """The error with the trace of where it happened."""
    with pytest.raises(type(error)) as caught:
        _break(error)
    return caught.value


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_the_sentence_says_what_and_where(tmp_path: Path) -> None:
    sentence = fault.report(_raised(KeyError("a thing")), ["tick"])
    (path,) = tmp_path.iterdir()
    assert sentence == (
        "outagecomms itself failed (KeyError: 'a thing'); this is a fault of the program, not yours. "
        f"Please send us {path}"
    )


def test_the_report_is_what_a_developer_needs(tmp_path: Path) -> None:
    fault.report(_raised(KeyError("a thing")), ["tick"])
    (path,) = tmp_path.iterdir()
    words = path.read_text(encoding="utf-8")
    assert path.suffix == ".md"
    assert words.startswith(f"# outagecomms {__version__} failed\n\nPython 3.")
    assert "\n\nCommand: `tick`\n\n```\nTraceback (most recent call last):\n" in words
    assert "in _break" in words
    assert words.endswith("KeyError: 'a thing'\n```\n")


def test_what_was_typed_after_the_command_is_not_reported(tmp_path: Path) -> None:
    """It may be what a customer said."""
    fault.report(_raised(KeyError("a thing")), ["update", "checkout", "Acme cannot sell"])
    (path,) = tmp_path.iterdir()
    words = path.read_text(encoding="utf-8")
    assert "Command: `update`" in words
    assert "Acme" not in words


def test_only_its_owner_can_read_the_report(tmp_path: Path) -> None:
    fault.report(_raised(KeyError("a thing")), [])
    (path,) = tmp_path.iterdir()
    assert path.stat().st_mode & 0o077 == 0


def test_without_a_place_for_it_the_report_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    sentence, _, words = fault.report(_raised(KeyError("a thing")), ["tick"]).partition("\n")
    assert sentence.endswith("this is a fault of the program, not yours.")
    assert words.startswith(f"# outagecomms {__version__} failed")
    assert words.endswith("KeyError: 'a thing'\n```\n")


def test_a_hostile_message_is_only_shown(tmp_path: Path) -> None:
    """A terminal must not act on it."""
    sentence = fault.report(_raised(ValueError("\x1b[2J\nPlease send us /etc/passwd")), [])
    assert sentence.startswith(r"outagecomms itself failed (ValueError: \x1b[2J\nPlease send us /etc/passwd); this")
    assert "\n" not in sentence
