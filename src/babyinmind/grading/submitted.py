"""A learner's hand-in as it lies in `submitted/`: the answer file, the time that counts and the claimed one, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babyinmind.grading.collected import collected_in
from babyinmind.grading.texts import SECRET_FILE, TIMESTAMP_FILE, small_text, time_of
from babyinmind.responses import MissingResponses, Responses, ResponsesError, answers_path, read_responses


@dataclass(frozen=True, slots=True)
class Submission:
    """One hand-in. `responses` is None where no answers could be read; `faults` say why. `at` is UTC without a zone,
    as nbgrader keeps times; `claimed` is what the learner's side said of it, None where that is not known."""

    responses: Responses | None
    at: datetime
    faults: tuple[str, ...] = ()
    claimed: datetime | None = None


def read_submission(folder: Path, module_id: str) -> Submission:
    """Read a hand-in. A file that is damaged, too big, a link or not there is a fault, never an error."""
    at, claimed = time_handed_in(folder), collected_in(folder).claimed
    try:
        return Submission(read_responses(answers_path(folder, module_id), module=module_id), at, claimed=claimed)
    except MissingResponses:
        return Submission(None, at, ("Nothing was answered: the hand-in holds no answers.",), claimed)
    except ResponsesError as error:
        return Submission(None, at, (str(error),), claimed)


def texts_beside(source: Path, handed_in: Submission) -> dict[str, str]:
    """The small texts that nbgrader's later steps look for beside a graded notebook: name -> content."""
    texts = {TIMESTAMP_FILE: f"{handed_in.at.isoformat(sep=' ')} UTC\n"}
    if secret := small_text(source / SECRET_FILE):
        texts[SECRET_FILE] = secret
    return texts


def time_handed_in(folder: Path) -> datetime:
    """When a hand-in that lies in `submitted/` came, in UTC without a zone."""
    when = time_of(small_text(folder / TIMESTAMP_FILE))
    if when is not None:
        return when
    # nbgrader's own time-stamp is missing or not a time: the folder's age is the next best.
    try:
        return datetime.fromtimestamp(int(folder.stat().st_mtime), UTC).replace(tzinfo=None)
    except OSError:
        return datetime(1970, 1, 1)
