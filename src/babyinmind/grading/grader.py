"""Grade one hand-in, wherever it is asked for: nbgrader's autograde, formgrader's button, a whole cohort."""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from babyinmind.grading.attempts import store_scores, stored_responses
from babyinmind.grading.feedback_policy import FeedbackPolicy, make_results
from babyinmind.grading.gradebook import ModuleGradebook
from babyinmind.grading.module import Module, stored_module
from babyinmind.grading.notebook import as_text, graded_notebook
from babyinmind.grading.scoring import Outcome, score
from babyinmind.grading.submitted import Submission

_SHOW_ALL = FeedbackPolicy(pass_mark=0.0)
"""An instructor reads every key."""


def module_of(gradebook: Gradebook, coursedir: CourseDirectory, module_id: str) -> Module:
    """The stored module, its cells in the order of the released notebook. Raises `GradingError`."""
    folder = Path(coursedir.format_path(coursedir.release_directory, ".", module_id))
    return stored_module(gradebook, module_id, folder / f"{module_id}.ipynb")


def grade(book: ModuleGradebook, module: Module, learner: str, submission: Submission) -> tuple[Outcome, str]:
    """Score a hand-in and stage it in the gradebook; gives the outcome and the text of formgrader's notebook."""
    outcome = score(module, submission.responses, submission.faults)
    book.record(learner, submission, outcome)
    results = make_results(outcome, book.history(learner), {}, _SHOW_ALL)
    return outcome, as_text(graded_notebook(module, outcome, results))


def regrade_earlier(book: ModuleGradebook, module: Module, learner: str, submission: Submission) -> int:
    """Score a learner's other hand-ins anew, after a key was mended; gives how many."""
    earlier = [attempt for attempt in book.history(learner).attempts if attempt.handed_in != submission.at]
    for attempt in earlier:
        store_scores(attempt, score(module, stored_responses(attempt)))
    return len(earlier)
