"""nbgrader's `generate_feedback`: a page of our own, with the results as a data block within."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets import Float, Integer

from babyinmind.gradebook.session import open_gradebook
from babyinmind.grading.attempts import stored_responses
from babyinmind.grading.converters import convert_alone
from babyinmind.grading.errors import GradingError
from babyinmind.grading.feedback_policy import PASS_MARK, FeedbackPolicy, Results, make_results
from babyinmind.grading.gradebook import ModuleGradebook
from babyinmind.grading.grader import module_of
from babyinmind.grading.html import question_html, reflection_html
from babyinmind.grading.returned import note_returned
from babyinmind.grading.scoring import score
from babyinmind.results.policy import FULL_ANSWERS_AFTER, full_answers_words


class FeedbackExporter(Exporter):
    """One learner's feedback on the latest hand-in, from the gradebook alone; the autograded notebook is not read."""

    file_extension = ".html"
    output_mimetype = "text/html"

    pass_mark = Float(PASS_MARK, help="Share of the questions' points that passes a module, 0 to 1.").tag(config=True)
    full_answers_after = Integer(
        FULL_ANSWERS_AFTER, help="From this hand-in on, full answers are told whether or not the module was passed."
    ).tag(config=True)

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        if isinstance(self.parent, GenerateFeedback):
            convert_alone(self.parent)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        resources = self._init_resources(resources)
        place = resources["nbgrader"]
        coursedir = self.parent.coursedir
        policy = FeedbackPolicy(self.the_pass_mark(coursedir), self.full_answers_after)
        with open_gradebook(coursedir) as gradebook:
            module = module_of(gradebook, coursedir, place["assignment"])
            book = ModuleGradebook(gradebook, module, [place["student"]])
            try:
                results = results_of(book, place["student"], policy)
                latest = book.history(place["student"]).latest
                if results is not None and latest is not None:
                    waiting = any(each.waiting for each in results.reflections)
                    note_returned(book.session, place["student"], module.id, latest.handed_in, waiting=waiting)
            finally:
                book.close()
            beside = self.beside(gradebook, coursedir, place["student"], module.id) if results else {}
        if results is None:
            raise GradingError(
                f"{place['student']} has no graded hand-in of {module.id} ({Path(filename).name}). Autograde it first."
            )
        return feedback_page(results, beside), resources

    def the_pass_mark(self, coursedir: CourseDirectory) -> float:
        """Share that passes, 0 to 1, in the cohort of this course folder."""
        return float(self.pass_mark)

    def beside(self, gradebook: Gradebook, coursedir: CourseDirectory, learner: str, module: str) -> dict[str, Any]:
        """What else the data block tells; `credit` and `record` are read by `babyinmind.results`."""
        return {}


def results_of(book: ModuleGradebook, learner: str, policy: FeedbackPolicy) -> Results | None:
    """What a learner is told of the latest hand-in; None where none was graded.

    The scores are those of the attempt's own answers under the key of today.
    """
    history = book.history(learner)
    if history.latest is None:
        return None
    outcome = score(book.module, stored_responses(history.latest))
    return make_results(outcome, history, book.manual_grades(learner), policy, book.claimed(learner))


def feedback_page(results: Results, beside: dict[str, Any] | None = None) -> str:
    """The whole page: no script that runs, nothing fetched from anywhere. `beside` stands in the data block too."""
    style = files("babyinmind.grading").joinpath("feedback.css").read_text(encoding="utf-8")
    body = [
        f"<h1>{escape(results.title)}: your results</h1>",
        _summary(results),
        *_credit((beside or {}).get("credit")),
        *(f'<p class="bim-note">{escape(fault)}</p>' for fault in results.faults),
        *(reflection_html(each) for each in results.reflections),
        "<h2>The questions</h2>",
        *(question_html(each, number) for number, each in enumerate(results.questions, start=1)),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(results.title)}: results</title>\n<style>\n{style}</style>\n</head>\n<body><main>\n"
        + "\n".join(body)
        + f'\n</main>\n<script type="application/json" id="babyinmind-results">{results.as_json(beside)}</script>\n'
        "</body>\n</html>\n"
    )


def _credit(credit: dict[str, Any] | None) -> list[str]:
    if not credit:
        return []
    minutes = f" ({credit['minutes']} minutes)" if credit["minutes"] else ""
    reason = f" Your instructor wrote: {escape(credit['reason'])}" if credit["reason"] else ""
    return [f"<p>Hours: {escape(credit['words'])}{minutes}.{reason}</p>"]


def _summary(results: Results) -> str:
    share = f"{results.score:.4g} of {results.max_score:.4g} points"
    if results.max_score:
        share += f" ({results.score / results.max_score:.0%})"
    lines = [f"<p><strong>Hand-in {results.hand_in}: {share}.</strong>"]
    if results.hand_in > 1:
        lines.append(f" Your best so far is {results.best_share:.0%}; the best counts.")
    if results.passed:
        lines.append(" You have passed this module.")
    else:
        lines.append(f" {results.pass_mark:.0%} passes. You can hand in again as often as you like.")
    if not results.everything_told:
        lines.append(f" {escape(full_answers_words(results.full_answers_after))}")
    return "".join(lines) + "</p>"
