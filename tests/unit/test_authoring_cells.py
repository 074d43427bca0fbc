"""Every slip in a cell is named with its line and its mend, all of a cell's slips in one run."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from babyinmind.authoring import examine
from babyinmind.items import split
from support.authors import (
    CHOICE,
    CHOICES,
    FIGURE,
    HAND_IN,
    HEADER,
    MATCH,
    NUMBER,
    ORDER,
    PRACTICE,
    QUESTIONS,
    REFLECTION,
    VIGNETTE,
    changed,
)


def faults_of(text):
    """(line, message) for everything that is wrong with a cell."""
    return [(problem.line, problem.message) for problem in examine(split(text))[1]]


@pytest.mark.parametrize(
    "text", [HEADER, PRACTICE, *QUESTIONS.values(), REFLECTION, VIGNETTE, FIGURE, HAND_IN], ids=lambda text: text[:16]
)
def test_a_right_cell_has_no_fault(text):
    assert faults_of(text) == []


# what was right, the slip, the line where it shows, what the message says
SLIPS = {
    "prompt missing": (CHOICE, "prompt: What is Samira for Noor?\n", "", 1, "`prompt:` is missing"),
    "prompt left blank": (CHOICE, "What is Samira for Noor?", "", 6, "Text is expected; found nothing"),
    "prompt of spaces": (CHOICE, "What is Samira for Noor?", "' '", 6, "This text is empty"),
    "option of nothing": (CHOICE, "a: A stranger.", "a: ''", 8, "This text is empty"),
    "id missing": (CHOICE, "id: one-best\n", "", 1, "`id:` is missing"),
    "key misspelt": (CHOICE, "prompt:", "promt:", 6, "`promt` is not known here. Did you mean `prompt`?"),
    "key unknown": (CHOICE, "prompt:", "colour: red\nprompt:", 6, "`colour` is not known here. Known here: id, "),
    "prompt is a list": (CHOICE, "What is Samira for Noor?", "[What]", 6, "Text is expected; found a list"),
    "option is a number": (CHOICE, "A stranger.", "5", 8, "put it in quotes; found 5"),
    "option is a truth": (CHOICE, "A stranger.", "true", 8, "put it in quotes; found true"),
    "options are a list": (CHOICE, "  a: A stranger.\n  b: A secure base.\n", "  [x, y]\n", 7, "found a list"),
    "points are a word": (
        CHOICE,
        "prompt:",
        "points: two\nprompt:",
        6,
        'A number is expected, without quotes; found "two"',
    ),
    "points are a truth": (CHOICE, "prompt:", "points: true\nprompt:", 6, "A number is expected"),
    "points are nought": (CHOICE, "prompt:", "points: 0\nprompt:", 6, "Points must be above 0"),
    "points without end": (CHOICE, "prompt:", "points: 1.0e999\nprompt:", 6, "found Infinity"),
    "confidence is a word": (CHOICE, "prompt:", "confidence: yes\nprompt:", 6, "`true` or `false` is expected"),
    "one option only": (CHOICE, "  a: A stranger.\n", "", 7, "There are 1 options; give 2 to 8"),
    "two options alike": (CHOICE, "A stranger.", "a  secure BASE.", 9, "'b' reads the same as 'a'"),
    "answer not an option": (CHOICE, "answer: b", "answer: c", 11, "'c' is not one of the options (a, b)"),
    "feedback missing": (CHOICE, "  a: Whom did she look back to?\n", "", 12, "Feedback for option 'a' is missing"),
    "feedback too much": (CHOICE, "### END", "  c: More.\n### END", 15, "option 'c', which is not there"),
    "no answer": (CHOICE, "answer: b\n", "", 1, "`answer:` is missing. Give the key"),
    "no objective": (CHOICE, "objective: base\n", "", 1, "`objective:` is missing. Name one"),
    "no section": (CHOICE, "section: a-base\n", "", 1, "`section:` is missing. Name the part"),
    "kind misspelt": (CHOICE, "kind: choice", "kind: chioce", 3, "Did you mean `choice`?"),
    "kind unknown": (CHOICE, "kind: choice", "kind: essay", 3, "one of choice, choices, match, order, number"),
    "kind missing": (CHOICE, "kind: choice\n", "", 1, "Write `kind:` and one of choice"),
    "id in capitals": (CHOICE, "id: one-best", "id: One_Best", 2, "'One_Best' is no id. Ids are words of a-z"),
    "option id with a space": (CHOICE, "a: A stranger.", "a b: A stranger.", 8, "'a b' is no id"),
    "parallel when graded": (CHOICE, "prompt:", "parallel: x\nprompt:", 6, "belongs to the practice question"),
    "no hidden part": (CHOICE, "### BEGIN HIDDEN TESTS\n", "", 1, "The key must stand between"),
    "no end of the hidden part": (CHOICE, "### END HIDDEN TESTS\n", "", 1, "has no end. Write `### END HIDDEN TESTS`"),
    "hidden twice": (CHOICE, "answer: b", "### BEGIN HIDDEN TESTS\nanswer: b", 1, "begins twice"),
    "prompt hidden too": (CHOICE, "answer: b", "answer: b\nconfidence: true", 12, "must stand outside the HIDDEN"),
    "a comment cuts a text": (CHOICE, "A stranger.", "Room # 3", 8, "Put the whole text in quotes"),
    "a text begins with a star": (CHOICE, "A stranger.", "*Stranger* or not", 8, "must stand in quotes"),
    "a text begins with two stars": (CHOICE, "A stranger.", "**Stranger**", 8, "must stand in quotes"),
    "a text holds a colon": (
        CHOICE,
        "A stranger.",
        "A stranger: or not",
        8,
        "A text that holds ': ' must stand in quotes",
    ),
    "a quotation stays open": (CHOICE, "A stranger.", "'A stranger.", 8, "A quotation mark is opened and not closed"),
    "a tab": (CHOICE, "  a: A stranger.", "\ta: A stranger.", 8, "Indent with spaces, not tabs"),
    "a name twice": (CHOICE, "kind: choice", "kind: choice\nid: again", 4, "'id' stands twice; keep one of them"),
    "an alias": (CHOICE, "A stranger.", "*b", 8, "an alias"),
    "half a character": (CHOICE, "A stranger.", "A \ud800.", 8, "U+D800 cannot be shown"),
    "choices: all right": (CHOICES, "[a, c]", "[a, b, c]", 12, "at least one must not be"),
    "choices: none right": (CHOICES, "[a, c]", "[]", 12, "Some options must be right"),
    "choices: one twice": (CHOICES, "[a, c]", "[a, a]", 12, "The answer names 'a' twice"),
    "choices: unknown": (CHOICES, "[a, c]", "[a, d]", 12, "'d' is not one of the options"),
    "choices: a word": (CHOICES, "[a, c]", "a", 12, "A list is expected, as in [a, b]"),
    "match: key by position": (
        MATCH,
        "  haven: A safe haven.\n  base: A secure base.\n",
        "  base: A secure base.\n  haven: A safe haven.\n",
        10,
        "the listing gives the key away",
    ),
    "match: premise left out": (MATCH, ", thunder: haven", "", 14, "leaves out the premise 'thunder'"),
    "match: premise unknown": (MATCH, "thunder: haven", "thunder: haven, lamp: base", 14, "'lamp' that is not there"),
    "match: option unknown": (MATCH, "thunder: haven", "thunder: heaven", 14, "'heaven' is not one of the options"),
    "order: key by position": (
        ORDER,
        "[observe, describe, wonder]",
        "[wonder, observe, describe]",
        7,
        "gives the key away",
    ),
    "order: key backwards": (ORDER, "[observe, describe, wonder]", "[describe, observe, wonder]", 7, "or its reverse"),
    "order: one left out": (ORDER, "[observe, describe, wonder]", "[observe, wonder]", 12, "every option once"),
    "order: one twice": (ORDER, "[observe, describe, wonder]", "[observe, observe, wonder]", 12, "every option once"),
    "number: no tolerance": (NUMBER, "tolerance: 1\n", "", 1, "`tolerance:` is missing. Say how far off"),
    "number: below nothing": (NUMBER, "tolerance: 1", "tolerance: -1", 12, "must be 0 or more"),
    "number: endless tolerance": (NUMBER, "tolerance: 1", "tolerance: 1.0e999", 12, "found Infinity"),
    "number: a word": (NUMBER, "answer: 48", "answer: yes", 11, 'A number is expected, without quotes; found "yes"'),
    "number: too large": (NUMBER, "answer: 48", "answer: 480", 11, "above the maximum 100"),
    "number: too small": (NUMBER, "answer: 48", "answer: -4", 11, "below the minimum 0"),
    "number: upside down": (NUMBER, "minimum: 0", "minimum: 200", 8, "must be below the maximum"),
    "number: no word for low": (NUMBER, "  low: There are more.\n", "", 13, "Feedback for outcome 'low' is missing"),
    "practice: confidence": (PRACTICE, "prompt:", "confidence: true\nprompt:", 5, "in graded questions only"),
    "practice: hidden": (
        PRACTICE,
        "answer: a\n",
        "### BEGIN HIDDEN TESTS\nanswer: a\n### END HIDDEN TESTS\n",
        1,
        "take the HIDDEN",
    ),
    "practice: no feedback": (PRACTICE, "  b: Look again.\n", "", 10, "Feedback for option 'b' is missing"),
    "practice: no answer": (PRACTICE, "answer: a\n", "", 1, "`answer:` is missing"),
    "reflection: no points": (REFLECTION, "points: 1\n", "", 1, "A shared reflection needs points"),
    "reflection: one choice": (REFLECTION, "  practice: a moment of my own\n", "", 5, "Offer a choice"),
    "reflection: one number of words": (REFLECTION, "[80, 150]", "[80]", 8, "as in [80, 150]"),
    "reflection: three numbers": (REFLECTION, "[80, 150]", "[80, 150, 200]", 8, "as in [80, 150]"),
    "reflection: words upside down": (REFLECTION, "[80, 150]", "[150, 80]", 8, "the fewest and the most words"),
    "reflection: words in words": (REFLECTION, "[80, 150]", "many", 8, "as in [80, 150]"),
    "reflection: a kind": (REFLECTION, "points: 1", "kind: choice", 9, "Only questions have a `kind`"),
    "reflection: private with points": (REFLECTION, "points: 1", "points: 1\nprivate: true", 9, "carries no points"),
    "module: area unknown": (HEADER, "[Thinking]", "[Feeling]", 10, "'Feeling' is no competency area. They are: "),
    "module: area unquoted": (HEADER, "[Thinking]", "[Law, Regulation & Policy]", 10, "'Law' is no competency area"),
    "module: areas are a word": (HEADER, "[Thinking]", "Thinking", 10, "A list is expected"),
    "module: no area": (HEADER, "[Thinking]", "[]", 10, "at least one competency area"),
    "module: areas misspelt": (HEADER, "areas:", "aeras:", 10, "`aeras` is not known here. Did you mean `areas`?"),
    "module: no minutes": (HEADER, "minutes: 17", "minutes: 0", 4, "Minutes must be above 0"),
    "module: half a minute": (HEADER, "minutes: 17", "minutes: 17.5", 4, "A whole number is expected"),
    "module: endless minutes": (HEADER, "minutes: 17", "minutes: 1" + "0" * 400, 4, "600 at most"),
    "module: no note": (HEADER, "content_note: Nothing graphic is described.\n", "", 1, "`content_note:` is missing"),
    "vignette: nobody gets there": (
        VIGNETTE,
        "  end:\n",
        "  lost:\n    text: Alone.\n  end:\n",
        13,
        "No decision leads to",
    ),
    "vignette: no ending": (
        VIGNETTE,
        "    lesson: Watching helps.\n",
        "    decisions:\n      back:\n        text: Back.\n        consequence: Again.\n        to: door\n",
        6,
        "no way leads to an ending",
    ),
    "vignette: unknown scene": (VIGNETTE, "to: end", "to: nowhere", 12, "'nowhere' is no scene"),
    "vignette: unknown start": (VIGNETTE, "start: door", "start: gate", 4, "starts at 'gate', which is no scene"),
    "vignette: no default": (VIGNETTE, "text: The day is over.", "text: {court: Adjourned.}", 14, "needs a `default`"),
    "vignette: unknown version": (
        VIGNETTE,
        "text: The day is over.",
        "text: {default: Over., police: Over.}",
        14,
        "'police' is no version. Versions: default, child-welfare",
    ),
    "vignette: a number for a text": (VIGNETTE, "text: The day is over.", "text: 5", 14, "put it in quotes; found 5"),
    "vignette: a lesson too soon": (
        VIGNETTE,
        "    decisions:\n",
        "    lesson: No.\n    decisions:\n",
        8,
        "belongs to an ending",
    ),
    "vignette: decisions misspelt": (VIGNETTE, "decisions:", "decisons:", 8, "Did you mean `decisions`?"),
    "vignette: no consequence": (VIGNETTE, "        consequence: You see more.\n", "", 9, "`consequence:` is missing"),
    "vignette: a bad id": (VIGNETTE, "      watch:", "      Watch:", 9, "'Watch' is no id"),
    "figure: no name": (FIGURE, "figure: attachment-countries\n", "", 1, "`figure:` is missing"),
    "hand-in: misspelt": (HAND_IN, "id: hand-in", "id: hand-in\npromtp: Now", 3, "Did you mean `prompt`?"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_named_with_its_line_and_its_mend(slip):
    text, right, wrong, line, said = SLIPS[slip]
    faults = faults_of(changed(text, right, wrong))
    assert any(at == line and said in message for at, message in faults), faults


ALONE = [
    slip
    for slip in SLIPS
    if slip
    not in (
        "one option only",
        "no hidden part",  # the key then stands in the open
        "id in capitals", "order: one twice", "choices: unknown", "choices: one twice",
        "option id with a space", "match: premise unknown", "vignette: unknown start", "vignette: unknown scene",
        "vignette: no ending", "vignette: decisions misspelt", "vignette: a bad id",
        "reflection: a kind", "module: area unquoted", "choices: none right", "vignette: a lesson too soon",
        "number: upside down", "prompt left blank", "options are a list", "points are a word",
    )
]  # fmt: skip


@pytest.mark.parametrize("slip", ALONE)
def test_one_slip_is_said_once_and_brings_no_other_fault_with_it(slip):
    text, right, wrong, _, _ = SLIPS[slip]
    assert len(faults_of(changed(text, right, wrong))) == 1


def test_a_cell_without_a_body_says_what_a_body_is():
    for body in ("", "\n", "just words\n", "- a\n- b\n", "# a comment\n"):
        [(line, said)] = faults_of(f"%%question\n{body}")
        assert line == 2
        assert "`name: value` lines" in said


def test_all_slips_of_a_cell_are_found_in_one_run():
    text = changed(CHOICE, "prompt:", "promt:")
    text = changed(text, "id: one-best", "id: One")
    text = changed(text, "A stranger.", "5")
    text = changed(text, "answer: b", "answer: z")
    text = changed(text, "  b: Yes, she set out from her.\n", "")
    text = changed(text, "objective: base\n", "points: -1\n")
    assert sorted(line for line, _ in faults_of(text)) == [1, 2, 4, 6, 8, 11, 12]


def test_a_missing_prompt_does_not_hide_a_wrong_answer():
    text = changed(changed(CHOICE, "prompt: What is Samira for Noor?\n", ""), "answer: b", "answer: z")
    assert [line for line, _ in faults_of(text)] == [1, 10]


@pytest.mark.parametrize(
    "written",
    ["answer: b", '"answer": b', "'answer' : b", "? answer\n: b", "feedback: {a: x, b: y}"],
    ids=["plain", "in double quotes", "in single quotes", "as a long key", "feedback"],
)
def test_a_key_in_the_open_is_found_however_it_is_written(written):
    hidden = "feedback" if "feedback" in written else "answer"
    text = (
        changed(CHOICE, "answer: b\n", "")
        if hidden == "answer"
        else changed(CHOICE, "feedback:\n  a: Whom did she look back to?\n  b: Yes, she set out from her.\n", "")
    )
    faults = faults_of(changed(text, "prompt:", f"{written}\nprompt:"))
    assert (6, f"`{hidden}:` must stand between the HIDDEN TESTS lines, or it is released.") in faults


def test_a_key_in_the_open_is_found_in_a_cell_of_one_line():
    text = "%%question\n{id: x, kind: choice, objective: base, section: a-base, prompt: Who?, options: {a: A, b: B},\nanswer: b, feedback: {a: A, b: B}}\n"
    lines = [line for line, said in faults_of(text) if "must stand between" in said]
    assert lines == [1, 3, 3]


def test_feedback_that_runs_on_behind_the_hidden_part_is_found():
    text = changed(
        CHOICE, "  b: Yes, she set out from her.\n### END HIDDEN TESTS\n", "### END HIDDEN TESTS\n  b: Yes.\n"
    )
    assert any("Without its hidden part this cell cannot be read" in said for _, said in faults_of(text))
    text = changed(
        ORDER, "  describe: It rests on what was seen.\n### END HIDDEN TESTS\n", "### END HIDDEN TESTS\n  last: It.\n"
    )
    assert any("`options:` is cut in two" in said for _, said in faults_of(text))


def test_what_an_error_shows_of_a_huge_value_stays_short():
    [(_, said)] = faults_of(changed(CHOICE, "prompt:", f"points: {'x' * 100_000}\nprompt:"))
    assert len(said) < 200


def test_a_fault_in_one_scene_hides_none_in_another():
    text = changed(VIGNETTE, "text: The door opens.", "text: 5")
    text = changed(text, "text: The day is over.", "text: {court: Adjourned.}")
    assert [line for line, _ in faults_of(text)] == [7, 14]


SCRAPS = st.sampled_from(
    ["", "\n", "\r", "\x85", "\u2028", "\t", " ", "  ", ":", ": ", "- ", "[", "]", "{", "}", "'", '"', "#", " #", "&a ", "*a", "!",
     "!!int ", "|", ">", "%", "@", "`", "?", "? ", "---", "...", "<<: ", "null", "true", "5", "-1", "1.0e999", "[[]]", "\x00",
     "\ud800", "\ufeff", "id: ", "kind: ", "str: ", "default: ", "### BEGIN HIDDEN TESTS\n", "### END HIDDEN TESTS\n", "answer: "]
)  # fmt: skip


@settings(max_examples=250, deadline=None, derandomize=True)
@given(
    st.sampled_from([HEADER, PRACTICE, *QUESTIONS.values(), REFLECTION, VIGNETTE, FIGURE, HAND_IN]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), SCRAPS), min_size=1, max_size=3),
)
def test_however_a_cell_is_mangled_its_faults_are_words_with_a_line(text, slips):
    first, _, body = text.partition("\n")
    for place, length, scrap in slips:
        start = int(place * len(body))
        body = body[:start] + scrap + body[start + length :]
    item, problems = examine(split(f"{first}\n{body}"))
    assert item is not None or problems
    for problem in problems:
        assert problem.line >= 1
        assert problem.message.strip()
