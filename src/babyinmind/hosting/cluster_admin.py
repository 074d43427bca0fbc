"""A cohort of a cluster, added and changed from a pod of its own, in three steps: plan, lay, keep.

What `babyinmind cohort` does on one machine, without its accounts: here a person is whom the sign-in says, and all of a
cohort's folders are the staff's (`babyinmind.hosting.kubernetes`). To the disk the staff is one account, so two containers
part what two accounts part on one machine, and a pipe of JSON joins them:

    plan    in the container `people`, which has the list of all cohorts and no folder that instructors can write
    lay     in the container `course`, which has what the grader's server has and not the list
    keep    in `people` again: writes the list as `plan` settled it, whatever `lay` said, if it said that it is done

No step runs a file of the grader's: Python is started isolated (`python -I`), and the course is configured by the image alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Any, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError

from babyinmind.desk.flags import account
from babyinmind.desk.roster import Enrolled, read_roster
from babyinmind.errors import BabyInMindError
from babyinmind.hosting import provisioning
from babyinmind.hosting.accounts import MOST_BYTES, printable
from babyinmind.hosting.registry import CohortState, HostedCohort, Hub, RegistryFaulty, account_name, grader_of, the_hub
from babyinmind.records.cohort import Cohort, Contact

WAITING = Path(gettempdir(), "baby-in-mind-plan.json")
"""What was planned, until it is kept: in the container's own file system, which no other container has."""


class NotSettled(BabyInMindError):
    """A step cannot be done; the text says why and what to do. The list of cohorts is as it was."""


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A cohort as it is to be. `instructors` and `contact` are names of the sign-in; `state` None leaves it as it is.

    `leave_unread` is how many hand-ins may stay unread where it is closed.
    """

    name: str
    instructors: tuple[str, ...]
    contact: str
    roster: Path
    how: str
    sponsor: str
    state: CohortState | None = None
    leave_unread: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be of a cohort, and what was: `before` is None where it is new, `roster` the learners' rows."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    before: HostedCohort | None
    after: HostedCohort
    roster: list[Enrolled]
    how: str
    sponsor: str
    leave_unread: int = 0


@dataclass(frozen=True, slots=True)
class ProvisionResult:
    """The cohort that was provisioned, and what was changed."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    cohort: str
    changed: list[str]


def plan(hub: Hub, wanted: PlanRequest) -> Plan:
    """Settle what the cohort is to be. Who is not on the roster any more is withdrawn: all that they did is kept.

    Raises `RegistryFaulty`, and `TableFaulty` with every fault of the roster. Writes nothing.
    """

    def faults(learner: str) -> list[str]:
        try:
            account_name(learner)
        except RegistryFaulty as error:
            return [str(error)]
        return [f"{learner!r} teaches this cohort, and so cannot learn in it."] if learner in staff else []

    grader = grader_of(wanted.name)
    staff = tuple(dict.fromkeys(account_name(one) for one in (*wanted.instructors, wanted.contact)))
    roster = read_roster(wanted.roster, wanted.instructors, faults)
    known = _known(hub, wanted.name)
    learners = tuple(one.id for one in roster)
    before = (*known.learners, *known.withdrawn) if known else ()
    gone = tuple(one for one in before if one not in (*learners, *staff))
    state = wanted.state or (known.state if known else "open")
    after = HostedCohort(wanted.name, state, grader, wanted.contact, wanted.instructors, learners, gone)
    return Plan(known, after, roster, wanted.how, wanted.sponsor, wanted.leave_unread)


def provision(hub: Hub, plan: Plan, home: Path) -> list[str]:
    """Bring the cohort's folders and gradebook to the plan; gives what was changed. Twice changes nothing.

    Raises `CohortStateError` where a hand-in would be left unread, before anything is written, and `FolderError` where a link lies in
    the place of a folder of the exchange.
    """
    before, after = plan.before, plan.after
    location = provisioning.CourseLocation(home, after.name)
    # Flags wait for the contact at the cohort's desk, which is one account's.
    contact = Contact(after.contact, plan.how, account())
    changed = []
    if before is not None and before.state != after.state:
        if after.state == "open":
            provisioning.reopen_cohort(location)
        else:
            provisioning.close_cohort_if_open(location, plan.leave_unread)
    if before is None or before.state == after.state == "open":
        people = Cohort(after.name, plan.sponsor, after.instructors, contact)
        changed += provisioning.provision_course(location, hub.exchange, people)
    # Before anybody is in the list: Kubernetes would make what is missing when a pod starts as root's.
    changed += provisioning.provision_exchange(hub.exchange / after.name, "open")
    changed += provisioning.provision_inbound(hub.exchange / after.name, (*after.learners, *after.withdrawn))
    changed += provisioning.in_words(provisioning.enrol(location, plan.roster))
    changed += [f"withdrawn: {one}" for one in provisioning.withdraw(location, list(after.withdrawn))]
    left = sorted(set(before.instructors if before else ()) - set(after.instructors))
    return changed + provisioning.name_instructors(location, list(after.instructors), left).changed


