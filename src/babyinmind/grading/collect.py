"""nbgrader's `collect`, taking answers alone: no notebook of a learner's, no link, nobody else's name."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from traitlets import Integer

from babyinmind.files import FileTooLarge, NotAPlainFile, open_folder, open_plain, read_whole
from babyinmind.gradebook.lock import Busy, only_one
from babyinmind.grading.collected import COLLECTED_FILE, Collected, collected_in, moment, noticeable
from babyinmind.grading.size_limit import Refused, refuse_too_much
from babyinmind.grading.texts import SECRET_FILE, TIMESTAMP_FILE, as_written, small_text, time_of
from babyinmind.responses import LIMIT, answers_path

if sys.platform == "win32":  # nbgrader's exchange does not work there either
    pwd = None
else:
    import pwd


_WRITING = 60.0
"""Seconds in which a hand-in that is not whole may still be on its way: nbgrader copies it file by file."""


class Unfinished(Exception):
    """A hand-in is still being written; it is taken the next time."""


class CollectAnswers(ExchangeCollect):
    """Of each hand-in only the answer file and nbgrader's two small texts are taken, each a plain file of its owner.

    The released notebook is put beside them, since nbgrader's later steps look for one. A hand-in that cannot be
    taken is named in the log and stops nobody else's.

    Of several hand-ins of one learner the latest is taken; with `in_order` the earliest that was not taken before, so that
    each can be graded in its turn. None is taken twice, whatever its owner does to its folder afterwards.

    The time that counts is that of the kernel's last change to the folder or to the answers in it (`collected`).

    `taken` are the learners whose hand-in was taken, `refusals` [(folder, why), ...], `unfinished` the folders that are
    still being written.
    """

    most_files = Integer(20_000, help="Files and folders that a hand-in may hold. An honest one holds four.").tag(
        config=True
    )
    most_bytes = Integer(200_000_000, help="Bytes that the files of a hand-in may have together.").tag(config=True)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.in_order = False
        self.refusals: list[tuple[str, str]] = []
        self.unfinished: list[str] = []
        self.taken: list[str] = []

    def start(self) -> None:
        try:
            with only_one(self.coursedir, self.log):
                super().start()
        except Busy as error:
            self.fail(str(error))

    def arrived(self) -> set[str]:
        """The names of all that lies in inbound, as `refusals` names them. Raises `OSError`."""
        inbound = self._inbound()
        return {str(folder.relative_to(inbound)) for folder in self._hand_ins(inbound)}

    def _inbound(self) -> Path:
        self.course_path = os.path.join(self.root, self.coursedir.course_id)  # noqa: PTH118 - nbgrader's own attribute
        inbound = Path(self.course_path, "inbound")
        self.inbound_path = str(inbound)
        return inbound

    def init_src(self) -> None:
        if self.coursedir.course_id == "":
            self.fail("No course id specified. Re-run with --course flag.")
        inbound = self._inbound()
        if not inbound.is_dir():
            self.fail(f"Course not found: {inbound}")
        found: dict[str, list[dict[str, Any]]] = {}
        for folder in self._hand_ins(inbound):
            try:
                record = self._record(folder)
            except (Refused, OSError) as error:
                self._refuse(str(folder.relative_to(inbound)), str(error))
                continue
            if record is not None:
                found.setdefault(record["username"], []).append(record)
        self.src_records = []
        for learner, records in sorted(found.items()):
            before = self._collected(learner)
            fresh = [one for one in records if not before.has(Path(one["filename"]).name, one["claimed"])]
            if not fresh:
                self.log.info("%s: nothing newer", learner)
            elif before.there and not self.update:
                self.log.info("%s: collected before; use --update for newer", learner)
            else:
                self.src_records += self._to_take(fresh, before)

    def copy_files(self) -> None:
        module_id = self.coursedir.assignment_id
        if not self.src_records:
            self.log.warning("No hand-ins of %s for course %s to collect", module_id, self.coursedir.course_id)
        settled: set[str] = set()
        for record in self.src_records:
            learner = record["username"]
            if learner in settled:
                continue
            try:
                collected = self._take(Path(self.inbound_path, record["filename"]), record)
                settled.add(learner)
                self.taken.append(learner)
                self.log.info("%s: collected %s", learner, module_id)
                if collected.at and (claimed := noticeable(collected.claimed, collected.at)):
                    self.log.warning(
                        "%s: handed in at %s UTC, though the name of its folder says %s UTC.",
                        learner, f"{collected.at:%Y-%m-%d %H:%M}", f"{claimed:%Y-%m-%d %H:%M}",
                    )  # fmt: skip
            except Unfinished:
                settled.add(learner)
                self.unfinished.append(record["filename"])
                self.log.info("%s: still being written, collect it again in a minute", _shown(record["filename"]))
            except (Refused, OSError) as error:
                self._refuse(record["filename"], str(error))
        if self.refusals:
            self.log.warning("%d of the hand-ins were not taken; each is named above.", len(self.refusals))

    def _to_take(self, fresh: list[dict[str, Any]], before: Collected) -> list[dict[str, Any]]:
        """What of one learner's is to be tried, each with the `names` that are settled once it is taken: it, and all earlier."""
        fresh.sort(key=lambda record: (record["timestamp"], record["claimed"], record["filename"]))
        names = [Path(record["filename"]).name for record in fresh]
        records = [record | {"before": before, "names": names[: place + 1]} for place, record in enumerate(fresh)]
        return records if self.in_order else records[-1:]

    def _target(self, learner: str) -> Path:
        return Path(
            self.coursedir.format_path(self.coursedir.submitted_directory, learner, self.coursedir.assignment_id)
        )

    def _collected(self, learner: str) -> Collected:
        target = self._target(learner)
        if not target.exists():
            for left in target.parent.glob(f".{target.name}.old.*/was"):
                left.replace(target)  # by a collect that was killed as it put the new one in its place
                break
        return collected_in(target)

    def _hand_ins(self, inbound: Path) -> Iterable[Path]:
        """Whatever may be a hand-in."""
        return sorted(inbound.iterdir())

    def _record(self, folder: Path) -> dict[str, Any] | None:
        """Who handed in when; None for a folder that is not asked for. Raises `Refused` and `OSError`."""
        parts = folder.name.rsplit("+", 3)
        if len(parts) < 3 or parts[1] != self.coursedir.assignment_id:
            return None
        learner = parts[0]
        wanted = self.coursedir.student_id
        if wanted not in ("", "*") and learner != wanted:
            return None
        claimed = time_of(parts[2])
        if claimed is None:
            raise Refused("its name holds no time")
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode):
            raise Refused("it is not a folder")
        # nbgrader passes over a name that begins with a dot; one that is no text fits into no gradebook.
        if not learner or learner.startswith(".") or not learner.isprintable():
            raise Refused("it names no learner")
        owner = self._giver(folder, status.st_uid)
        if owner is not None and owner != learner:
            raise Refused(f"it names {learner} but belongs to {owner}")
        filename = str(folder.relative_to(self.inbound_path))
        return {
            "username": learner, "filename": filename, "timestamp": moment(status.st_ctime_ns), "claimed": claimed,
            "uid": status.st_uid,
        }  # fmt: skip

    def _giver(self, folder: Path, uid: int) -> str | None:
        """Who handed this folder in, whatever its name says; None where that is not to be compared."""
        return self._owner(uid)

    def _owner(self, uid: int) -> str | None:
        """The account a file belongs to; None where owners are not to be compared (`check_owner`, Windows)."""
        if not self.check_owner or pwd is None:
            return None
        try:
            return pwd.getpwuid(uid).pw_name
        except KeyError:
            return f"unknown account {uid}"

    def _take(self, folder: Path, record: dict[str, Any]) -> Collected:
        module_id = self.coursedir.assignment_id
        target = self._target(record["username"])
        released = self._released(module_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        for left in target.parent.glob(f".{module_id}.*"):
            shutil.rmtree(left)  # by a collect that was killed; inbound has it still
        fresh = Path(tempfile.mkdtemp(prefix=f".{module_id}.", dir=target.parent))
        try:
            with open_folder(folder) as inside:
                vouched = self._copy(inside, fresh, module_id, record["uid"])
            collected = record["before"].after(
                record["names"],
                vouched=vouched,
                claimed=record["claimed"],
                now=datetime.now(UTC).replace(tzinfo=None),
            )
            shutil.copyfile(released, fresh / released.name)
            (fresh / TIMESTAMP_FILE).write_text(as_written(collected.at), encoding="ascii")
            (fresh / COLLECTED_FILE).write_text(collected.as_text(), encoding="ascii")
            fresh.chmod(0o755 if not self.coursedir.groupshared else 0o2775)
            _swap(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return collected

    def _copy(self, folder: int, fresh: Path, module_id: str, uid: int) -> datetime:
        """Copy the learner's answers and secret out of an open folder; gives when folder and answers were changed last, as
        the kernel has it. Raises `Refused`, `Unfinished`, `OSError`.
        """
        compared = self.check_owner and pwd is not None
        status = os.fstat(folder)
        if compared and status.st_uid != uid:
            raise Refused(f"it belongs to {self._owner(status.st_uid)} now")
        refuse_too_much(folder, self.most_files, self.most_bytes)
        is_fresh = abs(time.time() - status.st_mtime) < _WRITING
        # nbgrader writes the secret last, and only then lets others than the learner read: so it is looked at first.
        secret = small_text(SECRET_FILE, folder=folder, owner=uid if compared else None)
        if not secret and is_fresh:
            raise Unfinished
        try:
            answers = self._answers(folder, answers_path(fresh, module_id).name, uid if compared else None)
        except PermissionError:
            if is_fresh:
                raise Unfinished from None
            raise
        # Without any, nbgrader's `release_feedback` ends before it comes to the others.
        (fresh / SECRET_FILE).write_text(secret or secrets.token_hex(64), encoding="ascii")
        if answers is None:
            return moment(status.st_ctime_ns)
        content, changed = answers
        answers_path(fresh, module_id).write_bytes(content)
        # Answers that are written into a folder of long ago leave the folder's own time as it is.
        return moment(max(status.st_ctime_ns, changed))

    def _answers(self, folder: int, name: str, owner: int | None) -> tuple[bytes, int] | None:
        """The answer file, and when it was changed last (ns), through one descriptor, so that what was looked at is what is
        read; None where there is none.
        """
        try:
            with open_plain(name, inside=folder) as (descriptor, status):
                if owner not in (None, status.st_uid):
                    raise Refused(f"its {name} belongs to {self._owner(status.st_uid)}")
                content = read_whole(descriptor, status.st_size, LIMIT)
                # Once it was read: it may have been written to until then.
                return content, os.fstat(descriptor).st_ctime_ns
        except FileNotFoundError:
            return None  # nothing was answered: graded as blank
        except PermissionError:
            raise
        except FileTooLarge as error:
            raise Refused(f"its {name} is larger than {LIMIT:,} bytes") from error
        except NotAPlainFile as error:
            if error.kind != "link":
                raise Refused(f"its {name} is not a plain file") from error
            raise Refused(f"its {name} is a link or cannot be read ({error.strerror})") from error
        except OSError as error:
            raise Refused(f"its {name} is a link or cannot be read ({error.strerror})") from error

    def _released(self, module_id: str) -> Path:
        for folder in (
            Path(self.coursedir.format_path(self.coursedir.release_directory, ".", module_id)),
            Path(self.course_path, "outbound", module_id),
        ):
            notebook = folder / f"{module_id}.ipynb"
            if notebook.is_file():
                return notebook
        raise Refused(f"there is no released {module_id}.ipynb; run `nbgrader generate_assignment {module_id}`")

    def _refuse(self, name: str, why: str) -> None:
        name = name.encode("utf-8", "replace").decode("utf-8")
        self.refusals.append((name, why))
        self.log.error("Not taken: %s: %s.", _shown(name), _shown(why))


class CollectFromFolders(CollectAnswers):
    """The same where all learners are one account to the disk, as in a cluster's pods: `inbound/<learner>/` is the only
    part of inbound that a learner's pod can reach, so the folder says who handed in."""

    def _hand_ins(self, inbound: Path) -> Iterable[Path]:
        """Only staff can put anything else into inbound itself, and nothing there is a hand-in."""
        for learner in sorted(inbound.iterdir()):
            if learner.is_dir() and not learner.is_symlink():
                yield from sorted(learner.iterdir())

    def _giver(self, folder: Path, uid: int) -> str:
        return folder.parent.name


def _shown(text: str) -> str:
    """A name that a learner chose, as part of a line: nothing in it steers the instructor's terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _swap(fresh: Path, target: Path) -> None:
    """Put the new folder in the place of the old; the old is gone only once the new one stands."""
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old.", dir=target.parent))
        target.replace(old / "was")
        fresh.replace(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        fresh.replace(target)
