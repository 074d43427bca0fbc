"""`course.yml`: each fault named by its line, and everything that lists modules in its order."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from babyinmind.authoring import course_paths
from babyinmind.cli import main
from babyinmind.course import CourseNotFound, course_root, released_modules
from babyinmind.course.module_status import module_statuses
from babyinmind.course.modules import course_title
from babyinmind.course.outline import OUTLINE
from babyinmind.course.pages import course_of
from babyinmind.course.progress import planned_minutes
from babyinmind.course.renew import outbound_modules
from babyinmind.course.stored_data import stored_in
from babyinmind.course_settings import FILE, CourseFaulty, in_order, read_course
from babyinmind.desk.folder import sources_of_the_course
from babyinmind.desk.sessions import read_sessions
from babyinmind.desk.table import TableFaulty
from babyinmind.records.credit import settle
from babyinmind.records.modules import stored_modules
from support.authors import CELLS, HEADER, write_module
from support.gradebooks import opened
from support.own_course import own_course, put_released

FAULTS = {
    "no title": ("modules: []\n", 1, "`title:` needs words"),
    "no modules": ("title: Ours\n", 1, "`modules:` is missing"),
    "a name unknown": ("title: Ours\nmoduls: []\n", 2, "'moduls' is not known here. Known are: title, modules"),
    "modules in one text": ("title: Ours\nmodules: 03-attachment\n", 2, "`modules:` needs a list"),
    "modules left empty": ("title: Ours\nmodules:\nstandard: all\n", 2, "`modules:` needs a list"),
    "twice": ("title: Ours\nmodules:\n  - 12-a\n  - 13-b\n  - 12-a\n", 5, "'12-a' stands twice under `modules:`"),
    "no id": ("title: Ours\nmodules:\n  - 12-a\n  - ../13\n", 4, "'../13' is no module's id"),
    "a number": ("title: Ours\nmodules: [\n  12-a,\n  13]\n", 4, "`modules:` needs names, not 13."),
    "advice only of nothing": (
        "title: Ours\nmodules: [12-a]\nadvice_only:\n- 13-b\n",
        4,
        "'13-b' does not stand under",
    ),
    "no YAML": ("title: Ours\nmodules: [\n", 3, "Mend that line."),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_by_its_line(fault: str, tmp_path: Path) -> None:
    text, line, said = FAULTS[fault]
    (tmp_path / FILE).write_text(text)
    with pytest.raises(CourseFaulty) as refused:
        read_course(tmp_path)
    assert str(refused.value).startswith(f"{tmp_path / FILE}, line {line}: ")
    assert said in str(refused.value)


def test_a_course_without_the_file_has_no_settings(tmp_path: Path) -> None:
    assert read_course(tmp_path) is None


def test_this_course_lists_what_it_has_and_takes_all_advice_as_law(project: Path) -> None:
    course = read_course(project)
    assert course is not None
    assert (course.title, course.standard, course.advice_only) == ("Baby in Mind", ("all",), ())
    assert set(course.modules) == {path.parent.name for path in (project / "source").glob("*/*.ipynb")}
    assert list(course.modules) == sorted(course.modules)


def test_what_is_not_listed_stands_where_its_number_puts_it() -> None:
    assert in_order({"01", "02", "04", "03", "09"}, ("03", "07")) == ["01", "02", "03", "04", "09"]
    assert in_order({"12", "03", "05"}, ("12", "03", "05")) == ["12", "03", "05"]
    assert in_order(["02", "01"], ()) == ["01", "02"]


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course that turns the order round and lists two of its three released modules."""
    root = own_course(tmp_path / "ours", "12-local", "03-attachment", "08-culture")
    put_released(root, "03-attachment", "12-local", "20-draft")
    monkeypatch.setenv("BABYINMIND_COURSE", str(root))
    return root


def test_learners_get_what_is_listed_and_released_in_the_courses_order(ours: Path, tmp_path: Path) -> None:
    assert [one.id for one in released_modules()] == ["12-local", "03-attachment"]
    assert [one["id"] for one in course_of(tmp_path)["modules"]] == ["12-local", "03-attachment"]
    assert course_title() == "Our course"


def test_a_list_of_nothing_released_is_said_with_what_there_is(ours: Path) -> None:
    own_course(ours, "08-culture")
    with pytest.raises(CourseNotFound, match=r"course\.yml lists none of .* \(03-attachment, 12-local, 20-draft\)"):
        released_modules()


