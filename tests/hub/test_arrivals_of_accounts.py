"""Graded on arrival by the real process as the cohort's grader, while a learner tries from a shell what must not succeed."""

from __future__ import annotations

import os
import pwd
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbgrader.utils import notebook_hash

from babyinmind.questions import Question
from babyinmind.results import read_results
from support.commands import babyinmind
from support.course import MODULE, PROJECT, Course
from support.lab import until
from support.learners import answers_file, items_of, wrong_answer
from support.machine import Machine

pytestmark = pytest.mark.timeout(900)

ANSWERS = f"{MODULE}.responses.json"
CODE = (
    '{"cells": [{"cell_type": "code", "execution_count": null, "id": "a", "metadata": {}, "outputs": [],'
    ' "source": "open(%r, \'w\').close()"}], "metadata": {"kernelspec": {"name": "python3", "display_name": "p",'
    ' "language": "python"}}, "nbformat": 4, "nbformat_minor": 5}'
)
PATIENCE = 120
"""Seconds; a hand-in is returned in a few where nothing else runs."""


@dataclass(frozen=True)
class Hosted:
    """A cohort in which ann and ben learn, with a released module; `right` and `wrong` are answer files to be copied."""

    machine: Machine
    name: str
    course: Course
    right: Path
    wrong: Path

    @property
    def grader(self) -> str:
        return f"grader-{self.name}"

    @property
    def inbound(self) -> Path:
        return self.course.exchange / self.name / "inbound"

    def as_learner(self, short: str, script: str, ok: bool = True) -> str:
        return self.machine.by(self.machine.name(short), script, ok).said

    def submit(self, short: str, answers: Path) -> str:
        """Hand in by nbgrader's own command in the learner's shell; gives the hand-in's secret."""
        outbound = self.inbound.parent / "outbound" / MODULE
        self.as_learner(
            short,
            f"mkdir -p w && cd w && rm -rf {MODULE} && cp -r {outbound} {MODULE} && cp {answers} {MODULE}/{ANSWERS} &&"
            f" nbgrader submit {MODULE} --course {self.name} --Exchange.root={self.course.exchange}"
            " --CourseDirectory.root=. --Exchange.path_includes_course=False",
        )
        kept = "ls -td ~/.local/share/jupyter/nbgrader_cache/*/*+* | head -1"
        return self.as_learner(short, f'cat "$({kept})/submission_secret.txt"')

    def returned(self, short: str, secret: str) -> float | None:
        """The score that this learner can read in what was released for the hand-in."""
        page = self.inbound.parent / "feedback" / f"{notebook_hash(secret=secret, notebook_id=MODULE)}.html"
        if not page.exists():
            return None
        told = read_results(self.as_learner(short, f"cat {page}"))
        return told["score"] if told else None


@pytest.fixture(scope="module")
def hosted(machine: Machine) -> Hosted:
    roster = machine.folder / "arrivals.csv"
    roster.write_text(f"id,name\n{machine.name('ann')},Ann\n{machine.name('ben')},Ben\n")
    name = machine.name("a")
    machine.babyinmind(
        "cohort", "add", name, "--instructors", machine.name("ada"), "--contact", machine.name("ada"), "--how", "555",
        "--sponsor", "Example", "--roster", roster, "--homes", machine.homes, "--new-accounts",
    )  # fmt: skip
    root = machine.homes / f"grader-{name}" / "course"
    for command in ("generate_assignment", "release_assignment"):
        machine.by(f"grader-{name}", f"cd {root} && nbgrader {command} {MODULE}")
    questions = [
        one for _, one in items_of(PROJECT / "source" / MODULE / f"{MODULE}.ipynb") if isinstance(one, Question)
    ]
    graded = [one for one in questions if one.has_key]
    right, wrong = machine.folder / "right.json", machine.folder / "wrong.json"
    right.write_text(answers_file(MODULE, {one.id: one.key for one in graded}))
    wrong.write_text(answers_file(MODULE, {one.id: wrong_answer(one) for one in graded}))

    return Hosted(machine, name, Course(root, machine.hub / "exchange"), right, wrong)


