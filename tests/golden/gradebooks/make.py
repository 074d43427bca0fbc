"""Write a course folder with a past commit's own code: `python tests/golden/gradebooks/make.py COMMIT [FILE]`.

A fixture is made once and never again: it stands for what lies on people's disks. See README.md beside this file.
"""

from __future__ import annotations

import getpass
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import venv
from contextlib import closing
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[2]
MODULE, COURSE_ID = "03-attachment", "iecmh"
LEARNERS = {"ann": "Ann Example", "ben": "Ben Example", "cleo": "Cleo Example"}
COHORT = """name: Autumn 2026
sponsor: Example Agency
instructors: [Ada Example, Bo Example]
contact: {name: Ada Example, how: 555 0100%s}
"""
GUESTS = 6
"""Five forms of the evaluation are taken in together; a sixth waits."""
WRITTEN = {"about": "practice", "text": "Noor held on to her grandmother's hand, and I waited."}
WRITTEN_BY_BEN = {"about": "family", "text": "Little Tomasz, as I shall call him, hid behind the door."}
WRITTEN_AGAIN = {"about": "practice", "text": "I looked once more, and wondered what she was looking for."}
COMMENT = "You saw the hand first. What did it ask for?"


def main(arguments: list[str]) -> None:
    if arguments[0] == "--live":
        _live(Path(arguments[1]))
        return
    commit = _git("rev-parse", "--short=7", arguments[0])
    name = f"{_git('log', '-1', '--format=%ad', '--date=short', commit)}-{commit}.tar.xz"
    target = Path(arguments[1]) if len(arguments) > 1 else HERE / name
    with tempfile.TemporaryDirectory() as folder:
        tree, python, made = Path(folder) / "tree", Path(folder) / "venv", Path(folder) / "made"
        _git("worktree", "add", "--detach", str(tree), commit)
        try:
            _environment(python, tree)
            made.mkdir()
            subprocess.run(
                [python / "bin" / "python", Path(__file__), "--live", made],
                check=True,
                env={
                    **{key: value for key, value in os.environ.items() if not key.startswith("JUPYTER")},
                    "PATH": f"{python / 'bin'}{os.pathsep}{os.environ['PATH']}",
                    "PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree / 'tests'}",
                    "HOME": str(made / "teacher"),
                    "BABYINMIND_COURSE": str(tree),
                    "MADE_FROM": str(tree),
                },
            )
            expected = json.loads((made / "expected.json").read_text("utf-8"))
            (made / "expected.json").write_text(
                json.dumps({"commit": commit, **expected}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
            )
            files = HERE.parent / "files" / name.removesuffix(".tar.xz")
            shutil.rmtree(files, ignore_errors=True)
            shutil.move(made / "files", files)
            _pack(made, target)
        finally:
            _git("worktree", "remove", "--force", str(tree))
    print(f"{target}: {target.stat().st_size:,} bytes")


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=PROJECT, check=True, capture_output=True, text=True).stdout.strip()


def _environment(folder: Path, tree: Path) -> None:
    """An environment with the libraries of the one that runs this, and with the package, commands and configuration of `tree`."""
    venv.create(folder, symlinks=True)
    libraries = Path(sysconfig.get_path("purelib"))
    (site,) = (folder / "lib").glob("python*/site-packages")
    (site / "libraries.pth").write_text(f"{libraries}\n")
    for name, load in (
        ("nbgrader", "from nbgrader.apps.nbgraderapp import main"),
        ("babyinmind", "from babyinmind.cli import main"),
        ("alembic", "from alembic.config import main"),
    ):
        program = folder / "bin" / name
        program.write_text(f"#!{folder}/bin/python\nimport sys\n{load}\nsys.exit(main())\n")
        program.chmod(0o755)
    (folder / "share").mkdir(exist_ok=True)
    (folder / "share" / "jupyter").symlink_to(Path(sys.prefix) / "share" / "jupyter")
    etc = folder / "etc" / "jupyter"
    etc.mkdir(parents=True)
    shutil.copy(tree / "src" / "babyinmind" / "grading" / "nbgrader_config.py", etc)


