"""Find and run the templates: the user's folder, then the language's, then the built-in English.

Templates are data that a person wrote, and so is what they are given: the sandbox lets neither reach anything else,
and a name that nothing gives is an error (never a gap in a letter).
"""

from __future__ import annotations

import contextlib
import re
from functools import lru_cache
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, TemplateNotFound, TemplateSyntaxError, meta

from outagecomms.compose.sandbox import Sandbox, parsed
from outagecomms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Template
    from jinja2.runtime import Context

    Dress = Callable[[str, str], str]

SUFFIX = ".j2"
ENGLISH = "en"
_CALLED = ("_time.j2", "_invitation.j2")  # which `times` and `invitation` call, though no template includes them
LONGEST = 64 * 1024  # characters of a rendered message; a template that writes more is a fault
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_BLANKS = re.compile("  +")
_IN_A_PARAGRAPH = re.compile(r"\n(?!- )")
_PACKAGE = Path(__file__).parents[1]
BUILT_IN = next(
    (folder for folder in (_PACKAGE / "templates", _PACKAGE.parents[1] / "templates") if folder.is_dir()),
    _PACKAGE / "templates",
)


class Undressed(Exception):  # noqa: N818  (not an error: the source is used as it is)
    """Raised by a *dress* that leaves a source alone."""


class Templates:
    """The templates for one language, and for one user's folder if there is one."""

    def __init__(
        self, language: str = ENGLISH, own: Path | None = None, dress: Dress = lambda _, source: source
    ) -> None:
        """Look in *own* first; *dress* may add to a template's source before it is compiled, given its file's name."""
        self.language = language
        self.folders = list(_lookup(language, own))
        self.environment = Sandbox(_Inside(self.folders, dress))
        names = {folder.name for folder in self.folders}
        self.speaks = next((part for part in _parts(self.language) if part in names), ENGLISH)
        """The language that its messages are in: English, when nobody has written templates for the one asked for."""
        self.sources = lru_cache(maxsize=64)(self._sources_of)
        self._named = lru_cache(maxsize=256)(self._named_in)
        self._blocks: dict[str, tuple[Template, Callable[..., Any], Callable[..., Any]]] = {}

    def render(self, kind: str, context: Mapping[str, Any]) -> tuple[str, str]:
        """The subject and the body of a message of *kind*, tidied: one line, and a paragraph a line.

        Raises:
            InputError: the template is missing or cannot be rendered; says the file and the line.
        """
        template, subject, body = self._template(kind)
        try:
            names = template.new_context(dict(context))
            return one_line(_joined(subject, names)), paragraphs(_joined(body, names))
        except Exception as error:  # whatever it raises, the template is what must be mended
            raise _failed(template, error) from error

    def call(self, name: str, macro: str, argument: Any) -> str:
        """What *macro* of the template *name* writes.

        Raises:
            InputError: the template or the macro is missing or cannot be rendered; says the file and the line.
        """
        template = self._get(name)
        try:
            return str(getattr(template.module, macro)(argument))
        except Exception as error:  # as above
            raise _failed(template, error) from error

    def source_of(self, kind: str) -> Path:
        """The file from which the template for *kind* comes."""
        return Path(str(self._get(kind).filename))

    def _sources_of(self, kind: str) -> list[Path]:
        """The files of the template for *kind*, of every part that it may include, and of those that the code calls.

        Raises:
            InputError: one of them is missing or cannot be read; says the file and the line.
        """
        present = [name for name in self.environment.list_templates() if name.endswith(SUFFIX)]
        found: dict[str, Path] = {}
        waiting = [kind + SUFFIX, *_CALLED]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found[name] = path = self.source_of(name.removesuffix(SUFFIX))
            named = self._named(path)
            if None in named:  # worked out only when it is rendered: it may be any part
                named = [each for each in present if each.startswith("_")]
            waiting += [each for each in named if each in present]
        return list(found.values())

    def _named_in(self, path: Path) -> list[str | None]:
        """The templates that the one at *path* names; None for a name that is worked out when it is rendered."""
        return list(meta.find_referenced_templates(parsed(path.read_text(encoding="utf-8"))))

    def _template(self, kind: str) -> tuple[Template, Callable[..., Any], Callable[..., Any]]:
        if kind not in self._blocks:
            template = self._get(kind)
            missing = [name for name in ("subject", "body") if name not in template.blocks]
            if missing:
                what = f"there is no block {missing[0]!r}"
                raise InputError.in_file(Path(str(template.filename)), what, f"write {{% block {missing[0]} %}}")
            self._blocks[kind] = template, template.blocks["subject"], template.blocks["body"]
        return self._blocks[kind]

    def _get(self, name: str) -> Template:
        try:
            return self.environment.get_template(name + SUFFIX)
        except TemplateSyntaxError as error:
            path = Path(error.filename or name + SUFFIX)
            raise InputError.in_file(path, str(error.message), "mend the template", line=error.lineno) from None
        except TemplateNotFound as error:
            looked = ", ".join(map(str, self.folders))
            raise InputError(f"no template {error.name!r}; looked in {looked}") from None
        except UnicodeDecodeError:
            looked = ", ".join(map(str, self.folders))
            raise InputError(f"the template {name + SUFFIX!r} is not UTF-8 text; looked in {looked}") from None


