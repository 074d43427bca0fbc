"""Full sets of plausible answers, graded to the scores that were worked out by hand.

Each line below is one graded question: the key, an answer that is all wrong, one that is half right, and one that was
drawn by chance. The working of partial credit stands above its line:

- choice and number: 1 or 0;
- choices: (right picks - wrong picks) of the right ones, not below 0;
- match: right pairs of all pairs;
- order: (pairs of steps in the right order - pairs turned) of all pairs, not below 0. "ab" is a before b in the key.

When a question's key, options or listing change, work its line out anew, and the two sums of its module.
"""

import random
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from babyinmind.authoring import module_paths, read_module
from babyinmind.grading.module import Module
from babyinmind.grading.scoring import NO_RESPONSE, Outcome, score
from babyinmind.items import Reflection
from babyinmind.questions import Question
from babyinmind.responses import Answer, Responses

SEED = 7
SOURCE = Path(__file__).resolve().parents[2] / "source"


@dataclass(frozen=True)
class Line:
    """One question: its id, answers that are right and wrong, and (answer, share) half right and drawn by chance."""

    id: str
    right: Any
    wrong: Any
    half: tuple[Any, float]
    drawn: tuple[Any, float]


@dataclass(frozen=True)
class Sheet:
    """A module's questions in the order of the page; `half` and `drawn` are the points that those sets earn."""

    lines: tuple[Line, ...]
    half: float
    drawn: float