def _pack(folder: Path, target: Path) -> None:
    """The same bytes from the same files: names in order, nobody's account, times as they are."""

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mtime = int(member.mtime)
        return member

    # Python's own lzma, with the strongest preset: the copies of one notebook are kept once.
    with tarfile.open(target, "w:xz", preset=9, format=tarfile.GNU_FORMAT) as archive:
        for path in sorted(folder.rglob("*")):
            archive.add(path, str(path.relative_to(folder)), recursive=False, filter=plain)


# What follows runs in the past commit's environment, and imports that commit's code alone.


def _live(made: Path) -> None:
    """A small cohort's life, through the commands that the commit has; writes `expected.json`."""
    import babyinmind
    from babyinmind.cli import COMMANDS

    tree = Path(os.environ["MADE_FROM"])
    assert Path(str(babyinmind.__file__)).is_relative_to(tree), babyinmind.__file__
    course, exchange, teacher = made / "course", made / "exchange", made / "teacher"
    for folder in (course / "source", exchange, teacher):
        folder.mkdir(parents=True)
    exchange.chmod(0o1777)
    shutil.copytree(tree / "source" / MODULE, course / "source" / MODULE)
    configuration = (
        f"c = get_config()\nc.CourseDirectory.course_id = {COURSE_ID!r}\nc.Exchange.root = {str(exchange)!r}\n"
    )
    (course / "nbgrader_config.py").write_text(f"{configuration}c.ExchangeCollect.check_owner = False\n")
    has = set(COMMANDS)
    if "record" in has:
        account = f", account: {getpass.getuser()}" if "flag" in has else ""
        (course / "cohort.yml").write_text(COHORT % account)

    _run("nbgrader", "generate_assignment", MODULE, cwd=course)
    _run("nbgrader", "release_assignment", MODULE, cwd=course)
    if "cohort" in has:
        _run("babyinmind", "cohort", "open", cwd=course)
    if "roster" in has:
        rows = "".join(f"{one},{name},{one}@example.org,health-care,\n" for one, name in LEARNERS.items())
        (made / "roster.csv").write_text(f"id,name,e-mail,roles,reader\n{rows}")
        _run("babyinmind", "roster", str(made / "roster.csv"), cwd=course)
    homes = {}
    for one in LEARNERS:
        homes[one] = made / "learners" / one
        (homes[one] / ".jupyter").mkdir(parents=True)
        (homes[one] / ".jupyter" / "nbgrader_config.py").write_text(
            f"{configuration}c.CourseDirectory.student_id = {one!r}\n"
        )
        _learner(homes[one], "renew")

    right, wrong, reflection = _answers(course)
    half = {name: right[name] for name in list(right)[::2]}
    _hand_in(homes["ann"], right | {reflection: WRITTEN})
    _hand_in(homes["ben"], half)
    _hand_in(homes["cleo"], wrong, spoilt=next(iter(wrong)))
    _run("nbgrader", "collect", MODULE, cwd=course)
    _run("babyinmind", "grade", MODULE, cwd=course)
    _read(course, "ann", f"{reflection}-rubric")
    _feedback(course, homes)
    if "hours" in has:
        _run("babyinmind", "hours", cwd=course)
    if "record" in has:
        _run(
            "babyinmind", "record", "ann", "--pdf", str(made / "ann.pdf"), "--badge", str(made / "ann.jwt"), cwd=course
        )

    _hand_in(homes["ann"], wrong | {reflection: WRITTEN_AGAIN})
    _hand_in(homes["ben"], right | {reflection: WRITTEN_BY_BEN})
    _run("nbgrader", "collect", MODULE, "--update", cwd=course)
    _run("nbgrader", "autograde", MODULE, cwd=course)
    _feedback(course, homes)
    if "evaluate" in has:
        _evaluate(made, course, configuration)
    if "flag" in has:
        _run("babyinmind", "flag", "cleo", cwd=course, given="She has not been seen for two weeks.\n")
    if "export" in has:
        _run("babyinmind", "export", "research", str(made / "research.csv"), "--consent", "ann", cwd=course)
    if "purge" in has:
        _run(
            "babyinmind",
            "purge",
            "ben",
            MODULE,
            "--reason",
            "It names a child.",
            "--by",
            "Ada Example",
            "--yes",
            cwd=course,
        )
    elif "hours" in has:
        _send_back(course, "ben")
    if "arrivals" in has:
        _run(sys.executable, "-c", _ARRIVALS, cwd=course)
    _solo(made, right, wrong, reflection)
    _expect(made, course, has)
    _files(made, tree, course, exchange, homes["ann"])
    for name in ("autograded", "feedback"):  # derived, and made anew by the next grading
        shutil.rmtree(course / name, ignore_errors=True)
    for path in (made / "teacher", *made.glob("guest-*"), *made.glob("learners/*/jupyter/nbgrader_cache")):
        shutil.rmtree(path, ignore_errors=True)
    for path in [*made.rglob(".ipynb_checkpoints"), *made.rglob(".nbgrader.log")]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _run(*command: str, cwd: Path, given: str = "", **more: str) -> str:
    ran = subprocess.run(
        command, cwd=cwd, input=given, capture_output=True, text=True, check=False, env={**os.environ, **more}
    )
    if ran.returncode:
        raise SystemExit(f"{command} ended with {ran.returncode}:\n{ran.stdout}\n{ran.stderr}")
    return ran.stdout


