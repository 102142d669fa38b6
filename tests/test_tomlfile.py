"""Files that are mistaken or hostile: one error with its place, soon, and with little memory."""

from __future__ import annotations

import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outagecomms import tomlfile
from outagecomms.errors import InputError
from outagecomms.incident import reader

FACTS = """\
title = "Card payments are failing"
service = "Checkout"
severity = "sev1"
started = 2026-11-22T14:02:00Z
impact = "One in three."
"""
DOTTED = ".".join(["a"] * 20_000)
QUOTED = ".".join(['"a.b"'] * 20_000)
BLANKS = " . ".join(["a"] * 20_000)

HOSTILE: list[tuple[str, str | bytes, str]] = [
    # what it is, the text, and the place and the sentence
    ("a long bare key", f"{DOTTED} = 1", "1:1: a key of more than 8 parts; write its tables out"),
    ("a long quoted key", f"{QUOTED} = 1", "1:1: a key of more than 8 parts"),
    ("a long key with blanks", f"{BLANKS} = 1", "1:1: a key of more than 8 parts"),
    ("a long key in an inline table", f"x = {{ y = 1, {DOTTED} = 1 }}", "1:14: a key of more than 8 parts"),
    ("a long header", f"[{DOTTED}]", "1:2: a key of more than 8 parts"),
    ("a long header of a list", f"[[{DOTTED}]]", "1:3: a key of more than 8 parts"),
    ("one behind a text", f'x = ["""\n""", {{{DOTTED} = 1, y = ""}}]', "2:7: a key of more than 8 parts"),
    ("one behind what looks like a comment", f"x = ['''\n# ''', {{{DOTTED} = 1}}]", "2:9: a key of more than 8 parts"),
    ("one behind a text that ends in quotes", f'x = ["""a""""", {{{DOTTED} = 1}}]', "1:18: a key of more than 8 parts"),
    ("one behind an escaped quote", f'x = ["a\\"", {{{DOTTED} = 1}}]', "1:14: a key of more than 8 parts"),
    ("brackets", "x = " + "[" * 100_000, "1:1: brackets nested too deep to read; write it flat"),
    ("braces", "x = " + "{x=" * 60_000, "1:1: brackets nested too deep to read"),
    ("a number of 5,000 digits", "x = " + "1" * 5_000, "1:5: more than 300 characters without a blank"),
    ("one in base 16", "x = 0x" + "F" * 5_000, "1:5: more than 300 characters without a blank"),
    ("one behind the point", "x = 0." + "1" * 5_000, "1:7: more than 300 characters without a blank"),
    ("a bare key that never ends", "x" * 200_000 + " = 1", "1:1: more than 300 characters without a blank"),
    ("not a number", "x = [nan]", "1:6: not a number; write digits, or leave it out"),
    ("an endless number", "x = -inf", "1:5: not a number"),
    (
        "a file too large",
        "# " + "x" * 300_000,
        "1:1: larger than 256 KiB; move long lists of accounts into an accounts_file",
    ),
    ("NUL", "title = 'a'\nx = \x00", "2:5: not a value TOML knows"),
    ("NUL in quotes", 'x = "\x00"', "1:6: not valid TOML: illegal character '\\x00'; mend it"),
    ("an escape sequence", 'x = "\x1b[2J"', "1:6: not valid TOML: illegal character '\\x1b'"),
    (
        "a byte order mark",
        b"\xef\xbb\xbftitle = 'a'",
        "1:1: begins with a byte order mark; save it as UTF-8 without BOM",
    ),
    ("Latin-1", "title = 'a'\nx = 'é déjà'".encode("cp1252"), "2:6: not UTF-8 text; save it as UTF-8"),
    ("Latin-1 behind UTF-8", "x = 'é".encode() + b"\xe9'", "1:7: not UTF-8 text"),
    ("UTF-16", "title = 'a'".encode("utf-16"), "1:1: not UTF-8 text"),
    ("half a character", b"x = '\xed\xa0\x80'", "1:6: not UTF-8 text"),
    ("a key twice", "title = 'a'\n title = 'b'", "2:13: title stands here twice; keep one of the two"),
    ("a key twice, shown safely", "'\u202e' = 1\n'\u202e' = 2", "2:8: '\\u202e' stands here twice"),
    ("a table twice", "[a]\n[a]", "2:3: this table is declared twice; merge the two"),
    (
        "a log written inline",
        "updates = []\n[[updates]]\nat = 1",
        (
            "2:10: this list is closed: it is written inline, as in 'updates = []'; "
            "remove the inline list; entries are appended as [[tables]]"
        ),
    ),
    ("a sentence", "title = 'a'\nthe cards fail", "2:5: not valid TOML: expected '=' after a key"),
    ("text without quotes", "title = cards fail", '1:9: not a value TOML knows; put text in quotes: key = "text"'),
    ("a line of punctuation", "?!", "1:1: not a 'key = value' line; quote text, and put comments behind #"),
    ("text without an end", 'x = "abc', "1:9: not valid TOML: unterminated string"),
    ("text of lines without an end", 'x = """abc\n', "2:1: not valid TOML: unterminated string"),
    (
        "quotes without an end",
        'x = """' + '\\"' * 100_000 + "\n" + "." * 70,
        "2:71: not valid TOML: unterminated string",
    ),
    ("quotes on every line", ('"' + '\\"' * 100 + "." * 20 + "\n") * 1_000, "1:222: not valid TOML"),
    ("a day that is none", "x = 2026-02-30", "1:5: not valid TOML: invalid date or datetime"),
    (
        "a carriage return",
        "x = 1\rtitle = 2",
        "1:6: not valid TOML: expected newline or end of document after a statement",
    ),
]


