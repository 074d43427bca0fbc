"""Where nbgrader and our own commands put what one learner handed in of one module, on the instructor's side."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from babyinmind.desk.flags import FOLDER
from babyinmind.desk.search import holding
from babyinmind.errors import BabyInMindError
from babyinmind.files import write_atomically
from babyinmind.gradebook.upgrade import copies_beside, sqlite_file
from babyinmind.grading.collected import collected_in, moment
from babyinmind.grading.start import exchange_of
from babyinmind.grading.texts import TIMESTAMP_FILE, small_text, time_of
from babyinmind.responses import ResponsesError, answers_path, read_responses
from babyinmind.responses.places import siblings
from babyinmind.responses.writing import Encoder


class Uncertain(BabyInMindError):
    """It is not clear what a copy is of; the text says what to do first."""


class Copies:
    """Every copy of a learner's hand-ins of a module up to `latest`, the time of the last one that was graded."""

    def __init__(self, coursedir: CourseDirectory, module_id: str, learner: str, latest: datetime) -> None:
        self._module, self._learner, self._latest = module_id, learner, latest
        self._submitted, self._autograded, self._feedback = (
            Path(coursedir.format_path(folder, learner, module_id)).absolute()
            for folder in (
                coursedir.submitted_directory,
                coursedir.autograded_directory,
                coursedir.feedback_directory,
            )
        )
        root = Path(coursedir.root).absolute()
        self.flags = root / FOLDER
        self._exchange = exchange_of(coursedir)
        self.places = (root, *(folder.parent for folder in (self._submitted, self._autograded, self._feedback)),
                       self._exchange)  # fmt: skip
        self.database = tuple(_database(coursedir.db_url))

    @property
    def not_ours(self) -> tuple[Path, ...]:
        """What is left out of a search: later hand-ins, which nobody has collected, and flags that only the contact sees."""
        newer = tuple(path for path, later in self._arrived() if later)
        try:
            list(self.flags.iterdir())
        except PermissionError:
            return (*newer, self.flags)
        except OSError:
            pass
        return newer

    def refuse_ungraded(self) -> None:
        """Raise `Uncertain` where a later hand-in was collected: nobody has looked at that one yet."""
        when = time_of(small_text(self._submitted / TIMESTAMP_FILE))
        if when is not None and when > self._latest:
            raise Uncertain(
                f"{self._submitted} holds a later hand-in that was not graded. Grade it first:"
                f" babyinmind grade {self._module} --student {self._learner}"
            )

    def texts(self, reflections: Collection[str]) -> Iterator[str]:
        """All that was written into these reflections, what another window wrote included."""
        try:
            answers = read_responses(answers_path(self._submitted, self._module), module=self._module).answers
        except ResponsesError:
            return
        for answer in (answers[item] for item in reflections if item in answers):
            for value in (answer.value, answer.first, *(conflicting.value for conflicting in answer.conflicting)):
                if isinstance(value, dict) and str(value.get("text") or "").strip():
                    yield str(value["text"])

    def clear(self, reflections: Collection[str]) -> None:
        """Take these reflections out of `submitted/`, and away what is made anew from it. Raises `OSError`."""
        path = answers_path(self._submitted, self._module)
        for kind, found in list(siblings(path)):
            if kind != "main":
                found.unlink()
        for left in self._submitted.parent.glob(f".{self._module}.*"):  # of a collect that was cut short
            shutil.rmtree(left)
        try:
            responses = read_responses(path, module=self._module)
        except ResponsesError:
            # A damaged one cannot be changed in part; what could be read of it is in the gradebook.
            path.unlink(missing_ok=True)
        else:
            kept = {item: answer for item, answer in responses.answers.items() if item not in reflections}
            write_atomically(path, Encoder().encode(replace(responses, answers=kept)))
        gone = [self._autograded, self._feedback, *(path for path, later in self._arrived() if not later)]
        for folder in gone:
            if folder.is_dir():
                shutil.rmtree(folder)

    def clear_released_feedback(self, needles: Collection[bytes]) -> None:
        """Take away what was released of it; nbgrader names those files by nothing that tells whose they are."""
        for page in holding([self._exchange / "feedback"], needles)[0]:
            page.unlink()

    def clear_gradebook_copies(self, needles: Collection[bytes]) -> None:
        """Take away the copies of the gradebook, made before upgrades, that hold it."""
        for database in self.database[:1]:
            for copy in holding(copies_beside(database), needles)[0]:
                copy.unlink()

    def _arrived(self) -> Iterator[tuple[Path, bool]]:
        """The learner's folders of this module in the exchange, and whether each is a later hand-in, not collected yet."""
        inbound = self._exchange / "inbound"
        collected = collected_in(self._submitted)
        # In a cluster they lie in the learner's own folder.
        places = [place for place in (inbound, inbound / self._learner) if place.is_dir()]
        for folder in (folder for place in places for folder in sorted(place.iterdir())):
            parts = folder.name.rsplit("+", 3)
            if len(parts) >= 3 and parts[:2] == [self._learner, self._module] and not folder.is_symlink():
                claimed = time_of(parts[2])
                if claimed is not None:
                    since = moment(folder.lstat().st_ctime_ns)
                    yield folder.absolute(), not collected.has(folder.name, claimed) and since > self._latest


def _database(url: str) -> Iterator[Path]:
    """SQLite's file and what it keeps beside it; a server's database lies in no folder."""
    file = sqlite_file(url)
    if file is not None:
        path = file.absolute()
        yield from (path.with_name(path.name + end) for end in ("", "-journal", "-wal", "-shm"))