def _learner(home: Path, *command: str, given: str = "") -> str:
    """A command of ours as the learner whose home this is."""
    return _run(
        "babyinmind", *command, "--json", cwd=home, given=given, HOME=str(home), BABYINMIND_DATA=str(home / "data"),
        JUPYTER_CONFIG_DIR=str(home / ".jupyter"), JUPYTER_DATA_DIR=str(home / "jupyter"),
    )  # fmt: skip


def _answers(course: Path) -> tuple[dict[str, Any], dict[str, Any], str]:
    """All right, all wrong, and the shared reflection's id; by the commit's own tests."""
    from babyinmind.items import Question, Reflection
    from support.learners import items_of, wrong_answer

    items = items_of(course / "source" / MODULE / f"{MODULE}.ipynb")
    questions = [item for magic, item in items if magic == "question" and isinstance(item, Question)]
    reflection = next(item for _, item in items if isinstance(item, Reflection) and not item.private)
    return (
        {one.id: one.key for one in questions},
        {one.id: wrong_answer(one) for one in questions},
        reflection.id,
    )


def _hand_in(home: Path, values: dict[str, Any], *how: str, spoilt: str | None = None) -> None:
    """Answer through the response store, and press the button; `spoilt` gets a value that no page gives."""
    from babyinmind.responses import ResponseStore, answers_path

    path = answers_path(home / MODULE, MODULE)
    store = ResponseStore.open(path, MODULE)
    for item, value in values.items():
        known = store.answer(item)
        store.save(item, value, edited=known.revision if known else 0)
    if spoilt:
        told = json.loads(path.read_text("utf-8"))
        told["answers"][spoilt]["value"] = {"no": ["such", "answer"]}
        path.write_text(json.dumps(told), encoding="utf-8")
    _learner(home, "hand-in", MODULE, "--folder", str(home / MODULE), *how)


