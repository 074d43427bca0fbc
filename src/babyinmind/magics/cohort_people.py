"""What the instructor's page is told of two things that are kept apart from all else: the evaluation, and flags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babyinmind.desk.cohort_status import Desk
    from babyinmind.records.cohort_session import Records

_BLANK = re.compile(r"\[[^\]\s][^\]]*\](?!\()")
"""What the host fills in; [words](address) is a link."""


def evaluation_payload(records: Records) -> dict[str, Any]:
    """Each question with its answers, none below five."""
    from babyinmind.course.evaluation import SHOWN_FROM
    from babyinmind.desk.evaluation import evaluated

    found = evaluated(records)
    return {
        "n": found.n,
        "waiting": found.waiting,
        "shown_from": SHOWN_FROM,
        "questions": [
            {
                "id": one.question.id,
                "about": one.question.about,
                "text": one.question.text,
                "n": one.n,
                "options": list(one.question.options),
                "counts": list(one.counts),
                "words": list(one.words),
            }
            for one in found.about
        ],
    }


def flags_payload(records: Records, desk: Desk) -> dict[str, Any]:
    """Whom a flag reaches and what follows; the flags themselves for the contact alone, None for everybody else."""
    from babyinmind.desk.flags import LONGEST, PROTOCOL, FlagError, account, contact_of, flags_in, protocol_in
    from babyinmind.questions.text import to_html

    try:
        contact = contact_of(records.cohort)
        protocol = protocol_in(records.folder)
        mine = account() == contact.account
        flags = flags_in(records.folder, records.cohort) if mine else None
    except FlagError as error:
        return {"fault": str(error)}
    names = {one.id: one.name for one in (*desk.learners, *desk.withdrawn)}
    return {
        "contact": {"name": contact.name, "how": contact.how},
        "protocol": to_html(protocol),
        "unfilled": f"Not ready yet: places marked [ ] wait to be filled in, in {PROTOCOL}." if _BLANK.search(protocol) else "",
        "longest": LONGEST,
        "learners": [{"id": one.id, "name": one.name} for one in desk.learners],
        "flags": None if flags is None else [
            {"id": one.id, "name": names.get(one.learner, one.learner), "reason": one.reason, "by": one.by,
             "since": _day(one.at), "fault": one.fault}
            for one in flags
        ],
    }  # fmt: skip


def do_flag(records: Records, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Raise a flag on {"learner"} for {"reason"}, or settle the one that {"settle"} names."""
    from nbgrader.api import MissingEntry

    from babyinmind.desk.flags import FlagError, raise_flag, settle

    try:
        if asked.get("settle"):
            settle(records.folder, records.cohort, str(asked["settle"]))
        else:
            learner = records.gradebook.find_student(str(asked.get("learner") or "")).id
            raise_flag(records.folder, records.cohort, learner, str(asked.get("reason") or ""))
    except MissingEntry:
        return {"fault": "Choose whom it is about."}
    except FlagError as error:
        return {"fault": str(error)}
    return {}


def _day(at: str) -> str:
    try:
        day = datetime.fromisoformat(at)
    except ValueError:
        return at
    return f"{day.day} {day:%B %Y}"
