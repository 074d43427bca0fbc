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
from babyinmind.hosting import laying
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
    lay_contacts,
    lay_exchange_of,
    lay_exchange_root,
    tell_contact,
)
from babyinmind.hosting.keys import close_keys, fault_of_open_keys
from babyinmind.hosting.registry import HostedCohort, Hub, RegistryFaulty, State, cohort_name, grader_of
from babyinmind.records.cohort import Cohort, Contact


@dataclass(frozen=True, slots=True)
class Wanted:
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
class Done:
    """`changed` names what was made or put right, empty where all was so already; `notes` is what is left to do."""

    cohort: HostedCohort
    changed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def add(hub: Hub, wanted: Wanted) -> Done:
    """Add a cohort, or put right what is not as it must be of one that was added so. Raises `NotHosted`, with every fault."""
    only_root("Adding a cohort")
    _plan(hub, wanted)
    with hub.alone():
        planned, learners = _plan(hub, wanted)
        done = Done(planned, close_keys())
        for name in dict.fromkeys((*planned.instructors, planned.contact)):
            done.changed += make_account(name, homes=wanted.homes)
        for one in learners:
            done.changed += make_account(one.id, " ".join(filter(None, one.names)), wanted.homes)
        done.changed += make_account(planned.grader, f"Grader of {planned.name}", wanted.homes)
        grader, contact = the_account(planned.grader), the_account(planned.contact)
        cohort = _cohort_of(hub, wanted, contact)
        done.changed += lay_exchange_root(hub)
        done.changed += lay_exchange_of(hub, planned.name, grader, planned.state)
        done.changed += lay_contacts(hub, planned.name, contact, grader)
        place = place_of(planned, grader)
        sources = sources_of_the_course()  # which root alone can read
        laid = as_account(grader.name, laying.lay_cohort, place, hub.exchange, cohort, planned.state, learners, sources)
        done.changed += laid.changed
        done.changed += tell_contact(hub, planned, laid.cohort)
        if wanted.sessions is not None:
            done.changed += _suggest(hub, planned, wanted.sessions)
        if planned.name not in (one.name for one in hub.cohorts()):
            hub.write(planned)
            done.changed.append(f"cohort {planned.name}")
        folder = place.folder
        if not sources and done.changed:
            done.notes.append(
                f"No modules were put into {folder}/source, since there are none with keys here. Install {SOLO_DISTRIBUTION} into this"
                " environment, which root closes to others, then give the same command again; or put your own modules there."
            )
        if not wanted.sponsor and done.changed:
            done.notes.append(
                f"Records name the sponsor as “{laid.cohort.sponsor}”: write your own into {folder}/cohort.yml."
            )
        if not wanted.how and done.changed:
            done.notes.append(f"Say in {folder}/cohort.yml how learners reach {contact.full_name} (`contact:`).")
    return done


def close(hub: Hub, name: str, *, leave_unread: int = 0) -> Done:
    """Nothing is handed in any more; what was, and every record, can still be fetched. Raises `NotHosted`, `RegistryFaulty`."""
    only_root("Closing a cohort")
    return _change_state(hub, name, "closed", leave_unread)


def archive(hub: Hub, name: str) -> Done:
    """Put a closed cohort away: kept whole, open to nobody but its grader's account and root. Raises the same."""
    only_root("Archiving a cohort")
    if hub.cohort(name).state == "open":
        raise NotHosted(f"{name} is open. Close it first: babyinmind cohort close {name}")
    return _change_state(hub, name, "archived")


def open_again(hub: Hub, name: str) -> Done:
    """Open a cohort that was closed or archived. Raises the same."""
    only_root("Opening a cohort")
    return _change_state(hub, name, "open")


def suggest(hub: Hub, name: str, path: Path) -> Done:
    """Bring the dates of `sessions.csv` to the cohort's learners. Raises the same."""
    only_root("Suggesting dates")
    try:
        with hub.alone():
            done = Done(hub.cohort(name))
            done.changed += _suggest(hub, done.cohort, path)
    except TableFaulty as faulty:
        raise NotHosted(str(faulty)) from faulty
    return done


