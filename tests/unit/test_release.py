"""The learners' version is current, holds no key by text or by place, and is never made from a module with a fault."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from babyinmind.authoring import ReleaseFailed, check_module, read_module, release
from babyinmind.cli import main
from babyinmind.items import BEGIN_RUBRIC, END_RUBRIC, build, split
from babyinmind.questions.choice import Choice
from babyinmind.questions.choices import Choices
from babyinmind.questions.match import Match
from babyinmind.questions.number import Number
from babyinmind.questions.order import Order
from support.authors import CELLS, CHOICE, HEADER, changed, swapped, write_module
from support.commands import nbgrader
from support.own_course import own_course

MODULE = "03-attachment"
MADE = ("ours", "stock")

pytestmark = [
    pytest.mark.xdist_group("release"),  # so that each version is made once in a run
    pytest.mark.slow,
]


@pytest.fixture(scope="session")
def source(project):
    return read_module(project / "source" / MODULE / f"{MODULE}.ipynb")


@pytest.fixture(scope="session")
def ours(project, tmp_path_factory):
    """Made with our configuration."""
    return release(project, MODULE, into=tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="session")
def stock(project, tmp_path_factory):
    """Made by nbgrader without any configuration."""
    return release(project, MODULE, stock=True, into=tmp_path_factory.mktemp("stock"))


@pytest.fixture
def released(request):
    """One released notebook's file: the repository's, ours made anew, or stock nbgrader's."""
    if request.param == "committed":
        return request.getfixturevalue("project") / "release" / MODULE / f"{MODULE}.ipynb"
    return request.getfixturevalue(request.param)


every_release = pytest.mark.parametrize("released", ["committed", *MADE], indirect=True)


def one_line(text):
    return " ".join(text.split())


def all_text(path: Path) -> str:
    """Every string of a notebook, keys and metadata too, with white space evened out."""

    def strings(value):
        if isinstance(value, dict):
            for name, part in value.items():
                yield name
                yield from strings(part)
        elif isinstance(value, list):
            for part in value:
                yield from strings(part)
        else:
            yield str(value)

    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return one_line(" ".join(strings(notebook)))


def cells(path):
    return nbformat.read(path, as_version=4).cells


def questions(path):
    """Each released question's item, by its id."""
    texts = [split(cell.source) for cell in cells(path) if cell.cell_type == "code"]
    items = [build("question", text.body) for text in texts if text and text.magic == "question"]
    return {item.id: item for item in items}


def test_the_release_in_the_repository_is_current(project, ours):
    committed = project / "release" / MODULE
    assert (committed / ours.name).read_bytes() == ours.read_bytes(), "run `make release` and commit what it wrote"
    assert [path.name for path in committed.iterdir()] == [path.name for path in ours.parent.iterdir()] == [ours.name]


def test_every_module_of_the_course_is_released(project):
    modules = {path.parent.name for path in (project / "source").glob("*/*.ipynb")}
    assert modules == {path.parent.name for path in (project / "release").glob("*/*.ipynb")}


@every_release
def test_no_key_is_told_by_text(released, source):
    text = all_text(released)
    graded = list(source.questions())
    assert len(graded) == 12
    for _, question in graded:
        for why in question.feedback.values():
            assert one_line(why) not in text
            for sentence in one_line(why).replace("? ", ". ").split(". "):
                assert len(sentence) < 25 or sentence not in text, f"{question.id}: {sentence}"
    for marker in ("HIDDEN TESTS", "MARK SCHEME", "BEGIN SOLUTION"):
        assert marker not in text


@every_release
def test_no_line_of_a_hidden_part_is_left_in_its_cell(released, source):
    left = {cell.id: cell.source for cell in cells(released)}
    for cell, question in source.questions():
        hidden = cell.source.partition("### BEGIN HIDDEN TESTS")[2].partition("### END HIDDEN TESTS")[0]
        lines = [line.strip() for line in hidden.split("\n") if line.strip()]
        assert len(lines) > 3
        rest = [line.strip() for line in left[question.id].split("\n")]
        assert not set(lines) & set(rest)
        for name in ("answer:", "feedback:", "tolerance:"):
            assert name not in left[question.id]


@every_release
def test_released_questions_are_the_sources_without_their_keys(released, source):
    found = questions(released)
    assert list(found) == [question.id for _, question in source.questions()]
    for _, question in source.questions():
        item = found[question.id]
        assert not item.has_key
        assert item.feedback is None
        assert getattr(item, "tolerance", None) is None
        for name in ("kind", "prompt", "points", "options", "premises", "unit", "objective", "section", "confidence"):
            assert getattr(item, name, None) == getattr(question, name, None)