@pytest.mark.parametrize(("text", "said"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_what_cannot_be_read_gets_one_error_within_a_second(tmp_path: Path, text: str | bytes, said: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    began = time.perf_counter()
    with pytest.raises(InputError) as caught:
        tomlfile.read(path)
    assert time.perf_counter() - began < 1
    assert str(caught.value).startswith(f"{path}:{said}")
    assert caught.value.exit_code == 2
    assert "; " in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere.toml", "there is no such file; check the name"),  # not there
        (".", "cannot be read (Is a directory); check the path and its permissions"),  # a folder
        ("a\x00b.toml", "cannot be read (embedded null byte); check the path"),  # no C string
        ("x" * 300, "cannot be read (File name too long); check the path"),  # longer than a name may be
        ("loop.toml", "cannot be read (Too many levels of symbolic links); check the path"),  # a link to itself
    ],
)
def test_a_path_that_cannot_be_opened(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    with pytest.raises(InputError) as caught:
        tomlfile.read(tmp_path / name)
    assert f":1:1: {said}" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",  # nothing at all
        "# a comment",  # without a line's end
        "a.b.c.d.e.f.g.h = 1",  # eight parts, the most
        'x = "' + "a." * 500 + '"',  # dots in a text
        'x = """\n' + "a." * 500 + '\n"""',  # as above, on a line of its own
        "# " + "a." * 500,  # dots in a comment
        'x = "' + "y" * 5_000 + '"',  # a long text
        "x = 'nan' # inf",  # words that only look like numbers
        "nan = 1\ninf.nan = 2\n[information]\nfinance = 3",  # as above
        "x = " + "1" * 300,  # as long as a number may be
        "x = '''''a'''''",  # quotes within quotes
        'x = """a\\"""b"""',  # an escaped quote first
        "x = [" * 1 + "[" * 50 + "]" * 50 + "]",  # nested, but not deep
        "title = 'a'\r\nx = 1\r\n",  # from Windows
    ],
)
def test_what_only_looks_hostile_is_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(text.encode("utf-8"))
    document = tomlfile.read(path)
    assert document.text == text
    assert document.path == path
    assert document.data == tomllib.loads(text)


