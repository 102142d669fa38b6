"""The password comes from the environment or from a file of its owner's alone, and is never repeated."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from outagecomms.delivery.password import password_for
from outagecomms.delivery.settings import MailSettings
from outagecomms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "s3cret horse"
POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")


def settings(**more: Any) -> MailSettings:
    return MailSettings(**{"host": "smtp.pay.example", "user": "sam"} | more)


def secret(folder: Path, content: bytes = PASSWORD.encode(), mode: int = 0o600) -> None:
    (folder / "secret").write_bytes(content)
    (folder / "secret").chmod(mode)


def test_no_user_needs_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTAGECOMMS_SMTP_PASSWORD", PASSWORD)
    assert password_for(settings(user=None), tmp_path) is None


@pytest.mark.parametrize(
    ("variable", "content", "password"),
    [
        (None, b"s3cret horse", "s3cret horse"),  # the file
        (None, b" s3cret horse \r\n", " s3cret horse "),  # the end of its line is no part of it, blanks are
        ("from the environment", b"s3cret horse", "from the environment"),  # the environment goes first
        ("", b"s3cret horse", "s3cret horse"),  # unless it is empty
    ],
)
def test_where_it_comes_from(
    variable: str | None, content: bytes, password: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if variable is not None:
        monkeypatch.setenv("OUTAGECOMMS_SMTP_PASSWORD", variable)
    secret(tmp_path, content)
    assert password_for(settings(password_file="secret"), tmp_path) == password


@POSIX
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610, 0o601])
def test_a_file_that_others_may_touch_is_refused(mode: int, tmp_path: Path) -> None:
    secret(tmp_path, mode=mode)
    with pytest.raises(InputError) as caught:
        password_for(settings(password_file="secret"), tmp_path)
    path = tmp_path / "secret"
    assert str(caught.value) == f"{path} may be read by others, and it holds a password; run: chmod 600 {path}"


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_its_owner_alone_is_taken(mode: int, tmp_path: Path) -> None:
    secret(tmp_path, mode=mode)
    assert password_for(settings(password_file="secret"), tmp_path) == PASSWORD


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "{path} cannot be read (No such file or directory); check password_file under [mail]"),
        (b"\n", "sam has no password; set OUTAGECOMMS_SMTP_PASSWORD, or name a password_file under [mail]"),
        ("s3crät".encode(), "the user, or the password in {path}, is not one line of plain ASCII; choose one that is"),
        (b"s3cret\nhorse", "the user, or the password in {path}, is not one line of plain ASCII; choose one that is"),
        (b"s3cret\0", "the user, or the password in {path}, is not one line of plain ASCII; choose one that is"),
        (b"s3cret\xff", "the user, or the password in {path}, is not one line of plain ASCII; choose one that is"),
    ],
)
def test_a_password_that_cannot_be_used(content: bytes | None, problem: str, tmp_path: Path) -> None:
    if content is not None:
        secret(tmp_path, content)
    with pytest.raises(InputError) as caught:
        password_for(settings(password_file="secret"), tmp_path)
    assert str(caught.value) == problem.format(path=tmp_path / "secret")


def test_a_user_without_any(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"^sam has no password; set OUTAGECOMMS_SMTP_PASSWORD, or name a password_file"
    ):
        password_for(settings(), tmp_path)