@every_release
def test_no_key_is_told_by_place(released, source):
    keys = {question.id: question.key for _, question in source.questions()}
    places: list[int] = []
    for name, item in questions(released).items():
        listed, key = list(getattr(item, "options", ())), keys[name]
        match item:
            case Choice():
                places.append(listed.index(key))
            case Choices():
                assert listed[: len(key)] != key
                assert listed[-len(key) :] != key
            case Match():
                assert [key[premise] for premise in item.premises] != listed[: len(item.premises)]
            case Order():
                assert key not in (listed, listed[::-1])
            case Number():
                assert str(item.key if item.has_key else None) == "None"
    assert len(places) >= 5
    assert max(places.count(place) for place in places) <= len(places) / 2


@every_release
def test_no_rubric_is_released_but_what_a_learner_may_see_of_it_is(released, source):
    text = all_text(released)
    [rubric] = [cell.source for cell in source.cells if cell.is_rubric]
    secret = rubric.partition(BEGIN_RUBRIC)[2].partition(END_RUBRIC)[0]
    lines = [one_line(line) for line in secret.split("\n") if len(line) > 20]
    assert len(lines) > 5
    assert not [line for line in lines if line in text]
    assert one_line(rubric.partition(BEGIN_RUBRIC)[0]) in text


@every_release
def test_nothing_is_run_or_open_in_a_released_notebook(released):
    for cell in cells(released):
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            assert cell.metadata.jupyter.source_hidden is True
            assert cell.metadata.nbgrader.locked is True


@pytest.mark.parametrize("released", ["committed", "ours"], indirect=True)
def test_no_cell_of_a_released_notebook_can_be_edited_or_deleted(released):
    for cell in cells(released):
        assert cell.metadata.editable is False
        assert cell.metadata.deletable is False


def test_the_lesson_is_released_word_for_word(ours, source):
    lesson = [cell.source for cell in source.cells if cell.is_markdown and not cell.is_rubric]
    assert [text for text in lesson if text not in {cell.source for cell in cells(ours)}] == []


def fill(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("stock_nbgrader", [False, True], ids=MADE)
def test_a_module_with_a_fault_is_not_generated_and_the_earlier_release_stays(stock_nbgrader, tmp_path):
    path = write_module(tmp_path, *swapped((CHOICE, changed(CHOICE, "answer: b", "answer: c"))))
    earlier = tmp_path / "release" / "98-small" / "98-small.ipynb"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("an earlier release")
    with pytest.raises(ReleaseFailed) as refused:
        release(tmp_path, "98-small", stock=stock_nbgrader)
    assert str(refused.value) == (
        "98-small was not generated. Mend this first:\n"
        f"{path}: cell 5 (one-best), line 11: The answer 'c' is not one of the options (a, b)."
    )
    assert fill(tmp_path / "release") == {"98-small/98-small.ipynb": b"an earlier release"}


def test_advice_keeps_no_module_from_its_release_where_it_is_no_law(tmp_path):
    path = write_module(tmp_path, *swapped((HEADER, changed(HEADER, "minutes: 17", "minutes: 30"))))
    assert [problem.rule for problem in check_module(path)] == ["minutes"]
    assert release(tmp_path, "98-small").is_file()
    shutil.rmtree(tmp_path / "release")
    own_course(tmp_path, "98-small", standard="[minutes]")
    # nbgrader's own command, as an instructor gives it in the course's folder.
    said = nbgrader("generate_assignment", "98-small", cwd=tmp_path, ok=False)
    assert said.status != 0
    assert "Nothing was generated; mend this first:" in said.said
    assert "The header says 30 minutes, the count is 17.0" in said.said
    assert list((tmp_path / "release").iterdir()) == []


def test_a_stray_answer_file_stops_generating_in_plain_words(tmp_path, capsys):
    path = write_module(tmp_path, *CELLS)
    (path.parent / "98-small.responses.json").write_text("{}")
    assert main(["release", "--course-dir", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "98-small.responses.json is an answer file: it would be copied over every learner's answers." in said
    assert "Traceback" not in said
    assert not (tmp_path / "release").exists()


def test_when_nbgrader_stops_the_earlier_release_stays_whole(tmp_path):
    write_module(tmp_path, *CELLS)
    earlier = tmp_path / "release" / "98-small" / "98-small.ipynb"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("an earlier release")
    with pytest.raises(ReleaseFailed, match="nbgrader could not generate 98-small"):
        release(tmp_path, "98-small", gradebook=f"sqlite:///{tmp_path.as_posix()}/no/such/folder/gradebook.db")
    assert fill(tmp_path / "release") == {"98-small/98-small.ipynb": b"an earlier release"}


def test_a_module_that_is_not_there_is_said_not_to_be(tmp_path, capsys):
    write_module(tmp_path, *CELLS)
    assert main(["release", "04-gone", "--course-dir", str(tmp_path)]) == 2
    assert "there is no such module" in capsys.readouterr().err
    with pytest.raises(ReleaseFailed, match="there is no such notebook"):
        release(tmp_path, "04-gone")
