"""The cells of the instructor's page; loaded by `%load_ext babyinmind.magics.cohort`, never by a learner's page."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, cell_magic, magics_class
from IPython.display import display

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from babyinmind.desk.cohort_status import Desk
    from babyinmind.records.cohort_session import Records
    from babyinmind.records.statistics import Estimate, ModuleStatistics

_FRESH = 3.0
"""Seconds in which the parts of one page share what was read of the gradebook."""


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Register the cells of the instructor's page, and load what they stand on before anybody waits for it."""
    from babyinmind.grading.start import skip_a_slow_import

    skip_a_slow_import()
    import babyinmind.desk.cohort_status  # noqa: F401

    shell.register_magics(CohortMagics(shell))


class _NoAnswers:
    """What stands in for answers: an instructor's page keeps none."""

    store_id = "cohort"
    sittings = ()

    def answer(self, item: str) -> None:
        return None


@magics_class
class CohortMagics(Magics):
    """`%%cohort_standing`, `%%cohort_waiting`, `%%cohort_flags`, `%%cohort_questions`, `%%cohort_hours`,
    `%%cohort_evaluation`; each holds the text above it.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._seen: tuple[float, Desk] | None = None

    @cell_magic
    def cohort_standing(self, line: str, cell: str) -> None:
        """Who is where."""
        self._show(
            "cohort_standing",
            cell,
            lambda records, _: status_payload(self._desk(records)) | arrivals_payload(records.folder),
        )

    @cell_magic
    def cohort_waiting(self, line: str, cell: str) -> None:
        """What waits to be read, and reading it."""
        self._show(
            "cohort_waiting", cell, lambda records, _: queue_payload(self._desk(records), records), reading_payload
        )

    @cell_magic
    def cohort_flags(self, line: str, cell: str) -> None:
        """A learner needs a person: telling the contact, and for the contact what was told."""
        from babyinmind.magics.cohort_people import do_flag, flags_payload

        self._show("cohort_flags", cell, lambda records, _: flags_payload(records, self._desk(records)), do_flag)

    @cell_magic
    def cohort_questions(self, line: str, cell: str) -> None:
        """How the questions do."""
        self._show("cohort_questions", cell, questions_payload)

    @cell_magic
    def cohort_hours(self, line: str, cell: str) -> None:
        """Hours of everybody."""
        self._show("cohort_hours", cell, lambda records, _: hours_payload(records))

    @cell_magic
    def cohort_evaluation(self, line: str, cell: str) -> None:
        """What learners say of the course, without names."""
        from babyinmind.magics.cohort_people import evaluation_payload

        self._show("cohort_evaluation", cell, lambda records, _: evaluation_payload(records))

    def _desk(self, records: Records) -> Desk:
        from babyinmind.desk.cohort_status import cohort_status

        if self._seen is None or time.monotonic() - self._seen[0] > _FRESH:
            desk = cohort_status(records)
            self._seen = (time.monotonic(), desk)
        return self._seen[1]

    def _show(
        self,
        kind: Any,
        prompt: str,
        tell: Callable[[Records, str], dict[str, Any]],
        answer: Callable[..., dict[str, Any]] | None = None,
    ) -> None:
        from babyinmind.magics import attach
        from babyinmind.widgets.cohort import CohortWidget

        widget = CohortWidget(
            kind,
            prompt.strip(),
            tell=lambda choice: _with_records(lambda records: tell(records, choice)),
            answer=None if answer is None else lambda asked: _with_records(partial(answer, asked=asked)),
        )
        page = attach.PartsPage(_NoAnswers(), _NoAnswers())
        attach.note(page, attach.Part(kind, kind), widget, practice=True)
        display(widget)


def _with_records(tell: Callable[[Records], dict[str, Any]]) -> dict[str, Any]:
    """What is told of the cohort whose course folder the page lies in; {"fault": words} where it cannot be read."""
    from babyinmind.errors import BabyInMindError
    from babyinmind.records.cohort_session import open_records

    try:
        with open_records(Path.cwd()) as records:
            return tell(records)
    except BabyInMindError as error:
        return {"fault": str(error)}


def status_payload(desk: Desk) -> dict[str, Any]:
    from babyinmind.desk.cohort_status import STATES

    return {
        "states": list(map(list, STATES.items())),
        "modules": [{"id": one.id, "number": _number(one.id), "title": one.title} for one in desk.modules],
        "learners": [
            {
                "id": one.id,
                "name": one.name,
                "reader": one.reader,
                "places": [
                    [place.state, place.words] for module in desk.modules for place in [desk.places[one.id, module.id]]
                ],
            }
            for one in desk.learners
        ],
        "withdrawn": [one.name for one in desk.withdrawn],
        # Where there is no roster at all, nobody is missing from it.
        "unlisted": [one.name for one in desk.learners if not one.listed]
        if any(one.listed for one in desk.learners)
        else [],
    }


def arrivals_payload(folder: Path) -> dict[str, Any]:
    """What the process that grades on arrival did last; None where the cohort has none."""
    from babyinmind.desk.arrivals import read_arrivals

    arrivals = read_arrivals(folder)
    return {"arrivals": arrivals and {"words": arrivals.words(), "well": arrivals.is_well()}}


def queue_payload(desk: Desk, records: Records) -> dict[str, Any]:
    from babyinmind.desk.grading_queue import MINUTES_EACH, grading_queue
    from babyinmind.desk.snippets import SnippetsFaulty, snippets_in
    from babyinmind.records.cohort import READING_DAYS

    days = records.cohort.reading_days if records.cohort else READING_DAYS
    fault = ""
    try:
        groups = snippets_in(records.folder)
    except SnippetsFaulty as error:
        groups, fault = {}, str(error)
    return {
        "days": days,
        "minutes": MINUTES_EACH,
        "waiting": [
            asdict(one) | {"since": _day(one.since), "claimed": _claimed(one.claimed)}
            for one in grading_queue(desk, records.folder, days)
        ],
        "snippets": [{"title": title, "snippets": [asdict(one) for one in group]} for title, group in groups.items()],
        "snippets_fault": fault,
    }


def _day(when: datetime) -> str:
    return f"{when.day} {when:%B %Y}"


def _claimed(when: datetime | None) -> str:
    """To the minute, since the day may be the same."""
    return f"{_day(when)}, {when:%H:%M} UTC" if when else ""


def reading_payload(records: Records, asked: Mapping[str, Any]) -> dict[str, Any]:
    """One reflection; what authors wrote is rendered, what the learner wrote is not."""
    from babyinmind.desk.reading import NothingToRead, read
    from babyinmind.questions.text import to_html

    try:
        reading = read(records, *(str(asked.get(name)) for name in ("learner", "module", "cell")))
    except NothingToRead as error:
        return {"fault": str(error)}
    rubric = reading.rubric
    return {
        "prompt": to_html(reading.prompt),
        "about": reading.about,
        "text": reading.text,
        "notes": to_html(reading.notes),
        "rubric": rubric and {
            "levels": [to_html(level) for level in rubric.levels],
            "lines": [{"name": to_html(name), "texts": [to_html(text) for text in texts]} for name, texts in rubric.lines],
        },
    }  # fmt: skip


def hours_payload(records: Records) -> dict[str, Any]:
    from sqlalchemy.orm import Session

    from babyinmind.course.progress import planned_minutes
    from babyinmind.records.credit import RULE
    from babyinmind.records.enrolment import withdrawn_learners
    from babyinmind.records.hours import hours
    from babyinmind.records.sittings import MEASURED

    everybody = hours(records.gradebook, pass_mark=records.pass_mark)
    with Session(records.gradebook.engine) as session:
        withdrawn = set(session.scalars(withdrawn_learners()))
    return {
        "planned": planned_minutes(),
        "learners": [
            {"id": one.learner, "name": one.name or one.learner, "withdrawn": one.learner in withdrawn,
             "credited": one.credited, "provisional": one.provisional, "measured": one.measured}
            for one in everybody
        ],
        "rule": RULE.format(pass_mark=f"{records.pass_mark:.0%}"),
        "measured": MEASURED,
    }  # fmt: skip


def questions_payload(records: Records, choice: str) -> dict[str, Any]:
    """The statistics of one module: the chosen one, else the first that anybody handed in."""
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from babyinmind.gradebook.schema import Attempt
    from babyinmind.grading.grader import module_of
    from babyinmind.records.modules import stored_modules
    from babyinmind.records.statistics import first_hand_ins, module_statistics

    with Session(records.gradebook.engine) as session:
        handed_in = set(session.scalars(select(Attempt.module).distinct()))
        modules = [one for one in stored_modules(session) if one.id in handed_in]
        if not modules:
            return {"modules": [], "module": None}
        wanted = next((one.id for one in modules if one.id == choice), modules[0].id)
        module = module_of(records.gradebook, records.view(), wanted)
        found = module_statistics(module, first_hand_ins(session, [wanted]).get(wanted, []))
        return {
            "modules": [{"id": one.id, "title": f"{_number(one.id)}. {one.title}"} for one in modules],
            "module": _module_payload(found),
        }


def _module_payload(found: ModuleStatistics) -> dict[str, Any]:
    from babyinmind.questions.text import to_plain

    return {
        "id": found.module,
        "title": found.title,
        "hand_ins": found.hand_ins,
        "alpha": _estimate_payload(found.alpha),
        "alpha_error": found.alpha_error,
        "questions": [
            {
                "id": one.question.id,
                "prompt": to_plain(one.question.prompt),
                "facility": _estimate_payload(one.facility),
                "discrimination": _estimate_payload(one.discrimination),
                "efficiency": _estimate_payload(one.efficiency),
                "blank": _estimate_payload(one.blank),
                "flags": list(one.flags),
                "chosen": [
                    {
                        "text": to_plain(each.text),
                        "premise": each.premise,
                        "right": each.right,
                        "share": _estimate_payload(each.share),
                    }
                    for each in one.chosen
                ],
            }
            for one in found.questions
        ],
        "objectives": [{"text": to_plain(one.text), "right": _estimate_payload(one.right)} for one in found.objectives],
        "pairs": [
            {
                "prompt": to_plain(one.question.prompt),
                "before": _estimate_payload(one.before),
                "after": _estimate_payload(one.after),
                "gain": _estimate_payload(one.gain),
            }
            for one in found.before_and_after
        ],
    }


def _estimate_payload(one: Estimate) -> dict[str, Any]:
    return {"n": one.n, "value": one.value, "low": one.low, "high": one.high, "why": one.why}


def _number(module: str) -> str:
    return module.partition("-")[0].lstrip("0") or "0"
