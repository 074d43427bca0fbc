"""Grade one hand-in, wherever it is asked for: nbgrader's autograde, formgrader's button, a whole cohort."""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from babyinmind.grading.attempts import keep_scores, kept_responses
from babyinmind.grading.gradebook import ModuleGradebook
from babyinmind.grading.module import Module, stored_module
from babyinmind.grading.notebook import as_text, graded_notebook
from babyinmind.grading.scoring import Outcome, score
from babyinmind.grading.submitted import HandedIn
from babyinmind.grading.telling import Fairness, tell

_TELL_ALL = Fairness(pass_mark=0.0)
"""An instructor reads every key."""


def module_of(gradebook: Gradebook, coursedir: CourseDirectory, module_id: str) -> Module:
    """The stored module, its cells in the order of the released notebook. Raises `GradingError`."""
    folder = Path(coursedir.format_path(coursedir.release_directory, ".", module_id))
    return stored_module(gradebook, module_id, folder / f"{module_id}.ipynb")


def grade(book: ModuleGradebook, module: Module, learner: str, handed_in: HandedIn) -> tuple[Outcome, str]:
    """Score a hand-in and stage it in the gradebook; gives the outcome and the text of formgrader's notebook."""
    outcome = score(module, handed_in.responses, handed_in.faults)
    book.record(learner, handed_in, outcome)
    results = tell(outcome, book.history(learner), {}, _TELL_ALL)
    return outcome, as_text(graded_notebook(module, outcome, results))


def regrade_earlier(book: ModuleGradebook, module: Module, learner: str, handed_in: HandedIn) -> int:
    """Score a learner's other hand-ins anew, after a key was mended; gives how many."""
    earlier = [attempt for attempt in book.history(learner).attempts if attempt.handed_in != handed_in.at]
    for attempt in earlier:
        keep_scores(attempt, score(module, kept_responses(attempt)))
    return len(earlier)