def write_registry(hub: Hub, plan: Plan, done: ProvisionResult) -> list[str]:
    """Write the cohort into the list as it was planned; gives what was changed. Raises `NotSettled`."""
    if done.cohort != plan.after.name:
        raise NotSettled(f"{done.cohort!r} was laid, and {plan.after.name} was planned. Begin again with `plan`.")
    with hub.alone():
        if _known(hub, plan.after.name) != plan.before:
            raise NotSettled(f"Somebody changed {plan.after.name} since it was planned. Begin again with `plan`.")
        if plan.before == plan.after:
            return done.changed
        hub.write(plan.after)
    return [*done.changed, f"{plan.after.name} is {plan.after.state}"]


def _known(hub: Hub, name: str) -> HostedCohort | None:
    return next((one for one in hub.cohorts() if one.name == name), None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one step; gives the exit status (0 done, 1 something to mend)."""
    args = _parser().parse_args(arguments)
    try:
        args.step(args)
    except BabyInMindError as error:
        print(f"Nothing was settled.\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Nothing was settled: {error}. What was laid already stays; begin again with `plan`.", file=sys.stderr)
        return 1
    return 0


def _plan(args: argparse.Namespace) -> None:
    asked = {name: value for name, value in vars(args).items() if name != "step"}
    asked["instructors"] = tuple(dict.fromkeys(one.strip() for one in args.instructors.split(",") if one.strip()))
    text = TypeAdapter(Plan).dump_json(plan(the_hub(), PlanRequest(**asked))).decode()
    WAITING.write_text(text, encoding="utf-8")
    print(text)


def _provision(args: argparse.Namespace) -> None:
    planned = _from_json(Plan, sys.stdin.buffer.read(MOST_BYTES + 1), "plan")
    print(json.dumps({"cohort": planned.after.name, "changed": provision(the_hub(), planned, Path.home())}))


def _write_registry(args: argparse.Namespace) -> None:
    done = _from_json(ProvisionResult, sys.stdin.buffer.read(MOST_BYTES + 1), "lay")
    try:
        planned = _from_json(Plan, WAITING.read_bytes(), "plan")
    except OSError as error:
        raise NotSettled(f"Nothing is planned here ({error}). Begin with `plan`.") from error
    for line in write_registry(the_hub(), planned, done):
        print(f"  {printable(line)}")
    WAITING.unlink(missing_ok=True)
    cohort = planned.after
    print(f"{cohort.name} is {cohort.state}: {len(cohort.learners)} learners. Start the hub again, so that it knows.")


def _from_json(kind: type[Any], data: bytes, step: str) -> Any:
    if len(data) > MOST_BYTES:
        raise NotSettled(f"`{step}` said more than {MOST_BYTES:,} bytes.")
    try:
        return TypeAdapter(kind).validate_json(data)
    except ValidationError as error:
        raise NotSettled(f"`{step}` did not say what this step needs: see what it said before.") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -I -m babyinmind.hosting.cluster_admin", description=__doc__.split("\n")[0]
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    one = steps.add_parser("plan", help="settle what the cohort is to be; in the container `people`")
    one.add_argument("name", metavar="NAME", help="such as 2027-spring")
    one.add_argument("--instructors", required=True, metavar="A,B", help="as the sign-in names them")
    one.add_argument("--contact", required=True, metavar="A", help="whom learners can reach, as the sign-in names them")
    one.add_argument("--how", required=True, metavar="WORDS", help='how they reach them: "555 0100 on weekdays"')
    one.add_argument("--sponsor", required=True, metavar="WORDS", help="who gives the course, as records name it")
    one.add_argument("--roster", type=Path, required=True, metavar="FILE", help="a CSV: id (as the sign-in), name, …")
    one.add_argument("--state", choices=get_args(CohortState), help="close or archive it, or open it again")
    one.add_argument(
        "--leave-unread", type=int, default=0, metavar="N", help="close though N hand-ins stay unread (default: none may)"
    )  # fmt: skip
    one.set_defaults(step=_plan)
    steps.add_parser("lay", help="bring the cohort's folders to it; in the container `course`").set_defaults(
        step=_provision
    )
    steps.add_parser("keep", help="write it into the list; in the container `people`").set_defaults(
        step=_write_registry
    )
    return parser


def start() -> int:
    """Run a step as a program; refuses a Python that would load what lies in the home."""
    if not sys.flags.isolated:
        print(
            "Start it as `python -I -m babyinmind.hosting.cluster_admin …`: without -I Python loads what lies in the home.",
            file=sys.stderr,
        )
        return 1
    return main()


if __name__ == "__main__":
    sys.exit(start())
