"""A cohort's course folder, its exchange and its learners, driven by real commands as real people drive them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babyinmind.gradebook.schema import Attempt
from babyinmind.processes import environment
from babyinmind.responses import ResponseStore, answers_path
from support.commands import Ran, loaded

PROJECT = Path(__file__).resolve().parents[2]
MODULE = "03-attachment"
COURSE_ID = "iecmh"


def people_places(home: Path) -> dict[str, str]:
    """Environment variables of somebody whose home is `home`."""
    home.mkdir(parents=True, exist_ok=True)
    return {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / ".jupyter"),
        "JUPYTER_DATA_DIR": str(home / ".local" / "share" / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / ".ipython"),
    }


@dataclass(frozen=True)
class Grade:
    """What the gradebook says of one cell and one learner."""

    auto: float | None
    manual: float | None
    waiting: bool
    auto_comment: str | None = None
    manual_comment: str | None = None

    @property
    def score(self) -> float | None:
        return self.auto if self.manual is None else self.manual


@dataclass(frozen=True)
class Course:
    """A course folder of nbgrader's, with the exchange that it collects from."""

    root: Path
    exchange: Path

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    @property
    def autograded(self) -> Path:
        return self.root / "autograded"

    @property
    def released(self) -> Path:
        return self.root / "release" / MODULE / f"{MODULE}.ipynb"

    @property
    def source(self) -> Path:
        return self.root / "source" / MODULE / f"{MODULE}.ipynb"

    @property
    def inbound(self) -> Path:
        return self.exchange / COURSE_ID / "inbound"

    @property
    def db_url(self) -> str:
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def nbgrader(self, command: str, *arguments: str) -> Ran:
        return loaded("nbgrader", command, *arguments, cwd=self.root, variables=environment())

    def grade(self, *arguments: str) -> Ran:
        return loaded("babyinmind", "grade", MODULE, *arguments, cwd=self.root, variables=environment())

    def copy(self, root: Path) -> Course:
        """This course as it stands, in another folder, with the same exchange."""
        shutil.copytree(self.root, root, symlinks=True)
        return Course(root, self.exchange)

    def with_exchange(self, folder: Path, *, check_owner: bool = False) -> Course:
        """This course as it stands, copied into a folder, with an exchange of its own that everybody may write to."""
        course = Course(self.copy(folder / "course").root, folder / "exchange")
        course.exchange.mkdir()
        course.exchange.chmod(0o1777)
        configure(course, check_owner=check_owner)
        return course

    def feedback(self, learner: str) -> str:
        return (self.root / "feedback" / learner / MODULE / f"{MODULE}.html").read_text(encoding="utf-8")

    def shown(self, learner: str) -> str:
        """The notebook that formgrader shows."""
        return (self.autograded / learner / MODULE / f"{MODULE}.ipynb").read_text(encoding="utf-8")

    def grades(self) -> dict[str, dict[str, Grade]]:
        """Learner -> cell -> what nbgrader's own gradebook holds."""
        from nbgrader.api import BaseCell, Comment, Gradebook, SubmittedAssignment, SubmittedNotebook
        from nbgrader.api import Grade as Row

        def rows(table: Any, *columns: Any) -> Any:
            return (
                gradebook.db.query(SubmittedAssignment.student_id, BaseCell.name, *columns)
                .select_from(table)
                .join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)
                .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
                .join(BaseCell, BaseCell.id == table.cell_id)
            )

        found: dict[str, dict[str, Grade]] = {}
        with Gradebook(self.db_url) as gradebook:
            comments = {
                (learner, cell): texts
                for learner, cell, *texts in rows(Comment, Comment.auto_comment, Comment.manual_comment)
            }
            for learner, cell, auto, manual, waiting in rows(
                Row, Row.auto_score, Row.manual_score, Row.needs_manual_grade
            ):
                texts = comments.get((learner, cell), (None, None))
                found.setdefault(learner, {})[cell] = Grade(auto, manual, bool(waiting), *texts)
        return found

    def attempts(self, learner: str | None = None) -> list[Attempt]:
        """The graded hand-ins, oldest first."""
        from nbgrader.api import Gradebook
        from sqlalchemy import inspect, select
        from sqlalchemy.orm import Session

        with Gradebook(self.db_url) as gradebook, Session(gradebook.engine) as session:
            if not inspect(gradebook.engine).has_table(Attempt.__tablename__):
                return []
            query = select(Attempt).order_by(Attempt.handed_in)
            if learner is not None:
                query = query.where(Attempt.learner == learner)
            return list(session.scalars(query))


def new_course(folder: Path, *, configured: bool = True, check_owner: bool = False) -> Course:
    """A course folder with the module's source, and an exchange that everybody may write to."""
    course = Course(folder / "course", folder / "exchange")
    shutil.copytree(PROJECT / "source" / MODULE, course.root / "source" / MODULE)
    course.exchange.mkdir()
    course.exchange.chmod(0o1777)
    if configured:
        configure(course, check_owner=check_owner)
    return course


