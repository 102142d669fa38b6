"""Read what templates become: their words, where each was written, and what the rules find in them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.tone.briefing import facts_of
from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts
from outagecomms.tone.files import check_subject

if TYPE_CHECKING:
    from outagecomms.checking.matrix import Trial
    from outagecomms.checking.trace import Traced, TracedTemplates
    from outagecomms.compose.context import Context
    from outagecomms.compose.message import Message
    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset


class Read(NamedTuple):
    """One message that templates became."""

    trial: Trial
    context: Context
    subject: Traced
    body: Traced
    message: Message
    """As it would be sent."""


class Reader:
    """Reads what the templates of one language become."""

    def __init__(self, templates: TracedTemplates, rules: Ruleset) -> None:
        self.templates = templates
        self._rules = rules
        self._in_subject = cache(lambda subject, facts: check_subject(subject, facts, rules))

    def read(self, trial: Trial) -> Read:
        """The message of *trial*.

        Raises:
            InputError: its template is missing or cannot be rendered; says the file and the line.
        """
        context = trial.context()
        subject, body = self.templates.traced(trial.template, context)
        return Read(trial, context, subject, body, trial.writer.message(trial.planned, subject.text, body.text))

    def findings(self, read: Read) -> tuple[list[Finding], list[Finding]]:
        """What the rules find in the subject and in the body, at the lines and columns there."""
        facts = facts_of(read.message, read.context, read.trial.now)
        if read.trial.sheet:
            facts = facts._replace(kind="call-guide")
        shared = Facts(facts.kind, facts.phase, previous=facts.previous, approved_by=facts.approved_by)
        in_subject = self._in_subject(read.subject.text, shared)  # which all readers of a message have in common
        return in_subject, check(read.body.text, facts, self._rules)