# fmt: off
SHEETS = {
    "03-attachment": Sheet(
        (
            Line("noor-looks-back", "b", "d", half=("b", 1), drawn=("d", 0)),
            # half: slide, thunder, spoon right: 3 of 5; drawn: spoon right: 1 of 5
            Line("base-haven-or-neither", {"slide": "base", "thunder": "haven", "spoon": "neither", "garden": "base", "bump": "haven"}, {"slide": "haven", "thunder": "neither", "spoon": "base", "garden": "haven", "bump": "neither"}, half=({"slide": "base", "thunder": "haven", "spoon": "neither", "garden": "haven", "bump": "neither"}, 3 / 5), drawn=({"slide": "haven", "thunder": "base", "spoon": "neither", "garden": "neither", "bump": "base"}, 1 / 5)),
            # half: 5 pairs right, 1 turned (da): (5 - 1) of 6; drawn: 3 pairs right, 3 turned (cb db ab): (3 - 3) of 6
            Line("four-steps", ["c", "d", "a", "b"], ["b", "a", "d", "c"], half=(["c", "a", "d", "b"], 2 / 3), drawn=(["b", "c", "d", "a"], 0)),
            # half: (1 right - 0 wrong) of 3; drawn: (3 right - 1 wrong) of 3
            Line("lines-for-the-file", ["a", "d", "e"], ["b", "c"], half=(["a"], 1 / 3), drawn=(["a", "b", "d", "e"], 2 / 3)),
            Line("yusufs-game", "d", "c", half=("c", 0), drawn=("a", 0)),
            Line("whose-fault", "a", "d", half=("a", 1), drawn=("b", 0)),
            # half: 19 is 1 off; drawn: 22 is 4 off
            Line("two-neighbours", 18, 16, half=(19, 1), drawn=(22, 0)),
            Line("carried-all-day", "c", "d", half=("d", 0), drawn=("a", 0)),
            # half: 50 is 2 off; drawn: 45 is 3 off
            Line("of-a-hundred", 48, 46, half=(50, 0), drawn=(45, 0)),
            Line("does-it-settle", "b", "d", half=("b", 1), drawn=("d", 0)),
            Line("before-the-hearing", "d", "c", half=("c", 0), drawn=("c", 0)),
            # half: (2 right - 0 wrong) of 3; drawn: (1 right - 0 wrong) of 3
            Line("a-week-for-noor", ["b", "c", "e"], ["a", "d"], half=(["b", "c"], 2 / 3), drawn=(["c"], 1 / 3)),
        ),
        half=94 / 15,
        drawn=6 / 5,
    ),
    "05-ghosts": Sheet(
        (
            Line("six-oclock-spoon", "b", "d", half=("b", 1), drawn=("b", 1)),
            Line("told-like-a-timetable", "a", "d", half=("d", 0), drawn=("a", 1)),
            Line("smell-of-oranges", "d", "c", half=("d", 1), drawn=("b", 0)),
            # half: (1 right - 0 wrong) of 3; drawn: (1 right - 0 wrong) of 3
            Line("summary-on-angels", ["b", "d", "e"], ["a", "c"], half=(["b"], 1 / 3), drawn=(["b"], 1 / 3)),
            # half: 59 is 1 off; drawn: 31 is 27 off
            Line("of-a-hundred-parents", 58, 56, half=(59, 1), drawn=(31, 0)),
            # half: (2 right - 0 wrong) of 4; drawn: (0 right - 1 wrong) of 4, not below 0
            Line("fair-summary", ["a", "b", "d", "f"], ["c", "e"], half=(["a", "b"], 1 / 2), drawn=(["c"], 0)),
            # half: newborn, scorn right: 2 of 4; drawn: peekaboo right: 1 of 4
            Line("which-door", {"newborn": "baby", "scorn": "picture", "peekaboo": "between", "dread": "helper"}, {"newborn": "picture", "scorn": "between", "peekaboo": "expects", "dread": "baby"}, half=({"newborn": "baby", "scorn": "picture", "peekaboo": "expects", "dread": "baby"}, 1 / 2), drawn=({"newborn": "picture", "scorn": "helper", "peekaboo": "between", "dread": "expects"}, 1 / 4)),
            Line("fathers-kitchen", "c", "d", half=("d", 0), drawn=("a", 0)),
            # half: 8 pairs right, 2 turned (be de): (8 - 2) of 10; drawn: 2 pairs right, 8 turned (ba bc de da dc ea ec ac): (2 - 8) of 10, not below 0
            Line("five-steps-after-heat", ["b", "d", "e", "a", "c"], ["c", "a", "e", "d", "b"], half=(["e", "b", "d", "a", "c"], 3 / 5), drawn=(["c", "a", "b", "e", "d"], 0)),
            Line("i-alone", "c", "d", half=("c", 1), drawn=("a", 0)),
            Line("eyes-on-the-door", "a", "d", half=("d", 0), drawn=("b", 0)),
            # half: (3 right - 1 wrong) of 3; drawn: (3 right - 0 wrong) of 3
            Line("what-goes-on-the-page", ["a", "c", "e"], ["b", "d"], half=(["a", "b", "c", "e"], 2 / 3), drawn=(["a", "c", "e"], 1)),
        ),
        half=33 / 5,
        drawn=43 / 12,
    ),
    "06-trauma": Sheet(
        (
            Line("nia-and-the-kettle", "d", "c", half=("d", 1), drawn=("a", 0)),
            # half: tunnel, door, bath right: 3 of 5; drawn: door, dog right: 2 of 5
            Line("back-away-alert", {"tunnel": "comes-back", "door": "alert", "bath": "kept-away", "smell": "comes-back", "dog": "kept-away"}, {"tunnel": "kept-away", "door": "comes-back", "bath": "alert", "smell": "kept-away", "dog": "alert"}, half=({"tunnel": "comes-back", "door": "alert", "bath": "kept-away", "smell": "kept-away", "dog": "alert"}, 3 / 5), drawn=({"tunnel": "alert", "door": "alert", "bath": "alert", "smell": "kept-away", "dog": "kept-away"}, 2 / 5)),
            Line("the-same-noise", "a", "d", half=("d", 0), drawn=("a", 1)),
            # half: (1 right - 0 wrong) of 3; drawn: (2 right - 1 wrong) of 3
            Line("thicker-buffer", ["a", "b", "d"], ["c", "e"], half=(["a"], 1 / 3), drawn=(["a", "c", "d"], 1 / 3)),
            # half: 105 is 1 off; drawn: 165 is 61 off
            Line("the-others-in-the-group", 104, 102, half=(105, 1), drawn=(165, 0)),
            Line("ten-questions", "c", "d", half=("c", 1), drawn=("c", 1)),
            Line("play-on-the-balcony", "b", "d", half=("d", 0), drawn=("b", 1)),
            # half: 5 pairs right, 1 turned (ad): (5 - 1) of 6; drawn: 2 pairs right, 4 turned (ca cb ab db): (2 - 4) of 6, not below 0
            Line("after-the-wrong-question", ["c", "a", "d", "b"], ["b", "d", "a", "c"], half=(["c", "d", "a", "b"], 2 / 3), drawn=(["b", "a", "c", "d"], 0)),
            Line("three-short-answers", "c", "d", half=("c", 1), drawn=("d", 0)),
            # half: (2 right - 0 wrong) of 3; drawn: (0 right - 2 wrong) of 3, not below 0
            Line("what-safe-looks-like", ["a", "c", "e"], ["b", "d"], half=(["a", "c"], 2 / 3), drawn=(["b", "d"], 0)),
            Line("checking-the-stove", "a", "d", half=("d", 0), drawn=("c", 0)),
            # half: (3 right - 1 wrong) of 3; drawn: (1 right - 2 wrong) of 3, not below 0
            Line("a-plan-for-the-team", ["b", "c", "e"], ["a", "d"], half=(["a", "b", "c", "e"], 2 / 3), drawn=(["a", "d", "e"], 0)),
        ),
        half=104 / 15,
        drawn=56 / 15,
    ),
    "07-loss": Sheet(
        (
            Line("over-the-worst", "c", "d", half=("c", 1), drawn=("b", 0)),
            # half: toys, rail, nursery right: 3 of 5; drawn: 0 of 5
            Line("four-signs", {"toys": "detachment", "rail": "protest", "nursery": "everyday", "thumb": "despair", "door": "protest"}, {"toys": "despair", "rail": "detachment", "nursery": "protest", "thumb": "everyday", "door": "detachment"}, half=({"toys": "detachment", "rail": "protest", "nursery": "everyday", "thumb": "everyday", "door": "detachment"}, 3 / 5), drawn=({"toys": "protest", "rail": "despair", "nursery": "despair", "thumb": "protest", "door": "detachment"}, 0)),
            # half: (1 right - 0 wrong) of 3; drawn: (2 right - 0 wrong) of 3
            Line("reading-five-children", ["b", "c", "e"], ["a", "d"], half=(["b"], 1 / 3), drawn=(["b", "e"], 2 / 3)),
            # half: 65 is 1 off; drawn: 24 is 40 off
            Line("none-even-so", 64, 62, half=(65, 1), drawn=(24, 0)),
            Line("guss-question", "a", "d", half=("d", 0), drawn=("b", 0)),
            # half: 8 pairs right, 2 turned (de be): (8 - 2) of 10; drawn: 6 pairs right, 4 turned (de be ba bc): (6 - 4) of 10
            Line("a-goodbye-in-five", ["d", "b", "e", "a", "c"], ["c", "a", "e", "b", "d"], half=(["e", "d", "b", "a", "c"], 3 / 5), drawn=(["e", "d", "a", "c", "b"], 1 / 5)),
            # half: (2 right - 0 wrong) of 3; drawn: (1 right - 2 wrong) of 3, not below 0
            Line("lios-way-home", ["b", "d", "e"], ["a", "c"], half=(["b", "d"], 2 / 3), drawn=(["a", "b", "c"], 0)),
            Line("half-a-year", "d", "c", half=("d", 1), drawn=("d", 1)),
            # half: slide, again, bottle right: 3 of 5; drawn: bottle right: 1 of 5
            Line("what-helps-whom", {"slide": "leave", "again": "same", "bottle": "steady", "fault": "blame", "bed": "word"}, {"slide": "steady", "again": "word", "bottle": "blame", "fault": "same", "bed": "promise"}, half=({"slide": "leave", "again": "same", "bottle": "steady", "fault": "same", "bed": "promise"}, 3 / 5), drawn=({"slide": "promise", "again": "steady", "bottle": "steady", "fault": "steady", "bed": "blame"}, 1 / 5)),
            Line("where-is-nana", "b", "d", half=("d", 0), drawn=("d", 0)),
            Line("a-night-with-the-dead", "d", "c", half=("d", 1), drawn=("d", 1)),
            Line("lena-at-the-window", "a", "d", half=("d", 0), drawn=("a", 1)),
        ),
        half=34 / 5,
        drawn=61 / 15,
    ),
}
# fmt: on


