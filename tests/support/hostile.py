"""Hand-ins of hostile and unlucky learners, one function each, and what must become of them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.learners import HANDED_IN, answers_file

SCRIPT = "<script>window.pwned = 1</script><img src=x onerror=\"window.pwned = 1\"><a href='javascript:pwned()'>x</a>"
MATH = r"$$\href{javascript:pwned()}{x}$$ [x](javascript:pwned())"
SHADOWS = (
    "babyinmind.py", "yaml.py", "nbgrader.py", "json.py", "sitecustomize.py", "usercustomize.py", "conftest.py",
    "nbgrader_config.py", "jupyter_config.py", "jupyter_server_config.py", "setup.py", "__init__.py", "__main__.py",
)  # fmt: skip
"""Files that some program or other would import or load as configuration from the folder that it looks at."""


@dataclass(frozen=True)
class Lesson:
    """What the hostile need to know of the module: right answers, an id of each kind, the learners' notebook."""

    module: str
    right: dict[str, Any]
    choice: str
    choices: str
    match: str
    order: str
    number: str
    reflection: str
    notebook: bytes
    canary: Path

    def text(self, **changed: Any) -> str:
        """A file with everything right but for what is changed; names may be kinds."""
        return answers_file(self.module, self.values(**changed))

    def values(self, **changed: Any) -> dict[str, Any]:
        named = {getattr(self, name, name): value for name, value in changed.items()}
        return {**self.right, **named}

    def raw(self, **changed: Any) -> dict[str, Any]:
        """The whole file as data, its outermost fields changed."""
        return {**json.loads(self.text()), **changed}

    def code(self, name: str) -> str:
        """Python that shows by a file of its name that it was executed."""
        return f"open({str(self.canary / name)!r}, 'w').close()\n"


Lay = Callable[[Path, Lesson], None]


@dataclass(frozen=True)
class Hostile:
    """`lay` fills the folder of a hand-in that is right in everything so far.

    `lost` are the kinds of question that earn nothing (all of them: `ALL`), `said` what the summary of the batch must
    say, `told` what the instructor's page must say. `unseen_by_nbgrader`: `nbgrader autograde` finds hand-ins by their
    notebook, and passes over one without (our collect puts the released one there).
    """

    lay: Lay
    lost: tuple[str, ...] = ()
    said: str = ""
    told: str = ""
    unseen_by_nbgrader: bool = False
    reflection_counts: bool = True


ALL = ("choice", "choices", "match", "order", "number", "everything")
HOSTILE: dict[str, Hostile] = {}


def _hostile(**expected: Any) -> Callable[[Lay], Lay]:
    def register(lay: Lay) -> Lay:
        HOSTILE[lay.__name__.strip("_").replace("_", "-")] = Hostile(lay, **expected)
        return lay

    return register


def _answers(folder: Path, lesson: Lesson) -> Path:
    return folder / f"{lesson.module}.responses.json"


def _notebook(folder: Path, lesson: Lesson) -> Path:
    return folder / f"{lesson.module}.ipynb"


def _unreadable(name: str, said: str, content: Callable[[Lesson], bytes]) -> None:
    def lay(folder: Path, lesson: Lesson) -> None:
        _answers(folder, lesson).write_bytes(content(lesson))

    HOSTILE[name] = Hostile(lay, lost=ALL, said=said, told=said, reflection_counts=False)


def _changed(name: str, changed: dict[str, Any], **expected: Any) -> None:
    def lay(folder: Path, lesson: Lesson) -> None:
        _answers(folder, lesson).write_text(lesson.text(**changed), encoding="utf-8")

    HOSTILE[name] = Hostile(lay, **expected)


def _record(name: str, record: Callable[[dict[str, Any]], Any], **expected: Any) -> None:
    """The record of the `choice` question, changed."""

    def lay(folder: Path, lesson: Lesson) -> None:
        data = lesson.raw()
        data["answers"][lesson.choice] = record(data["answers"][lesson.choice])
        _answers(folder, lesson).write_text(json.dumps(data), encoding="utf-8")

    HOSTILE[name] = Hostile(lay, **{"lost": ("choice",), **expected})


def _dumped(**fields: Any) -> Callable[[Lesson], bytes]:
    return lambda lesson: json.dumps(lesson.raw(**fields)).encode()


