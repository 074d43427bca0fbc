"""Widgets as the kernel sees them: what reaches the page, what is saved, what is said back."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ipywidgets import Widget

from babyinmind.items import Decision, FigureCell, HandIn, Item, ModuleHeader, Objective, Reflection, Scene, Vignette
from babyinmind.questions import Question
from babyinmind.questions.choice import Choice
from babyinmind.questions.choices import Choices
from babyinmind.questions.match import Match
from babyinmind.questions.number import Number
from babyinmind.questions.order import Order
from babyinmind.questions.order.page import first_shown
from babyinmind.questions.page import shuffled
from babyinmind.questions.text import shortened, to_html, to_plain, with_links
from babyinmind.responses import NotSaved, ResponseStore
from babyinmind.widgets import HandInFailed, Receipt, widget_for
from babyinmind.widgets.vignette import version_for
from support.loops import ran

SECRET = "zebra-key"
FEEDBACK = "walrus-feedback"


def told(*ids: str) -> dict[str, str]:
    return {name: f"{FEEDBACK} {name}" for name in ids}


CHOICE = Choice(
    id="noor",
    prompt="Noor looks back. Her grandmother is",
    options={"a": "a secure base", "b": "an object", "c": "a stranger"},
    answer="a",
    feedback=told("a", "b", "c"),
)
GRADED: list[Question] = [
    CHOICE,
    Choices(
        id="several",
        prompt="Which?",
        options={"a": "one", "b": "two", "c": "three"},
        answer=["a", "c"],
        feedback=told("a", "b", "c"),
    ),
    Match(
        id="pairs",
        prompt="Match",
        premises={"p": "Bowlby", "q": "Main"},
        options={"x": "AAI", "y": "Maternal care"},
        answer={"p": "y", "q": "x"},
        feedback=told("p", "q"),
    ),
    Order(
        id="steps",
        prompt="Order",
        options={"c": "wonder", "a": "observe", "b": "describe"},
        answer=["a", "b", "c"],
        feedback=told("a", "b", "c"),
    ),
    Number(
        id="share",
        prompt="How many?",
        unit="%",
        minimum=0,
        maximum=100,
        answer=65,
        tolerance=1.25,
        feedback=told("right", "low", "high"),
    ),
]
RESPONSES: dict[str, Any] = {
    "noor": "b",
    "several": ["a"],
    "pairs": {"p": "y"},
    "steps": ["b", "a", "c"],
    "share": 64.5,
}
REFLECTION = Reflection(
    id="reflect",
    title="Looking back",
    prompt="What *happened*?",
    about={"family": "Noor", "practice": "my own"},
    words=(80, 150),
    points=1,
)
PRIVATE = Reflection(id="alone", title="For yourself", prompt="Whom?", private=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ResponseStore]:
    yield ResponseStore.open(tmp_path / "03-attachment.responses.json", "03-attachment")
    Widget.close_all()


class Page:
    """A browser window: it sends as the scripts do and keeps what it was sent."""

    def __init__(self, widget: Any, window: str = "w1") -> None:
        self.widget, self.window, self.heard, self.count = widget, window, list[dict[str, Any]](), 0
        widget.send = lambda content, buffers=None: self.heard.append(json.loads(json.dumps(content)))

    def send(self, kind: str, **fields: Any) -> list[dict[str, Any]]:
        self.count += 1
        before = len(self.heard)
        message = {"type": kind, "draft": f"{self.window}-{self.count}", "window": self.window, **fields}
        self.widget._handle_custom_msg(json.loads(json.dumps(message)), [])
        return self.heard[before:]

    def save(self, value: Any, edited: int = 0, **fields: Any) -> dict[str, Any]:
        (reply,) = self.send("save", value=value, edited=edited, **fields)
        return reply


def page(item: Item, store: ResponseStore, window: str = "w1", **how: Any) -> Page:
    return Page(widget_for(item, store=store, **how), window)


def test_importing_widgets_loads_nothing_heavy() -> None:
    heavy = ["matplotlib", "numpy", "nbgrader", "nbconvert", "pydantic", "mistune"]
    code = f"import sys, babyinmind.widgets; print([name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("item", GRADED, ids=lambda item: item.kind)
def test_a_graded_question_brings_no_key_to_the_page(item: Question, store: ResponseStore) -> None:
    widget = widget_for(item, store=store)
    Page(widget).save(RESPONSES[item.id])
    state = json.dumps({name: value for name, value in widget.get_state().items() if name != "layout"}, default=str)
    assert FEEDBACK not in state
    assert "tolerance" not in state and "1.25" not in state
    assert widget.remarks is None and widget.preview is None
    assert '"answer"' not in json.dumps(widget.item) and "feedback" not in json.dumps(widget.item)


@pytest.mark.parametrize("item", GRADED, ids=lambda item: item.kind)
def test_what_the_page_shows_does_not_depend_on_the_key(item: Question, store: ResponseStore) -> None:
    released = replace(item, answer=None, feedback=None)  # type: ignore[call-arg]
    assert widget_for(item, store=store).item == widget_for(released, store=store).item


@pytest.mark.parametrize("item", GRADED, ids=lambda item: item.kind)
def test_saved_is_said_once_it_is_on_disk(item: Question, store: ResponseStore) -> None:
    reply = page(item, store).save(RESPONSES[item.id])
    assert reply["type"] == "saved"
    assert reply["draft"] == "w1-1"
    assert reply["answer"]["revision"] == 1
    kept = json.loads(store.path.read_text())["answers"][item.id]
    assert kept["value"] == RESPONSES[item.id] == reply["answer"]["value"]


@pytest.mark.parametrize("item", GRADED, ids=lambda item: item.kind)
def test_an_answer_comes_back(item: Question, store: ResponseStore) -> None:
    page(item, store).save(RESPONSES[item.id], confidence="unsure")
    again = widget_for(item, store=store)
    assert again.answer["value"] == RESPONSES[item.id]
    assert again.answer["confidence"] == "unsure"


@pytest.mark.parametrize("item", GRADED, ids=lambda item: item.kind)
@pytest.mark.parametrize("value", [{"deep": {"er": 1}}, [1, 2], "nowhere", True], ids=str)
def test_an_ill_typed_answer_is_refused_in_plain_words(item: Question, value: Any, store: ResponseStore) -> None:
    reply = page(item, store).save(value)
    assert reply["type"] == "failed" and reply["final"]
    assert "Traceback" not in reply["message"] and reply["message"].endswith(".")
    assert store.answer(item.id) is None


def test_clearing_an_answer_is_an_answer(store: ResponseStore) -> None:
    shown = page(GRADED[4], store)
    shown.save(65)
    assert shown.save(None, edited=1)["type"] == "saved"
    assert store.answer("share").value is None  # type: ignore[union-attr]


def test_a_number_out_of_range_is_not_saved(store: ResponseStore) -> None:
    assert "100 or less" in page(GRADED[4], store).save(101)["message"]
    assert store.answer("share") is None


def test_other_widgets_of_an_item_follow(store: ResponseStore) -> None:
    one, two = page(CHOICE, store), page(CHOICE, store, "w2")
    other = page(GRADED[1], store)
    one.save("b")
    assert two.widget.answer["value"] == "b" and two.widget.answer["revision"] == 1
    assert other.widget.answer is None


def test_two_windows_never_lose_an_answer(store: ResponseStore) -> None:
    one, two = page(CHOICE, store), page(CHOICE, store, "w2")
    one.save("b")
    reply = two.save("c")  # had not seen revision 1
    assert reply["type"] == "stale" and reply["answer"]["value"] == "b"
    answer = store.answer("noor")
    assert answer is not None and answer.value == "b"
    assert [aside.value for aside in answer.conflicting] == ["c"]


def test_a_window_does_not_compete_with_its_own_late_message(store: ResponseStore) -> None:
    shown = page(REFLECTION, store)
    shown.save({"about": "family", "text": "One"})
    # Sent while the first acknowledgement was still on its way.
    assert shown.save({"about": "family", "text": "One two"}, edited=0)["type"] == "saved"
    assert shown.save({"about": "family", "text": "One two"}, edited=0)["answer"]["revision"] == 2


def test_trouble_with_the_disk_is_told_in_the_stores_words(store: ResponseStore, monkeypatch: Any) -> None:
    def full(*_args: Any, **_how: Any) -> None:
        raise NotSaved(store.path, "the disk is full; delete something")

    monkeypatch.setattr(store, "save", full)
    reply = page(CHOICE, store).save("b")
    assert reply["type"] == "failed" and reply["draft"] == "w1-1"
    assert "03-attachment.responses.json: the disk is full; delete something." in reply["message"]
    assert "final" not in reply


def test_no_traceback_reaches_the_page(store: ResponseStore, monkeypatch: Any, caplog: Any) -> None:
    monkeypatch.setattr(store, "save", lambda *_a, **_k: 1 / 0)
    reply = page(CHOICE, store).save("b")
    assert reply["type"] == "failed"
    assert "ZeroDivision" not in reply["message"]
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    "content", [None, "save", [], {}, {"type": "__init__"}, {"type": "close"}, {"type": 3}], ids=str
)
def test_strange_messages_do_nothing(content: Any, store: ResponseStore) -> None:
    shown = page(CHOICE, store)
    shown.widget._handle_custom_msg(content, [])
    assert shown.heard == []


def test_practice_remarks_on_what_was_chosen_and_keeps_the_first(store: ResponseStore) -> None:
    shown = page(CHOICE, store, practice=True)
    saved, remarks = shown.send("check", value="b", edited=0, confidence=None)
    assert saved["type"] == "saved"
    assert remarks["type"] == "remarks" and remarks["right"] is False
    assert [(one["about"], one["html"]) for one in remarks["remarks"]] == [("b", f"{FEEDBACK} b")]
    assert shown.send("check", value="a", edited=1, confidence=None)[1]["right"] is True
    shown.send("check", value="a", edited=2, confidence=None)
    answer = store.answer("noor")
    assert answer is not None and (answer.first, answer.value, answer.tries) == ("b", "a", 3)
    assert widget_for(CHOICE, store=store, practice=True).remarks["right"] is True


def test_a_check_sent_again_is_not_another_try(store: ResponseStore) -> None:
    shown = page(CHOICE, store, practice=True)
    shown.send("check", value="b", edited=0)
    assert [reply["type"] for reply in shown.send("check", value="b", edited=0, again=True)] == ["saved", "remarks"]
    assert store.answer("noor").tries == 1  # type: ignore[union-attr]


def test_a_graded_question_cannot_be_checked(store: ResponseStore) -> None:
    assert page(CHOICE, store).send("check", value="a", edited=0) == []
    assert store.answer("noor") is None


def test_practice_whose_option_is_gone_is_still_shown(store: ResponseStore) -> None:
    store.save("noor", "gone", edited=0)
    assert widget_for(CHOICE, store=store, practice=True).remarks is None


def test_authors_see_the_key(store: ResponseStore) -> None:
    shown = widget_for(CHOICE, store=store, preview={"points": 2})
    assert shown.preview["points"] == "2 points"
    assert shown.preview["key"] == ["a secure base"]
    assert [(one["name"], one["right"]) for one in shown.preview["feedback"]] == [
        ("a secure base", True),
        ("an object", False),
        ("a stranger", False),
    ]
    released = replace(CHOICE, answer=None, feedback=None)
    again = widget_for(released, store=store, preview={"answer": "b", "feedback": told("a", "b", "c"), "points": 1})
    assert again.preview["key"] == ["an object"] and again.preview["points"] == "1 point"


def test_options_keep_their_order_for_one_learner_and_differ_between_learners() -> None:
    ids = list("abcdefgh")
    assert shuffled(ids, 7, "noor") == shuffled(reversed(ids), 7, "noor")
    assert sorted(shuffled(ids, 7, "noor")) == ids
    assert len({tuple(shuffled(ids, seed, "noor")) for seed in range(50)}) > 40
    # Known by heart: on every machine and Python the same.
    assert shuffled("abcde", 1, "noor") == ["d", "e", "a", "b", "c"]


def test_an_order_is_never_shown_as_it_was_written() -> None:
    written = ["c", "a", "b"]
    for seed in range(200):
        assert first_shown(written, seed, "steps") not in (written, written[::-1])


def test_a_shared_reflection_says_who_reads_it(store: ResponseStore) -> None:
    assert (
        widget_for(REFLECTION, store=store).reader == "An instructor of your course reads this, usually within 7 days."
    )
    assert widget_for(REFLECTION, store=store, reader="Nobody reads this but you.").reader.startswith("Nobody")


def test_what_a_learner_typed_is_kept_as_it_is(store: ResponseStore) -> None:
    text = "<script>alert(1)</script> \u202eright to left\n" + "x" * 100_000
    shown = page(REFLECTION, store)
    assert shown.save({"about": "family", "text": text})["answer"]["value"]["text"] == text


def test_a_private_reflection_never_reaches_the_shared_file(store: ResponseStore, tmp_path: Path) -> None:
    private = ResponseStore.open(tmp_path / "private" / "03-attachment.json", "03-attachment")
    shown = page(PRIVATE, store, private_store=private)
    assert shown.save({"text": SECRET})["type"] == "saved"
    assert SECRET not in store.path.read_text()
    assert SECRET in private.path.read_text()
    assert shown.send("erase")[-1]["type"] == "erased"
    for file in [*tmp_path.iterdir(), *(tmp_path / "private").iterdir()]:
        assert not file.is_file() or SECRET.encode() not in file.read_bytes()
    assert shown.widget.answer is None
    assert shown.save({"text": "again"})["type"] == "saved"


def test_a_private_reflection_without_a_place_is_not_kept(store: ResponseStore) -> None:
    shown = page(PRIVATE, store)
    assert shown.widget.store == ""
    assert shown.save({"text": SECRET})["type"] == "failed"
    assert SECRET not in store.path.read_text()


def test_a_shared_reflection_cannot_be_erased_from_the_page(store: ResponseStore) -> None:
    shown = page(REFLECTION, store)
    shown.save({"about": "family", "text": "kept"})
    assert shown.send("erase") == []
    assert store.answer("reflect") is not None


def vignette() -> Vignette:
    decision = Decision(text="Wait", consequence="She comes.", to="end")
    return Vignette(
        id="case",
        title="A case",
        start="room",
        scenes={
            "room": Scene(text={"default": "A room", "court": "A court"}, decisions={"wait": decision}),
            "end": Scene(text="The end", lesson="Looking back *is* it."),
        },
    )


def test_a_case_is_told_for_ones_role(store: ResponseStore) -> None:
    item = vignette()
    assert widget_for(item, store=store, roles=["student", "judge"]).item["version"] == "court"
    assert widget_for(item, store=store, roles=["librarian"]).item["version"] == "default"
    assert version_for(["no-such-role"], item.versions) == "default"
    shown = widget_for(item, store=store).item
    court = shown["told"]["court"]["scenes"]["room"]
    assert shown["texts"][court["text"]] == "A court"
    assert shown["texts"][court["decisions"][0]["consequence"]] == "She comes."
    assert len(shown["texts"]) == len(set(shown["texts"]))


def test_the_way_through_a_case_is_kept(store: ResponseStore) -> None:
    shown = page(vignette(), store)
    way = {"version": "court", "path": [["room", "wait"]]}
    assert shown.save(way)["answer"]["value"] == way
    assert shown.save({"version": "court", "path": ["room"]}, edited=1)["type"] == "failed"


def test_a_figure_shows_its_first_state_without_matplotlib(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from babyinmind.items import FigureCell
from babyinmind.responses import ResponseStore
from babyinmind.widgets import widget_for
store = ResponseStore.open(Path({str(tmp_path)!r}) / "m.responses.json", "m")
shown = widget_for(FigureCell(id="f", figure="attachment-world", prompt="Look"), store=store)
assert shown.first["svg"].startswith("<svg") and shown.first["alt"] and shown.first["table"]["rows"]
print([name for name in ("matplotlib", "numpy") if name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_figure_is_drawn_for_what_was_asked(store: ResponseStore) -> None:
    shown = page(FigureCell(id="fig", figure="attachment-world", prompt="Look"), store)
    (drawn,) = shown.send("draw", state={"children": 50, "age": "preschool", "nonsense": 1}, n="w1-d1")
    assert (drawn["type"], drawn["n"]) == ("drawn", "w1-d1")
    assert drawn["state"] == {"age": "preschool", "children": 50}
    assert drawn["svg"] != shown.widget.first["svg"] and "50" in drawn["alt"]
    assert shown.save({"children": 50})["answer"]["value"] == {"age": "infants", "children": 50}


def test_a_figure_that_cannot_be_drawn_says_so(store: ResponseStore, monkeypatch: Any) -> None:
    shown = page(FigureCell(id="fig", figure="attachment-world", prompt="Look"), store)
    monkeypatch.setattr(type(shown.widget._figure), "draw", lambda *_: 1 / 0)
    (reply,) = shown.send("draw", state={}, n="n1")
    assert reply["type"] == "not_drawn" and "ZeroDivision" not in reply["message"]


def header() -> ModuleHeader:
    goal = Objective(text="See *it*.", areas=["Thinking"], culture=True)
    return ModuleHeader(
        id="03-attachment", title="Attachment", minutes=40, summary="S", content_note="N", objectives={"goal": goal}
    )


def test_a_damaged_file_is_told_on_the_header(tmp_path: Path) -> None:
    path = tmp_path / "03-attachment.responses.json"
    path.write_text("{ broken")
    store = ResponseStore.open(path, "03-attachment")
    shown = widget_for(header(), store=store)
    assert "could not be used" in shown.notice
    assert shown.item["objectives"] == [{"id": "goal", "html": "See <em>it</em>.", "areas": ["Thinking"]}]
    Widget.close_all()


def test_handing_in_counts_what_is_blank(store: ResponseStore) -> None:
    practice = replace(CHOICE, id="try")
    shown = widget_for(HandIn(id="hand-in"), store=store, items=[*GRADED, REFLECTION, PRIVATE, vignette(), header()])
    assert (shown.progress["total"], shown.progress["answered"]) == (6, 0)
    page(CHOICE, store).save("b")
    page(REFLECTION, store).save({"about": "family", "text": "  "})
    assert shown.progress["answered"] == 1
    assert [entry["id"] for entry in shown.progress["blank"]] == ["several", "pairs", "steps", "share", "reflect"]
    assert shown.progress["blank"][-1]["title"] == "Reflection: Looking back"
    page(practice, store, practice=True).send("check", value="a", edited=0)
    assert shown.progress["total"] == 6


def test_a_receipt_or_the_reason_why_not(store: ResponseStore) -> None:
    outcome: list[Any] = [HandInFailed("The folder is away."), OSError("secret"), Receipt("today", ("Blank: 1",))]

    def deliver() -> Receipt:
        now = outcome.pop(0)
        if isinstance(now, Exception):
            raise now
        assert isinstance(now, Receipt)
        return now

    shown = page(HandIn(id="hand-in"), store, items=GRADED, deliver=deliver)
    assert shown.send("hand_in")[0] == {"type": "not_handed_in", "draft": "w1-1", "message": "The folder is away."}
    assert shown.send("hand_in")[0]["message"] == "Handing in did not work."
    assert shown.send("hand_in")[0]["receipt"] == {"at": "today", "lines": ["Blank: 1"]}
    assert shown.widget.receipt == {"at": "today", "lines": ["Blank: 1"]}


def test_answers_are_saved_while_a_module_is_handed_in(store: ResponseStore) -> None:
    import asyncio
    import threading

    go_on = threading.Event()

    def deliver() -> Receipt:
        assert go_on.wait(10)
        return Receipt("now")

    async def both() -> list[dict[str, Any]]:
        shown, question = page(HandIn(id="hand-in"), store, items=GRADED, deliver=deliver), page(CHOICE, store)
        assert shown.send("hand_in") == []
        assert question.save("b")["type"] == "saved"
        assert shown.send("hand_in") == []  # pressed twice: one hand-in
        go_on.set()
        until = time.monotonic() + 10
        while not shown.heard and time.monotonic() < until:
            await asyncio.sleep(0.01)
        return shown.heard

    assert [reply["type"] for reply in ran(both())] == ["handed_in"]


def test_texts_carry_no_html_of_their_own() -> None:
    assert to_html("a *b* <script>x</script>") == "a <em>b</em> &lt;script&gt;x&lt;/script&gt;"
    assert 'target="_blank" rel="noopener' in to_html("[see](https://example.org/)")
    assert "javascript:" not in to_html("[see](javascript:alert(1))")
    assert to_html("one\n\ntwo") == "<p>one</p>\n<p>two</p>"
    assert "<ul>" in to_html("- a\n- b")
    assert to_plain("a *b* & [c](https://d.e/)\n\nf") == "a b & c f"
    assert shortened("word " * 30) == "word word word word word word word word word word word word…"
    assert with_links("See <https://doi.org/10.1/x>, https://a.b/c.").count("<a ") == 2


def test_scripts_travel_once(store: ResponseStore) -> None:
    one, two = widget_for(CHOICE, store=store), widget_for(REFLECTION, store=store)
    assert one.code == two.code
    states = json.dumps([one.get_state(), two.get_state()])
    assert "IPY_MODEL_" not in states, "a window that lacks a model which an item names cannot show the item"
    assert len(one._esm) < 3000 and not hasattr(one, "_css")
    Widget.close_all()
    assert widget_for(CHOICE, store=store).code != two.code
