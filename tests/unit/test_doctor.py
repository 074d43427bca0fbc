"""The doctor names what is wrong and the mend, in one run, and changes nothing."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from babyinmind.cli import main
from babyinmind.desk.arrivals import Arrivals, Trouble, write_arrivals
from babyinmind.desk.flags import account, make_box
from babyinmind.gradebook.upgrade import VERSION_TABLE, VERSIONS
from babyinmind.records.certificate import PDF_KEY_FILE, pdf_key
from babyinmind.records.cohort import load_cohort
from babyinmind.records.signing import FOLDER, PRIVATE_FILE, signing_key
from support.cohort import COHORT, deliver
from support.gradebooks import forget_version
from support.small_module import MODULE, RIGHT, released, store


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("original")
    course = CourseDirectory(root=str(root))
    store(course.db_url)
    released(root)
    for learner in ("ann", "ben"):
        deliver(course, learner, RIGHT)
    (root / "nbgrader_config.py").write_text(f"c = get_config()\nc.Exchange.root = {str(root / 'exchange')!r}\n")
    (root / "exchange" / "-" / "inbound").mkdir(parents=True)
    lines = [line for line in COHORT.splitlines() if not line.startswith("contact:")]
    lines.append(f"contact: {{name: Ada Example, how: 555 0100, account: {account()}}}")
    (root / "cohort.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root


@pytest.fixture
def root(original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cohort in which nothing is wrong."""
    root = Path(shutil.copytree(original, tmp_path / "course"))
    found = load_cohort(root)
    signing_key(root)
    pdf_key(root, found.sponsor, found.name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return root


def examined(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    status = main(["doctor", *arguments])
    return status, capsys.readouterr().out


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_cohort_in_which_nothing_is_wrong(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_box(root, load_cohort(root))
    before = contents(root)
    status, said = examined(capsys, "--cohort", str(root))
    assert status == 0 and "WRONG" not in said and said.endswith("Nothing is wrong.\n"), said
    assert "1 modules, 2 learners, 0 on the roster, 2 graded hand-ins, 0 records" in said
    assert f"Our tables: schema {VERSIONS[-1]}" in said
    assert "Collected hand-ins: 2 files of answers, 2 whole" in said
    assert contents(root) == before


def test_here_is_the_cohort_whose_folder_this_is(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    assert f"Course folder: {root}" in examined(capsys)[1]
    monkeypatch.chdir(root.parent)
    assert "Course folder" not in examined(capsys)[1]


def test_an_older_gradebook_is_named_and_not_upgraded(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = create_engine(f"sqlite:///{root / 'gradebook.db'}", poolclass=NullPool)
    forget_version(engine, "babyinmind_claimed")
    before = contents(root)
    _, said = examined(capsys, "--cohort", str(root))
    assert (
        f"note   Our tables: schema of before 0001; they are upgraded to {VERSIONS[-1]} when it is next opened" in said
    )
    assert contents(root) == before


def spoil_with_newer(root: Path) -> None:
    with create_engine(f"sqlite:///{root / 'gradebook.db'}", poolclass=NullPool).begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))


def spoil_with_damage(root: Path) -> None:
    data = bytearray((root / "gradebook.db").read_bytes())
    data[5000:40000] = bytes(35000)
    (root / "gradebook.db").write_bytes(data)


def spoil_with_unsafe_settings(root: Path) -> None:
    with (root / "nbgrader_config.py").open("a") as file:
        file.write("c.Autograde.exporter_class = 'nbconvert.exporters.NotebookExporter'\n")


def spoil_with_a_missing_contact(root: Path) -> None:
    lines = (root / "cohort.yml").read_text().splitlines(keepends=True)
    (root / "cohort.yml").write_text("".join(line for line in lines if not line.startswith("contact:")))


def spoil_with_late_arrivals(root: Path) -> None:
    write_arrivals(root, Arrivals(datetime(2026, 11, 9, tzinfo=UTC), 0, (Trouble("ann", MODULE, "no room"),)))


SPOILED = {
    "newer": (spoil_with_newer, "WRONG  Gradebook: ", "Mend: Install the newer version of the course."),
    "none": (
        lambda root: (root / "gradebook.db").unlink(),
        "WRONG  Gradebook: there is none",
        "Mend: Release a module",
    ),
    "damaged": (spoil_with_damage, "is damaged", "Mend: Put it back from a backup"),
    "unsafe": (spoil_with_unsafe_settings, "nbconvert.exporters.NotebookExporter", "Mend: Take these lines out"),
    "key": (lambda root: (root / FOLDER / PRIVATE_FILE).chmod(0o644), "could be read by others", "Mend: chmod 600"),
    "pdf-key": (lambda root: (root / FOLDER / PDF_KEY_FILE).chmod(0o640), "could be read by others", "Mend: chmod 600"),
    "contact": (spoil_with_a_missing_contact, "WRONG  Flags: The cohort has no contact", "Mend: Learners and"),
    "cohort.yml": (
        lambda root: (root / "cohort.yml").write_text("name: [1"),
        "WRONG  cohort.yml",
        "Mend: Mend the line",
    ),
    "grader": (spoil_with_late_arrivals, "WRONG  Grader: Graded on arrival: not since", "Mend: See its log"),
}


@pytest.mark.parametrize("what", SPOILED)
def test_what_is_wrong_is_named_with_its_mend(root: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    make_box(root, load_cohort(root))
    spoil, words, mend = SPOILED[what]
    spoil(root)
    status, said = examined(capsys, "--cohort", str(root))
    assert status == 1 and said.endswith("1 to mend.\n"), said
    assert words in said and mend in said, said


def test_a_hand_in_that_cannot_be_read_is_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = root / "submitted" / "ann" / MODULE / f"{MODULE}.responses.json"
    answers.write_bytes(answers.read_bytes()[:40])
    _, said = examined(capsys, "--cohort", str(root))
    assert f"note   Hand-in {answers.parent}: " in said and "2 files of answers, 1 whole" in said


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        (Path("etc", "jupyter", "nbgrader_config.py"), "nbgrader would execute what learners hand in"),
        (Path("share", "jupyter", "labextensions", "baby-in-mind", "package.json"), "The page in JupyterLab"),
    ],
)
def test_an_installation_that_lost_a_part_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lost: Path, words: str
) -> None:
    for path in (Path("etc"), Path("share", "jupyter", "labextensions", "baby-in-mind")):
        shutil.copytree(Path(sys.prefix, path), tmp_path / path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert examined(capsys)[0] == 0
    (tmp_path / lost).write_text("another")
    status, said = examined(capsys)
    assert status == 1 and "of another version" in said
    (tmp_path / lost).unlink()
    status, said = examined(capsys)
    assert status == 1 and words in said and "Mend: Install the course into this environment again" in said


def test_a_learners_damaged_answers_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    module = tmp_path / "home" / MODULE
    module.mkdir(parents=True)
    (module / f"{MODULE}.responses.json").write_text('{"format": "babyinmind')
    status, said = examined(capsys, "--home", str(tmp_path / "home"))
    assert status == 1 and f"WRONG  {MODULE}: " in said and "recovers what can be read" in said