def graded(module_id: str) -> Module:
    """A module as grading knows it, with the keys of its source notebook. Skips where it is not written yet."""
    path = SOURCE / module_id / f"{module_id}.ipynb"
    if not path.exists():
        pytest.skip(f"{path} IS NOT THERE YET: nothing of {module_id} was graded.")
    module = read_module(path)
    items = [cell.item for cell in module.cells if cell.item is not None]
    questions = tuple(question for _, question in module.questions())
    shared = tuple(item for item in items if isinstance(item, Reflection) and not item.private)
    known = {item.id for item in (*questions, *shared)}
    return Module(module_id, (), module.header, questions, shared, frozenset(item.id for item in items) - known)


def outcome(module: Module, answers: dict[str, Any]) -> Outcome:
    at = "2026-11-22T10:00:00Z"
    return score(
        module, Responses(module=module.id, answers={name: Answer(value, 1, at) for name, value in answers.items()})
    )


def points(graded_: Outcome) -> dict[str, float]:
    return {one.question.id: one.score for one in graded_.questions}


def draw(question: Question, seed: int) -> Any:
    """An answer by chance: a question's own draw, so that another question's change leaves it as it is."""
    chance = random.Random(f"{seed} {question.id}")
    match question.kind:
        case "choice":
            return chance.choice(list(question.options))
        case "choices":
            return [option for option in question.options if chance.random() < 0.5]
        case "match":
            return {premise: chance.choice(list(question.options)) for premise in question.premises}
        case "order":
            return chance.sample(list(question.options), len(question.options))
        case "number":
            return chance.randint(int(question.minimum), int(question.maximum))
    raise AssertionError(f"{question.kind} is a new kind: say here how to answer it by chance")


