"""nbgrader's `collect`, taking answers alone: no notebook of a learner's, no link, nobody else's name."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from babyinmind.grading.submitted import SECRET_FILE, TIMESTAMP_FILE, small_text, time_of
from babyinmind.responses import LIMIT, answers_path

if sys.platform == "win32":  # nbgrader's exchange does not work there either
    pwd = None
else:
    import pwd


class Refused(Exception):
    """A hand-in was not taken; the text says why."""


class CollectAnswers(ExchangeCollect):
    """Of each hand-in only the answer file and nbgrader's two small texts are taken, each a plain file of its owner.

    The released notebook is put beside them, since nbgrader's later steps look for one. A hand-in that cannot be
    taken is named in the log and stops nobody else's.
    """

    def init_src(self) -> None:
        if self.coursedir.course_id == "":
            self.fail("No course id specified. Re-run with --course flag.")
        self.course_path = os.path.join(self.root, self.coursedir.course_id)  # noqa: PTH118 - nbgrader's own attribute
        inbound = Path(self.course_path, "inbound")
        self.inbound_path = str(inbound)
        if not inbound.is_dir():
            self.fail(f"Course not found: {inbound}")
        self.refusals: list[tuple[str, str]] = []
        latest: dict[str, dict[str, Any]] = {}
        for folder in sorted(inbound.iterdir()):
            try:
                record = self._record(folder)
            except (Refused, OSError) as error:
                self._refuse(folder.name, str(error))
                continue
            if record is None:
                continue
            before = latest.get(record["username"])
            if before is None or record["timestamp"] > before["timestamp"]:
                latest[record["username"]] = record
        self.src_records = [latest[name] for name in sorted(latest)]

    def copy_files(self) -> None:
        module_id = self.coursedir.assignment_id
        if not self.src_records:
            self.log.warning("No hand-ins of %s for course %s to collect", module_id, self.coursedir.course_id)
        for record in self.src_records:
            learner = record["username"]
            target = Path(self.coursedir.format_path(self.coursedir.submitted_directory, learner, module_id))
            if target.is_dir():
                existing = small_text(target / TIMESTAMP_FILE)
                newer = record["timestamp"] > (time_of(existing) or datetime.min)
                if not (self.update and newer):
                    self.log.info(
                        "%s: %s",
                        learner,
                        "nothing newer" if self.update else "collected before; use --update for newer",
                    )
                    continue
            try:
                self._take(Path(self.inbound_path, record["filename"]), target, learner, record)
                self.log.info("%s: collected %s", learner, module_id)
            except (Refused, OSError) as error:
                self._refuse(record["filename"], str(error))
        if self.refusals:
            self.log.warning("%d of the hand-ins were not taken; each is named above.", len(self.refusals))

    def _record(self, folder: Path) -> dict[str, Any] | None:
        """Who handed in when; None for a folder that is not asked for. Raises `Refused` and `OSError`."""
        parts = folder.name.rsplit("+", 3)
        if len(parts) < 3 or parts[1] != self.coursedir.assignment_id:
            return None
        learner = parts[0]
        wanted = self.coursedir.student_id
        if wanted not in ("", "*") and learner != wanted:
            return None
        when = time_of(parts[2])
        if when is None:
            raise Refused("its name holds no time")
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode):
            raise Refused("it is not a folder")
        # nbgrader passes over a name that begins with a dot; one that is no text fits into no gradebook.
        if not learner or learner.startswith(".") or not learner.isprintable():
            raise Refused("it names no learner")
        owner = self._owner(status.st_uid)
        if owner is not None and owner != learner:
            raise Refused(f"it names {learner} but belongs to {owner}")
        return {"username": learner, "filename": folder.name, "timestamp": when, "uid": status.st_uid}

    def _owner(self, uid: int) -> str | None:
        """The account a file belongs to; None where owners are not to be compared (`check_owner`, Windows)."""
        if not self.check_owner or pwd is None:
            return None
        try:
            return pwd.getpwuid(uid).pw_name
        except KeyError:
            return f"unknown account {uid}"

    def _take(self, folder: Path, target: Path, learner: str, record: dict[str, Any]) -> None:
        module_id = self.coursedir.assignment_id
        released = self._released(module_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{module_id}.", dir=target.parent))
        try:
            self._copy_answers(folder, answers_path(fresh, module_id), record["uid"])
            shutil.copyfile(released, fresh / released.name)
            (fresh / TIMESTAMP_FILE).write_text(record["filename"].rsplit("+", 3)[2] + "\n", encoding="ascii")
            # Without any, nbgrader's `release_feedback` ends before it comes to the others.
            secret = small_text(folder / SECRET_FILE) or secrets.token_hex(64)
            (fresh / SECRET_FILE).write_text(secret, encoding="ascii")
            fresh.chmod(0o755 if not self.coursedir.groupshared else 0o2775)
            _swap(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def _copy_answers(self, folder: Path, target: Path, uid: int) -> None:
        """Copy the answer file through one descriptor, so that what was looked at is what is read."""
        name = target.name
        inside = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0))
        try:
            try:
                answers = os.open(
                    name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0), dir_fd=inside
                )
            except FileNotFoundError:
                return  # nothing was answered: graded as blank
            except OSError as error:
                raise Refused(f"its {name} is a link or cannot be read ({error.strerror})") from error
            try:
                status = os.fstat(answers)
                if not stat.S_ISREG(status.st_mode):
                    raise Refused(f"its {name} is not a plain file")
                if self.check_owner and pwd is not None and status.st_uid != uid:
                    raise Refused(f"its {name} belongs to {self._owner(status.st_uid)}")
                with open(answers, "rb", closefd=False) as source:
                    content = source.read(LIMIT + 1)
            finally:
                os.close(answers)
            if len(content) > LIMIT:
                raise Refused(f"its {name} is larger than {LIMIT:,} bytes")
            target.write_bytes(content)
        finally:
            os.close(inside)

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
        self.log.error("Not taken: %s: %s.", name, why)


def _swap(fresh: Path, target: Path) -> None:
    """Put the new folder in the place of the old; the old is gone only once the new one stands."""
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old.", dir=target.parent))
        target.replace(old / "was")
        fresh.replace(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        fresh.replace(target)
