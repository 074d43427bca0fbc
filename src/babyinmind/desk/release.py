"""nbgrader's `release_assignment`: no module goes to the learners of a cohort that has no contact.

What is released brings the folder for the evaluation with it.
"""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseAssignment

from babyinmind.desk.evaluation import make_box
from babyinmind.records.cohort import FILE, CohortFaulty, cohort_in


class ReleaseToACohort(ExchangeReleaseAssignment):
    """A course folder without a cohort.yml is nobody's cohort yet: there nbgrader does as it always does."""

    def init_src(self) -> None:
        try:
            cohort = cohort_in(Path(self.coursedir.root))
        except CohortFaulty as error:
            self.fail(str(error))
        else:
            if cohort is not None and cohort.contact is None:
                self.fail(
                    f"Nothing was released: {Path(self.coursedir.root, FILE)} names no contact, and learners need one."
                    " Write `contact:` with a name and a way into it."
                )
        super().init_src()

    def init_dest(self) -> None:
        super().init_dest()
        try:
            make_box(Path(self.course_path), groupshared=self.coursedir.groupshared)
        except OSError as error:
            self.log.warning("There is no place for the evaluation: %s. Everything else works without it.", error)
