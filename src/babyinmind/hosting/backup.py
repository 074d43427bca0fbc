"""A hub in two archives: coursework, gradebooks, keys, registry; and apart from them people's homes, with what is private.

Both are for root alone. GNU tar makes them: it follows no link that somebody puts in its way, which Python's does.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babyinmind.hosting.accounts import (
    NotHosted,
    Restorable,
    account,
    as_account,
    copy_into,
    only_root,
    remake_account,
    restorable,
    the_account,
)
from babyinmind.hosting.databases import Database, databases_in, write_copy
from babyinmind.hosting.provisioning import course_folder
from babyinmind.hosting.registry import Hub

MANIFEST = "baby-in-mind-backup.json"
_FORMAT = "babyinmind-backup"
_FORGETTABLE = (".cache", ".local/share/jupyter/runtime")
_NAME = re.compile(r"[^/\x00-\x1f]+\.(db|sqlite)")
_DIFFERED = 1
"""tar's status where a file changed while it was read, as learners' may."""


@dataclass(frozen=True, slots=True)
class _Archive:
    file: Path
    hub: Path
    folders: tuple[Path, ...]
    accounts: tuple[Restorable, ...]


def homes_file(file: Path) -> Path:
    """Where the second archive lies: `hub-homes.tar.gz` beside `hub.tar.gz`."""
    stem, dot, rest = file.name.partition(".")
    return file.with_name(f"{stem}-homes{dot}{rest}")


@dataclass(frozen=True, slots=True)
class BackUp:
    """Where both archives lie, and which databases could not be copied as they are at one moment, with the reasons."""

    hub: Path
    homes: Path
    faults: list[str]


def back_up(hub: Hub, file: Path) -> BackUp:
    """Make both archives (mode 0600), while the hub is in use. Raises `NotHosted`, `RegistryFaulty`.

    One cohort's gradebook that cannot be copied keeps nobody else's from being backed up: its file is archived as it lies.
    """
    only_root("A backup")
    file = file.absolute()
    files = file, homes_file(file)
    if not file.parent.is_dir():
        raise NotHosted(f"{file.parent} is no folder. Make it first.")
    if there := [path for path in files if path.exists()]:
        raise NotHosted(
            f"{there[0]} is there already, and is left as it is. Take another name, such as one with the day."
        )
    if not hub.cohorts():
        raise NotHosted(f"There is no cohort in {hub.folder}. Name the hub's folder with --hub.")
    with hub.alone(), TemporaryDirectory(prefix=".backup-", dir=file.parent) as staging:
        cohorts = hub.cohorts()
        graders = [one.grader for one in cohorts]
        people = sorted({name for one in cohorts for name in one.people if account(name)})
        hubs = _Archive(file, hub.folder, (hub.folder, *_homes(graders)), tuple(map(restorable, graders)))
        homes = _Archive(files[1], hub.folder, _homes(people), tuple(restorable(one, password=True) for one in people))
        found, faults = _snapshots(graders, Path(staging))
        _make(hubs, Path(staging), [*_snapshots_of_state(hub, Path(staging)), *found])
        _make(homes, Path(staging), [])
        for path in files:
            _part(path, Path(staging)).replace(path)
    return BackUp(*files, faults)


def restore(hub: Hub, file: Path, *, without_homes: bool = False) -> list[str]:
    """Put back what `back_up` kept, owners and modes too, and make the accounts that are not there. Gives what was put back.

    Only where nothing is: what stands where something is to be put back is never replaced. Raises `NotHosted`.
    """
    only_root("Restoring a backup")
    archives = [_read(path) for path in ([file] if without_homes else [file, homes_file(file)])]
    faults = [
        f"{one.file} was made of {one.hub}, not of {hub.folder}: say --hub {one.hub}"
        for one in archives
        if one.hub != hub.folder
    ]
    folders = [folder for one in archives for folder in one.folders]
    faults += [
        f"{folder} is there, and would be replaced. Move it away first."
        for folder in folders
        if _holds_anything(folder)
    ]
    accounts = [each for one in archives for each in one.accounts]
    for each in accounts:
        if (found := account(each.name)) and str(found.home) != each.home:
            faults.append(f"The account {each.name!r} has another home now: {found.home}, not {each.home}.")
    if faults:
        raise NotHosted("Nothing was changed.\n" + "\n".join(faults))
    done = [f"account {each.name}" for each in accounts if remake_account(each)]
    for folder in folders:
        folder.parent.mkdir(parents=True, exist_ok=True)
    for one in archives:
        _tar("--extract", "--gzip", "--file", str(one.file), "--directory", "/", "--same-owner", "--preserve-permissions",
             "--anchored", "--no-wildcards", f"--exclude={MANIFEST}")  # fmt: skip
        done += map(str, one.folders)
    return done


def _homes(names: Iterable[str]) -> tuple[Path, ...]:
    return tuple(the_account(name).home for name in names)


def _snapshots(graders: Iterable[str], staging: Path) -> tuple[list[Path], list[str]]:
    """The gradebooks, each copied by its own grader's account into a file that root made and does not read."""
    found, faults = [], []
    for name in graders:
        grader = the_account(name)
        folder = course_folder(grader.home)
        try:
            for database in as_account(name, databases_in, folder):
                if not _NAME.fullmatch(database.name):
                    raise NotHosted(f"{database.name!r} is no database's name.")
                with _staged(folder / database.name, staging) as descriptor:
                    copy_into(name, folder / database.name, descriptor)
                    _settle(descriptor, database, grader.uid, grader.gid)
                found.append(folder / database.name)
        # What was answered may also be no name or no time that a file can have, or one name twice.
        except (NotHosted, OSError, OverflowError) as error:
            faults.append(f"The gradebook in {folder} was archived as it lies: {error}")
    return found, faults


