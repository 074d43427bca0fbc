"""The formula of minutes stands once: what an author's check counts is what the page is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from babyinmind.authoring.notebook import read_module
from babyinmind.authoring.rules.minutes import count
from babyinmind.items import HandIn, ModuleHeader, Reflection, build
from babyinmind.items.minutes import PRACTICE_QUESTION, WORDS_A_MINUTE, minutes_of
from babyinmind.magics import attach
from babyinmind.magics.page import Page
from babyinmind.questions import Question

HEADER = """id: 99-small
title: Small
minutes: 10
summary: One question.
content_note: Nothing hard.
objectives:
  one: {text: To answer., areas: [Reflection]}
"""
QUESTION = "id: q\nkind: choice\nobjective: one\nprompt: Which?\noptions: {a: This., b: That.}\n"


def modules(project: Path) -> list[Path]:
    return sorted((project / "source").glob("*/*.ipynb"))


def test_the_check_counts_what_the_page_is_told(project: Path) -> None:
    """But for a question before the lesson, whose minute is in the header's."""
    assert modules(project)
    for path in modules(project):
        module = read_module(path)
        counted = count(module)
        told, before = 0.0, 0
        for cell in module.cells:
            item, magic = cell.item, cell.text.magic if cell.text else ""
            if item is None:
                continue
            graded = magic == "question" or (isinstance(item, Reflection) and not item.private)
            told += minutes_of(item, graded=graded)
            before += magic == "practice" and isinstance(item, Question) and item.parallel is not None
        expected = counted.words / WORDS_A_MINUTE + told - before * PRACTICE_QUESTION
        assert counted.minutes == pytest.approx(expected), path.name


def test_the_page_is_told_the_minutes_of_each_item_and_of_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header, question = build("module", HEADER), build("question", QUESTION)
    assert isinstance(header, ModuleHeader)
    monkeypatch.setattr(attach, "_page", Page.open(header, tmp_path))
    monkeypatch.setattr(
        attach,
        "_noted",
        {
            "head": attach._Noted("1", header, False, 0),
            "graded": attach._Noted("2", question, True, 0),
            "practice": attach._Noted("3", question, False, 0),
        },
    )
    shown = attach.shown().data
    assert [item["minutes"] for item in shown["items"]] == [1.0, 1.0, 0.75]
    assert shown["reading"] == {"words_a_minute": 200, "uncounted": ["references", "open readings"]}


def test_what_nobody_hands_in_or_works_on_takes_no_minutes() -> None:
    private = build("reflection", "id: r\ntitle: Alone\nprompt: Why?\nprivate: true\n")
    assert minutes_of(private, graded=False) == 0.0
    assert minutes_of(HandIn(id="hand-in"), graded=False) == 0.0