def _read(course: Path, learner: str, rubric: str) -> None:
    """What formgrader writes when an instructor has read a reflection."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade(rubric, MODULE, MODULE, learner)
        grade.manual_score, grade.needs_manual_grade = 1.0, False
        gradebook.find_comment(rubric, MODULE, MODULE, learner).manual_comment = COMMENT
        gradebook.db.commit()


def _feedback(course: Path, homes: dict[str, Path]) -> None:
    _run("nbgrader", "generate_feedback", MODULE, "--force", cwd=course)
    _run("nbgrader", "release_feedback", MODULE, cwd=course)
    for home in homes.values():
        _learner(home, "results", MODULE, "--folder", str(home / MODULE))


_ARRIVALS = """
from babyinmind.grading.start import course_directory
from babyinmind.hosting.arrivals import Rounds
Rounds(course_directory(), settle=0).round()
"""
"""`babyinmind arrivals --once`, which root may not run."""


def _evaluate(made: Path, course: Path, configuration: str) -> None:
    for number in range(GUESTS):
        home = made / f"guest-{number}"
        (home / ".jupyter").mkdir(parents=True)
        (home / ".jupyter" / "nbgrader_config.py").write_text(configuration)
        if number == GUESTS - 1:
            _run("babyinmind", "export", "evaluation", str(made / "evaluation.csv"), cwd=course)
        form = json.dumps({"useful": number % 5, "comment": "More of it."})
        _learner(home, "evaluate", "--home", str(home), given=form)


def _send_back(course: Path, learner: str) -> None:
    from nbgrader.api import Gradebook
    from sqlalchemy.orm import Session

    from babyinmind.records.credit import send_back

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook, Session(gradebook.engine) as session:
        send_back(session, learner, MODULE, reason="It names a child.", by="Ada Example")


def _solo(made: Path, right: dict[str, Any], wrong: dict[str, Any], reflection: str) -> None:
    """Somebody who learns alone hands in twice: all wrong, then all right."""
    home = made / "learners" / "solo"
    (home / ".jupyter").mkdir(parents=True)
    _hand_in(home, wrong, "--solo")
    _hand_in(home, right | {reflection: WRITTEN}, "--solo")


def _files(made: Path, tree: Path, course: Path, exchange: Path, home: Path) -> None:
    """One file of each format that this commit writes, as plain files; and what a person writes, as this commit gives it."""
    files = made / "files"
    files.mkdir()
    (kept,) = (home / "data" / "learners").iterdir()
    (solo,) = (made / "learners" / "solo" / "data" / "learners").iterdir()
    found = {
        f"{MODULE}.handed-in.json": kept / f"{MODULE}.handed-in.json",
        f"solo.{MODULE}.handed-in.json": solo / f"{MODULE}.handed-in.json",
        "placed.json": home / ".baby-in-mind" / "placed.json",
        "feedback.html": min((exchange / COURSE_ID / "feedback").glob("*.html"), key=lambda path: path.stat().st_size),
        "collected.json": course / "submitted" / "ann" / MODULE / "collected.json",
        "arrivals.json": course / "arrivals.json",
        "cohort.yml": course / "cohort.yml",
        "roster.csv": made / "roster.csv",
        "public-key.json": course / "record-key" / "public-key.json",
        "certificate.pem": course / "record-key" / "certificate.pem",
        "support-lines.yml": tree / "support-lines.yml",
        "snippets.yml": tree / "snippets.yml",
        "evaluation-form.json": next((exchange / COURSE_ID / "evaluation").glob("*.json"), None),
        "flag.json": next((course / "needs-a-person").glob("*.json"), None),
        "record.pdf": made / "ann.pdf",
        "record.jwt": made / "ann.jwt",
    }
    for name, path in found.items():
        if path is not None and path.is_file():
            shutil.copy(path, files / name)
    _stores(files)
    _of_the_course(files)
    _of_a_hub(files)


def _stores(files: Path) -> None:
    """Answers with all that a store keeps beside the latest one; private reflections and a profile, which are stores too."""
    from contextlib import suppress

    from babyinmind.responses import ResponseStore, StaleRevision

    store = ResponseStore.open(files / f"{MODULE}.responses.json", MODULE)
    store.save("tried", "a", edited=0, keep_first=True)
    store.save("tried", "b", edited=1, keep_first=True)
    store.save("sure-of-it", ["a", "c"], edited=0, confidence="sure")
    with suppress(StaleRevision):
        store.save("sure-of-it", ["b"], edited=0)  # from a window that has not seen the first
    store.save("number", 18.5, edited=0)
    store.save("erased", "x", edited=0)
    store.erase("erased")
    store.save("words", {"about": "practice", "text": "“Noor” — naïve, 😀"}, edited=0)
    ResponseStore.open(files / "private.json", MODULE).save("for-me-alone", {"text": "Nobody reads this."}, edited=0)
    ResponseStore.open(files / "profile.json", "profile").save("roles", ["health-care"], edited=0)
    for lock in files.glob(".*.lock"):
        lock.unlink()
    for spare in files.glob(".*.last-good.json"):
        if MODULE not in spare.name:
            spare.unlink()


def _of_the_course(files: Path) -> None:
    """What a learner's folder holds for the course."""
    from datetime import date

    try:
        from babyinmind.course.folder import Placed, keep_news
        from babyinmind.course.sessions import Suggested, to_json
    except ImportError:
        return  # this commit has neither
    home = files / "home"
    (home / ".baby-in-mind").mkdir(parents=True)
    keep_news(home, Placed(renewed=[f"{MODULE}/{MODULE}.ipynb"], set_aside=["03-attachment/.older/one.ipynb"]))
    shutil.move(home / ".baby-in-mind" / "news.json", files / "news.json")
    shutil.rmtree(home)
    (files / "sessions.json").write_bytes(to_json({MODULE: Suggested("Opening", date(2027, 3, 12))}))


