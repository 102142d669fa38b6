"""A page of the messages of one kind, in one status and one language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from outagecomms.pages.page import page
from outagecomms.wording import counted

if TYPE_CHECKING:
    from outagecomms.preview.letter import Letter

_BODY = Markup("""\
<p><a href="index.html">All messages</a></p>
<p>{meaning}</p>
<p>{summary}</p>
<div class="views">
{views}</div>
{letters}""")
_BESIDE = "Beside each line stands the line of the template that wrote it."
_MEANINGS = {
    "outreach": "The leader's first letter, to a key account.",
    "update": "What is new.",
    "holding": "Nothing is new, and it says so in time.",
    "late": "A promised time has passed without a word.",
    "correction": "Something that they were told was wrong.",
    "reply": "They asked what has to wait until after the fix.",
    "resolved": "It works again.",
    "followup": "The leader's letters after the fix.",
}
_IN_A_CHANNEL = "The same, in short, for chats and status pages."
_VIEW = Markup("<fieldset><legend>{}</legend>{}</fieldset>\n")
_CHOICE = Markup('<label><input type="radio" name="{}" id="{}"{}> {}</label> ')
_FORM = ("form", "Shown as", (("plain", "plain text"), ("html", "HTML")))
_VIEWS = (
    ("width", "Width", (("wide", "wide"), ("narrow", "telephone"))),
    ("shade", "Shade", (("auto", "as here"), ("light", "light"), ("dark", "dark"))),
)


class Situation(NamedTuple):
    """When a message of that sort is written, and to whom."""

    sort: str
    """The kind of message; ``update in a channel`` for what is posted."""
    status: str
    language: str

    @property
    def title(self) -> str:
        """It in words, each once: good news is resolved in both."""
        return ", ".join(dict.fromkeys(self))

    @property
    def meaning(self) -> str:
        """When it is written, in a sentence."""
        return _MEANINGS.get(self.sort, _IN_A_CHANNEL)

    @property
    def name(self) -> str:
        """The name of its page."""
        return f"{'-'.join(self)}.html".replace(" ", "-")


def situation_of(letter: Letter) -> Situation:
    """The situation that a message belongs to."""
    trial = letter.read.trial
    kind = trial.planned.kind
    sort = kind if trial.template == kind else f"{kind} in a {trial.template}"
    return Situation(sort, letter.read.context["incident"]["status"], trial.planned.account.language)


def situation_page(situation: Situation, letters: list[Letter]) -> str:
    """The page of a *situation*: its messages, or those of them that changed when they are compared."""
    compared = any(letter.before for letter in letters)
    shown = [letter for letter in letters if letter.changed] if compared else letters
    views = (*([] if compared or not letters[0].has_html else [_FORM]), *_VIEWS)
    body = _BODY.format(
        meaning=f"{situation.meaning} {_BESIDE}",
        summary=summary(letters),
        views=Markup().join(_view(*view) for view in views),
        letters=Markup().join(letter.shown() for letter in shown),
    )
    return page(situation.title, body, style=style())


def summary(letters: list[Letter]) -> str:
    """How many messages there are, how many of them changed, and how much was found."""
    count, changed = len(letters), sum(letter.changed for letter in letters)
    findings = sum(letter.findings for letter in letters)
    if any(letter.before for letter in letters):
        told = [f"{changed} changed"] * (changed > 0) + [f"{count - changed} unchanged"] * (changed < count)
    else:
        told = [counted(count, "message")]
    return ", ".join([*told, *([counted(findings, "finding")] if findings else [])])


@cache
def style() -> str:
    """What the pages of a preview add to the shared style."""
    return Path(__file__).with_name("preview.css").read_text(encoding="utf-8")


@cache
def _view(name: str, legend: str, choices: tuple[tuple[str, str], ...]) -> Markup:
    checked = Markup(" checked")
    return _VIEW.format(
        legend,
        Markup().join(
            _CHOICE.format(name, id_, Markup() if at else checked, told) for at, (id_, told) in enumerate(choices)
        ),
    )
