"""Newer and new releases of a cohort's modules, brought from nbgrader's exchange into a learner's folder."""

from __future__ import annotations

from pathlib import Path

from babyinmind.course import sessions
from babyinmind.course.exchange import course_of
from babyinmind.course.folder import FolderError, Placed, place
from babyinmind.course.modules import Module, in_course_order
from babyinmind.errors import BabyInMindError


class CouldNotRenew(BabyInMindError):
    """The modules could not be compared or brought; the text says why and what to do, in the learner's words."""


def renew(home: Path) -> Placed:
    """Bring into `home` every module of the course's outbound folder that is missing or differs; answers stay.

    The dates that the trainers suggest come along. What is replaced is kept in the module's hidden folder `.older`, unless it was brought by us before. Loads nbgrader.
    Raises `CouldNotRenew`.
    """
    from nbgrader.apps import FetchAssignmentApp
    from nbgrader.auth import Authenticator

    app = FetchAssignmentApp()
    app.initialize([])
    root, course = course_of(app, home)
    if not course:
        raise CouldNotRenew(
            "Whether there is a newer version of a module could not be seen: this folder belongs to no course. "
            "Ask whoever runs the course to set its course_id in nbgrader_config.py."
        )
    if not Authenticator(parent=app).has_access(app.coursedir.student_id, course):
        raise CouldNotRenew(f"You are not on the list of the course {course}. Ask your instructor to add you.")
    try:
        outbound = root / course / "outbound"
        placed = place(outbound_modules(outbound), home)
        sessions.bring(outbound, home)
        return placed
    except FolderError as error:
        raise CouldNotRenew(str(error)) from error
    except OSError as error:
        raise CouldNotRenew(
            f"The course's modules in {error.filename or root} could not be read: {error.strerror or error}. "
            "Try again later, or tell whoever runs the course. You can go on with what you have."
        ) from error


def outbound_modules(outbound: Path) -> tuple[Module, ...]:
    """The released modules of an exchange's outbound folder, in the course's order; none before the first was released. Raises `OSError`."""
    if not outbound.is_dir():
        return ()
    names = [folder.name for folder in outbound.iterdir() if (folder / f"{folder.name}.ipynb").is_file()]
    return tuple(Module(name, outbound / name) for name in in_course_order(names))