def _of_a_hub(files: Path) -> None:
    """A cohort in a hub's registry, and a backup with it."""
    try:
        from babyinmind.hosting import backup
        from babyinmind.hosting.accounts import restorable
        from babyinmind.hosting.registry import HostedCohort, Hub
    except ImportError:
        return  # this commit has none
    hub = Hub(files / "hub")
    people = ("ada", ("ada", "bo"), ("ann", "ben"), ("cleo",))
    # A gradebook's address is newer than the registry.
    more = {"gradebook": "postgresql://grader@db/spring"} if "gradebook" in HostedCohort.__dataclass_fields__ else {}
    hub.write(HostedCohort("2027-spring", "open", "grader-2027-spring", *people, **more))
    staging = files / "staging"
    staging.mkdir()
    archive = backup._Archive(files / "hub-backup.tar.gz", hub.folder, (hub.folder,), (restorable("nobody"),))
    backup._make(archive, staging, [])
    (made,) = [*staging.glob(".*.part"), *files.glob(".*.part")]
    made.replace(archive.file)
    shutil.rmtree(staging)
    shutil.move(hub.file_of("2027-spring"), files / "2027-spring.yml")
    shutil.rmtree(hub.folder)


def _expect(made: Path, course: Path, has: set[str]) -> None:
    """What this commit's code, and the tables that it left, say at the end."""
    hours = json.loads(_run("babyinmind", "hours", "--format", "json", cwd=course)) if "hours" in has else None
    with closing(sqlite3.connect(course / "gradebook.db")) as base:
        names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        attempts: dict[str, list[dict[str, Any]]] = {}
        for learner, at, score, most, answers in base.execute(
            "SELECT learner, handed_in, score, max_score, answers FROM babyinmind_attempt ORDER BY handed_in"
        ):
            attempts.setdefault(learner, []).append(
                {"handed_in": at, "score": score, "max_score": most, "answers": json.loads(answers)}
            )
        records = (
            [
                {"learner": learner, "number": number, "envelope": json.loads(envelope)}
                for learner, number, envelope in base.execute("SELECT learner, number, envelope FROM babyinmind_record")
            ]
            if "babyinmind_record" in names
            else []
        )
        ours = {
            name: {
                "columns": [row[1] for row in base.execute(f"PRAGMA table_info({name})")],
                "rows": base.execute(f"SELECT count(*) FROM {name}").fetchone()[0],
            }
            for name in names
            if name.startswith("babyinmind_")
        }
        alembic = [version for (version,) in base.execute("SELECT version_num FROM alembic_version")]
    found = {"alembic_version": alembic, "tables": ours, "attempts": attempts, "hours": hours, "records": records}
    (made / "expected.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
