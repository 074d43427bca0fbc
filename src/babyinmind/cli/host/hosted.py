"""What `babyinmind cohort …` does on a hub."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babyinmind.hosting.cohorts import CohortChange
    from babyinmind.hosting.registry import Hub


def run(args: argparse.Namespace) -> int:
    """Do it and say what was changed; a mistake changes nothing and gives 1."""
    from babyinmind.hosting.registry import the_hub

    hub = the_hub(args.hub)
    try:
        if args.what == "list":
            return _list(hub)
        done = _do(args, hub)
    except TimeoutError:
        print(f"Another command is changing the cohorts of {hub.folder}. Try again once it is done.", file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"{error.filename} is not yours to read or change: put `sudo` before the command.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"It could not be done: {error}. What was done already is kept; try again.", file=sys.stderr)
        return 1
    for line in done.changed:
        print(f"  {line}")
    for note in done.notes:
        print(note)
    cohort = done.cohort
    print(
        f"{cohort.name} is {cohort.state}: {len(cohort.learners)} learners,"
        f" taught by {', '.join(cohort.instructors)}; contact {cohort.contact}."
    )
    print(
        "The hub knows of it once it is started again." if done.changed else "All was so already; nothing was changed."
    )
    return 0


def _do(args: argparse.Namespace, hub: Hub) -> CohortChange:
    from babyinmind.hosting import cohorts, people

    match args.what:
        case "add":
            named = cohorts.CohortRequest.__dataclass_fields__
            return cohorts.add(hub, cohorts.CohortRequest(**{name: getattr(args, name) for name in named}))
        case "open":
            return cohorts.open_again(hub, args.name)
        case "close":
            return cohorts.close(hub, args.name, leave_unread=args.leave_unread)
        case "archive":
            return cohorts.archive(hub, args.name)
        case "sessions":
            return cohorts.suggest(hub, args.name, args.file)
        case "enrol":
            return people.enrol(
                hub, args.name, roster=args.roster, instructors=args.instructors, homes=args.homes,
                new_accounts=args.new_accounts,
            )  # fmt: skip
        case "contact":
            return people.name_contact(
                hub, args.name, args.contact, args.how, homes=args.homes, new_accounts=args.new_accounts
            )  # fmt: skip
        case "withdraw":
            return people.withdraw(hub, args.name, args.people)
        case _:
            return people.move(hub, args.learner, source=args.source, target=args.target)


def _list(hub: Hub) -> int:
    found = hub.cohorts()
    width = max((len(one.name) for one in found), default=0)
    for one in found:
        print(
            f"{one.name:<{width}}  {one.state:<8}  {len(one.learners):>3} learners, {len(one.withdrawn)} withdrawn;"
            f" taught by {', '.join(one.instructors)}; contact {one.contact}"
        )
    if not found:
        print(f"No cohort was added to {hub.folder} yet: babyinmind cohort add NAME …")
    return 0
