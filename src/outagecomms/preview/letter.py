"""One message to look at: as its reader gets it, with what the rules found, or beside what it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from outagecomms.incident.model import FOR_EVERYONE
from outagecomms.preview import frame
from outagecomms.preview.changes import changes
from outagecomms.preview.marked import notes, spans, told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from outagecomms.checking.reading import Read
    from outagecomms.preview.marked import Wrap
    from outagecomms.tone.finding import Finding

_ARTICLE = Markup('<article>\n<h2>{}</h2>\n<p class="muted">{}</p>\n{}{}</article>\n')
_SIDES = Markup(
    '<div class="sides">\n<section>\n<h3>Before</h3>\n{}</section>\n<section>\n<h3>After</h3>\n{}</section>\n</div>\n'
)
_MISSING = Markup('<p class="missing {}">{}</p>\n')


class Letter(NamedTuple):
    """A message, what was found in its subject and in its body, and what it was before, if it is compared.

    *own* and *before_own* are the folders of templates that went before the built-in ones.
    """

    read: Read
    own: Path | None
    in_subject: Sequence[Finding]
    in_body: Sequence[Finding]
    before: Read | None = None
    before_own: Path | None = None

    @property
    def findings(self) -> int:
        """How much was found."""
        return len(self.in_subject) + len(self.in_body)

    @property
    def changed(self) -> bool:
        """Whether it has other words than before."""
        return self.before is not None and _words(self.before) != _words(self.read)

    @property
    def has_html(self) -> bool:
        """Whether it goes out as HTML too."""
        return self.read.trial.template in FOR_EVERYONE

    def shown(self) -> Markup:
        """The message as a part of a page."""
        found = (*self.in_subject, *self.in_body)
        missing = Markup().join(_MISSING.format(each.level, told(each)) for each in found if not each.excerpt)
        letter = self._compared(self.before) if self.before else self._alone()
        return _ARTICLE.format(self._title(), self._about(), letter, missing)

    def _alone(self) -> Markup:
        plain = frame.plain(self.read, self.own, *([layer] for layer in self._notes()))
        return plain + frame.as_html(self.read) if self.has_html else plain

    def _compared(self, before: Read) -> Markup:
        pairs = [changes(*texts) for texts in zip(_words(before), _words(self.read), strict=True)]
        gone = [[spans(old, "del")] for old, _ in pairs]
        new = [[layer, spans(new, "ins")] for layer, (_, new) in zip(self._notes(), pairs, strict=True)]
        return _SIDES.format(
            frame.plain(before, self.before_own, *gone),
            frame.plain(self.read, self.own, *new),
        )

    def _notes(self) -> tuple[list[Wrap], list[Wrap]]:
        return notes(self.read.subject.text, self.in_subject), notes(self.read.body.text, self.in_body)

    def _title(self) -> str:
        reader = self.read.trial.planned.account
        return f"{self.read.context['organisation']} to {reader.name or 'a channel'}"

    def _about(self) -> str:
        planned, incident = self.read.trial.planned, self.read.context["incident"]
        number = f", {planned.kind} {planned.sequence}" if planned.sequence else ""
        return f"{incident['severity']}{number}: {planned.reason}"


def _words(read: Read) -> tuple[str, str]:
    return read.subject.text, read.body.text