def test_learn_names_the_line_of_a_faulty_list(ours: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (ours / FILE).write_text("title: Ours\nmodules: 12-local\n")
    assert main(["learn", "--home", str(tmp_path / "home"), "--no-browser"]) == 1
    assert f"{ours / FILE}, line 2: `modules:` needs a list" in capsys.readouterr().err


def test_a_learner_stands_in_the_modules_in_the_courses_order(
    ours: Path, project: Path, tmp_path: Path, places: Path
) -> None:
    home = tmp_path / "home"
    for name in ("03-attachment", "05-ghosts"):
        shutil.copytree(project / "release" / name, home / name)
    own_course(ours, "05-ghosts", "03-attachment")
    placed = [one.id for one in module_statuses(home) if one.place]
    assert placed == ["05-ghosts", "03-attachment"]
    (ours / FILE).write_text("title: [")
    assert [one.id for one in module_statuses(home) if one.place] == ["03-attachment", "05-ghosts"], (
        "a fault hides nothing"
    )


def test_a_course_of_its_own_modules_alone_promises_none_of_another(ours: Path, tmp_path: Path, places: Path) -> None:
    assert len(module_statuses(tmp_path)) == len(OUTLINE)
    own_course(ours, "12-local")
    assert module_statuses(tmp_path) == ()


def test_my_data_finds_answers_of_a_module_that_is_listed_no_more(ours: Path, tmp_path: Path, places: Path) -> None:
    from babyinmind.responses import private_folder

    home = tmp_path / "home"
    home.mkdir()
    private = private_folder(home / "20-draft")
    private.mkdir(parents=True)
    (private / "20-draft.json").write_text("{}")
    assert [one.path for one in stored_in(home)] == [private / "20-draft.json"]


def test_hours_and_desk_take_a_cohorts_modules_in_the_courses_order(ours: Path, tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        for name in ("03-attachment", "12-local", "20-draft"):
            gradebook.update_or_create_assignment(name)
            gradebook.update_or_create_notebook(name, name)
            header = HEADER.replace("98-small", name)
            gradebook.update_or_create_source_cell(name, name, name, source=header, cell_type="code")
        with Session(gradebook.engine) as session:
            assert [one.id for one in stored_modules(session)] == ["12-local", "03-attachment", "20-draft"]
            told = [(one.learner, one.module) for one in settle(session, pass_mark=0.8, everybody=["ann", "ben"])]
    order = ["12-local", "03-attachment", "20-draft"]
    assert told == [(learner, module) for learner in ("ann", "ben") for module in order]


def test_live_sessions_may_name_a_module_of_the_courses_own(ours: Path, tmp_path: Path) -> None:
    plan = tmp_path / "sessions.csv"
    plan.write_text("session,date,modules\nOpening,2027-03-12,12-local; 04-reflection\n", encoding="utf-8")
    assert list(read_sessions(plan)) == ["12-local", "04-reflection"]
    plan.write_text("session,date,modules\nOpening,2027-03-12,20-draft\n", encoding="utf-8")
    with pytest.raises(TableFaulty, match=r"'20-draft' is not known. Known are: 01-foundations, .*, 12-local, 03-"):
        read_sessions(plan)


def test_the_minutes_of_the_whole_course_count_modules_of_its_own(ours: Path) -> None:
    assert planned_minutes() == 360
    write_module(ours, *CELLS, name="12-local")
    shutil.copytree(ours / "source" / "12-local", ours / "release" / "12-local", dirs_exist_ok=True)
    assert planned_minutes() == 377
    own_course(ours, "12-local")
    assert planned_minutes() == 17


def test_a_draft_is_not_counted_as_covering_anything(ours: Path) -> None:
    for name in ("03-attachment", "20-draft"):
        write_module(ours, *CELLS, name=name)
    assert [path.parent.name for path in course_paths(ours / "source")] == ["03-attachment"]


def test_a_cohorts_modules_are_brought_in_the_courses_order(ours: Path) -> None:
    assert [one.id for one in outbound_modules(ours / "release")] == ["12-local", "03-attachment", "20-draft"]


def test_a_cohort_is_given_no_draft(ours: Path) -> None:
    for name in ("03-attachment", "12-local", "20-draft"):
        write_module(ours, *CELLS, name=name)
    assert list(sources_of_the_course()) == ["12-local/12-local.ipynb", "03-attachment/03-attachment.ipynb"]
    (ours / FILE).unlink()
    assert len(sources_of_the_course()) == 3
    assert course_root() == ours
