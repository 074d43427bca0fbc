"""What a whole module must keep to: every fault in one run, and a command that puts the file in order."""

import json
from copy import deepcopy

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from babyinmind.authoring import (
    NoSuchModule,
    check_course,
    check_module,
    module_paths,
    normalised,
    read_module,
    write_normalised,
)
from support.authors import (
    BRANCHING,
    CELLS,
    CHOICE,
    CHOICES,
    FIGURE,
    HAND_IN,
    HEADER,
    LESSON,
    NUMBER,
    PRACTICE,
    REFLECTION,
    RUBRIC,
    SMALL,
    VIGNETTE,
    changed,
    swapped,
    write_module,
)

NUMBER_OF = {text: number for number, text in enumerate(CELLS, start=1)}
LOAD = CELLS[0]


def faults_of(path):
    """(cell, line, message) for everything that is wrong with a module."""
    return [(problem.cell, problem.line, problem.message) for problem in check_module(path)]


def test_a_right_module_has_no_fault(tmp_path):
    assert faults_of(write_module(tmp_path, *CELLS)) == []


PRIVATE = changed(changed(REFLECTION, "id: reflect", "id: alone"), "points: 1", "private: true")
BAD_FIGURE = changed(FIGURE, "attachment-countries", "attachment-country")
LONGER = LESSON + "\n\n" + "word " * 500