def configure(course: Course, *, check_owner: bool = False) -> None:
    """Write the course's own nbgrader_config.py: nothing but what is its own."""
    (course.root / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        f"c.CourseDirectory.course_id = {COURSE_ID!r}\n"
        f"c.Exchange.root = {str(course.exchange)!r}\n"
        f"c.ExchangeCollect.check_owner = {check_owner}\n",
        encoding="utf-8",
    )


@dataclass(frozen=True)
class Learner:
    """Somebody with a home of their own, who fetches, answers, hands in and reads the feedback."""

    name: str
    home: Path
    course: Course

    @property
    def folder(self) -> Path:
        return self.home / MODULE

    def fetch(self) -> None:
        self._nbgrader("fetch_assignment", MODULE)

    def answer(self, values: dict[str, Any]) -> None:
        """Answer as the kernel would, through the store; None takes an answer away."""
        store = ResponseStore.open(answers_path(self.folder, MODULE), MODULE)
        for item, value in values.items():
            known = store.answer(item)
            store.save(item, value, edited=known.revision if known else 0)

    def submit(self) -> None:
        self._nbgrader("submit", MODULE, "--student", self.name)

    def fetch_feedback(self) -> str:
        """Fetch all feedback; gives the HTML of the latest hand-in that has one."""
        self._nbgrader("fetch_feedback", MODULE, "--student", self.name)
        return sorted((self.folder / "feedback").glob(f"*/{MODULE}.html"))[-1].read_text(encoding="utf-8")

    def _nbgrader(self, command: str, *arguments: str) -> None:
        loaded(
            "nbgrader", command, *arguments, "--course", COURSE_ID, f"--Exchange.root={self.course.exchange}",
            cwd=self.home, variables=environment(**people_places(self.home)),
        )  # fmt: skip


@contextmanager
def formgrader(course: Course, home: Path) -> Iterator[Formgrader]:
    """A running Jupyter server with formgrader in the course folder, ended by its own process when done."""
    import secrets
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    home.mkdir(parents=True, exist_ok=True)
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [
                sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", "--ip=127.0.0.1",
                f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
                f"--ServerApp.root_dir={course.root}",
            ],
            cwd=course.root, env=environment(**people_places(home)), stdout=log, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield Formgrader(f"http://127.0.0.1:{port}", token, server, home / "server.log")
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


class Formgrader:
    """An instructor's browser on formgrader: cookies, XSRF and all."""

    def __init__(self, address: str, token: str, server: subprocess.Popen[bytes], log: Path) -> None:
        import requests

        self.address = address
        self._log = log
        self._server = server
        self._browser = requests.Session()
        self._browser.trust_env = False
        self._wait(token)
        # Signing in with the token gives the cookies that every later request needs.
        self._browser.get(f"{address}/formgrader/", params={"token": token}, timeout=60).raise_for_status()

    def get(self, path: str) -> str:
        answer = self._browser.get(f"{self.address}/formgrader/{path}", timeout=60)
        answer.raise_for_status()
        return answer.text

    def get_json(self, path: str) -> Any:
        answer = self._browser.get(f"{self.address}/formgrader/api/{path}", timeout=60)
        answer.raise_for_status()
        return answer.json()

    def put(self, path: str, body: dict[str, Any]) -> Any:
        return self._send("PUT", path, body)

    def post(self, path: str) -> Any:
        return self._send("POST", path, None)

    def submission_ids(self) -> dict[str, str]:
        """Learner -> id of the submitted notebook, as formgrader's list gives it."""
        return {row["student"]: str(row["id"]) for row in self.get_json(f"submitted_notebooks/{MODULE}/{MODULE}")}

    def page(self, submission_id: str) -> str:
        """The page on which an instructor reads and grades."""
        return self.get(f"submissions/{submission_id}/")

    def grade_reflection(self, learner: str, rubric: str, score: float, comment: str) -> None:
        """Give a score and a comment as the page's own script does."""
        submission = self.submission_ids()[learner]
        for kind, body in (("grade", {"manual_score": score}), ("comment", {"manual_comment": comment})):
            rows = self.get_json(f"{kind}s?submission_id={submission}")
            row = next(row for row in rows if row["name"] == rubric)
            self.put(f"{kind}/{row['id']}", body)

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        answer = self._browser.request(
            method,
            f"{self.address}/formgrader/api/{path}",
            json=body,
            headers={"X-XSRFToken": self._browser.cookies.get("_xsrf", "")},
            timeout=120,
        )
        answer.raise_for_status()
        return answer.json()

    def _wait(self, token: str) -> None:
        import time

        import requests

        until = time.monotonic() + 120
        while True:
            try:
                self._browser.get(f"{self.address}/api/status", params={"token": token}, timeout=5).raise_for_status()
                return
            except requests.RequestException as error:
                said = self._log.read_text(encoding="utf-8", errors="replace")
                assert self._server.poll() is None, f"The server ended:\n{said}"
                assert time.monotonic() < until, f"The server did not answer ({error}):\n{said}"
                time.sleep(0.1)


def everything_below(folder: Path) -> list[str]:
    """Every file and folder below, as relative paths in order."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*")) if folder.exists() else []


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
