"""The hub's folders that are root's: the exchange's root, a cohort's place in it, and where flags wait for its contact."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

from babyinmind.desk.flags import FOLDER as FLAGS
from babyinmind.files import open_folder, write_atomically
from babyinmind.hosting.accounts import Account, NotHosted
from babyinmind.hosting.registry import HostedCohort, Hub
from babyinmind.records.cohort import FILE, Cohort, Contact, text_of

COURSE_MODE = {"open": 0o755, "closed": 0o755, "archived": 0o700}
"""Of a cohort's folder in the exchange: what was archived is there for its grader alone."""


def exchange_of(hub: Hub, name: str) -> Path:
    """The cohort's folder in nbgrader's exchange."""
    return hub.exchange / name


def contacts_of(hub: Hub, name: str) -> Path:
    """Where the cohort's contact reads flags: outside the grader's home, which nobody else can open."""
    return hub.folder / "contacts" / name


def fault_in_the_exchange(hub: Hub, name: str, grader: Account | None) -> str:
    """Why the cohort's folder in the exchange cannot be used; "" where it can. Anybody may make folders there."""
    path = exchange_of(hub, name)
    try:
        status = path.lstat()
    except FileNotFoundError:
        return ""
    if stat.S_ISDIR(status.st_mode) and status.st_uid in (0, grader.uid if grader else 0):
        return ""
    return f"{path} is there already, and not the cohort's. See who made it and why, then move it away."


def provision_exchange_root(hub: Hub) -> list[str]:
    """The exchange's root: everybody may add a course's folder, and nobody move another's away."""
    return ensure_folder(hub.exchange, 0, 0, 0o1777)


def provision_exchange_of(hub: Hub, name: str, grader: Account, state: str) -> list[str]:
    """The cohort's folder in the exchange. Raises `NotHosted` where somebody else has put one there."""
    if fault := fault_in_the_exchange(hub, name, grader):
        raise NotHosted(fault)
    return ensure_folder(exchange_of(hub, name), grader.uid, grader.gid, COURSE_MODE[state])


def provision_contacts(hub: Hub, name: str, contact: Account, grader: Account) -> list[str]:
    """The box for flags: the grader's account may put in, the contact alone can look."""
    folder = contacts_of(hub, name)
    return [
        *ensure_folder(folder.parent, 0, 0, 0o755),
        *ensure_folder(folder, 0, 0, 0o755),
        *ensure_folder(folder / FLAGS, contact.uid, grader.gid, 0o1730),
    ]


def publish_cohort(hub: Hub, hosted: HostedCohort, cohort: Cohort) -> list[str]:
    """Put what `cohort.yml` says beside the box, since the contact cannot open the course folder.

    Whose the box is and where it stands are the hub's to say, and not what instructors wrote there.
    """
    box = contacts_of(hub, hosted.name)
    contact = cohort.contact or Contact(hosted.contact, "")
    cohort = replace(cohort, contact=replace(contact, account=hosted.contact, flags=str(box)))
    path, text = box / FILE, text_of(cohort)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    write_atomically(path, text.encode(), mode=0o644)
    return [str(path)]


def ensure_folder(path: Path, uid: int, gid: int, mode: int) -> list[str]:
    """A folder with this owner and mode, made where it is not; gives what was changed. No link is followed.

    Raises `NotHosted` for a stranger's folder where everybody may put one.
    """
    made = not path.exists()
    path.mkdir(exist_ok=True)
    with open_folder(path) as descriptor:
        status = os.fstat(descriptor)
        if status.st_uid not in (0, uid) and path.parent.stat().st_mode & stat.S_IWOTH:
            raise NotHosted(f"{path} was made by another account. See who made it and why, then move it away.")
        right = (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (uid, gid, mode)
        if not right:
            os.fchown(descriptor, uid, gid)
            os.fchmod(descriptor, mode)
    return [f"{path} ({mode:o})"] if made or not right else []
