"""How long the tone rules take, as whole processes, beside proselint and beside the import of Typer.

    python benchmarks/tone_speed.py

The 1,000 messages, of about 1 KB, are made up from sentences of our own with a fixed seed. Each figure is the
median processor time of five runs after one that warms up.
"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

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
    with tempfile.TemporaryDirectory() as name:
        folder, more = Path(name) / "messages", Path(name) / "rules"
        write_messages(folder)
        write_rules(more)
        paths = [str(path) for path in sorted(folder.glob("*.txt"))]
        ours = timed([sys.executable, "-c", OURS, str(folder)])
        thrice = timed([sys.executable, "-c", OURS, str(folder), str(more)])
        theirs = timed([sys.executable, "-m", "proselint", "check", *paths])
        one = timed([sys.executable, "-c", "import typer\n" + OURS, str(write_one(Path(name) / "one"))])
        typer = timed([sys.executable, "-c", "import typer"])
    print(f"{MESSAGES} messages, all rules          {ours:7.3f} s")
    print(f"the same, three times the phrases  {thrice:7.3f} s   x{thrice / ours:.2f}")
    print(f"proselint on the same files        {theirs:7.3f} s   ours is x{ours / theirs:.2f} of it (at most 0.15)")
    print(f"one message, Typer imported        {one:7.3f} s")
    print(f"python -c 'import typer'           {typer:7.3f} s   ours is x{one / typer:.2f} of it (at most 1.3)")


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


def write_one(folder: Path) -> Path:
    """A folder with one message."""
    folder.mkdir()
    (folder / "one.txt").write_text(message(random.Random(1)), encoding="utf-8")
    return folder


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


def timed(command: list[str]) -> float:
    """The median seconds of processor time of `RUNS` runs, start to exit; other programs do not disturb it much."""
    times = []
    for _ in range(RUNS + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(times[1:])


if __name__ == "__main__":
    main()