# cells swapped, the cell's number and line, what the message says
FAULTS = {
    "objective unknown": (
        [(CHOICE, changed(CHOICE, "objective: base", "objective: haven"))],
        (NUMBER_OF[CHOICE], 4, "'haven' is no objective of this module (base)"),
    ),
    "objective not asked twice": (
        [(HEADER, HEADER + "  haven:\n    text: Recognise a haven.\n    areas: [Thinking]\n"),
         (CHOICE, changed(CHOICE, "objective: base", "objective: haven"))],
        (2, 12, "The objective 'haven' has 1 graded questions; give it 2"),
    ),
    "nothing on culture": (
        [(HEADER, changed(HEADER, "    culture: true\n", ""))], (2, 7, "One objective must be about culture"),
    ),
    "section unknown": (
        [(NUMBER, changed(NUMBER, "section: a-base", "section: a-bass"))],
        (NUMBER_OF[NUMBER], 5, "No heading makes the section 'a-bass'. There are: a-base."),
    ),
    "minutes off": (
        [(HEADER, changed(HEADER, "minutes: 17", "minutes: 20"))],
        (2, 4, "The header says 20 minutes, the count is 17.0 (6 words, 5 graded and 0 practice questions"),
    ),
    "too much to read": ([(LESSON, LONGER)], (2, 4, "the count is 19.5")),
    "no hand-in": ([(HAND_IN, "")], (NUMBER_OF[BRANCHING], 0, "The last code cell must be `%%hand_in`.")),
    "two headers": ([(PRACTICE, HEADER)], (3, 0, "A module has one `%%module` cell. Take this one out.")),
    "no extension": ([(LOAD, "")], (1, 0, "The first code cell must be exactly `%load_ext babyinmind`.")),
    "no header": ([(HEADER, "")], (2, 0, "The second code cell must be the `%%module` header.")),
    "extension twice": ([(LESSON, LOAD)], (4, 0, "stands once, in the first code cell. Take this one out.")),
    "Python": ([(LESSON, "%%time\nprint(1)")], (4, 0, "'%%time' is none of the course's cells. A code cell starts with")),
    "an unknown magic": ([(CHOICE, changed(CHOICE, "%%question", "%%qestion"))], (5, 0, "'%%qestion' is none of")),
    "id twice": (
        [(CHOICES, changed(CHOICES, "id: several-right", "id: one-best"))],
        (6, 2, "The id 'one-best' is already in cell 5. Give this one another name."),
    ),
    "id twice, and not on its first line": (
        [(CHOICES, changed(changed(CHOICES, "id: several-right\n", ""), "section:", "id: one-best\nsection:"))],
        (6, 4, "The id 'one-best' is already in cell 5."),
    ),
    "id of the set-up": (
        [(CHOICE, changed(CHOICE, "id: one-best", "id: setup")), (PRACTICE, changed(PRACTICE, "one-best", "setup"))],
        (5, 2, "The id 'setup' is kept for the first cell."),
    ),
    "id of a rubric": (
        [(CHOICES, changed(CHOICES, "id: several-right", "id: reflect-rubric"))],
        (NUMBER_OF[REFLECTION], 2, "The id 'reflect-rubric' is already in cell 6."),
    ),
    "rubric missing": ([(RUBRIC, "")], (NUMBER_OF[REFLECTION], 0, "Put a text cell with the rubric")),
    "rubric after another text": (
        [(RUBRIC, "Thank you."), (HAND_IN, RUBRIC)], (NUMBER_OF[HAND_IN], 0, "A rubric stands right under a shared"),
    ),
    "rubric misplaced": ([(LESSON, f"{LESSON}\n\n{RUBRIC}")], (4, 0, "A rubric stands right under a shared reflection")),
    "rubric under a private reflection": (
        [(HAND_IN, PRIVATE), (CHOICE, RUBRIC)], (5, 0, "A rubric stands right under a shared reflection"),
    ),
    "rubric without end": (
        [(RUBRIC, changed(RUBRIC, "=== END MARK SCHEME ===", ""))],
        (NUMBER_OF[RUBRIC], 0, "The rubric has no end. Write `=== END MARK SCHEME ===`"),
    ),
    "rubric empty": (
        [(RUBRIC, changed(RUBRIC, "Four levels of noticing.", ""))], (NUMBER_OF[RUBRIC], 0, "The rubric is empty"),
    ),
    "no shared reflection": (
        [(REFLECTION, PRIVATE), (RUBRIC, "")], (0, 0, "A module has one shared reflection; there are 0."),
    ),
    "two shared reflections": (
        [(LESSON, changed(REFLECTION, "id: reflect", "id: other"))],
        (NUMBER_OF[REFLECTION], 0, "A module has one shared reflection; there are 2."),
    ),
    "parallel to nothing": (
        [(PRACTICE, changed(PRACTICE, "parallel: one-best", "parallel: two-best"))],
        (3, 4, "'two-best' is no graded question of this module."),
    ),
    "no pre-question": (
        [(PRACTICE, changed(PRACTICE, "parallel: one-best\n", ""))],
        (0, 0, "A module opens with one pre-question (a practice question with `parallel:`); there are 0."),
    ),
    "pre-question too late": (
        [(PRACTICE, ""), (NUMBER, NUMBER), (HAND_IN, PRACTICE)], (NUMBER_OF[HAND_IN] - 1, 0, "right under the `%%module`"),
    ),
    "figure unknown": ([(LESSON, BAD_FIGURE)], (4, 3, "There is no figure 'attachment-country'. There are: ")),
    "one case alone": ([(VIGNETTE, "")], (0, 0, "A module has 2 vignettes on each role's path; there are 1.")),
    "no case that branches": (
        [(BRANCHING, changed(BRANCHING, "to: talk}", "to: end}").replace("  talk:", "  talk-unused:"))],
        (NUMBER_OF[VIGNETTE], 0, "No vignette asks for 3 decisions on every way through it"),
    ),
    "a hidden part in a text": (
        [(LESSON, LESSON + "\n\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS")], (4, 0, "Take the marker out."),
    ),
    "a hidden part in a reflection": (
        [(REFLECTION, REFLECTION + "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\n")],
        (NUMBER_OF[REFLECTION], 0, "nbgrader would take out what follows 'BEGIN HIDDEN TESTS' here"),
    ),
    "a solution": ([(LESSON, LESSON + "\n### BEGIN SOLUTION\n### END SOLUTION")], (4, 0, "'BEGIN SOLUTION'")),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_cell_and_line(fault, tmp_path):
    pairs, (cell, line, said) = FAULTS[fault]
    found = faults_of(write_module(tmp_path, *swapped(*pairs)))
    assert any((at, on) == (cell, line) and said in message for at, on, message in found), found


def test_an_empty_code_cell_and_a_raw_cell_are_named(tmp_path):
    path = write_module(tmp_path, *CELLS)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[3] = nbformat.v4.new_raw_cell("raw")
    notebook.cells[5].source = "  \n"
    nbformat.write(notebook, path)
    said = faults_of(path)
    assert (4, 0, "A raw cell is shown to nobody. Take it out, or make it a text cell.") in said
    assert (6, 0, "This code cell is empty. Take it out.") in said


def test_all_faults_of_a_module_are_found_in_one_run(tmp_path):
    pairs = [
        (CHOICE, changed(changed(CHOICE, "prompt:", "promt:"), "objective: base", "objective: haven")),
        (NUMBER, changed(NUMBER, "section: a-base", "section: gone")),
        (RUBRIC, ""),
        (HAND_IN, ""),
        (HEADER, changed(HEADER, "minutes: 17", "minutes: 30")),
    ]
    found = {(cell, line) for cell, line, _ in faults_of(write_module(tmp_path, *swapped(*pairs)))}
    assert found >= {(2, 4), (5, 4), (5, 6), (NUMBER_OF[NUMBER], 5), (NUMBER_OF[REFLECTION], 0)}


def test_a_slip_in_one_question_brings_no_fault_to_its_neighbours(tmp_path):
    path = write_module(tmp_path, *swapped((CHOICE, changed(CHOICE, "prompt:", "promt:"))))
    assert {(cell, line) for cell, line, _ in faults_of(path)} == {(5, 6)}


def test_faults_come_in_the_order_of_the_page(tmp_path):
    slip = ("section: a-base", "section: gone")
    path = write_module(tmp_path, *swapped(*((text, changed(text, *slip)) for text in (CHOICE, CHOICES, NUMBER))))
    assert [cell for cell, _, _ in faults_of(path)] == [5, 6, 9]


def test_a_fault_reads_as_a_sentence_with_its_place(tmp_path):
    path = write_module(tmp_path, *swapped((CHOICE, changed(CHOICE, "answer: b", "answer: c"))))
    [problem] = check_module(path)
    assert str(problem) == f"{path}: cell 5 (one-best), line 11: The answer 'c' is not one of the options (a, b)."


def test_the_module_is_named_as_its_folder_and_its_file(tmp_path):
    path = write_module(tmp_path, *CELLS, name="97-other")
    assert [(cell, line) for cell, line, _ in faults_of(path)] == [(2, 2)]


def test_two_modules_with_one_id_are_named_both(tmp_path):
    first = write_module(tmp_path, *CELLS)
    second = write_module(tmp_path, *CELLS, name="99-twin")
    said = {path: [str(problem) for problem in problems] for path, problems in check_course(tmp_path / "source")}
    assert said[first] == []
    assert any(f"'98-small' is already that of {first}" in text for text in said[second])
    [(_, alone)] = check_course(tmp_path / "source", ["99-twin"])
    assert any("is already that of" in problem.message for problem in alone)


@pytest.mark.parametrize(
    "name",
    [
        "98-small.responses.json",
        ".98-small.responses.last-good.json",
        ".98-small.responses.lock",
        "98-small.responses.damaged-20261122T101010Z.json",
        "deeper/98-small.responses.json",
    ],
)
def test_a_stray_answer_file_is_named(name, tmp_path):
    path = write_module(tmp_path, *CELLS)
    stray = path.parent / name
    stray.parent.mkdir(exist_ok=True)
    stray.write_text("{}")
    [(cell, line, said)] = faults_of(path)
    assert (cell, line) == (0, 0)
    assert said.startswith(f"{name} is an answer file: it would be copied over every learner's answers.")


@pytest.mark.parametrize("name", ["98-small-Copy1.ipynb", "draft.ipynb", "98-small.ipynb.bak"])
def test_a_second_notebook_in_the_folder_is_named_for_it_would_be_released(name, tmp_path):
    path = write_module(tmp_path, *CELLS)
    (path.parent / name).write_bytes(path.read_bytes())
    [(_, _, said)] = faults_of(path)
    assert said.startswith(f"{name} would be released beside the module")


def test_a_notebook_in_a_folder_of_another_name_is_not_passed_over(tmp_path):
    write_module(tmp_path, *CELLS)
    lost = tmp_path / "source" / "05-lost" / "04-lost.ipynb"
    lost.parent.mkdir()
    lost.write_text("{}")
    said = dict(check_course(tmp_path / "source"))
    assert "A module's notebook is named as its folder: 05-lost.ipynb" in said[lost][0].message


def test_no_module_at_all_is_no_success(tmp_path):
    with pytest.raises(NoSuchModule, match="there is no module here"):
        list(check_course(tmp_path / "source"))
    write_module(tmp_path, *CELLS)
    with pytest.raises(NoSuchModule, match=r"04-gone\.ipynb: there is no such module\. There are: 98-small\."):
        module_paths(tmp_path / "source", ["04-gone"])


# How a file is put in order


def test_metadata_is_what_the_design_says(tmp_path):
    notebook = nbformat.read(write_module(tmp_path, *swapped((HAND_IN, PRIVATE)), HAND_IN), as_version=4)
    flags = {"schema_version": 3, "locked": True, "grade": False, "solution": False, "task": False}
    for cell, text in zip(notebook.cells, [*swapped((HAND_IN, PRIVATE)), HAND_IN], strict=True):
        nbgrader = {**flags}
        if text.startswith("%%question"):
            nbgrader |= {"grade": True, "points": 1.0}
        if text == RUBRIC:
            nbgrader |= {"task": True, "points": 1.0, "grade_id": "reflect-rubric"}
            assert cell.metadata == {"nbgrader": nbgrader}
        elif cell.cell_type == "markdown":
            assert cell.metadata == {}
        else:
            name = "setup" if text == LOAD else text.split("id: ")[1].split("\n")[0]
            assert cell.metadata == {"jupyter": {"source_hidden": True}, "nbgrader": nbgrader | {"grade_id": name}}
            assert cell.id == name
    assert notebook.metadata.kernelspec.name == "python3"


def test_points_of_the_yaml_become_nbgraders(tmp_path):
    path = write_module(tmp_path, *swapped((CHOICE, changed(CHOICE, "prompt:", "points: 2.5\nprompt:"))))
    points = [cell.metadata.get("nbgrader", {}).get("points") for cell in nbformat.read(path, as_version=4).cells]
    assert points[4] == 2.5
    assert faults_of(path) == []


DISORDER = {
    "outputs": lambda cell: cell.update(outputs=[nbformat.v4.new_output("stream", text="hello")]),
    "a count": lambda cell: cell.update(execution_count=7),
    "open code": lambda cell: cell.metadata.update(jupyter={"source_hidden": False}),
    "unlocked": lambda cell: cell.metadata.nbgrader.update(locked=False),
    "other points": lambda cell: cell.metadata.nbgrader.update(points=5),
    "another name": lambda cell: cell.metadata.nbgrader.update(grade_id="other"),
    "none at all": lambda cell: cell.update(metadata={}),
    "tags": lambda cell: cell.metadata.update(tags=["mine"]),
}


@pytest.mark.parametrize("disorder", DISORDER)
def test_disorder_is_told_with_the_command_that_mends_it_and_the_command_does(disorder, tmp_path):
    path = write_module(tmp_path, *CELLS)
    in_order = path.read_bytes()
    notebook = nbformat.read(path, as_version=4)
    DISORDER[disorder](notebook.cells[4])
    nbformat.write(notebook, path)
    [(_, _, said)] = faults_of(path)
    assert said == "Metadata or outputs are not in order. Run `babyinmind normalise 98-small`."
    assert write_normalised(read_module(path))
    assert path.read_bytes() == in_order
    assert faults_of(path) == []
    assert not write_normalised(read_module(path))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


CELL_IDS = st.from_regex(r"[a-zA-Z0-9_-]{1,64}", fullmatch=True) | st.sampled_from(
    ["setup", "one-best", "one-best-2", "98-small", "x" * 64, "reflect-rubric"]
)
ODD_TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n\x0b\x0c\x1c\x85\u2028\u202e%#`"), max_size=40
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(  # no notebook has two cells of one id
        st.tuples(st.sampled_from([*CELLS, None]), ODD_TEXTS, CELL_IDS, st.booleans()),
        max_size=8,
        unique_by=lambda cell: cell[2],
    )
)
def test_normalising_never_changes_a_text_and_twice_is_once(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("course") / "source" / SMALL / f"{SMALL}.ipynb"
    path.parent.mkdir(parents=True)
    make = {True: nbformat.v4.new_code_cell, False: nbformat.v4.new_markdown_cell}
    notebook = nbformat.v4.new_notebook(
        cells=[make[text[:1] == "%" if text else code](text or odd) for text, odd, _, code in cells]
    )
    for cell, (_, _, name, _) in zip(notebook.cells, cells, strict=True):
        cell.id = name
    path.write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")
    module = read_module(path)
    before = deepcopy(module.notebook)
    tidy = normalised(module)
    assert module.notebook == before
    assert [cell.source for cell in tidy.cells] == [cell.source for cell in notebook.cells]
    assert [cell.cell_type for cell in tidy.cells] == [cell.cell_type for cell in notebook.cells]
    assert len({cell.id for cell in tidy.cells}) == len(tidy.cells)
    nbformat.validate(tidy)
    write_normalised(module)
    assert not write_normalised(read_module(path))
    assert [cell.source for cell in read_module(path).notebook.cells] == [cell.source for cell in notebook.cells]
    check_module(path)


def test_the_file_of_a_computer_with_other_line_ends_is_in_order(tmp_path):
    path = write_module(tmp_path, *CELLS)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert faults_of(path) == []


def one_cell(**changes):
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "", "outputs": [], "execution_count": None}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{**cell, **changes}]}