@contextmanager
def running(hosted: Hosted, log: Path) -> Iterator[subprocess.Popen]:
    """The process as a service would start it: as the grader, who is its own user in the end."""
    who = pwd.getpwnam(hosted.grader)
    with log.open("ab") as said:
        process = subprocess.Popen(
            ["babyinmind", "arrivals", "--cohort", str(hosted.course.root)], cwd=who.pw_dir, stdin=subprocess.DEVNULL,
            stdout=said, stderr=subprocess.STDOUT, user=who.pw_uid, group=who.pw_gid, extra_groups=[],
            env={"HOME": who.pw_dir, "USER": who.pw_name, "PATH": os.environ["PATH"]},
        )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_what_a_learner_hands_in_is_returned_and_what_is_forged_is_not(hosted: Hosted) -> None:
    machine, inbound = hosted.machine, hosted.inbound
    ann, ben = machine.name("ann"), machine.name("ben")
    log, canary = machine.folder / "arrivals.log", machine.folder / "canary"
    machine.folder.chmod(0o1777)  # where code that ran could write
    later = "2099-01-01 00:00:00.000000 UTC"

    refused = babyinmind("arrivals", "--cohort", str(hosted.course.root), cwd=machine.folder, ok=False)
    assert refused.status == 2 and "does not run as root" in refused.said

    with running(hosted, log) as process:
        secret = hosted.submit("ann", hosted.right)
        until(lambda: hosted.returned("ann", secret), "ann's results", PATIENCE)
        full = hosted.returned("ann", secret)
        assert full
        assert hosted.as_learner("ben", f"ls {inbound.parent}/feedback", ok=False).count("ermission denied") == 1

        def lay(name: str, then: str) -> str:
            """What Ben lays into inbound by hand: a whole hand-in, then changed."""
            folder = f"{inbound}/{name}"
            hosted.as_learner(
                "ben",
                f"mkdir '{folder}' && cd '{folder}' && cp {hosted.wrong} {ANSWERS} && echo '{later}' > timestamp.txt &&"
                # The secret last, as nbgrader does: before, it is not whole, and nobody looks whether it is too much.
                f" {then} && echo abc > submission_secret.txt; chmod -R a+rX '{folder}'",
            )
            return name

        forged = lay(f"{ann}+{MODULE}+{later}+forged", "true")
        stolen = lay(
            f"{ben}+{MODULE}+2098-01-01 00:00:00 UTC+link", f"ln -sf {hosted.course.root}/gradebook.db {ANSWERS}"
        )
        big = lay(f"{ben}+{MODULE}+2098-01-02 00:00:00 UTC+big", "truncate -s 500M film.mp4")
        many = lay(f"{ben}+{MODULE}+2098-01-03 00:00:00 UTC+many", "seq 25000 | xargs touch")
        for name, why in (
            (forged, f"it names {ann} but belongs to {ben}"),
            (stolen, f"its {ANSWERS} is a link"),
            (big, "it holds more than 200 MB"),
            (many, "it holds more than 20,000 files"),
        ):
            until(
                lambda name=name, why=why: f"{name}: NOT TAKEN: {why}" in log.read_text(),
                f"{name} to be refused",
                PATIENCE,
            )
        # Code, a kernel's start-up and configuration in a hand-in are left where they are.
        (machine.folder / "code.ipynb").write_text(CODE % str(canary))
        lay(
            f"{ben}+{MODULE}+2098-01-04 00:00:00 UTC+code",
            f"cp {machine.folder}/code.ipynb {MODULE}.ipynb && echo \"open('{canary}', 'w')\" | tee nbgrader_config.py"
            " sitecustomize.py ipython_config.py > /dev/null",
        )
        until(lambda: [one.learner for one in hosted.course.attempts()].count(ben) == 1, "ben's to be graded", PATIENCE)
        assert {path.name for path in (hosted.course.submitted / ben / MODULE).iterdir()} == {
            f"{MODULE}.ipynb", ANSWERS, "collected.json", "timestamp.txt", "submission_secret.txt"
        }  # fmt: skip
        assert (
            hosted.course.submitted / ben / MODULE / f"{MODULE}.ipynb"
        ).read_bytes() == hosted.course.released.read_bytes()
        assert not canary.exists()
        assert [(one.learner, one.share) for one in hosted.course.attempts(ann)] == [(ann, 1.0)]
        assert f"{ann}, {MODULE}: feedback returned" in log.read_text()

        second = machine.by(hosted.grader, f"babyinmind arrivals --cohort {hosted.course.root}", ok=False)
        assert second.code == 1 and "looks after" in second.said
        process.send_signal(signal.SIGKILL)
        process.wait()

    # After a kill another one goes on; told to end, it ends well.
    with running(hosted, log) as process:
        again = hosted.submit("ann", hosted.wrong)
        until(lambda: hosted.returned("ann", again) is not None, "ann's second results", PATIENCE)
        assert [one.share for one in hosted.course.attempts(ann)] == [1.0, 0.0]
        process.terminate()
        assert process.wait(PATIENCE) == 0
    assert re.search(r"Ended\.$", log.read_text().strip())
    not_theirs = [
        path for path in hosted.course.root.rglob("*") if path.lstat().st_uid != pwd.getpwnam(hosted.grader).pw_uid
    ]
    assert not_theirs == []
