"""nbgrader's `autograde`, and so formgrader's button: answers are graded as data, nothing is executed or parsed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from babyinmind.gradebook.session import open_gradebook
from babyinmind.grading.converters import convert_alone
from babyinmind.grading.gradebook import ModuleGradebook
from babyinmind.grading.grader import grade, module_of
from babyinmind.grading.submitted import read_submission, texts_beside
from babyinmind.grading.texts import TIMESTAMP_FILE, small_text, time_of


class ShieldedCourse(CourseDirectory):
    """The course folder, in which nbgrader sees no file of a learner's that it would copy or could hang on.

    By itself it copies all that lies beside the notebook, through links and out of pipes, before any of our code runs.
    """

    @classmethod
    def of(cls, coursedir: CourseDirectory) -> ShieldedCourse:
        settings = {name: getattr(coursedir, name) for name in coursedir.trait_names(config=True)}
        return cls(parent=coursedir.parent, **{**settings, "ignore": ["*", ".*"]})

    def get_existing_timestamp(self, dest_path: str) -> datetime | None:
        return time_of(small_text(Path(dest_path, TIMESTAMP_FILE)))


class StoredNotebookExporter(NotebookExporter):
    """Stands where nbgrader would read the learner's notebook, and never opens it: grading makes its own."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        # nbgrader makes its exporter after it has found the hand-ins and before it touches the first.
        if isinstance(self.parent, Autograde):
            self.parent.coursedir = ShieldedCourse.of(self.parent.coursedir)
            convert_alone(self.parent)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        return self.from_notebook_node(nbformat.v4.new_notebook(), self._init_resources(resources), **kw)


class GradeAsData(NbGraderPreprocessor):
    """Grade the answers that were handed in, save the outcome, and give the notebook that formgrader shows."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        place = resources["nbgrader"]
        module_id, learner = place["assignment"], place["student"]
        coursedir = self.parent.parent.coursedir
        source = Path(coursedir.format_path(coursedir.submitted_directory, learner, module_id))
        target = Path(coursedir.format_path(coursedir.autograded_directory, learner, module_id))
        submission = read_submission(source, module_id)
        with open_gradebook(coursedir) as gradebook:
            module = module_of(gradebook, coursedir, module_id)
            book = ModuleGradebook(gradebook, module, [learner])
            try:
                outcome, text = grade(book, module, learner, submission)
                book.commit()
            finally:
                book.close()
        for name, content in texts_beside(source, submission).items():
            (target / name).write_text(content, encoding="ascii")
        for fault in outcome.faults:
            self.log.warning("%s, %s: %s", learner, module_id, fault)
        return nbformat.reads(text, as_version=4), resources
