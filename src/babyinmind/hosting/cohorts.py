"""A hub's cohorts: added with all that they need, closed, archived, opened again. Everything is checked before anything is written."""

from __future__ import annotations

import platform
from dataclasses import dataclass, field, replace
from pathlib import Path

from babyinmind.course.modules import SOLO_DISTRIBUTION
from babyinmind.desk.folder import sources_of_the_course
from babyinmind.desk.roster import Enrolled
from babyinmind.desk.sessions import read_sessions
from babyinmind.desk.table import TableFaulty
from babyinmind.hosting import provisioning
from babyinmind.hosting.accounts import (
    Account,
    NotHosted,
    account,
    as_account,
    fault_of_this_python,
    make_account,
    only_root,
    the_account,
)
from babyinmind.hosting.checks import checked_roster, faults_of_teaching, names_of
from babyinmind.hosting.folders import (
    contacts_of,
    exchange_of,
    fault_in_the_exchange,
    provision_contacts,
    provision_exchange_of,
    provision_exchange_root,
    publish_cohort,
)
from babyinmind.hosting.keys import close_keys, fault_of_open_keys
from babyinmind.hosting.registry import CohortState, HostedCohort, Hub, RegistryFaulty, cohort_name, grader_of
from babyinmind.records.cohort import Cohort, Contact


@dataclass(frozen=True, slots=True)
class CohortRequest:
    """A cohort as somebody asks for it; people by their accounts.

    `how` is how learners reach the contact, `homes` the folder in which new homes are made (None: as `useradd` is configured).
    The accounts of learners are made where there are none; those of instructors and contact only with `new_accounts`, since a
    name with a slip in it would be an instructor's. `gradebook` is the address of the cohort's database, "" for a SQLite file.
    """

    name: str
    instructors: tuple[str, ...]
    contact: str
    roster: Path
    how: str = ""
    title: str = ""
    sponsor: str = ""
    sessions: Path | None = None
    homes: Path | None = None
    new_accounts: bool = False
    gradebook: str = ""


@dataclass(slots=True)
class CohortChange:
    """`changed` names what was made or put right, empty where all was so already; `notes` is what is left to do."""

    cohort: HostedCohort
    changed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def add(hub: Hub, request: CohortRequest) -> CohortChange:
    """Add a cohort, or put right what is not as it must be of one that was added so. Raises `NotHosted`, with every fault."""
    only_root("Adding a cohort")
    _plan(hub, request)
    with hub.alone():
        planned, learners = _plan(hub, request)
        done = CohortChange(planned, close_keys())
        for name in dict.fromkeys((*planned.instructors, planned.contact)):
            done.changed += make_account(name, homes=request.homes)
        for one in learners:
            done.changed += make_account(one.id, " ".join(filter(None, one.names)), request.homes)
        done.changed += make_account(planned.grader, f"Grader of {planned.name}", request.homes)
        grader, contact = the_account(planned.grader), the_account(planned.contact)
        cohort = _cohort_of(hub, request, contact)
        done.changed += provision_exchange_root(hub)
        done.changed += provision_exchange_of(hub, planned.name, grader, planned.state)
        done.changed += provision_contacts(hub, planned.name, contact, grader)
        location = location_of(planned, grader)
        sources = sources_of_the_course()  # which root alone can read
        provisioned = as_account(
            grader.name, provisioning.provision_cohort, location, hub.exchange, cohort, planned.state, learners, sources
        )
        done.changed += provisioned.changed
        done.changed += publish_cohort(hub, planned, provisioned.cohort)
        if request.sessions is not None:
            done.changed += _suggest(hub, planned, request.sessions)
        if planned.name not in (one.name for one in hub.cohorts()):
            hub.write(planned)
            done.changed.append(f"cohort {planned.name}")
        folder = location.folder
        if not sources and done.changed:
            done.notes.append(
                f"No modules were put into {folder}/source, since there are none with keys here. Install {SOLO_DISTRIBUTION} into this"
                " environment, which root closes to others, then give the same command again; or put your own modules there."
            )
        if not request.sponsor and done.changed:
            done.notes.append(
                f"Records name the sponsor as “{provisioned.cohort.sponsor}”: write your own into {folder}/cohort.yml."
            )
        if not request.how and done.changed:
            done.notes.append(f"Say in {folder}/cohort.yml how learners reach {contact.full_name} (`contact:`).")
    return done


def close(hub: Hub, name: str, *, leave_unread: int = 0) -> CohortChange:
    """Nothing is handed in any more; what was, and every record, can still be fetched. Raises `NotHosted`, `RegistryFaulty`."""
    only_root("Closing a cohort")
    return _change_state(hub, name, "closed", leave_unread)