def test_every_module_has_a_sheet():
    written = {path.parent.name for path in module_paths(SOURCE)}
    assert written - set(SHEETS) == set(), "work these modules' scores out by hand, as above"


@pytest.mark.parametrize("name", SHEETS)
def test_the_sheet_has_every_question_in_the_order_of_the_page(name):
    module = graded(name)
    assert [line.id for line in SHEETS[name].lines] == [question.id for question in module.questions]
    assert module.max_score == 12.0  # every question counts one point


@pytest.mark.parametrize("name", SHEETS)
def test_all_right_earns_every_point(name):
    done = outcome(graded(name), {line.id: line.right for line in SHEETS[name].lines})
    assert points(done) == {line.id: 1.0 for line in SHEETS[name].lines}
    assert (done.score, done.share, done.faults) == (12.0, 1.0, ())


@pytest.mark.parametrize("name", SHEETS)
def test_all_wrong_earns_none(name):
    done = outcome(graded(name), {line.id: line.wrong for line in SHEETS[name].lines})
    assert points(done) == {line.id: 0.0 for line in SHEETS[name].lines}
    assert (done.score, done.share) == (0.0, 0.0)
    assert [
        one.question.id for one in done.questions if one.blank or one.fault
    ] == []  # wrong, and neither blank nor broken


@pytest.mark.parametrize("name", SHEETS)
def test_half_right_earns_what_was_worked_out(name):
    sheet = SHEETS[name]
    done = outcome(graded(name), {line.id: line.half[0] for line in sheet.lines})
    assert points(done) == pytest.approx({line.id: line.half[1] for line in sheet.lines})
    assert done.score == pytest.approx(sheet.half)
    assert done.share == pytest.approx(sheet.half / 12)


@pytest.mark.parametrize("name", SHEETS)
def test_answers_by_chance_earn_what_was_worked_out(name):
    sheet, module = SHEETS[name], graded(name)
    drawn = {question.id: draw(question, SEED) for question in module.questions}
    assert drawn == {line.id: line.drawn[0] for line in sheet.lines}
    done = outcome(module, drawn)
    assert points(done) == pytest.approx({line.id: line.drawn[1] for line in sheet.lines})
    assert done.score == pytest.approx(sheet.drawn)


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("blank", ["nothing kept", "emptied", "reflection of spaces"])
def test_blank_earns_none_and_says_so(name, blank):
    module = graded(name)
    empty = {"choice": "", "choices": [], "match": {}, "order": [], "number": None}
    answers = {}
    if blank != "nothing kept":
        answers = {question.id: empty[question.kind] for question in module.questions}
    if blank == "reflection of spaces":
        answers |= {item.id: {"about": next(iter(item.about)), "text": "  \n "} for item in module.reflections}
    done = outcome(module, answers)
    assert (done.score, done.share, done.faults) == (0.0, 0.0, ())
    assert all(one.blank and one.fault is None for one in done.questions)
    assert [one.blank for one in done.reflections] == [True]
    assert NO_RESPONSE == "No response."


@pytest.mark.parametrize("name", SHEETS)
def test_the_shared_reflection_earns_no_points_of_the_questions(name):
    module = graded(name)
    [reflection] = module.reflections
    words = {"about": list(reflection.about)[-1], "text": "She looked back once. I noticed none."}
    done = outcome(module, {reflection.id: words})
    assert done.score == 0.0
    assert [(one.text, one.blank) for one in done.reflections] == [("She looked back once. I noticed none.", False)]


@pytest.mark.parametrize("name", SHEETS)
def test_the_sums_add_up(name):
    """The sheet's own arithmetic, in fractions: a slip of the pen shows here and not as a fault of the grading."""
    for which in ("half", "drawn"):
        shares = [Fraction(getattr(line, which)[1]).limit_denominator(60) for line in SHEETS[name].lines]
        assert float(sum(shares)) == pytest.approx(getattr(SHEETS[name], which))
