"""`babyinmind grade MODULE`"""

from __future__ import annotations

import argparse
import sys

from babyinmind.cli import common_options

ERROR_STATUS = 2
"""1 says that some hand-ins were not graded."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("module", metavar="MODULE", help="such as 03-attachment")
    parser.add_argument("--student", default="*", metavar="ID", help="one learner alone (default: everybody)")
    parser.add_argument(
        "--force",
        action="store_true",
        help="grade again what was graded, and every earlier hand-in: after a key was mended and generated anew",
    )
    common_options.arguments(parser)


def run(args: argparse.Namespace) -> int:
    from babyinmind.grading.start import course_directory

    coursedir = course_directory(root=args.cohort, db_url=args.db, student_id=args.student)

    from tqdm import tqdm

    from babyinmind.grading.batch import Summary, grade_cohort

    summary: Summary = grade_cohort(
        coursedir,
        args.module,
        force=args.force,
        progress=lambda learners: tqdm(learners, desc=args.module, unit=" learners", file=sys.stderr),
    )
    print(f"{args.module}: {len(summary.graded)} graded, {len(summary.skipped)} graded before.")
    if summary.regraded_earlier:
        print(f"{summary.regraded_earlier} earlier hand-ins scored anew.")
    for learner, faults in summary.faults.items():
        for fault in faults:
            print(f"  {learner}: {fault}")
    for learner, why in summary.failed.items():
        print(f"  {learner}: NOT GRADED: {why}")
    return 1 if summary.failed else 0
