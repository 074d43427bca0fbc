"""Every kind of question brings all that the course asks of one; a kind that lacks something is told what."""

from __future__ import annotations

import io
import json
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import qti_convert
from ipywidgets import Widget
from lxml import etree
from nbformat.v4 import new_code_cell
from nbgrader.preprocessors import ClearHiddenTests
from pygiftparser import parser as gift_parser

from babyinmind.authoring.problem import Problem
from babyinmind.authoring.schema import examine
from babyinmind.grading.module import Module
from babyinmind.items import BEGIN_HIDDEN, build, split
from babyinmind.questions import KINDS, Kind, Question, ResponseError, kind_of
from babyinmind.records.exports.gift import gift
from babyinmind.records.exports.moodle_xml import moodle_xml
from babyinmind.records.exports.qti import ITEM, qti
from babyinmind.records.statistics import readable
from babyinmind.records.statistics.chosen import chosen
from babyinmind.responses import ResponseStore
from babyinmind.widgets import widget_for
from support.contract import METHODS, Example, example_of, lacks
from support.kind_docs import FOLDER, ROOT, TABLES, written

STRAY = "my own words"
EVERY = 12
"""Learners, more than statistics need to tell anything."""


def examined(cell: str) -> tuple[Any, list[Problem]]:
    text = split(f"%%question\n{cell}")
    assert text is not None
    return examine(text)


@pytest.fixture(params=KINDS.values(), ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    return request.param


@pytest.fixture
def example(kind: Kind) -> Example:
    return example_of(kind, FOLDER)


@pytest.fixture
def question(example: Example) -> Question:
    item, problems = examined(example.cell)
    assert [str(problem) for problem in problems] == []
    return item


@pytest.fixture
def module(question: Question) -> Module:
    return Module("00-kinds", (), None, (question,), (), frozenset())


def keyless(question: Question) -> Question:
    return replace(question, **dict.fromkeys(question.secret_fields))


def feedback_texts(question: Question) -> dict[str, str]:
    return question.feedback  # type: ignore[attr-defined]


# What must be there


def test_nothing_is_lacking(kind):
    assert lacks(kind, FOLDER) == []


def test_every_folder_is_registered():
    folders = {path.parent.name for path in FOLDER.glob("*/__init__.py")}
    assert folders == {kind.folder for kind in KINDS.values()}, "a kind's folder is one line of questions/registry.py"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.section)
def test_the_docs_list_the_kinds_as_their_folders_do(table):
    text = (ROOT / table.file).read_text(encoding="utf-8")
    assert text == written(table, text), "a kind's docs.md changed: run `make kinds`"


# What a learner meets


def test_the_example_is_of_its_kind_and_says_what_each_response_earns(kind, question, example):
    assert kind_of(question) is kind and question.kind == kind.name
    for name, response in example.responses.items():
        assert question.share(response.value) == pytest.approx(response.share), name
        assert 0 <= question.score(response.value) <= question.points
    assert question.share(question.key) == 1
    assert example.responses.get("partly", example.responses["right"]).share > 0
    assert question.is_blank(example.blank) and question.share(example.blank) == 0


def test_what_cannot_be_read_is_refused_in_a_sentence(question, example):
    for call in (question.read, question.share, question.remarks, question.own_words):
        with pytest.raises(ResponseError, match=r"^[A-Z].*\.$"):
            call(example.unreadable)


def test_remarks_tell_no_part_of_the_key_that_was_not_found(question, example):
    for name, response in example.responses.items():
        remarks = question.remarks(response.value)
        told = " ".join(remark.text for remark in remarks)
        assert [part for part, text in feedback_texts(question).items() if text in told] == response.told, name
        assert any(remark.right for remark in remarks) == (response.share > 0 and bool(response.told)), name


def test_everything_is_told_where_everything_may_be(question, example):
    told = " ".join(remark.text for remark in question.explanations())
    for response in example.responses.values():
        if response.share == 1:
            assert all(feedback_texts(question)[name] in told for name in response.told)
    assert all(line.strip() for line in question.key_words()) and question.key_words()
    assert question.own_words(example.responses["right"].value)


def test_each_remark_is_about_a_part_that_has_words(question, example):
    remarks = [each for response in example.responses.values() for each in question.remarks(response.value)]
    for remark in (*remarks, *question.explanations()):
        assert remark.about is None or question.part_texts[remark.about]


