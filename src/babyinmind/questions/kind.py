"""A kind of question: a folder, found by its name, whose parts are loaded only when somebody needs them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from babyinmind.questions.base import Question

if TYPE_CHECKING:
    from babyinmind.questions.authoring import QuestionAuthoring
    from babyinmind.questions.counts import QuestionCounts
    from babyinmind.questions.exports import QuestionExports
    from babyinmind.questions.page import QuestionPage


class KindError(LookupError):
    """A kind's folder lacks a part; the text names the file and what it must define."""


@dataclass(frozen=True)
class Kind:
    """A kind whose Python package is `package`.`folder`.

    The package itself holds the model, which a learner's kernel loads. Its modules `page`, `exports`, `counts` and
    `authoring` each hold one class, `Page`, `Exports`, `Counts` and `Authoring`. Raises `KindError` for what is missing.
    """

    folder: str
    package: str = "babyinmind.questions"

    @property
    def name(self) -> str:
        """The word in a cell's `kind:`; it has `-` where the folder has `_`."""
        return self.folder.replace("_", "-")

    @cached_property
    def model(self) -> type[Question]:
        """The question's class, the one `Question` that the folder's `__init__.py` defines."""
        module = self._module("")
        models = [
            each
            for each in vars(module).values()
            if isinstance(each, type) and issubclass(each, Question) and each.__module__ == module.__name__
        ]
        if len(models) != 1:
            raise KindError(f"{self.folder}/__init__.py defines {len(models)} subclasses of Question; define one.")
        return models[0]

    @cached_property
    def page(self) -> QuestionPage[Any]:
        return cast("QuestionPage[Any]", self._part("page"))

    @cached_property
    def exports(self) -> QuestionExports[Any]:
        return cast("QuestionExports[Any]", self._part("exports"))

    @cached_property
    def counts(self) -> QuestionCounts[Any]:
        return cast("QuestionCounts[Any]", self._part("counts"))

    @cached_property
    def authoring(self) -> QuestionAuthoring[Any]:
        return cast("QuestionAuthoring[Any]", self._part("authoring"))

    def _part(self, name: str) -> object:
        module, title = self._module(name), name.capitalize()
        cls = getattr(module, title, None)
        if not isinstance(cls, type):
            raise KindError(f"{self.folder}/{name}.py defines no class `{title}`.")
        if lacking := sorted(getattr(cls, "__abstractmethods__", ())):
            raise KindError(f"{self.folder}/{name}.py: `{title}` lacks {', '.join(f'`{each}`' for each in lacking)}.")
        return cls()

    def _module(self, name: str) -> Any:
        path = ".".join(filter(None, (self.package, self.folder, name)))
        try:
            return import_module(path)
        except ModuleNotFoundError as error:
            if error.name != path:
                raise
            raise KindError(f"{self.folder}/{name or '__init__'}.py is missing.") from error
