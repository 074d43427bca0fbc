"""What every kind of question must bring, and the example that its folder brings to be tried with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from babyinmind.questions import Kind, KindError, Question
from support.kind_docs import TABLES, kind_rows

METHODS = ("read", "_share", "remarks", "explanations", "own_words", "part_texts", "faults")
"""What a model says itself."""
ALL_OR_NOTHING = "all-or-nothing"


@dataclass(frozen=True)
class Response:
    """A response of an example: the share it earns, and the names of the feedback that its remarks tell."""

    value: Any
    share: float
    told: list[str]


@dataclass(frozen=True)
class Example:
    """A whole cell of a graded question with responses of all worths (`example.yml`).

    `unreadable` is of another form; `stray` holds "my own words" where an id is expected.
    """

    cell: str
    responses: dict[str, Response]
    blank: Any
    unreadable: Any
    stray: Any


def example_of(kind: Kind, folder: Path) -> Example:
    """Raises `ValueError` for a part of the example that is missing, by its name."""
    file = folder / kind.folder / "example.yml"
    if not file.is_file():
        raise ValueError(f"{kind.folder}/example.yml is missing.")
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    for field in fields(Example):
        if field.name not in data:
            raise ValueError(f"{kind.folder}/example.yml lacks `{field.name}:`.")
    for name in ("right", "partly", "wrong"):
        if name not in data["responses"]:
            raise ValueError(f"{kind.folder}/example.yml lacks the response `{name}:`.")
    told = {name: Response(**one) for name, one in data["responses"].items() if one != ALL_OR_NOTHING}
    return Example(**{**data, "responses": told})


def lacks(kind: Kind, folder: Path) -> list[str]:
    """What a kind does not bring, each by the name of its file and what belongs there. `folder` holds kinds' folders."""
    checks: list[Callable[[], object]] = [
        lambda: kind.page,
        lambda: kind.exports,
        lambda: kind.exports.moodle_type,
        lambda: kind.counts,
        lambda: kind.authoring,
        lambda: example_of(kind, folder),
        *(lambda table=table: kind_rows(kind, folder, table) for table in TABLES),
    ]
    missing = list(_of_model(kind))
    for check in checks:
        try:
            check()
        except AttributeError as error:
            missing.append(f"{kind.folder}/exports.py lacks `{error.name}`.")
        except (KindError, ValueError) as error:
            missing.append(str(error))
    if not (folder / kind.folder / "question.ts").is_file():
        missing.append(f"{kind.folder}/question.ts is missing.")
    return missing


def _of_model(kind: Kind) -> Iterator[str]:
    try:
        model = kind.model
    except KindError as error:
        yield str(error)
        return
    file = f"{kind.folder}/__init__.py"
    known = {field.name: field for field in fields(model)}
    if known["kind"].default != kind.name:
        yield f"{file}: `kind` must be {kind.name!r} by default."
    for name in METHODS:
        if getattr(model, name) is getattr(Question, name):
            yield f"{file}: the model lacks `{name}`."
    for name in (*model.secret_fields, *model.id_fields):
        if name not in known:
            yield f"{file}: the model lacks the field `{name}`."