# Files that cannot be used at all.
_unreadable("cut-short", "damaged", lambda lesson: lesson.text().encode()[:-40])
_unreadable("empty-file", "empty", lambda lesson: b"")
_unreadable("binary", "not text in UTF-8", lambda lesson: b"\xff\xfe\x00\x01" * 100)
_unreadable("too-large", "larger than 1,000,000 bytes", lambda lesson: lesson.text().encode() + b" " * 1_000_000)
_unreadable("deep", "nested too deeply", lambda lesson: b'{"format":' + b"[" * 300_000)
_unreadable("deep-and-whole", "nested too deeply", lambda lesson: b"[" * 200_000 + b"]" * 200_000)
_unreadable("a-list", "not an answers file", lambda lesson: b"[1, 2, 3]")
_unreadable("a-number", "not an answers file", lambda lesson: b"7")
_unreadable("no-format", "not an answers file", _dumped(format=None))
_unreadable("foreign-format", "not an answers file", _dumped(format="h5p"))
_unreadable("version-of-words", "which version", _dumped(version="one"))
_unreadable("version-true", "which version", _dumped(version=True))
_unreadable("version-zero", "which version", _dumped(version=0))
_unreadable("version-newer", "newer version", _dumped(version=2))
_unreadable("other-module", "belongs to the module", _dumped(module="07-loss"))
_unreadable("module-of-html", "belongs to the module", _dumped(module=SCRIPT))
_unreadable("module-a-list", "which module", _dumped(module=["03-attachment"]))
_unreadable("answers-a-list", "no list of answers", _dumped(answers=[]))
_unreadable("answers-missing", "no list of answers", _dumped(answers=None))
_unreadable("five-thousand-digits-as-version", "which version", lambda lesson: lesson.text().replace(
    '"version": 1', '"version": ' + "9" * 5000).encode())  # fmt: skip

# Single records that are not as they must be: the others count.
_record("record-a-text", lambda record: "b", said="was left out", told="was left out")
_record("record-empty", lambda record: {}, said="was left out", told="was left out")
_record("record-null", lambda record: None, said="was left out", told="was left out")
_record("revision-a-text", lambda record: {**record, "revision": "1"}, said="was left out")
_record("revision-negative", lambda record: {**record, "revision": -1}, said="was left out")
_record("time-of-words", lambda record: {**record, "at": "yesterday"}, said="was left out")
_record("time-without-zone", lambda record: {**record, "at": "2026-11-02T20:15:00"}, said="was left out")
_record("confidence-certain", lambda record: {**record, "confidence": "certain"}, said="was left out")
_record("value-too-deep", lambda record: {**record, "value": [[[[[[[[[["b"]]]]]]]]]]}, said="was left out")

# Values that are not of their question's form.
_changed("choice-a-list", {"choice": ["b"]}, lost=("choice",), told="not a choice of one option")
_changed("choice-a-number", {"choice": 1}, lost=("choice",), told="not a choice of one option")
_changed("choice-true", {"choice": True}, lost=("choice",), told="not a choice of one option")
_changed("choice-an-object", {"choice": {"b": "b"}}, lost=("choice",), told="not a choice of one option")
_changed("choice-gone", {"choice": "zz"}, lost=("choice",), told="no longer part of this question")
_changed("choice-of-html", {"choice": SCRIPT}, lost=("choice",), told="no longer part of this question")
_changed("choices-a-text", {"choices": "abc"}, lost=("choices",), told="not a list of chosen options")
_changed("choices-of-lists", {"choices": [["a"]]}, lost=("choices",), told="not a list of chosen options")
_changed("choices-gone", {"choices": ["yy", "zz"]}, lost=("choices",))
_changed("match-a-list", {"match": [["a", "b"]]}, lost=("match",), told="which belongs to which")
_changed("match-of-lists", {"match": {"slide": ["base"]}}, lost=("match",), told="which belongs to which")
_changed("match-gone", {"match": {"no": "no"}}, lost=("match",))
_changed("order-a-text", {"order": "abcd"}, lost=("order",), told="not an order")
_changed("order-gone", {"order": ["w", "x", "y", "z"]}, lost=("order",))
_changed("order-of-objects", {"order": [{"a": 1}]}, lost=("order",), told="not an order")
_changed("number-a-text", {"number": "48"}, lost=("number",), told="not a number")
_changed("number-true", {"number": True}, lost=("number",), told="not a number")
_changed("number-huge", {"number": 1e308}, lost=("number",))
_changed("reflection-a-text", {"reflection": "I wrote this."}, told="not a text", reflection_counts=False)
_changed("reflection-a-list", {"reflection": ["a"]}, told="not a text", reflection_counts=False)
_changed("reflection-text-a-list", {"reflection": {"text": ["a"]}}, told="not a text", reflection_counts=False)
_changed("reflection-blank", {"reflection": {"about": "family", "text": " \n\t "}}, told="No response.",
         reflection_counts=False)  # fmt: skip