class _Inside(FileSystemLoader):
    """A loader that does not follow a link out of its folders."""

    def __init__(self, folders: list[Path], dress: Callable[[str, str], str]) -> None:
        super().__init__(folders)
        self._dress = dress

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, filename, fresh = super().get_source(environment, template)
        real = Path(filename).resolve()
        if not any(real.is_relative_to(Path(folder).resolve()) for folder in self.searchpath):
            raise TemplateNotFound(template)
        with contextlib.suppress(Undressed):
            source = self._dress(filename, source)
        return source, filename, fresh


@lru_cache(maxsize=32)
def templates(language: str, own: Path | None) -> Templates:
    """The templates for *language*, compiled once a run."""
    return Templates(language, own)


def languages(own: Path | None) -> list[str]:
    """The languages that there are templates for, English first."""
    roots = [root for root in (own, BUILT_IN) if root]
    found = {
        folder.name
        for root in roots
        for folder in root.iterdir()
        if folder.is_dir() and _LANGUAGE.fullmatch(folder.name)
    }
    return [ENGLISH, *sorted(found - {ENGLISH})]


def one_line(text: str) -> str:
    """*text* without line breaks, as a subject must be."""
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """*text* with each paragraph on one line, for mail programs to wrap, and one blank line between two.

    Lines stay lines in a list (of ``-``) and in the signature, which is the last paragraph. A line of a template
    that holds only a tag leaves an empty line, so it ends a paragraph.
    """
    lines = "\n".join(line.strip() for line in _BLANKS.sub(" ", text.replace("\t", " ").replace("\r", " ")).split("\n"))
    *body, signature = [block for part in lines.split("\n\n") if (block := part.strip("\n"))] or [""]
    return "\n\n".join([*(_IN_A_PARAGRAPH.sub(" ", block) for block in body), signature])


def _parts(language: str) -> list[str]:
    """The folders of a language: its own, then that of the language without its country."""
    return list(dict.fromkeys((language, language.split("-", maxsplit=1)[0])))


def _lookup(language: str, own: Path | None) -> list[Path]:
    """The folders to look in, first to last. A user's English goes before no other language's built-in."""
    roots = [own, BUILT_IN] if own else [BUILT_IN]
    translated = [root / part for part in _parts(language) for root in roots]
    found = (
        [*translated, *roots]
        if language != ENGLISH
        else [folder for root in roots for folder in (root / ENGLISH, root)]
    )
    return [folder for folder in found if folder.is_dir()]


def _joined(block: Callable[..., Any], names: Context) -> str:
    parts, size = [], 0
    for part in block(names):
        parts.append(part)
        size += len(part)
        if size > LONGEST:
            raise ValueError(f"it writes more than {LONGEST} characters")
    return "".join(parts)


def _failed(template: Template, error: Exception) -> InputError:
    path, line = template.filename, 1
    for frame, number in walk_tb(error.__traceback__):
        if ran := frame.f_globals.get("__jinja_template__"):  # the code that Jinja made of a template
            path, line = ran.filename, ran.get_corresponding_lineno(number)
    what = str(error) or type(error).__name__
    if isinstance(error, TemplateSyntaxError):
        path, line = error.filename or path, error.lineno
    elif isinstance(error, TemplateNotFound):
        what = f"there is no template {error.name!r} in its folders"
    return InputError.in_file(Path(str(path)), what, "mend the template", line=line)
