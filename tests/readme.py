"""Run the README's console blocks, and write down what they print.

python tests/readme.py     writes the real output into README.md
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from outagecomms.tone import explain, ruleset

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
RULES = ROOT / "docs" / "rules.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Step:
    """One command as it stands behind ``$``, and the output that stands below it."""

    command: str
    expected: str


def steps(block: str) -> list[Step]:
    """The commands of one block."""
    found: list[Step] = []
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append(Step(line[2:], ""))
        elif line.startswith("> ") and not found[-1].expected:
            found[-1].command += line[2:]
        else:
            found[-1].expected += line
    return found


class Shell:
    """Runs the commands of all blocks one after another, in one folder, as a reader would."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("outbox.db*", ".*.lock"))
        self.folder = folder
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
        }

    def run(self, command: str) -> str:
        """What *command* prints, on both streams."""
        if command.startswith("cd "):
            self.folder /= command[3:].strip()
            return ""
        if command.startswith("export "):
            name, _, value = command[7:].strip().partition("=")
            self.environment[name] = value
            return ""
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=self.environment, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=60,
        )  # fmt: skip
        return done.stdout


def rewritten(text: str, folder: Path) -> str:
    """The README's text with the real output below each command."""
    shell = Shell(folder)

    def run(match: re.Match[str]) -> str:
        lines = []
        for step in steps(match[1]):
            lines.append("$ " + step.command.rstrip("\n").replace("\n", "\n> ") + "\n")
            output = shell.run(step.command)
            lines.append(output if output.endswith("\n") or not output else output + "\n")
        return f"```console\n{''.join(lines)}```"

    return BLOCK.sub(run, text)


def rules_rewritten(text: str) -> str:
    """The text of docs/rules.md with the rules as they are: its first two paragraphs stay."""
    head = "\n\n".join(text.split("\n\n")[:2])
    return f"{head}\n\n{explain.listed(ruleset.load().rules, 'markdown')}\n"


if __name__ == "__main__":
    RULES.write_text(rules_rewritten(RULES.read_text(encoding="utf-8")), encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        README.write_text(rewritten(README.read_text(encoding="utf-8"), Path(scratch)), encoding="utf-8")
