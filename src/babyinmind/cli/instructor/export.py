"""`babyinmind export canvas|moodle|gift|moodle-xml|qti|research|evaluation FILE`"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babyinmind.cli import common_options

if TYPE_CHECKING:
    from babyinmind.records.cohort_session import Records

QUIZZES = ("gift", "moodle-xml", "qti")
FORMATS = ("canvas", "moodle", *QUIZZES, "research", "evaluation")
ERROR_STATUS = 2
"""Whatever keeps the file from being written."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Take grades (canvas, moodle), quizzes with their keys (gift, moodle-xml, qti), the answers of learners who"
        " agreed (research) or the evaluation of the course (no names, from five answers on) out of the gradebook."
        " It runs on the instructor's side alone."
    )
    parser.add_argument("format", choices=FORMATS, help="grades, quizzes, answers for research, or the evaluation")
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write; one that is there is replaced")
    parser.add_argument("--module", action="append", metavar="ID", help="this module alone; may be said again")
    parser.add_argument("--consent", action="append", default=[], metavar="LEARNER", help="write down that they agreed")
    parser.add_argument("--withdraw", action="append", default=[], metavar="LEARNER", help="take their consent back")
    common_options.arguments(parser)


def run(args: argparse.Namespace) -> int:
    from babyinmind.files import write_atomically
    from babyinmind.records.cohort_session import open_records

    if (args.consent or args.withdraw) and args.format != "research":
        print("--consent and --withdraw belong to `export research`.", file=sys.stderr)
        return 2
    try:
        with open_records(args.cohort, args.db) as records:
            contents = _contents(args, records)
        write_atomically(args.file, contents)
    except OSError as error:
        print(f"{error.filename or args.file} could not be written: {error.strerror or error}.", file=sys.stderr)
        return 2
    print(f"{args.file}: written.")
    if args.format in QUIZZES:
        print("It holds the keys of the graded questions: keep it on the instructor's side.")
    return 0


def _contents(args: argparse.Namespace, records: Records) -> bytes:
    """The file's bytes. Raises `GradingError` for a module that is not there or cannot be read."""
    from sqlalchemy.orm import Session

    from babyinmind.desk.evaluation import as_table, evaluated
    from babyinmind.grading.errors import GradingError
    from babyinmind.grading.grader import module_of
    from babyinmind.records.consent import give, withdraw
    from babyinmind.records.exports import gift, grades, moodle_xml, qti, research
    from babyinmind.records.modules import stored_modules

    if args.format == "evaluation":
        return as_table(evaluated(records)).encode()
    gradebook = records.gradebook
    with Session(gradebook.engine) as session:
        known = {module.id: module for module in stored_modules(session)}
        if missing := [name for name in args.module or () if name not in known]:
            raise GradingError(f"The gradebook does not know {', '.join(missing)}. It knows: {', '.join(known)}.")
        chosen = [known[name] for name in args.module or known]
        if args.format in ("canvas", "moodle"):
            table = grades.canvas if args.format == "canvas" else grades.moodle
            return table(session, chosen).encode()
        coursedir = records.view()
        modules = [module_of(gradebook, coursedir, module.id) for module in chosen]
        if args.format == "research":
            give(session, args.consent)
            withdraw(session, args.withdraw)
            text = research.research(session, modules)
            session.commit()
            return text.encode()
    if args.format == "qti":
        return qti.qti(modules)
    return (gift.gift(modules) if args.format == "gift" else moodle_xml.moodle_xml(modules)).encode()