MEASURE = """
import resource, sys
from pathlib import Path
from outagecomms.errors import InputError
from outagecomms.incident import reader
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
try:
    reader.read(Path(sys.argv[1]))
except InputError:
    print((peak() - before) // 1024)
"""
PARTS = ".".join("bcdefgh")  # with one before or behind it, as many as a key may have
GREEDY: list[tuple[str, str]] = [
    ("a long key", f"{DOTTED} = 1"),
    ("a long key behind a text", f'x = ["""\n""", {{{DOTTED} = 1, y = ""}}]'),
    ("brackets", "x = " + "[" * 250_000),
    ("many keys, each as long as allowed", "".join(f"k{i}.{PARTS} = 1\n" for i in range(9_000))),
    ("the same below a header", f"[x.{PARTS}]\n" + "".join(f"k{i}.{PARTS} = 1\n" for i in range(9_000))),
    ("many headers", "".join(f"[k{i}.{PARTS}]\n" for i in range(9_000))),
    ("many unknown keys", FACTS + "".join(f"k{i} = 1\n" for i in range(20_000))),
    ("many unknown keys in many tables", FACTS + "[[updates]]\nx = 1\n" * 13_000),
    (
        "many times out of order",
        FACTS + "".join(f"[[updates]]\nat={2199 - i % 190}-01-01T00:00:00Z\n" for i in range(6_000)),
    ),
    ("many accounts of one name", FACTS + "[[accounts]]\nid = 'a'\n" * 11_000),
    (
        "many accounts and many who are none of them",
        FACTS
        + "".join(f"[[accounts]]\nid = 'a{i}'\n" for i in range(4_500))
        + "".join(f"[[parked]]\naccount = 'b{i}'\n" for i in range(4_500)),
    ),
    (
        "many lessons and many done that are none of them",
        FACTS
        + "[[lessons]]\nx=1\n" * 6_000
        + "".join(f"[[done]]\naction = 'lesson-{i}'\n" for i in range(6_001, 10_000)),
    ),
    ("a deep list of many", FACTS + "x = " + "[" * 150 + "1," * 120_000 + "]" * 150),
    ("a wrong value of a great length", FACTS + f'language = "{"x" * 250_000}"'),
    ("an unknown key of a great length", FACTS + f'"{"x" * 250_000}" = 1'),
    ("texts of quotes and backslashes", FACTS + "x = '''" + "''\n" * 80_000 + "'''"),
]
HONEST = (
    FACTS
    + "".join(f"[[accounts]]\nid = 'a{i}'\nemail = 'a{i}@example.com'\n" for i in range(4_500))
    + "nmae = 'slip'\n"
)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not count as others do")
@pytest.mark.parametrize("text", [case[1] for case in GREEDY], ids=[case[0] for case in GREEDY])
def test_no_file_takes_much_longer_than_an_honest_one_or_100_mb(tmp_path: Path, text: str) -> None:
    path, honest = tmp_path / "x.toml", tmp_path / "honest.toml"
    path.write_text(text, encoding="utf-8")
    honest.write_text(HONEST, encoding="utf-8")
    assert max(path.stat().st_size, honest.stat().st_size) <= tomlfile.MAX_BYTES
    assert any(_seconds(path) < 10 * _seconds(honest) for _ in range(3))  # a busy machine may be slow once
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert int(done.stdout) < 100


def _seconds(path: Path) -> float:
    """The processor time that reading and refusing takes."""
    began = time.process_time()
    with pytest.raises(InputError) as caught:
        reader.read(path)
    taken = time.process_time() - began
    assert len(str(caught.value)) < 100_000
    return taken


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(raw)
    try:
        assert reader.read(path).id == "x"
    except InputError as error:
        assert all(problem.line >= 1 and problem.column >= 1 for problem in error.problems)  # noqa: PT017
        assert str(error).startswith(f"{path}:")  # noqa: PT017


@given(st.text(st.sampled_from("ab.=[]{},#\"'\\\n\r 1-:TZnif_"), max_size=80))
def test_anything_that_resembles_toml_is_parsed_or_refused(text: str) -> None:
    try:
        assert tomlfile.parse(Path("x.toml"), text).text == text
    except InputError as error:
        assert len(error.problems) == 1  # noqa: PT017
        assert error.problems[0].line <= text.count("\n") + 1  # noqa: PT017
