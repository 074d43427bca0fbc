"""A cohort of a cluster, added and changed from a pod of its own: `python -m babyinmind.hosting.in_a_pod 2027-spring …`.

What `babyinmind cohort` does on one machine, without its accounts: here a person is whom the sign-in says, and all of a
cohort's folders are the staff's (`babyinmind.hosting.kubernetes`), mounted as in its grader's server.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from babyinmind.course import FolderError
from babyinmind.desk.flags import FlagError, account
from babyinmind.desk.roster import read_roster
from babyinmind.desk.table import TableFaulty
from babyinmind.desk.term import TermError
from babyinmind.hosting import laying
from babyinmind.hosting.cohorts import told
from babyinmind.hosting.registry import (
    HostedCohort,
    Hub,
    RegistryFaulty,
    State,
    account_name,
    grader_of,
    the_hub,
)
from babyinmind.records.cohort import Cohort, Contact
from babyinmind.records.opening import CannotOpen


@dataclass(frozen=True, slots=True)
class Wanted:
    """A cohort as it is to be. `instructors` and `contact` are names of the sign-in; `state` None leaves it as it is.

    `leave_unread` is how many hand-ins may stay unread where it is closed.
    """

    name: str
    instructors: tuple[str, ...]
    contact: str
    roster: Path
    how: str
    sponsor: str
    state: State | None = None
    leave_unread: int = 0


def bring(hub: Hub, wanted: Wanted) -> tuple[HostedCohort, list[str]]:
    """Bring the cohort to what is wanted, newly made or changed; gives it, and what was changed. Twice changes nothing.

    Who is not on the roster any more is withdrawn: all that they did is kept. Raises `RegistryFaulty`, `TableFaulty` with
    every fault, and `TermError` where a hand-in would be left unread, before anything is written.
    """

    def faults(learner: str) -> list[str]:
        try:
            account_name(learner)
        except RegistryFaulty as error:
            return [str(error)]
        return [f"{learner!r} teaches this cohort, and so cannot learn in it."] if learner in staff else []

    grader, home = grader_of(wanted.name), Path.home()
    staff = tuple(dict.fromkeys(account_name(one) for one in (*wanted.instructors, wanted.contact)))
    roster = read_roster(wanted.roster, wanted.instructors, faults)
    with hub.alone():
        known = next((one for one in hub.cohorts() if one.name == wanted.name), None)
        learners = tuple(one.id for one in roster)
        before = (*known.learners, *known.withdrawn) if known else ()
        gone = tuple(one for one in before if one not in (*learners, *staff))
        state = wanted.state or (known.state if known else "open")
        cohort = HostedCohort(wanted.name, state, grader, wanted.contact, wanted.instructors, learners, gone)
        # Flags wait for the contact at the cohort's desk, which is one account's.
        contact = Contact(wanted.contact, wanted.how, account())
        changed = []
        if known is not None and known.state != state:
            if state == "open":
                laying.begin_term(home)
            else:
                laying.end_term(home, wanted.leave_unread)
        if known is None or known.state == state == "open":
            people = Cohort(wanted.name, wanted.sponsor, wanted.instructors, contact)
            changed += laying.lay_course(home, wanted.name, hub.exchange, people)
        changed += laying.lay_exchange(hub.exchange / wanted.name, "open")
        changed += told(laying.enrol(home, roster))
        changed += [f"withdrawn: {one}" for one in laying.withdraw(home, gone)]
        left = set(known.instructors if known else ()) - set(wanted.instructors)
        changed += laying.name_instructors(home, wanted.instructors, left)
        if known != cohort:
            hub.write(cohort)
            changed.append(f"{cohort.name} is {state}")
    return cohort, changed


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m babyinmind.hosting.in_a_pod", description=bring.__doc__)
    parser.add_argument("name", metavar="NAME", help="such as 2027-spring")
    parser.add_argument("--instructors", required=True, metavar="A,B", help="as the sign-in names them")
    parser.add_argument(
        "--contact", required=True, metavar="A", help="whom learners can reach, as the sign-in names them"
    )
    parser.add_argument("--how", required=True, metavar="WORDS", help='how they reach them: "555 0100 on weekdays"')
    parser.add_argument("--sponsor", required=True, metavar="WORDS", help="who gives the course, as records name it")
    parser.add_argument(
        "--roster", type=Path, required=True, metavar="FILE", help="a CSV: id (as the sign-in), name, …"
    )
    parser.add_argument("--state", choices=get_args(State), help="close or archive it, or open it again")
    parser.add_argument(
        "--leave-unread",
        type=int,
        default=0,
        metavar="N",
        help="close though N hand-ins stay unread (default: none may)",
    )
    args = vars(parser.parse_args(arguments))
    args["instructors"] = tuple(dict.fromkeys(one.strip() for one in args["instructors"].split(",") if one.strip()))
    try:
        cohort, changed = bring(the_hub(), Wanted(**args))
    except (RegistryFaulty, TableFaulty, TermError, FlagError, FolderError, CannotOpen) as error:
        print(f"Nothing was settled.\n{error}", file=sys.stderr)
        return 1
    for line in changed:
        print(f"  {line}")
    print(f"{cohort.name} is {cohort.state}: {len(cohort.learners)} learners. Start the hub again, so that it knows.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
