"""Sending the evaluation: a file without name or time, laid where nobody but the course's owner can list it."""

from __future__ import annotations

import json
import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbgrader.apps import SubmitApp

from babyinmind.course.evaluation import FOLDER, FormFaulty, checked, note_sent, was_sent
from babyinmind.course.exchange import course_of
from babyinmind.errors import BabyInMindError
from babyinmind.files import create

_NOTHING_SENT = "Nothing was sent. What you filled in still stands here, and nothing depends on it."


class CouldNotSend(BabyInMindError):
    """The form was not sent; the text says why, in the learner's words."""


def send(home: Path, form: Any) -> None:
    """Lay the form that the learner whose folder is `home` filled in into their course's folder. Raises `CouldNotSend`."""
    if was_sent(home):
        raise CouldNotSend("It was sent before. Each learner sends it once.")
    try:
        answers = checked(form)
    except FormFaulty as error:
        raise CouldNotSend(str(error)) from error
    app = SubmitApp()
    app.initialize([])
    exchange, course = course_of(app, home)
    box = exchange / course / FOLDER
    if not course or not box.is_dir():
        raise CouldNotSend(f"Your course has no place for it yet. {_NOTHING_SENT}")
    if not os.access(box, os.W_OK | os.X_OK):
        raise CouldNotSend(f"Your course is closed, so no more can be sent. {_NOTHING_SENT}")
    try:
        form = box / f"{uuid.uuid4().hex}.json"
        # Only who can list the folder finds it, so that all may read it.
        create(form, json.dumps(answers).encode("ascii"), mode=0o644)
        os.utime(form, (0, 0))  # nobody needs to know when
    except OSError as error:
        raise CouldNotSend(f"It could not be written ({error.strerror}). {_NOTHING_SENT}") from error
    # Sent it is, whether or not this machine can remember it.
    with suppress(OSError):
        note_sent(home)
