"""Who can learn in a hub's cohort and who can teach it: looked at before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from babyinmind.desk.roster import Enrolled, read_roster
from babyinmind.hosting.accounts import account, faults_of


def checked_roster(path: Path, instructors: Sequence[str], contact: str) -> list[Enrolled]:
    """The learners of a roster, each of whom can have an account that learns in this cohort. Raises `TableFaulty`."""

    def faults(learner: str) -> list[str]:
        if learner in (*instructors, contact):
            return [f"{learner!r} teaches this cohort, or is its contact, and so cannot learn in it."]
        return faults_of(learner, learner=True)

    return read_roster(path, names_of(instructors), faults)


def names_of(accounts: Sequence[str]) -> tuple[str, ...]:
    """The people's own names, where their accounts have them."""
    return tuple(found.full_name if (found := account(name)) else name for name in accounts)


def faults_of_teaching(instructors: Sequence[str], contact: str, *, new_accounts: bool) -> list[str]:
    """Why these accounts cannot teach a cohort, or be its contact."""
    faults = []
    if not instructors:
        faults.append("The cohort has no instructor. Name one at least: --instructors ada,bo")
    if not contact:
        faults.append("The cohort has no contact, and learners need one. Name their account: --contact ada")
    for name in dict.fromkeys((*instructors, *([contact] if contact else []))):
        missing = "" if new_accounts else (
            f"There is no account {name!r} on this machine. Mend the name; or make the account first (adduser {name}), or say"
            " --new-accounts to have it made."
        )  # fmt: skip
        faults += faults_of(name, missing=missing)
    return faults