_changed("about-a-list", {"reflection": {"about": ["family"], "text": "I saw a hand."}}, told="I saw a hand.")
_changed("about-html", {"reflection": {"about": SCRIPT, "text": "I saw a hand."}}, told="I saw a hand.")
_changed("html", {"reflection": {"about": "family", "text": f"{SCRIPT}</div></body>{MATH}"}}, told="window.pwned")
_changed("right-to-left", {"reflection": {"about": "family", "text": "نظرت إلى جدتها \u202eolleh\u202c שלום"}},
         told="نظرت")  # fmt: skip
_changed("hundred-thousand-characters", {"reflection": {"about": "family", "text": "ä" * 100_000}}, told="ä" * 100_000)
_changed("null-characters", {"reflection": {"about": "family", "text": "a\0b\x1b[31mc"}}, told="b")
_changed("unknown-ids", {"not-a-question": "a", "zz": "b"}, said="which this module does not ask",
         told="which this module does not ask")  # fmt: skip
_changed("html-ids", {SCRIPT: "a", MATH: "b", f"**{SCRIPT}": "c"}, said="which this module does not ask",
         told="which this module does not ask")  # fmt: skip
_changed("huge-id", {"x" * 400_000 + SCRIPT: "a"}, said="which this module does not ask",
         told="which this module does not ask")  # fmt: skip
_changed("ten-thousand-ids", {f"q{number}": 1 for number in range(10_000)}, said="which this module does not ask",
         told="which this module does not ask")  # fmt: skip
_changed("private-reflection-slipped-in", {"reflect-private": {"text": "for me alone"}})


@_hostile(lost=("number",), said="was left out", told="was left out")
def _not_a_number(folder: Path, lesson: Lesson) -> None:
    data = lesson.raw()
    data["answers"][lesson.number]["value"] = float("nan")
    _answers(folder, lesson).write_text(json.dumps(data), encoding="utf-8")


@_hostile(lost=("number",), said="was left out", told="was left out")
def _infinity(folder: Path, lesson: Lesson) -> None:
    data = lesson.raw()
    data["answers"][lesson.number]["value"] = float("inf")
    _answers(folder, lesson).write_text(json.dumps(data), encoding="utf-8")


@_hostile(lost=("number",), said="was left out", told="was left out")
def _five_thousand_digits(folder: Path, lesson: Lesson) -> None:
    text = lesson.text(number=123456789)
    _answers(folder, lesson).write_text(text.replace("123456789", "9" * 5000), encoding="utf-8")


@_hostile(told="half a pair")
def _lone_surrogates(folder: Path, lesson: Lesson) -> None:
    text = lesson.text(reflection={"about": "family", "text": "half a pair: SURROGATE"}, ODD="x")
    _answers(folder, lesson).write_text(text.replace("SURROGATE", "\\ud83d").replace("ODD", "\\udc80"), "utf-8")


@_hostile(lost=ALL, said="Nothing was answered", told="Nothing was answered", reflection_counts=False)
def _no_answers(folder: Path, lesson: Lesson) -> None:
    _answers(folder, lesson).unlink()


@_hostile(lost=ALL, told="No answer", reflection_counts=False)
def _answers_none(folder: Path, lesson: Lesson) -> None:
    _answers(folder, lesson).write_text(answers_file(lesson.module, {}), encoding="utf-8")