def test_the_page_gets_nothing_of_the_key(kind, question, tmp_path):
    parts = kind.page.parts(question, seed=7)
    assert parts == kind.page.parts(keyless(question), seed=7) == json.loads(json.dumps(parts))
    assert not any(text in json.dumps(parts) for text in feedback_texts(question).values())
    assert not set(parts) & set(question.secret_fields)


def test_an_answer_is_saved_and_another_form_is_refused(question, example, tmp_path):
    store = ResponseStore.open(tmp_path / "00-kinds.responses.json", "00-kinds")
    widget = widget_for(keyless(question), store=store)
    heard: list[dict[str, Any]] = []
    widget.send = lambda content, buffers=None: heard.append(content)
    for value in (example.unreadable, example.responses["wrong"].value):
        widget._handle_custom_msg({"type": "save", "value": value, "draft": "d", "edited": 0}, [])
    assert [each["type"] for each in heard] == ["failed", "saved"]
    assert store.answer(question.id).value == example.responses["wrong"].value
    Widget.close_all()


def test_its_author_sees_key_and_feedback(question, tmp_path):
    store = ResponseStore.open(tmp_path / "00-kinds.responses.json", "00-kinds")
    shown = widget_for(
        keyless(question), store=store, preview={"answer": question.key, "feedback": feedback_texts(question)}
    ).preview
    assert shown["key"] and all(shown["key"])
    assert len(shown["feedback"]) == len(question.explanations())
    assert all(each["name"] for each in shown["feedback"] if each["about"] is not None)
    Widget.close_all()


# What an author is told


def test_a_released_cell_holds_no_key_and_is_the_same_question(question, example):
    cell = new_code_cell(f"%%question\n{example.cell}", metadata={"nbgrader": {"grade": True, "locked": True, "grade_id": "x", "points": 1, "schema_version": 3, "solution": False}})  # fmt: skip
    released, _ = ClearHiddenTests().preprocess_cell(cell, {}, 0)
    text = split(released.source)
    assert not any(text in released.source for text in feedback_texts(question).values())
    assert not any(f"{name}:" in released.source for name in question.secret_fields)
    assert build("question", text.body) == keyless(question)


def problems_with(example: Example, old: str, new: str) -> dict[int, str]:
    """Line -> message, where a cell is written otherwise."""
    assert old in example.cell
    _, problems = examined(example.cell.replace(old, new, 1))
    return {problem.line: problem.message for problem in problems}


def line_of(example: Example, start: str) -> int:
    """The line, from 1 and below the magic's own, that begins so."""
    return next(n for n, line in enumerate(example.cell.split("\n"), 2) if line.lstrip().startswith(start))


def test_a_fault_names_its_line(question, example):
    told = problems_with(example, "kind:", "points: 0\nkind:")
    assert told[line_of(example, "kind:")].startswith("Points must be above 0.")
    own = {field.name for field in fields(type(question))} - {field.name for field in fields(Question)}
    shown = next(
        line for line in example.cell.split("\n") if line.partition(":")[0] in own - set(question.secret_fields)
    )
    name = shown.partition(":")[0]
    told = problems_with(example, f"\n{name}:", f"\n{name}x:")
    assert f"Did you mean `{name}`?" in told[line_of(example, name)]


def test_each_secret_that_is_missing_is_asked_for_with_help(question, example):
    head, _, _ = example.cell.partition(BEGIN_HIDDEN)
    _, problems = examined(head)
    for name in question.secret_fields:
        (told,) = [each.message for each in problems if each.message.startswith(f"`{name}:` is missing.")]
        assert len(told) > len(f"`{name}:` is missing. ") + 10


def test_each_secret_must_stand_in_the_hidden_part(question, example):
    for name in question.secret_fields:
        line = next(line for line in example.cell.split("\n") if line.startswith(f"{name}:"))
        begin = example.cell.index(f"\n{line}\n")
        block = example.cell[begin:]
        lines = block.split("\n")[1:]
        rest = next((n for n, each in enumerate(lines[1:], 1) if not each.startswith(" ")), len(lines))
        moved = "\n".join(lines[:rest])
        told = problems_with(example, moved + "\n", "") and problems_with(
            replace(example, cell=example.cell.replace(moved + "\n", "", 1)), BEGIN_HIDDEN, f"{moved}\n{BEGIN_HIDDEN}"
        )
        assert any("must stand between the HIDDEN TESTS lines" in each for each in told.values()), name


