"""Needs a person: what an instructor tells the cohort's contact of a learner, apart from grades, feedback and exports.

A flag is a file in a folder that belongs to the contact's account. Whoever may write in the course folder may put one in; where
accounts are separate, nobody but the contact can list the folder, and so nobody else can find one. The gradebook, which every
instructor reads and every export is made of, knows nothing of it.
"""

from __future__ import annotations

import getpass
import json
import os
import re
import stat
import sys
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from babyinmind.course.support import file_of_the_course
from babyinmind.errors import BabyInMindError
from babyinmind.files import create, open_plain, read_whole
from babyinmind.records.cohort import FILE as COHORT_FILE
from babyinmind.records.cohort import Cohort, Contact

if sys.platform == "win32":
    pwd = None
else:
    import pwd

FOLDER = "needs-a-person"
PROTOCOL = "needs-a-person.md"
LONGEST = 300
"""Characters of a reason: enough to say why, too few for a file on somebody."""
_LIMIT = 10_000
_NAME = re.compile(r"[0-9a-f]{32}")


class FlagError(BabyInMindError):
    """A flag cannot be raised, read or settled; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Flag:
    """`by` is the account that raised it, `at` when (UTC, ISO 8601). `fault` says why the file could not be read."""

    id: str
    learner: str
    reason: str
    by: str
    at: str
    fault: str = ""


def contact_of(cohort: Cohort | None) -> Contact:
    """The contact, account and all. Raises `FlagError`."""
    if cohort is None or cohort.contact is None:
        raise FlagError(f"The cohort has no contact. Write `contact:` into {COHORT_FILE}: a name, a way, an account.")
    if not cohort.contact.account:
        raise FlagError(
            f"{COHORT_FILE} does not say which account on this machine is {cohort.contact.name}'s."
            " Add it to `contact:`, such as account: ada."
        )
    return cohort.contact


def account() -> str:
    """The user name of whoever runs this; where accounts have numbers, not what the environment claims."""
    return getpass.getuser() if pwd is None else _name_of(os.geteuid())


def protocol_in(folder: Path) -> str:
    """What the host does about a flag (Markdown): of the cohort whose course folder this is, else the course's own."""
    own = folder / PROTOCOL
    path = own if own.is_file() else file_of_the_course(PROTOCOL)
    if path is None:
        raise FlagError(
            f"The file {PROTOCOL} was not found. Put it into {folder}: who contacts a learner, and by when."
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FlagError(f"{path} cannot be read: {error}.") from error


def make_box(folder: Path, cohort: Cohort | None) -> Path:
    """Make the contact's folder for flags, by the contact; it is left as it is where it stands. Raises `FlagError`."""
    contact = contact_of(cohort)
    box = _place(folder, contact)
    if not os.path.lexists(box):
        _only_the(contact)
        try:
            box.mkdir(mode=0o700)
            around = box.parent.stat()
            everybody, group = around.st_mode & stat.S_IWOTH, around.st_mode & stat.S_IWGRP
            if pwd is not None and group and not everybody:
                os.chown(box, -1, around.st_gid)
            # Who may write in the course folder may add a file here; neither list them nor take one away.
            box.chmod(0o1733 if everybody else 0o1730 if group else 0o1700)
        except OSError as error:
            raise FlagError(f"{box} could not be made: {error.strerror}. Mend that, then try again.") from error
    return flag_box(folder, contact)


def raise_flag(folder: Path, cohort: Cohort | None, learner: str, reason: str) -> None:
    """Tell the contact that a learner needs a person. Raises `FlagError`."""
    box = flag_box(folder, contact_of(cohort))
    words = " ".join(reason.split())
    if not words:
        raise FlagError("Say in a few words why.")
    if len(words) > LONGEST:
        raise FlagError(
            f"The reason is longer than {LONGEST} characters. Say why in few words; tell the rest in person."
        )
    flag = Flag(uuid.uuid4().hex, learner, words, account(), f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
    place = box / f"{flag.id}.json"
    try:
        # The contact's account has to read it; who cannot list the folder does not know its name.
        create(place, json.dumps(asdict(flag)).encode(), mode=0o644)
    except OSError as error:
        raise FlagError(
            f"The flag could not be written into {box}: {error.strerror}. Tell the contact in person."
        ) from error


def flags_in(folder: Path, cohort: Cohort | None) -> list[Flag]:
    """All flags, oldest first, for the contact alone; one that cannot be read is listed with its fault. Raises `FlagError`."""
    contact = contact_of(cohort)
    box = flag_box(folder, contact)
    _only_the(contact)
    return sorted((_read(path) for path in box.glob("*.json")), key=lambda flag: (flag.at, flag.id))


def settle(folder: Path, cohort: Cohort | None, flag: str) -> None:
    """Delete a flag that was seen to, by the contact. Raises `FlagError`."""
    contact = contact_of(cohort)
    box = flag_box(folder, contact)
    _only_the(contact)
    if not _NAME.fullmatch(flag):
        raise FlagError(f"{flag!r} is no flag's id. `babyinmind flags` lists them.")
    try:
        (box / f"{flag}.json").unlink()
    except FileNotFoundError:
        raise FlagError(f"There is no flag {flag}. `babyinmind flags` lists them.") from None


def _only_the(contact: Contact) -> None:
    if account() != contact.account:
        raise FlagError(
            f"This is for {contact.name} alone, who works here as {contact.account!r}; you are {account()!r}."
        )


def _place(folder: Path, contact: Contact) -> Path:
    return Path(contact.flags or folder) / FOLDER


def flag_box(folder: Path, contact: Contact) -> Path:
    """The folder for flags, once it is sure whose it is: another's would show them to another."""
    box = _place(folder, contact)
    try:
        status = box.lstat()
    except FileNotFoundError:
        raise FlagError(
            f"{box} is not there. {contact.name} makes it, by `babyinmind cohort open` as {contact.account!r}."
        ) from None
    owner = contact.account if pwd is None else _name_of(status.st_uid)
    if not stat.S_ISDIR(status.st_mode) or owner != contact.account:
        raise FlagError(
            f"{box} is not a folder of {contact.name}'s account {contact.account!r} (it belongs to {owner!r})."
            " Move it away; the contact then makes it anew by `babyinmind cohort open`."
        )
    return box


def _read(path: Path) -> Flag:
    try:
        with open_plain(path) as (descriptor, status):
            by = "" if pwd is None else _name_of(status.st_uid)
            data = json.loads(read_whole(descriptor, status.st_size, _LIMIT))
        return Flag(path.stem, str(data["learner"]), str(data["reason"]), by or str(data["by"]), str(data["at"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Flag(
            path.stem, "", "", "", "", fault=f"{path} cannot be read ({error}). Ask the instructors who raised it."
        )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name if pwd is not None else ""
    except KeyError:
        return f"account {uid}"