@_hostile(lost=ALL, said="a link", told="a link", reflection_counts=False)
def _link_to_another_learner(folder: Path, lesson: Lesson) -> None:
    _answers(folder, lesson).unlink()
    _answers(folder, lesson).symlink_to(Path("../../good-one", lesson.module, f"{lesson.module}.responses.json"))


@_hostile(lost=ALL, said="a link", told="a link", reflection_counts=False)
def _link_to_passwd(folder: Path, lesson: Lesson) -> None:
    _answers(folder, lesson).unlink()
    _answers(folder, lesson).symlink_to("/etc/passwd")


@_hostile(lost=ALL, said="a link", told="a link", reflection_counts=False)
def _link_to_nowhere(folder: Path, lesson: Lesson) -> None:
    _answers(folder, lesson).unlink()
    _answers(folder, lesson).symlink_to("/nowhere/at/all")


@_hostile(lost=ALL, said="a link", told="a link", reflection_counts=False)
def _link_to_endless_zeros(folder: Path, lesson: Lesson) -> None:
    _answers(folder, lesson).unlink()
    _answers(folder, lesson).symlink_to("/dev/zero")


@_hostile(lost=ALL, said="a folder", told="a folder", reflection_counts=False)
def _a_folder(folder: Path, lesson: Lesson) -> None:
    _answers(folder, lesson).unlink()
    _answers(folder, lesson).mkdir()
    (_answers(folder, lesson) / "inside.txt").write_text("x")


@_hostile(lost=ALL, said="not an ordinary file", told="not an ordinary file", reflection_counts=False)
def _a_named_pipe(folder: Path, lesson: Lesson) -> None:
    _answers(folder, lesson).unlink()
    os.mkfifo(_answers(folder, lesson))


# Notebooks: whatever they are, the answers count.
@_hostile(unseen_by_nbgrader=True)
def _notebook_deleted(folder: Path, lesson: Lesson) -> None:
    _notebook(folder, lesson).unlink()


@_hostile()
def _notebook_corrupted(folder: Path, lesson: Lesson) -> None:
    _notebook(folder, lesson).write_bytes(lesson.notebook[:-500])


@_hostile()
def _notebook_empty(folder: Path, lesson: Lesson) -> None:
    _notebook(folder, lesson).write_bytes(b"")


@_hostile()
def _notebook_a_named_pipe(folder: Path, lesson: Lesson) -> None:
    _notebook(folder, lesson).unlink()
    os.mkfifo(_notebook(folder, lesson))


@_hostile()
def _notebook_huge(folder: Path, lesson: Lesson) -> None:
    with _notebook(folder, lesson).open("wb") as file:
        file.truncate(3_000_000_000)  # a hole: it takes no room, and to read it would take all memory


@_hostile()
def _notebook_of_code(folder: Path, lesson: Lesson) -> None:
    notebook = json.loads(lesson.notebook)
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            cell["source"] = lesson.code(f"notebook-{number}")
    _notebook(folder, lesson).write_text(json.dumps(notebook), encoding="utf-8")


@_hostile(lost=("choice",))
def _own_hidden_tests(folder: Path, lesson: Lesson) -> None:
    """A key of their own, and the mark that nbgrader gives full points for."""
    notebook = json.loads(lesson.notebook)
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["metadata"]["nbgrader"]["points"] = 1000
            cell["source"] = "".join(cell["source"]) + (
                "\n### BEGIN HIDDEN TESTS\nanswer: zz\n### END HIDDEN TESTS\n" + lesson.code("hidden-tests")
            )
            cell["outputs"] = [
                {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "1000"}}
            ]
    _notebook(folder, lesson).write_text(json.dumps(notebook), encoding="utf-8")
    _answers(folder, lesson).write_text(lesson.text(choice="zz"), encoding="utf-8")


