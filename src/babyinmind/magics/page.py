"""The page that the cells of one notebook make up: which module it is, and where its answers are kept."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from babyinmind.errors import BabyInMindError
from babyinmind.items import ModuleHeader, Reflection
from babyinmind.questions import Question
from babyinmind.responses import ResponseStore, answers_path, private_path

SOURCE_FOLDER = "source"
"""nbgrader's folder of the instructor's versions: what runs below it is an author's preview."""


class NoHeader(BabyInMindError):
    """A cell ran before the module's header did."""


@dataclass(slots=True)
class Page:
    """One module being read. An author's preview keeps its answers in a scratch folder, so that none is released."""

    header: ModuleHeader
    folder: Path
    preview: bool
    store: ResponseStore
    private_store: ResponseStore
    asked: dict[str, Question | Reflection]

    @classmethod
    def open(cls, header: ModuleHeader, folder: Path) -> Page:
        preview = is_preview(folder)
        kept_in = Path(tempfile.mkdtemp(prefix="babyinmind-preview-")) if preview else folder
        return cls(
            header=header,
            folder=folder,
            preview=preview,
            store=ResponseStore.open(answers_path(kept_in, header.id), header.id),
            private_store=ResponseStore.open(
                kept_in / f"{header.id}.private.json" if preview else private_path(folder, header.id), header.id
            ),
            asked={},
        )


def is_preview(folder: Path) -> bool:
    """Whether a notebook in this folder is the instructor's own version, run by its author."""
    return folder.resolve().parent.name == SOURCE_FOLDER


def is_being_graded() -> bool:
    """Whether stock nbgrader is executing the notebook to grade it: then a question gives its score."""
    return os.environ.get("NBGRADER_EXECUTION") == "autograde"
