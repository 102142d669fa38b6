"""The sandbox in which templates run: Jinja's, and quick where an outage of many customers asks for it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader, StrictUndefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from jinja2 import BaseLoader, Template


class Sandbox(ImmutableSandboxedEnvironment):
    """Templates reach nothing but what they are given, and a name that nothing gives is an error.

    Nobody edits a template while a run lasts, and what templates are given is dictionaries. Knowing both, a message
    with its includes takes half the time.
    """

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=False,
            auto_reload=False,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._found: dict[Any, Template] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        """The template *name*, looked for once."""
        if name not in self._found:
            self._found[name] = super().get_template(name, parent, globals)
        return self._found[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Jinja's own functions, the same for every template; the default stacks two mappings, slow to copy."""
        return self.globals if not d else super().make_globals(d)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What *obj* has under that name; the default asks a dictionary for an attribute before it asks for a key."""
        return obj[attribute] if type(obj) is dict and attribute in obj else super().getattr(obj, attribute)


@lru_cache(maxsize=256)
def parsed(source: str) -> nodes.Template:
    """*source* as Jinja understands it, for whoever wants to know what is in it; nobody changes it.

    Raises:
        jinja2.TemplateSyntaxError: it is no template.
    """
    return _plain().parse(source)


@lru_cache(maxsize=1)
def _plain() -> Sandbox:
    return Sandbox(DictLoader({}))