def _snapshots_of_state(hub: Hub, staging: Path) -> list[Path]:
    found = []
    for database in databases_in(hub.state):
        path = hub.state / database.name
        with _staged(path, staging) as descriptor:
            write_copy(path, descriptor)
            _settle(descriptor, database, 0, 0)
        found.append(path)
    return found


@contextmanager
def _staged(path: Path, staging: Path) -> Iterator[int]:
    """A new file for the copy of the database at `path`, open to be written; taken away where that fails."""
    copy = staging / path.relative_to("/")
    copy.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        yield descriptor
    except BaseException:
        copy.unlink()
        raise
    finally:
        os.close(descriptor)


def _settle(descriptor: int, database: Database, uid: int, gid: int) -> None:
    os.fchown(descriptor, uid, gid)
    os.fchmod(descriptor, database.mode & 0o777)
    os.utime(descriptor, ns=(database.changed, database.changed))


def _make(archive: _Archive, staging: Path, databases: list[Path]) -> None:
    """The manifest first, then the databases as they were copied, then all else: an exclusion counts from where it stands."""
    manifest = asdict(archive) | {"format": _FORMAT, "version": 1, "made": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
    (staging / MANIFEST).write_text(json.dumps(manifest, default=str, indent=1), encoding="utf-8")
    names = [str(path.relative_to("/")) for path in databases]
    live = [f"--exclude={name}{ending}" for name in names for ending in ("", "-journal", "-wal", "-shm")]
    folders = [str(folder.relative_to("/")) for folder in archive.folders]
    forgettable = [f"--exclude={folder}/{name}" for folder in folders for name in _FORGETTABLE]
    # By their names, so that hand-ins which still wait are put back in the order in which they came.
    _tar("--create", "--sort=name", "--gzip", "--file", str(_part(archive.file, staging)), "--directory", str(staging), MANIFEST, *names,
         "--anchored", "--no-wildcards", *live, *forgettable, "--directory", "/", *folders, allowed=_DIFFERED)  # fmt: skip


def _part(file: Path, staging: Path) -> Path:
    """Where an archive is written first: in root's own folder, since beside `file` another account may have put one of that name."""
    return staging / f".{file.name}.part"


def _read(file: Path) -> _Archive:
    """What an archive says of itself, once all of it was read. Raises `NotHosted`."""
    if not file.is_file():
        raise NotHosted(f"{file} is not there. Without people's homes: --without-homes")
    try:
        _tar("--list", "--gzip", "--file", str(file))
        with tarfile.open(file) as archive:
            first = archive.next()
            content = archive.extractfile(first) if first and first.name == MANIFEST else None
            manifest: dict[str, Any] = json.load(content) if content else {}
        if manifest.get("format") != _FORMAT or manifest.get("version") != 1:
            raise NotHosted(f"{file} is no backup of a hub, or of a later version of this program.")
        accounts = tuple(Restorable(**each) for each in manifest["accounts"])
        return _Archive(file, Path(manifest["hub"]), tuple(map(Path, manifest["folders"])), accounts)
    except (tarfile.TarError, OSError, ValueError, LookupError, TypeError) as error:
        raise NotHosted(f"{file} is no backup of a hub: {error}.") from error


def _holds_anything(folder: Path) -> bool:
    return os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir()))


def _tar(*arguments: str, allowed: int = 0) -> None:
    try:
        done = subprocess.run(
            ["tar", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, umask=0o077, check=False
        )
    except OSError as error:
        raise NotHosted(f"tar could not be run: {error}.") from error
    if done.returncode > allowed:
        raise NotHosted(f"tar failed: {done.stderr.strip()}")