def archive(hub: Hub, name: str) -> CohortChange:
    """Put a closed cohort away: kept whole, open to nobody but its grader's account and root. Raises the same."""
    only_root("Archiving a cohort")
    if hub.cohort(name).state == "open":
        raise NotHosted(f"{name} is open. Close it first: babyinmind cohort close {name}")
    return _change_state(hub, name, "archived")


def open_again(hub: Hub, name: str) -> CohortChange:
    """Open a cohort that was closed or archived. Raises the same."""
    only_root("Opening a cohort")
    return _change_state(hub, name, "open")


def suggest(hub: Hub, name: str, path: Path) -> CohortChange:
    """Bring the dates of `sessions.csv` to the cohort's learners. Raises the same."""
    only_root("Suggesting dates")
    try:
        with hub.alone():
            done = CohortChange(hub.cohort(name))
            done.changed += _suggest(hub, done.cohort, path)
    except TableFaulty as faulty:
        raise NotHosted(str(faulty)) from faulty
    return done


def _plan(hub: Hub, request: CohortRequest) -> tuple[HostedCohort, list[Enrolled]]:
    """What is to be, with the roster. Raises `NotHosted` with every fault that can be seen beforehand; writes nothing."""
    try:
        name, grader = cohort_name(request.name), grader_of(request.name)
        known = {one.name: one for one in hub.cohorts()}.get(name)
    except RegistryFaulty as error:
        raise NotHosted(str(error)) from error
    faults = faults_of_teaching(request.instructors, request.contact, new_accounts=request.new_accounts)
    faults += filter(None, (fault_of_this_python(), fault_of_open_keys()))
    if request.homes is not None and not request.homes.is_dir():
        faults.append(f"{request.homes} is no folder. Make it, or name another with --homes.")
    if fault := fault_in_the_exchange(hub, name, account(grader)):
        faults.append(fault)
    learners = []
    try:
        learners = checked_roster(request.roster, request.instructors, request.contact)
    except TableFaulty as faulty:
        faults.append(str(faulty))
    try:
        if request.sessions is not None:
            read_sessions(request.sessions)
    except TableFaulty as faulty:
        faults.append(str(faulty))
    if faults:
        raise NotHosted("Nothing was changed.\n" + "\n".join(faults))
    instructors = tuple(dict.fromkeys(request.instructors))
    planned = HostedCohort(
        name, "open", grader, request.contact, instructors, tuple(one.id for one in learners),
        gradebook=request.gradebook or (known.gradebook if known else ""),
    )  # fmt: skip
    if known is not None and _people(known) != _people(planned):
        raise NotHosted(
            f"Nothing was changed: there is a cohort {name} already, with other people, another gradebook, or closed. To change it:"
            " babyinmind cohort enrol, move, withdraw, open. For a new one, take another name."
        )
    return known or planned, learners


def location_of(cohort: HostedCohort, grader: Account) -> provisioning.CourseLocation:
    return provisioning.CourseLocation(grader.home, cohort.name, cohort.gradebook)


def _suggest(hub: Hub, cohort: HostedCohort, path: Path) -> list[str]:
    suggested, grader = read_sessions(path), the_account(cohort.grader)
    return as_account(
        grader.name, provisioning.suggest, location_of(cohort, grader), exchange_of(hub, cohort.name), path.read_bytes(), suggested
    )  # fmt: skip


def _people(cohort: HostedCohort) -> tuple[object, ...]:
    return cohort.state, cohort.contact, set(cohort.instructors), set(cohort.learners), cohort.gradebook


def _cohort_of(hub: Hub, request: CohortRequest, contact: Account) -> Cohort:
    return Cohort(
        name=request.title or request.name,
        sponsor=request.sponsor or f"the host of {platform.node()}",
        instructors=names_of(tuple(dict.fromkeys(request.instructors))),
        contact=Contact(
            contact.full_name,
            request.how or "ask your instructors",
            contact.name,
            str(contacts_of(hub, request.name)),
        ),
    )


def _change_state(hub: Hub, name: str, state: CohortState, leave_unread: int = 0) -> CohortChange:
    with hub.alone():
        cohort = hub.cohort(name)
        grader = the_account(cohort.grader)
        done = CohortChange(replace(cohort, state=state), close_keys() if state == "open" else [])
        location = location_of(cohort, grader)
        if state == "open":
            as_account(grader.name, provisioning.reopen_cohort, location)
        else:
            as_account(grader.name, provisioning.close_cohort_if_open, location, leave_unread)
        done.changed += as_account(grader.name, provisioning.provision_exchange, exchange_of(hub, name), state)
        done.changed += provision_exchange_of(hub, name, grader, state)
        if cohort.state != state:
            hub.write(done.cohort)
            done.changed.append(f"{name} is {state}")
    return done