DAMAGED = {
    "empty": b"",
    "cut short": b'{"cells": [',
    "not text": b"\xff\xfe\x00\x01",
    "not JSON": b"hello",
    "a list": b"[]",
    "a number": b"5",
    "nothing": b"null",
    "no cells": b"{}",
    "another program's": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "deep": b"[" * 100_000,
    "cells are a word": json.dumps({**one_cell(), "cells": "none"}).encode(),
    "a cell is a word": json.dumps({**one_cell(), "cells": ["none"]}).encode(),
    "a cell of no kind": json.dumps(one_cell(cell_type=None)).encode(),
    "a source of numbers": json.dumps(one_cell(source=5)).encode(),
    "no metadata": json.dumps(one_cell(metadata=None)).encode(),
    "half a character": json.dumps(one_cell(cell_type="markdown", source="a \ud800 b")).encode(),
    "from the future": json.dumps({**one_cell(), "nbformat": 9}).encode(),
    "of long ago": json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}).encode(),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_notebook_gives_one_clear_line(damage, tmp_path, capfd):
    path = write_module(tmp_path, *CELLS)
    path.write_bytes(DAMAGED[damage])
    [problem] = check_module(path)
    assert str(problem).startswith(f"{path}: this is no notebook that can be read (")
    assert str(problem).endswith(" Take an earlier version of the file, or open it in JupyterLab and save it again.")
    assert "\n" not in str(problem)
    assert len(str(problem)) < 450 + len(str(path))
    assert capfd.readouterr() == ("", "")


def test_a_folder_in_place_of_a_notebook_gives_one_clear_line(tmp_path):
    path = tmp_path / "source" / SMALL / f"{SMALL}.ipynb"
    path.mkdir(parents=True)
    [problem] = check_module(path)
    assert "this is no notebook that can be read" in str(problem)


def test_a_damaged_module_does_not_stop_the_check_of_the_others(tmp_path):
    first, second = write_module(tmp_path, *CELLS), tmp_path / "source" / "99-damaged" / "99-damaged.ipynb"
    second.parent.mkdir()
    second.write_text("hello")
    said = {path: len(problems) for path, problems in check_course(tmp_path / "source")}
    assert said == {first: 0, second: 1}