def test_ids_are_checked(question, example):
    for field in question.id_fields:
        name = next(iter(getattr(question, field)))
        head, found, tail = example.cell.partition(f"\n{field}:\n")
        assert found, f"example.yml: write `{field}:` with a line for each id"
        changed = replace(example, cell=head + found + tail.replace(f"  {name}:", "  Not An Id:", 1))
        told = problems_with(changed, "kind:", "kind:")
        assert "'Not An Id' is no id." in told[line_of(changed, "Not An Id:")]


def test_feedback_that_is_missing_is_asked_for(question):
    for name in feedback_texts(question):
        less = {part: text for part, text in feedback_texts(question).items() if part != name}
        faults = [*replace(question, feedback=less).faults()]
        assert any(fault.path[0] == "feedback" and repr(name) in fault.message for fault in faults), name
    assert list(question.faults()) == []


def test_the_check_finds_texts_where_they_stand(kind, question):
    claims = kind.authoring.claims(question)
    assert not claims.texts or getattr(question, claims.field) == claims.texts
    assert list(kind.authoring.length_faults(question)) == []
    place = kind.authoring.key_place(question)
    assert place is None or list(claims.texts)[place] == question.key


# What is taken elsewhere


def unescaped(text: str) -> str:
    for sign in "~=#{}:\\":
        text = text.replace(f"\\{sign}", sign)
    return text


def test_gift_is_read_back_with_all_feedback(module, question):
    text = gift([module])
    (read,) = gift_parser.parse(text).questions
    assert read.name == question.id
    assert repr(read.answer) not in ("Essay()", "Description()")
    assert all(feedback in unescaped(text) for feedback in feedback_texts(question).values())


def test_moodle_xml_is_read_back_with_all_feedback(module, question):
    text = moodle_xml([module])
    (read,) = etree.fromstring(text.encode()).xpath("question[@type!='category']")
    assert read.findtext("name/text") == question.id
    assert len(read.xpath("answer | subquestion")) >= 1
    assert float(read.findtext("defaultgrade")) == question.points
    assert all(feedback in text for feedback in feedback_texts(question).values())


def test_qti_is_read_back_with_its_key_and_all_feedback(module, question, tmp_path):
    package = qti([module])
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        text = archive.read(f"items/00-kinds/{question.id}.xml").decode()
    read = etree.fromstring(text.encode())
    assert read.xpath("//q:qti-correct-response/q:qti-value/text()", namespaces={"q": ITEM})
    assert read.xpath("//*[@response-identifier='RESPONSE']")
    assert read.xpath("//q:qti-response-processing/*", namespaces={"q": ITEM})
    assert all(feedback in text for feedback in feedback_texts(question).values())
    (tmp_path / "qti3.zip").write_bytes(package)
    assert list(qti_convert.downgrade_package(tmp_path / "qti3.zip", tmp_path / "qti21.zip").warnings) == []


def test_counts_sum_up(kind, question, example):
    readings = {name: question.read(response.value) for name, response in example.responses.items()}

    def counted(*values: Any) -> dict[Any, int]:
        return {
            (each.premise, each.about): each.count for each in kind.counts.counts(question, values, 1) if each.count
        }

    right, wrong = counted(readings["right"]), counted(readings["wrong"])
    assert right and wrong and right != wrong
    of_all = counted(*[readings["right"]] * 3, *[readings["wrong"]] * 2)
    assert of_all == {part: 3 * right.get(part, 0) + 2 * wrong.get(part, 0) for part in right | wrong}
    everybody = [question.read(question.key)] * EVERY
    for each in chosen(question, everybody):
        assert each.share.value == (1 if each.right else 0) and each.text


def test_what_everybody_gets_wrong_is_flagged(kind, question, example):
    given = [question.read(example.responses["wrong"].value)] * EVERY
    shown = [(each, each.share.value) for each in chosen(question, given) if each.share.value is not None]
    assert list(kind.counts.flags(question, shown))
    options = kind.counts.single_options(question)
    assert not options or question.key in options


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)
    else:
        yield value


