"""Learners and instructors who come to a hub's cohort later, leave it, or go on in another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from babyinmind.course.copy_answers import copy_answers
from babyinmind.desk.roster import Enrolled, faults_in
from babyinmind.desk.table import TableFaulty
from babyinmind.hosting import provisioning
from babyinmind.hosting.accounts import Account, NotHosted, as_account, faults_of, make_account, only_root, the_account
from babyinmind.hosting.checks import checked_roster, faults_of_teaching, names_of
from babyinmind.hosting.cohorts import CohortChange, location_of
from babyinmind.hosting.folders import contacts_of, provision_contacts, publish_cohort
from babyinmind.hosting.registry import HostedCohort, Hub
from babyinmind.records.cohort import Contact


def enrol(
    hub: Hub,
    name: str,
    *,
    roster: Path | None = None,
    instructors: Sequence[str] = (),
    homes: Path | None = None,
    new_accounts: bool = False,
) -> CohortChange:
    """Add the learners of a roster, and instructors, to an open cohort; who is in it already stays. Raises `NotHosted`."""
    only_root("Adding people to a cohort")
    with hub.alone():
        cohort = _open(hub, name)
        teaching = tuple(dict.fromkeys((*cohort.instructors, *instructors)))
        faults = faults_of_teaching(teaching, cohort.contact, new_accounts=new_accounts)
        faults += [f"{one!r} learns in {name}, and so cannot teach it." for one in teaching if one in _learning(cohort)]
        learners: list[Enrolled] = []
        try:
            learners = checked_roster(roster, teaching, cohort.contact) if roster else []
        except TableFaulty as faulty:
            faults.append(str(faulty))
        if faults:
            raise NotHosted("Nothing was changed.\n" + "\n".join(faults))
        done = CohortChange(_with(replace(cohort, instructors=teaching), [one.id for one in learners]))
        for one in teaching:
            done.changed += make_account(one, homes=homes)
        for learner in learners:
            done.changed += make_account(learner.id, " ".join(filter(None, learner.names)), homes)
        grader = the_account(cohort.grader)
        if learners:
            changes = as_account(grader.name, provisioning.enrol, location_of(cohort, grader), learners)
            done.changed += provisioning.in_words(changes)
        _name_instructors(hub, cohort, grader, done)
        _register(hub, cohort, done)
    return done


def withdraw(hub: Hub, name: str, people: Sequence[str]) -> CohortChange:
    """Take learners and instructors out of a cohort; their accounts and all that they did stay. Raises `NotHosted`."""
    only_root("Withdrawing somebody")
    with hub.alone():
        cohort = hub.cohort(name)
        known = (*cohort.instructors, *cohort.learners, *cohort.withdrawn)
        faults = [f"{one!r} is not in {name}." for one in people if one not in known]
        faults += [
            f"{one!r} is the contact of {name}. Name another first: babyinmind cohort contact {name} …"
            for one in people
            if one == cohort.contact
        ]
        staying = tuple(one for one in cohort.instructors if one not in people)
        if not staying:
            faults.append(
                f"{name} would have no instructor. Add another first: babyinmind cohort enrol {name} --instructors …"
            )
        if faults:
            raise NotHosted("Nothing was changed.\n" + "\n".join(faults))
        leaving = [one for one in cohort.learners if one in people]
        done = CohortChange(_without(replace(cohort, instructors=staying), leaving))
        grader = the_account(cohort.grader)
        if gone := as_account(grader.name, provisioning.withdraw, location_of(cohort, grader), leaving):
            done.changed.append(f"withdrawn, with all their work kept: {', '.join(gone)}")
        _name_instructors(hub, cohort, grader, done)
        _register(hub, cohort, done)
    return done


def name_contact(
    hub: Hub, name: str, contact: str, how: str, *, homes: Path | None = None, new_accounts: bool = False
) -> CohortChange:
    """Name another contact, whom learners reach by `how`; the flags that wait are theirs from now on. Raises `NotHosted`."""
    only_root("Naming a contact")
    with hub.alone():
        cohort = hub.cohort(name)
        faults = faults_of_teaching(cohort.instructors, contact, new_accounts=new_accounts)
        if contact in _learning(cohort):
            faults.append(f"{contact!r} learns in {name}, and so cannot be its contact.")
        if faults:
            raise NotHosted("Nothing was changed.\n" + "\n".join(faults))
        done = CohortChange(replace(cohort, contact=contact))
        done.changed += make_account(contact, homes=homes)
        who, grader = the_account(contact), the_account(cohort.grader)
        done.changed += provision_contacts(hub, name, who, grader)
        new_contact = Contact(who.full_name, how, contact, str(contacts_of(hub, name)))
        provisioned = as_account(grader.name, provisioning.name_contact, location_of(cohort, grader), new_contact)
        done.changed += provisioned.changed
        done.changed += publish_cohort(hub, done.cohort, provisioned.cohort)
        _register(hub, cohort, done)
    return done


def move(hub: Hub, learner: str, *, source: str, target: str) -> CohortChange:
    """Let a learner go on in another cohort, with what they have written. Raises `NotHosted`.

    Hand-ins, grades and credited hours stay with the first, which gave them; it keeps the learner among the withdrawn.
    """
    only_root("Moving a learner")
    with hub.alone():
        first, second = hub.cohort(source), _open(hub, target)
        faults = []
        if learner not in _learning(first):
            faults.append(f"{learner!r} is not a learner of {source}.")
        if source == target:
            faults.append("Both cohorts are the same one.")
        if learner in (*second.instructors, second.contact):
            faults.append(f"{learner!r} teaches {target}, or is its contact, and so cannot learn in it.")
        faults += faults_of(learner, learner=True, missing=f"There is no account {learner!r} on this machine.")
        before, after = the_account(first.grader), the_account(second.grader)
        row = as_account(before.name, provisioning.on_the_roster, location_of(first, before), learner)
        if row is not None:
            wrong = faults_in(row) if row.id == learner else [f"it gave the row of {row.id!r}."]
            faults += [f"What the gradebook of {source} says of {learner!r} cannot be: {fault}" for fault in wrong]
        if row is None and not faults:
            faults.append(f"The gradebook of {source} does not know {learner!r}: babyinmind roster brings a roster.")
        if faults or row is None:
            raise NotHosted("Nothing was changed.\n" + "\n".join(faults))
        done = CohortChange(_with(second, [learner]))
        home = the_account(learner).home
        if copied := as_account(learner, copy_answers, home / source, home / target):
            done.changed.append(f"brought along: {', '.join(copied)}")
        # Whoever read for them in the first cohort need not teach in the second.
        reader = row.reader if row.reader in names_of(second.instructors) else ""
        changes = as_account(after.name, provisioning.enrol, location_of(second, after), [replace(row, reader=reader)])
        done.changed += provisioning.in_words(changes)
        _register(hub, second, done)
        if as_account(before.name, provisioning.withdraw, location_of(first, before), [learner]):
            done.changed.append(f"withdrawn from {source}, where all they handed in is kept")
        if (left := _without(first, [learner])) != first:
            hub.write(left)
    return done


def _open(hub: Hub, name: str) -> HostedCohort:
    cohort = hub.cohort(name)
    if cohort.state != "open":
        raise NotHosted(f"{name} is {cohort.state}. Open it first: babyinmind cohort open {name}")
    return cohort


def _learning(cohort: HostedCohort) -> tuple[str, ...]:
    return (*cohort.learners, *cohort.withdrawn)


def _with(cohort: HostedCohort, learners: Sequence[str]) -> HostedCohort:
    back = tuple(one for one in cohort.withdrawn if one not in learners)
    return replace(cohort, learners=tuple(dict.fromkeys((*cohort.learners, *learners))), withdrawn=back)


def _without(cohort: HostedCohort, learners: Sequence[str]) -> HostedCohort:
    staying = tuple(one for one in cohort.learners if one not in learners)
    return replace(cohort, learners=staying, withdrawn=tuple(dict.fromkeys((*cohort.withdrawn, *learners))))


def _name_instructors(hub: Hub, before: HostedCohort, grader: Account, done: CohortChange) -> None:
    come = [one for one in done.cohort.instructors if one not in before.instructors]
    left = [one for one in before.instructors if one not in done.cohort.instructors]
    if not come and not left:
        return
    provisioned = as_account(
        grader.name,
        provisioning.name_instructors,
        location_of(before, grader),
        list(names_of(come)),
        list(names_of(left)),
    )
    publish_cohort(hub, before, provisioned.cohort)
    done.changed += provisioned.changed
    done.changed.append(f"instructors: {', '.join(done.cohort.instructors)}")


def _register(hub: Hub, before: HostedCohort, done: CohortChange) -> None:
    if done.cohort != before:
        hub.write(done.cohort)
