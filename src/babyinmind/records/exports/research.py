"""Answers for research: of learners who agreed and are still in the cohort alone, under pseudonyms, and of questions alone.

Reflections, cases and profiles are left out whole; of an answer only ids of options and numbers are told, never what
else somebody put into the file. There are no times of the day and no dates: they would find people in a small cohort.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from babyinmind.gradebook.schema import Attempt
from babyinmind.grading.module import Module
from babyinmind.questions import CONFIDENCES
from babyinmind.records.consent import pseudonyms
from babyinmind.records.enrolment import withdrawn_learners
from babyinmind.records.spreadsheet import as_csv
from babyinmind.records.statistics import readable

HEAD = (
    "learner",
    "module",
    "hand_in",
    "question",
    "kind",
    "revision",
    "present",
    "answer",
    "confidence",
    "score",
    "points",
)


def research(session: Session, modules: Iterable[Module]) -> str:
    """One row a question and hand-in, hand-ins counted from 1.

    `answer` is JSON (an option's id, a list, pairs, a number), empty where blank; `revision` names the wording that was
    scored, `present` says whether it is today's, which alone has its answers told: old option ids may mean other things.
    """
    known = pseudonyms(session)
    rows: list[list[str | float | None]] = []
    for module in modules:
        query = select(Attempt).where(
            Attempt.module == module.id,
            Attempt.learner.in_(list(known)),
            Attempt.learner.not_in(withdrawn_learners()),
        )
        count: dict[str, int] = {}
        for attempt in session.scalars(query.order_by(Attempt.handed_in)):
            count[attempt.learner] = count.get(attempt.learner, 0) + 1
            for question in module.questions:
                scored = attempt.items.get(question.id)
                if scored is None:
                    continue
                kept = attempt.answers.get(question.id) or {}
                present = scored["revision"] == module.revisions.get(question.id)
                value = readable(question, kept.get("value")) if present else None
                confidence = kept.get("confidence")
                rows.append(
                    [
                        known[attempt.learner],
                        module.id,
                        count[attempt.learner],
                        question.id,
                        question.kind,
                        scored["revision"] or "",
                        "yes" if present else "no",
                        value if value is None or isinstance(value, float) else json.dumps(value),
                        confidence if confidence in CONFIDENCES else None,
                        float(scored["score"]),
                        float(scored["points"]),
                    ]
                )
    # By pseudonym, so that the order of the rows says nothing either.
    return as_csv(HEAD, sorted(rows, key=lambda row: [str(row[0]), str(row[1]), float(row[2] or 0)]))
