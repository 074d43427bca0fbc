"""A cohort's gradebook and configuration, opened together: what every command of the instructor's records begins with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, InvalidEntry
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError

from babyinmind.errors import BabyInMindError
from babyinmind.gradebook.lock import Busy
from babyinmind.gradebook.session import open_gradebook
from babyinmind.gradebook.upgrade import GradebookError, named, sqlite_file
from babyinmind.grading.feedback_policy import PASS_MARK
from babyinmind.grading.start import another_view, course_directory
from babyinmind.records.cohort import Cohort, CohortFaulty, cohort_in


class CannotOpen(BabyInMindError):
    """The cohort's records cannot be opened; the text names the place and the mend."""

    exit_status = 2


@dataclass(frozen=True, slots=True)
class Records:
    """`cohort` is None where no cohort.yml has been written; `folder` is the course folder, `coursedir` nbgrader's view of it.

    Take `view()` for work that sets a module or a learner on it.
    """

    gradebook: Gradebook
    cohort: Cohort | None
    pass_mark: float
    coursedir: CourseDirectory

    @property
    def folder(self) -> Path:
        return Path(self.coursedir.root)

    def view(self, student_id: str = "*") -> CourseDirectory:
        """nbgrader's view of the course folder, configured as it was when the records were opened."""
        return another_view(self.coursedir, student_id)


@contextmanager
def open_records(folder: Path | None = None, db_url: str | None = None) -> Iterator[Records]:
    """The records of the cohort whose course folder this is (default: here). Raises `CannotOpen`."""
    with open_course(course_directory(root=folder, db_url=db_url)) as records:
        yield records


@contextmanager
def open_course(coursedir: CourseDirectory) -> Iterator[Records]:
    """The records of a course folder that is configured already. Raises `CannotOpen`."""
    root = Path(coursedir.root)
    name, file = named(coursedir.db_url), sqlite_file(coursedir.db_url)
    if file is not None and not file.is_file():
        raise CannotOpen(
            f"There is no gradebook at {name}. Go to the cohort's course folder, or name it with --cohort."
        )
    try:
        cohort = cohort_in(root)
    except CohortFaulty as error:
        raise CannotOpen(str(error)) from error
    try:
        with open_gradebook(coursedir) as gradebook:
            yield Records(gradebook, cohort, pass_mark_of(coursedir, cohort), coursedir)
    except (GradebookError, Busy) as error:
        raise CannotOpen(str(error)) from error
    except InvalidEntry as error:
        # Of nbgrader's own: two programs wrote the same row at once, or the database takes none.
        raise CannotOpen(
            f"The gradebook {name} did not take what nbgrader wrote into it ({error})."
            " Another program may have written the same at this moment: try again. If it stays so, see whether"
            " this account may write the file and whether the disk is full."
        ) from error
    except SQLAlchemyError as error:
        raise CannotOpen(f"The gradebook {name} cannot be used now: {error}.") from error


def pass_mark_of(coursedir: CourseDirectory, cohort: Cohort | None) -> float:
    """The share that passes, 0 to 1: of `cohort.yml`, and without one as nbgrader's feedback is configured."""
    if cohort:
        return cohort.pass_mark
    # As traitlets would read it, without the exporter's class: that brings nbconvert, which takes as long as all the rest.
    return float(coursedir.config.FeedbackExporter.get("pass_mark", PASS_MARK))
