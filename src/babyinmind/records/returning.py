"""Feedback that carries credit back to its learner: where they stand in the module, and their signed record."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from babyinmind.grading.errors import GradingError
from babyinmind.grading.feedback import FeedbackExporter
from babyinmind.records.cohort import CohortFaulty, cohort_in
from babyinmind.records.cohort_session import CannotOpen, Records, pass_mark_of
from babyinmind.records.hours import hours
from babyinmind.records.issuing import issue_for


class CreditFeedback(FeedbackExporter):
    """nbgrader's feedback as ours, with credit told and the learner's record signed anew where credit has changed.

    Without a cohort.yml nobody stands behind a record, and none is signed.
    """

    def the_pass_mark(self, coursedir: CourseDirectory) -> float:
        return pass_mark_of(coursedir, _cohort(coursedir))

    def beside(self, gradebook: Gradebook, coursedir: CourseDirectory, learner: str, module: str) -> dict[str, Any]:
        cohort = _cohort(coursedir)
        mark = pass_mark_of(coursedir, cohort)
        credits = [each.credit for one in hours(gradebook, pass_mark=mark, learners=[learner]) for each in one.modules]
        data: dict[str, Any] = {"credit": next((one.payload() for one in credits if one.module == module), None)}
        if cohort is not None:
            data |= self._record(Records(gradebook, cohort, mark, coursedir), learner)
        return data

    def _record(self, records: Records, learner: str) -> dict[str, Any]:
        """The learner's record for the data block. Without its PDF where that cannot be made: feedback never waits for it."""
        try:
            issued = issue_for(records, learner)
        except CannotOpen as error:
            raise GradingError(str(error)) from error
        if issued is None:
            return {"record": None}
        if issued.pdf is None:
            self.log.warning("The record of %s goes back without a signed PDF. %s", learner, issued.fault)
            return {"record": issued.envelope}
        return {"record": issued.envelope, "record_pdf": b64encode(issued.pdf).decode("ascii")}


def _cohort(coursedir: CourseDirectory) -> Any:
    try:
        return cohort_in(Path(coursedir.root))
    except CohortFaulty as error:
        raise GradingError(str(error)) from error