@_hostile()
def _second_notebook(folder: Path, lesson: Lesson) -> None:
    notebook = json.loads(lesson.notebook)
    notebook["cells"][0]["source"] = lesson.code("second-notebook")
    (folder / "another.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


@_hostile()
def _modules_and_configuration(folder: Path, lesson: Lesson) -> None:
    """Everything that some program would import, load or start, were it to look into this folder."""
    for place in (folder, folder.parent, folder / ".jupyter", folder / ".ipython/profile_default/startup"):
        place.mkdir(parents=True, exist_ok=True)
        for name in SHADOWS:
            (place / name).write_text(lesson.code(f"{place.name}-{name}"), encoding="utf-8")
        (place / "evil.pth").write_text(f"import os; {lesson.code('pth')}", encoding="utf-8")
    (folder / "yaml").mkdir()
    (folder / "yaml" / "__init__.py").write_text(lesson.code("package"), encoding="utf-8")


@_hostile()
def _many_files(folder: Path, lesson: Lesson) -> None:
    for number in range(200):
        (folder / f"extra-{number}.txt").write_text("x")


@_hostile()
def _a_named_pipe_beside(folder: Path, lesson: Lesson) -> None:
    os.mkfifo(folder / "beside")


# The time-stamp, which nbgrader reads too.
@_hostile()
def _time_garbage(folder: Path, lesson: Lesson) -> None:
    (folder / "timestamp.txt").write_text("the day before <b>never</b>")


@_hostile()
def _time_huge(folder: Path, lesson: Lesson) -> None:
    (folder / "timestamp.txt").write_text("9" * 2_000_000)


@_hostile()
def _time_a_link(folder: Path, lesson: Lesson) -> None:
    (folder / "timestamp.txt").unlink()
    (folder / "timestamp.txt").symlink_to("/etc/passwd")


@_hostile()
def _time_endless(folder: Path, lesson: Lesson) -> None:
    (folder / "timestamp.txt").unlink()
    (folder / "timestamp.txt").symlink_to("/dev/zero")


@_hostile()
def _time_a_named_pipe(folder: Path, lesson: Lesson) -> None:
    (folder / "timestamp.txt").unlink()
    os.mkfifo(folder / "timestamp.txt")


@_hostile()
def _time_of_one_word(folder: Path, lesson: Lesson) -> None:
    """Some parsers take it for the tenth of this month, another one each month."""
    (folder / "timestamp.txt").write_text("10")


@_hostile()
def _secret_a_link(folder: Path, lesson: Lesson) -> None:
    (folder / "submission_secret.txt").symlink_to("/etc/passwd")


@_hostile()
def _time_missing(folder: Path, lesson: Lesson) -> None:
    (folder / "timestamp.txt").unlink()


@_hostile()
def _time_far_ahead(folder: Path, lesson: Lesson) -> None:
    (folder / "timestamp.txt").write_text("9999-12-31 23:59:59.000000 UTC")


# What was collected, which our collect alone writes.
@_hostile()
def _collected_garbage(folder: Path, lesson: Lesson) -> None:
    (folder / "collected.json").write_text('{"format": "babyinmind-collected", "version": 1, "claimed": "soon"}')


@_hostile()
def _collected_deep(folder: Path, lesson: Lesson) -> None:
    (folder / "collected.json").write_text("[" * 100_000)


@_hostile()
def _collected_a_number(folder: Path, lesson: Lesson) -> None:
    (folder / "collected.json").write_text("9" * 5000)


@_hostile()
def _collected_endless(folder: Path, lesson: Lesson) -> None:
    (folder / "collected.json").symlink_to("/dev/zero")


@_hostile()
def _collected_a_named_pipe(folder: Path, lesson: Lesson) -> None:
    os.mkfifo(folder / "collected.json")


# Names that are hard to handle but allowed.
NAMES = ("o'brien", "ann+b", "a b", "ünal", "-x", 'quo"te', "<b>bold<b>", "semi;colon&amp", "per%20cent", "{0}")


def write_cohort(submitted: Path, lesson: Lesson, good: tuple[str, ...]) -> None:
    """Lay the hand-ins of all the hostile, of people with odd names and of the good into `submitted/`."""
    for learner in (*good, *NAMES, *HOSTILE):
        folder = submitted / learner / lesson.module
        folder.mkdir(parents=True)
        _notebook(folder, lesson).write_bytes(lesson.notebook)
        (folder / "timestamp.txt").write_text(f"{HANDED_IN:%Y-%m-%d %H:%M:%S.%f} UTC\n")
        _answers(folder, lesson).write_text(lesson.text(), encoding="utf-8")
    for learner, hostile in HOSTILE.items():
        hostile.lay(submitted / learner / lesson.module, lesson)
