"""`babyinmind purge LEARNER MODULE --reason WORDS`"""

from __future__ import annotations

import argparse
import sys

from babyinmind.cli import common_options


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("learner", metavar="LEARNER", help="as the gradebook names them")
    parser.add_argument("module", metavar="MODULE", help="such as 03-attachment")
    parser.add_argument("--reason", required=True, metavar="WORDS", help="why it is sent back: the learner reads it")
    parser.add_argument("--by", metavar="NAME", help="the instructor whom the records name (default: your user name)")
    common_options.arguments(parser)
    parser.add_argument("--yes", action="store_true", help="purge without asking")


def run(args: argparse.Namespace) -> int:
    from babyinmind.records.cohort_session import open_records

    if not args.yes:
        print(
            f"The shared reflections of {args.module} by {args.learner} will be deleted here, from every hand-in so far."
        )
        print("Nobody can bring them back; the learner keeps their own copy. Type yes to go on: ", end="", flush=True)
        if sys.stdin.readline().strip().lower() != "yes":
            print("Nothing was changed.")
            return 1
    with open_records(args.cohort, args.db) as records:
        from babyinmind.desk.flags import account
        from babyinmind.desk.purge import purge

        done = purge(records, args.learner, args.module, reason=args.reason, by=args.by or account())
    if done.before:
        print("It was purged before; nothing is left to do.")
        return 0
    print("Purged: hand-in, formgrader's copy, feedback, gradebook, exchange.")
    print(
        "Every file of the course's folder was searched, and none holds it."
        if done.searched
        else "The text was too short, or gone already: files that nbgrader does not know were not searched for it."
    )
    for place in done.not_searched:
        print(f"Not searched: {place}, which only the cohort's contact can look into.")
    print(
        f"It is sent back. Generate and release the feedback of {args.module} anew, so that the learner reads why."
        if done.sent_back
        else "Its credit was confirmed and stays, so it is not sent back. Tell the learner why it was deleted."
    )
    print("The learner's own copy stays with the learner; backups and archives of the folder are yours to see to.")
    return 0
