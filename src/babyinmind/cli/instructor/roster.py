"""`babyinmind roster FILE`"""

from __future__ import annotations

import argparse
from pathlib import Path

from babyinmind.cli import common_options


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a CSV with the columns id, name, e-mail, roles, reader"
    )
    parser.add_argument(
        "--keep-others",
        action="store_true",
        help="the file holds newcomers alone: withdraw nobody who is not in it",
    )
    common_options.arguments(parser)


def run(args: argparse.Namespace) -> int:
    from babyinmind.grading.start import course_directory

    coursedir = course_directory(root=args.cohort, db_url=args.db)

    from babyinmind.desk.roster import enrol, read_roster
    from babyinmind.gradebook.session import open_gradebook
    from babyinmind.records.cohort import CohortFaulty, cohort_in

    try:
        cohort = cohort_in(Path(coursedir.root))
    except CohortFaulty:
        cohort = None  # not filled in yet: then any reader may be named
    roster = read_roster(args.file, cohort.instructors if cohort else ())
    with open_gradebook(coursedir) as gradebook:
        changes = enrol(gradebook, roster, keep_others=args.keep_others)
    print(f"{len(roster)} learners are on the roster.")
    for learners, what in (
        (changes.added, "added"),
        (changes.back, "back again"),
        (changes.renamed, "renamed"),
        (changes.changed, "with another e-mail, other roles or another reader"),
        (changes.withdrawn, "withdrawn (all their work is kept)"),
        (changes.unlisted, "in the gradebook, and not on the roster"),
    ):
        if learners:
            print(f"{len(learners)} {what}: {', '.join(learners)}")
    return 0
