"""How long the tone rules take, as whole processes, beside proselint and beside the import of Typer.

    python benchmarks/tone_speed.py [RUNS]

The 1,000 messages, of about 1 KB, are made up from sentences of our own with a fixed seed. Two programs are run in
turn, A B A B …, after one run of each that does not count; a ratio is the median of the ratios run by run.
"""

from __future__ import annotations

import os
import platform
import random
import sys
import tempfile
from pathlib import Path

from timing import Pair, Program, compare

MESSAGES = 1000
RUNS = 5
LENGTH = 1000  # characters of a message, at least

OURS = """
import sys
from pathlib import Path
from outagecomms.tone.files import check_files
from outagecomms.tone.ruleset import load
rules = load([Path(folder) for folder in sys.argv[2:]])
print(len(list(check_files(sorted(Path(sys.argv[1]).glob("*.txt")), rules))))
"""

# A finding is no failure here.
CHECK = "import sys; from outagecomms.__main__ import run; run(['check', *sys.argv[1:]])"
PROSELINT = """
import sys
from proselint.command_line import main
sys.argv[1:1] = ["check"]
try:
    main()
except SystemExit:
    pass
"""
HOSTILE = "is the error of the issue to \"the it's 1.2.3:4/5 "  # words that begin many phrases, marks that open
HOSTILE_BYTES = 256 * 1024

CLEAN = (
    "Your stores in the north cannot take cards since {time} UTC, and I am sorry.",
    "We are moving your card traffic to the standby processor, one store at a time.",
    "{count} of your terminals have taken over; we compare every payment with the ledger before the next.",
    "Until then your people can take cards through the old terminal, and invoices work as they did.",
    "You told me that the queue is out of the door at two stores.",
    "Is that still so at {time} UTC?",
    "We have confirmed that no payment was taken twice between {time} UTC and {time} UTC.",
    "Three of our most experienced engineers are working on nothing else.",
    "What we know is in this mail; what we do not know yet is the cause.",
    "I will write again by {time} UTC, even when nothing is new by then.",
)
ONE = """\
Dear Ines,

Your stores in the north cannot take cards since 14:02 UTC, and I am sorry.

We are moving your card traffic to the standby processor, one store at a time. I will write again by 15:30 UTC.

Sam Okafor
Customer Liaison
+1 555 0100, sam@shop.example
"""
FAULTY = (
    "We apologize for any inconvenience this may have caused.",
    "The issue was caused by an outage at our hosting provider.",
    "Please contact our support team if you have questions.",
    "We believe the problem is fixed and expect full recovery within two hours.",
    "A small number of customers may have noticed a brief hiccup.",
    "We will update you as soon as possible.",
)


def main() -> None:
    """Print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, Python {platform.python_version()}, {runs} runs")
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        folder, more, one, worst = here / "messages", here / "rules", here / "one.txt", here / "worst.txt"
        write_messages(folder)
        write_rules(more)
        one.write_text(ONE, encoding="utf-8")
        worst.write_text(HOSTILE * (HOSTILE_BYTES // len(HOSTILE)), encoding="utf-8")
        paths = [str(path) for path in sorted(folder.glob("*.txt"))]
        ours = Program([sys.executable, "-c", OURS, str(folder)], here)
        check_one = Program([sys.executable, "-m", "outagecomms", "check", str(one)], here)
        check_worst = Program([sys.executable, "-c", CHECK, str(worst)], here)
        show("1,000 messages; proselint", compare(ours, prose(paths, here), runs), 0.15)
        show("three times the phrases; once", compare(Program([*ours.command, str(more)], here), ours, runs), 1.0)
        show("check one message; import typer", compare(check_one, typer(here), runs), 1.3)
        show("check a hostile 256 KB; import typer", compare(check_worst, typer(here), runs))
    print(f"load {os.getloadavg()[0]:.1f} at the end")


def show(work: str, pair: Pair, target: float | None = None) -> None:
    """Print one row: seconds by the clock and of the processor for each side, then both ratios."""
    times = "  ".join(f"{run.wall:6.3f} {run.cpu:6.3f}" for run in (pair.a, pair.b))
    print(
        f"{work:38} {times}  x{pair.wall:.2f} by the clock, x{pair.cpu:.2f} of processor time; target {target or '-'}"
    )


def prose(paths: list[str], folder: Path) -> Program:
    """Proselint on the same files."""
    return Program([sys.executable, "-c", PROSELINT, *paths], folder)


def typer(folder: Path) -> Program:
    """The import of Typer, and nothing else."""
    return Program([sys.executable, "-c", "import typer"], folder)


def write_messages(folder: Path) -> None:
    """The messages, a file each; three in ten have a fault."""
    folder.mkdir()
    dice = random.Random(20261122)
    for number in range(MESSAGES):
        (folder / f"{number:04}.txt").write_text(message(dice), encoding="utf-8")


def message(dice: random.Random) -> str:
    """One message."""
    sentences: list[str] = []
    while sum(map(len, sentences)) < LENGTH:
        sentence = dice.choice(CLEAN)
        while "{time}" in sentence:
            sentence = sentence.replace("{time}", f"{dice.randrange(24):02}:{dice.randrange(60):02}", 1)
        sentences.append(sentence.replace("{count}", str(dice.randrange(2, 90))))
    if dice.random() < 0.3:  # noqa: PLR2004  (three in ten)
        sentences.insert(dice.randrange(len(sentences)), dice.choice(FAULTY))
    paragraphs = [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
    signature = "Sam Okafor\nCustomer Liaison\n+1 555 0100, sam@shop.example"
    return "\n\n".join(["Dear Ines,", *paragraphs, signature]) + "\n"


def write_rules(folder: Path) -> None:
    """Rules with twice as many phrases as the built-in ones have."""
    from outagecomms.tone.ruleset import load  # noqa: PLC0415  (not while the modules of the others are timed)

    count = 2 * sum(
        len(rule.phrases) + len(rule.unless) + len(rule.elsewhere) + sum(len(claim.phrases) for claim in rule.claims)
        for rule in load().rules
    )
    dice = random.Random(7)
    words = [
        word.strip(".,;?").lower() for sentence in (*CLEAN, *FAULTY) for word in sentence.split() if "{" not in word
    ]
    phrases = [" ".join([*dice.choices(words, k=3), f"zebra{dice.choice('abcdef') * 3}"]) for _ in range(count)]
    (folder / "ours").mkdir(parents=True)
    texts = "".join(f'{key} = "x"\n' for key in ("message", "reason", "better", "allow"))
    body = "".join(f'  "{phrase}",\n' for phrase in phrases)
    (folder / "ours" / "more.toml").write_text(
        f'level = "error"\nkinds = ["customer"]\nshape = "forbidden"\n{texts}fires = ["x"]\nsilent = ["y"]\n'
        f"phrases = [\n{body}]\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
