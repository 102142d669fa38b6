"""The program: run a command, and turn whatever goes wrong into a sentence and an exit code.

0 all is well · 1 a person is needed · 2 the input or the command line is wrong · 75 another run holds the lock ·
130 interrupted.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

from outagecomms import __version__
from outagecomms.errors import OutageCommsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer import TyperException

INTERRUPTED = 130
# What a command makes, it keeps; looking for rubbish as often as Python does by itself takes a tenth of a short run.
MADE_BEFORE_RUBBISH_IS_SOUGHT = 50_000
A_PERSON_IS_NEEDED = 1
# Pydantic would search every installed package for plug-ins, which takes as long as anything else at the start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def main() -> None:
    """Run the command line that the program was started with."""
    gc.set_threshold(MADE_BEFORE_RUBBISH_IS_SOUGHT)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what the terminal has no letter for is no reason to fail
    code = run(sys.argv[1:])
    gc.freeze()  # nor is it sought at the end, when the system takes everything back
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except OutageCommsError as error:
        _complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more can be said there
        return 0
    except Exception as error:  # noqa: BLE001  (whatever it is, a person at 3 a.m. gets a line, not a traceback)
        from outagecomms.fault import report  # noqa: PLC0415

        _complain(report(error, arguments))
        return A_PERSON_IS_NEEDED
    else:
        return code


def _run(arguments: Sequence[str]) -> int:
    if list(arguments) == ["--version"]:  # before Typer is loaded, which takes longer than everything else
        print(f"outagecomms {__version__}")  # noqa: T201
        return 0
    if list(arguments[:1]) == ["check"]:
        from outagecomms.checking.messages import quickly  # noqa: PLC0415  (in the same haste, for a commit hook)

        if (found := quickly(arguments[1:])) is not None:
            return found
    from typer import TyperException  # noqa: PLC0415

    from outagecomms.cli import asked_for  # noqa: PLC0415

    try:
        program = asked_for(list(arguments))
        code = program(args=list(arguments) or ["--help"], prog_name="outagecomms", standalone_mode=False)
    except TyperException as error:
        _complain(_in_our_words(error))
        return error.exit_code
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # of which Typer makes a 1
            raise stop.__context__ from None
        code = stop.code
    return code if isinstance(code, int) else 0


_TRIED = {
    "approve": "outbox approve", "close": "resolve ID", "create": "new ID", "declare": "new ID", "end": "resolve ID",
    "fix": "resolve ID", "hold": "update ID --holding", "holding": "update ID --holding", "list": "status --all",
    "open": "new ID", "post": "update ID", "show": "outbox show KEY", "start": "new ID",
}  # fmt: skip
"""What people type who know other tools, and the command that they mean."""


def _in_our_words(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "outagecomms"
    return f"{error.format_message().replace('Value error, ', '')}{_meant(error)}\nSee: {command} --help"


def _meant(error: TyperException) -> str:
    """The command that a person means who typed another tool's."""
    match = re.match(r"No such command '([^']*)'\.$", error.format_message())
    context = getattr(error, "ctx", None)
    if not match or context is None or context.parent or match[1] not in _TRIED:
        return ""
    return f" Did you mean: {context.command_path} {_TRIED[match[1]]}"


def _complain(text: str) -> None:
    from outagecomms.cli.terminal import tell  # noqa: PLC0415

    tell(text)


if __name__ == "__main__":
    main()
