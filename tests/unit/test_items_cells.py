"""What a cell's text means: YAML without its traps, and the same item on the author's and on the learner's side."""

import time
from dataclasses import replace

import pytest
import yaml

from babyinmind.authoring import examine, read_module
from babyinmind.items import BEGIN_HIDDEN, END_HIDDEN, build, load_body, split
from babyinmind.questions import Question
from support.authors import CHOICE, FIGURE, HAND_IN, HEADER, PRACTICE, QUESTIONS, REFLECTION, VIGNETTE, changed


def released(body):
    """The body as nbgrader leaves it: without the markers and what stands between them."""
    kept, hidden = [], False
    for line in body.split("\n"):
        if line == BEGIN_HIDDEN:
            hidden = True
        elif line == END_HIDDEN:
            hidden = False
        elif not hidden:
            kept.append(line)
    return "\n".join(kept)


def without_key(item):
    secret = {"answer": None, "feedback": None} | ({"tolerance": None} if hasattr(item, "tolerance") else {})
    return replace(item, **secret)


def real_cells(project):
    module = read_module(project / "source" / "03-attachment" / "03-attachment.ipynb")
    return [cell for cell in module.cells if cell.text]


def test_every_cell_of_the_attachment_module_is_the_same_item_on_both_sides(project):
    cells = real_cells(project)
    assert len(cells) > 20
    for cell in cells:
        author, problems = examine(cell.text)
        assert problems == []
        assert build(cell.text.magic, cell.text.body) == author


def test_every_question_of_the_attachment_module_is_itself_but_for_its_key_once_released(project):
    graded = [cell for cell in real_cells(project) if cell.text.magic == "question"]
    assert len(graded) == 12
    for cell in graded:
        left = build("question", released(cell.text.body))
        assert left == without_key(cell.item)
        assert not left.has_key


@pytest.mark.parametrize("text", [HEADER, PRACTICE, *QUESTIONS.values(), REFLECTION, VIGNETTE, FIGURE, HAND_IN])
def test_every_magic_and_kind_is_the_same_item_on_both_sides(text):
    cell = split(text)
    item, problems = examine(cell)
    assert problems == []
    assert build(cell.magic, cell.body) == item
    if cell.magic == "question":
        assert build("question", released(cell.body)) == without_key(item)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("y", "y"),
        ("2026-11-22", "2026-11-22"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1e5", "1e5"),
        (".nan", ".nan"),
        ("=", "="),
        ("<<", "<<"),
        ("true", True),
        ("false", False),
        ("~", None),
        ("", None),
        ("007", 7),
        ("010", 10),
        ("-3", -3),
        ("0.50", 0.5),
        ("'5'", "5"),
    ],
)
def test_yaml_means_what_people_read(written, meant):
    value = load_body(f"name: {written}")["name"]
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize("name", ["1", "no", "true", "null", "2026-11-22", "007"])
def test_names_are_words_whatever_they_look_like(name):
    assert load_body(f"{name}: text") == {name: "text"}


@pytest.mark.parametrize("twin", ["prompt: again", "'prompt': again", '"prompt": again'])
def test_a_name_stands_once(twin):
    with pytest.raises(yaml.YAMLError, match="'prompt' stands twice"):
        load_body(f"prompt: once\n{twin}\n")


BILLION_LAUGHS = "a0: &a0 [ha]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 12)
)


@pytest.mark.parametrize(
    "body",
    [
        BILLION_LAUGHS,
        "prompt: &again [*again]",
        "prompt: &x text\ntitle: *x",
        "base: &b {a: 1}\nmore: {<<: *b}",
        "prompt: " + "[" * 100_000 + "]" * 100_000,
        "prompt: " + "{a: " * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(3000)),
        "? [a, b]\n: text",
        "? {a: b}\n: text",
        "prompt: !!binary aGVsbG8=",
        "prompt: !!set {a}",
        "prompt: !!timestamp 2026-11-22",
        "prompt: !!omap [a: b]",
        "prompt: !!int many",
        "prompt: !!float much",
        "prompt: !!bool maybe",
        "prompt: !!map text",
        "prompt: !!int [1]",
        "prompt: !!python/object/apply:os.system [true]",
        "prompt: !mine text",
        "points: " + "9" * 5000,
        "prompt: te\ud800xt",
        "prompt: te\x00xt",
        "a: b\n---\nc: d",
        "\tprompt: text",
        "prompt: 'open",
        "%YAML 9.9\n---\na: b",
    ],
    ids=lambda body: body[:24].encode("ascii", "backslashreplace").decode(),
)
def test_hostile_yaml_is_refused_at_once_on_both_sides(body):
    begun = time.process_time()
    with pytest.raises(yaml.YAMLError):
        load_body(body)
    item, problems = examine(split(f"%%question\n{body}"))
    assert time.process_time() - begun < 2
    assert item is None
    assert len(problems) == 1
    assert problems[0].line >= 2


def test_a_cell_is_ours_by_the_name_of_its_magic_alone():
    assert split(CHOICE).magic == "question"
    assert split(f"\n\n{CHOICE}").first_line == 4
    for source in (
        "",
        "\n",
        "print(1)",
        "%%bash\nls",
        "%%questions\nid: x",
        "%% question\nid: x",
        " %%question\nid: x",
        "%%",
    ):
        assert split(source) is None


def test_a_released_cell_with_an_unknown_or_a_missing_name_is_refused_in_words():
    body = split(CHOICE).body
    with pytest.raises(ValueError, match="'promt' is not known here"):
        build("question", changed(body, "prompt:", "promt:"))
    with pytest.raises(ValueError, match="`prompt:` is missing"):
        build("question", changed(body, "prompt: What is Samira for Noor?\n", ""))
    with pytest.raises(ValueError, match="no kind of question"):
        build("question", changed(body, "kind: choice", "kind: essay"))
    with pytest.raises(ValueError, match="name: value"):
        build("question", "- a\n- b")


def test_the_first_thing_to_write_about_is_the_default():
    item = build("reflection", split(REFLECTION).body)
    assert item.about_words(None) == "Noor and Samira"
    assert item.about_words({"about": "practice", "text": "x"}) == "a moment of my own"
    for odd in ({"about": "gone"}, {"about": ["practice"]}, {"about": None}, "text", ["a"]):
        assert item.about_words(odd) == "Noor and Samira"


@pytest.mark.parametrize("odd", ["text", 5, [], True, {"text": 5}, {"text": ["a"]}])
def test_a_reflection_that_is_no_text_is_refused_in_words(odd):
    with pytest.raises(ValueError, match="not a text"):
        build("reflection", split(REFLECTION).body).text(odd)


def test_a_case_tells_each_role_its_own_version_and_the_default_to_the_rest():
    body = changed(split(VIGNETTE).body, "text: The day is over.", "text: {default: The end., court: Adjourned.}")
    case = build("vignette", body)
    assert case.versions == ("court", "default")
    assert case.told("court")["scenes"]["end"]["text"] == "Adjourned."
    assert case.told("community")["scenes"]["end"]["text"] == "The end."
    assert case.told("court")["scenes"]["door"]["text"] == "The door opens."
    assert [decision["to"] for decision in case.told("court")["scenes"]["door"]["decisions"]] == ["end"]


def test_all_kinds_are_questions():
    assert all(isinstance(examine(split(text))[0], Question) for text in QUESTIONS.values())