def _plan(hub: Hub, wanted: Wanted) -> tuple[HostedCohort, list[Enrolled]]:
    """What is to be, with the roster. Raises `NotHosted` with every fault that can be seen beforehand; writes nothing."""
    try:
        name, grader = cohort_name(wanted.name), grader_of(wanted.name)
        known = {one.name: one for one in hub.cohorts()}.get(name)
    except RegistryFaulty as error:
        raise NotHosted(str(error)) from error
    faults = faults_of_teaching(wanted.instructors, wanted.contact, new_accounts=wanted.new_accounts)
    faults += filter(None, (fault_of_this_python(), fault_of_open_keys()))
    if wanted.homes is not None and not wanted.homes.is_dir():
        faults.append(f"{wanted.homes} is no folder. Make it, or name another with --homes.")
    if fault := fault_in_the_exchange(hub, name, account(grader)):
        faults.append(fault)
    learners = []
    try:
        learners = checked_roster(wanted.roster, wanted.instructors, wanted.contact)
    except TableFaulty as faulty:
        faults.append(str(faulty))
    try:
        if wanted.sessions is not None:
            read_sessions(wanted.sessions)
    except TableFaulty as faulty:
        faults.append(str(faulty))
    if faults:
        raise NotHosted("Nothing was changed.\n" + "\n".join(faults))
    instructors = tuple(dict.fromkeys(wanted.instructors))
    planned = HostedCohort(
        name, "open", grader, wanted.contact, instructors, tuple(one.id for one in learners),
        gradebook=wanted.gradebook or (known.gradebook if known else ""),
    )  # fmt: skip
    if known is not None and _people(known) != _people(planned):
        raise NotHosted(
            f"Nothing was changed: there is a cohort {name} already, with other people, another gradebook, or closed. To change it:"
            " babyinmind cohort enrol, move, withdraw, open. For a new one, take another name."
        )
    return known or planned, learners


def place_of(cohort: HostedCohort, grader: Account) -> laying.Place:
    return laying.Place(grader.home, cohort.name, cohort.gradebook)


def _suggest(hub: Hub, cohort: HostedCohort, path: Path) -> list[str]:
    suggested, grader = read_sessions(path), the_account(cohort.grader)
    return as_account(
        grader.name, laying.suggest, place_of(cohort, grader), exchange_of(hub, cohort.name), path.read_bytes(), suggested
    )  # fmt: skip


def _people(cohort: HostedCohort) -> tuple[object, ...]:
    return cohort.state, cohort.contact, set(cohort.instructors), set(cohort.learners), cohort.gradebook


def _cohort_of(hub: Hub, wanted: Wanted, contact: Account) -> Cohort:
    return Cohort(
        name=wanted.title or wanted.name,
        sponsor=wanted.sponsor or f"the host of {platform.node()}",
        instructors=names_of(tuple(dict.fromkeys(wanted.instructors))),
        contact=Contact(
            contact.full_name,
            wanted.how or "ask your instructors",
            contact.name,
            str(contacts_of(hub, wanted.name)),
        ),
    )


def _change_state(hub: Hub, name: str, state: State, leave_unread: int = 0) -> Done:
    with hub.alone():
        cohort = hub.cohort(name)
        grader = the_account(cohort.grader)
        done = Done(replace(cohort, state=state), close_keys() if state == "open" else [])
        place = place_of(cohort, grader)
        if state == "open":
            as_account(grader.name, laying.begin_term, place)
        else:
            as_account(grader.name, laying.end_term, place, leave_unread)
        done.changed += as_account(grader.name, laying.lay_exchange, exchange_of(hub, name), state)
        done.changed += lay_exchange_of(hub, name, grader, state)
        if cohort.state != state:
            hub.write(done.cohort)
            done.changed.append(f"{name} is {state}")
    return done
