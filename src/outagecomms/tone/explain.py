"""Explain the rules: what, why, a bad and a good example, and how to allow an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outagecomms.tone.rule import Rule


def listed(rules: Sequence[Rule], form: str = "text") -> str:
    """All *rules*: a line each as text, a table a principle as Markdown, everything as JSON."""
    if form == "json":
        return _json([record(rule) for rule in rules])
    if form == "markdown":
        return "\n\n".join(explained(rule, form) for rule in rules)
    width = max(len(rule.id) for rule in rules)
    return "\n".join(f"{rule.id:{width}}  {_level(rule):38}  {_what(rule)}" for rule in rules)


def explained(rule: Rule, form: str = "text") -> str:
    """One rule at length."""
    if form == "json":
        return _json(record(rule))
    bad, good = rule.fires[0]["text"], rule.silent[0]["text"]
    if form == "markdown":
        return (
            f"### `{rule.id}`\n\n{_what(rule)}.\n\n"
            f"- **Level**: {_level(rule)}\n- **Applies to**: {_applies(rule)}\n- **Why**: {rule.reason}\n"
            f"- **Better**: {rule.better}\n\nBad:\n\n{_quoted(bad)}\n\nGood:\n\n{_quoted(good)}\n\n"
            f"To allow it: {rule.allow} {how_to_allow(rule)}"
        )
    return (
        f"{rule.id}  {_level(rule)}\n\n{_what(rule)}.\n\n"
        f"Applies to  {_applies(rule)}\nWhy         {rule.reason}\nBetter      {rule.better}\n\n"
        f"Bad\n{_indented(bad)}\n\nGood\n{_indented(good)}\n\nTo allow it: {rule.allow}\n{how_to_allow(rule)}"
    )


def record(rule: Rule) -> dict[str, Any]:
    """What a program may want to know of a rule."""
    return {
        "id": rule.id,
        "principle": rule.principle,
        "level": rule.level,
        "levels": dict(rule.levels),
        "kinds": list(rule.kinds),
        "phase": rule.phase,
        "shape": rule.shape,
        "message": _what(rule),
        "reason": rule.reason,
        "better": rule.better,
        "bad": [passage["text"] for passage in rule.fires],
        "good": [passage["text"] for passage in rule.silent],
        "allow": f"{rule.allow} {how_to_allow(rule)}",
        "path": rule.path,
    }


def how_to_allow(rule: Rule) -> str:
    """What to write where."""
    return (
        f"In a template: {{# tone: allow {rule.id} because \u2026 #}}; "
        f'in an incident: tone_allow = [{{ rule = "{rule.id}", because = "\u2026" }}]'
    )


def _what(rule: Rule) -> str:
    always = rule.message if rule.message.endswith(" {said}") else rule.message.removesuffix("{said}")
    return always.replace("{words}", "\u2026").replace("{said}", "\u2026")


def _level(rule: Rule) -> str:
    return "; ".join([rule.level, *(f"{level} on {kind}" for kind, level in rule.levels.items())])


def _applies(rule: Rule) -> str:
    return ", ".join(rule.kinds) + ("" if rule.phase == "any" else f", while the incident is {rule.phase}")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


def _json(value: object) -> str:
    import json  # noqa: PLC0415  (only this form needs it)

    return json.dumps(value, ensure_ascii=False, indent=2)