def test_to_research_go_ids_and_numbers_alone(question, example):
    ids = {name for field in question.id_fields for name in getattr(question, field)}
    for value in (*(response.value for response in example.responses.values()), example.stray):
        for each in leaves(readable(question, value)):
            assert each is None or isinstance(each, int | float) or each in ids
    assert STRAY in leaves(example.stray) and STRAY not in json.dumps(readable(question, example.stray))


# A kind that lacks something. The made-up one is `choice` under another name.

PART = {"page": "parts", "exports": "gift", "counts": "flags", "authoring": "claims"}


@pytest.fixture
def guess(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kind]:
    package = "made_up_kinds"
    folder = tmp_path / package / "guess"
    shutil.copytree(FOLDER / "choice", folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / package / "__init__.py").write_text("")
    (folder / "question.ts").write_text("")
    for file in folder.glob("*.py"):
        text = file.read_text().replace("babyinmind.questions.choice", f"{package}.guess")
        file.write_text(text.replace('"choice"', '"guess"'))
    monkeypatch.syspath_prepend(tmp_path)
    yield Kind("guess", package)
    for name in [name for name in sys.modules if name.startswith(package)]:
        del sys.modules[name]


def lacking(kind: Kind) -> list[str]:
    return lacks(kind, Path(sys.path[0]) / kind.package)


def cut(file: Path, old: str, new: str = "") -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_a_made_up_kind_that_has_all_lacks_nothing(guess):
    assert lacking(guess) == []


@pytest.mark.parametrize(
    "name", ["page.py", "exports.py", "counts.py", "authoring.py", "docs.md", "example.yml", "question.ts"]
)
def test_a_file_that_is_missing_is_named(guess, name):
    (Path(sys.path[0]) / guess.package / "guess" / name).unlink()
    assert set(lacking(guess)) == {f"guess/{name} is missing."}


@pytest.mark.parametrize("part", PART)
def test_a_function_that_is_missing_is_named(guess, part):
    cut(Path(sys.path[0]) / guess.package / "guess" / f"{part}.py", f"def {PART[part]}(", "def something_else(")
    assert f"guess/{part}.py: `{part.capitalize()}` lacks `{PART[part]}`." in lacking(guess)


@pytest.mark.parametrize("method", METHODS)
def test_a_method_of_the_model_that_is_missing_is_named(guess, method):
    cut(Path(sys.path[0]) / guess.package / "guess" / "__init__.py", f"def {method}(", f"def un{method}(")
    assert lacking(guess) == [f"guess/__init__.py: the model lacks `{method}`."]


OTHERS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "model": ("guess/__init__.py defines 0 subclasses of Question; define one.", lambda folder: cut(folder / "__init__.py", "class Choice(Question)", "class Choice")),
    "name": ("guess/__init__.py: `kind` must be 'guess' by default.", lambda folder: cut(folder / "__init__.py", '= "guess"', '= "other"')),
    "field": ("guess/__init__.py: the model lacks the field `optionz`.", lambda folder: cut(folder / "__init__.py", '("options",)', '("optionz",)')),
    "moodle_type": ("guess/exports.py lacks `moodle_type`.", lambda folder: cut(folder / "exports.py", "moodle_type: ClassVar[str] =", "type: ClassVar[str] =")),
    "row": ("guess/docs.md lacks the rows of its section `## exports`.", lambda folder: cut(folder / "docs.md", "## exports", "## other")),
    "cells": ("guess/docs.md: this row needs 5 cells", lambda folder: cut(folder / "docs.md", "| 1 or 0 |", "|")),
    "response": ("guess/example.yml lacks the response `wrong:`.", lambda folder: cut(folder / "example.yml", "  wrong:", "  other:")),
    "stray": ("guess/example.yml lacks `stray:`.", lambda folder: cut(folder / "example.yml", "stray:", "other:")),
}  # fmt: skip


@pytest.mark.parametrize("what", OTHERS)
def test_anything_else_that_is_missing_is_named(guess, what):
    message, take_away = OTHERS[what]
    take_away(Path(sys.path[0]) / guess.package / "guess")
    assert any(told.startswith(message) for told in lacking(guess)), lacking(guess)
