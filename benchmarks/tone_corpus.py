"""Precision and recall of the tone rules on real messages that two readers marked.

    python benchmarks/tone_corpus.py DIR

DIR holds ``labels-dev.jsonl`` (id, org, kind, phase, text, fires, contested, silent) and ``messages-dev.jsonl``
(text). A rule that one reader marked and the other did not (``contested``) counts neither way.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts
from outagecomms.tone.message import Message
from outagecomms.tone.ruleset import Ruleset, load

Table = dict[str, Counter[str]]


def main() -> None:
    """Print the tables."""
    folder = Path(sys.argv[1])
    rules = load()
    table = measure(read(folder / "labels-dev.jsonl"), rules)
    print(f"{'rule':28} right  wrong  missed  precision  recall")
    for rule, counts in sorted(table.items()):
        print(row(rule, counts))
    print(row("all", sum(table.values(), Counter())))
    print()
    messages = read(folder / "messages-dev.jsonl")
    for what, share in shares(messages, rules).items():
        print(f"{what:48} {share:6.1%} of {len(messages)}")


def read(path: Path) -> list[dict[str, Any]]:
    """The objects of a file with one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def measure(labels: list[dict[str, Any]], rules: Ruleset) -> Table:
    """For each labelled rule, how many messages it is right about, wrong about, and misses."""
    table: Table = {}
    for label in labels:
        found = {finding.rule for finding in check(label["text"], facts_of(label), rules)}
        for rule in label["fires"]:
            table.setdefault(rule, Counter())["right" if rule in found else "missed"] += 1
        for rule in found.intersection(label["silent"]):
            table.setdefault(rule, Counter())["wrong"] += 1
    return table


def facts_of(label: dict[str, Any]) -> Facts:
    """Under what the readers marked it."""
    return Facts(kind=label["kind"], phase=label["phase"])


def row(name: str, counts: Counter[str]) -> str:
    """One line of the table; a share of nothing is shown as a dash."""
    right, wrong, missed = (counts[key] for key in ("right", "wrong", "missed"))
    shares = (f"{right / whole:.2f}" if whole else "-" for whole in (right + wrong, right + missed))
    return f"{name:28} {right:5}  {wrong:5}  {missed:6}  {next(shares):>9}  {next(shares):>6}"


def shares(messages: list[dict[str, Any]], rules: Ruleset) -> dict[str, float]:
    """What part of *messages* gives the time of the next update, apologises, and points at a supplier."""
    counts: Counter[str] = Counter()
    for entry in messages:
        found = {finding.rule for finding in check(entry["text"], Facts(kind="update", phase="open"), rules)}
        counts["gives the time of the next update"] += "inform/next-update" not in found
        counts["apologises"] += any(key == "sorry" or key.startswith("apolog") for key in Message(entry["text"]).keys)
        counts["points at a supplier"] += "own/blame-supplier" in found
    return {what: count / len(messages) for what, count in counts.items()}


if __name__ == "__main__":
    main()
