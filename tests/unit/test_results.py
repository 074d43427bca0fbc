"""Results as the page shows them, and handing in as the kernel sees it: receipts kept, results fetched, failures said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ipywidgets import Widget

from babyinmind.handing_in import latest
from babyinmind.handing_in.deliver import look_for_results
from babyinmind.items import HandIn
from babyinmind.processes import Unanswered, ask
from babyinmind.responses import ResponseStore
from babyinmind.results import ReturnedResults, checked, save_returned
from babyinmind.widgets import HandInFailed, HandInWidget, Receipt
from babyinmind.widgets.results import shown_results

MODULE = "03-attachment"

pytestmark = pytest.mark.usefixtures("places")


def question(state: str = "wrong", **more: Any) -> dict[str, Any]:
    return {
        "id": "noor", "prompt": "Noor looks *back*. <script>alert(1)</script>", "state": state, "score": 0.0, "points": 1.0,
        "own": ["a stranger"], "remarks": [{"about": "a stranger", "text": "Look again.", "right": False}],
        "key": [], "section": "a-base-and-a-haven", "note": "", **more,
    }  # fmt: skip


def results(**more: Any) -> dict[str, Any]:
    return {
        "format": "babyinmind-results", "version": 1, "module": MODULE, "title": "Attachment theory", "hand_in": 2,
        "handed_in": "2026-11-22T14:05:00Z", "score": 8.333333, "max_score": 12.0, "best_share": 0.75, "pass_mark": 0.8,
        "passed": False, "everything_told": False, "questions": [question()],
        "reflections": [{"id": "r", "title": "One moment", "blank": False, "waiting": False, "comment": "<b>Kind</b>"}],
        "faults": [], **more,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def no_widgets_left() -> Iterator[None]:
    yield
    Widget.close_all()


def widget(tmp_path: Path, **more: Any) -> tuple[HandInWidget, list[dict[str, Any]]]:
    made = HandInWidget(HandIn(id="hand-in"), store=ResponseStore.open(tmp_path / "m.responses.json", MODULE), **more)
    sent: list[dict[str, Any]] = []
    made.send = lambda content, buffers=None: sent.append(content)
    return made, sent


def test_numbers_are_in_words_and_nothing_can_do_harm() -> None:
    shown = shown_results(results())
    assert shown is not None
    assert (shown["score"], shown["share"], shown["best"], shown["pass_mark"]) == (
        "8.33 of 12 points",
        "69%",
        "75%",
        "80%",
    )
    assert shown["questions"][0]["title"].startswith("Noor looks back."), "a title is shown as text"
    harmful = shown_results(results(questions=[question(own=["<img src=x onerror=y>"])]))
    assert harmful is not None and harmful["questions"][0]["own"] == ["&lt;img src=x onerror=y&gt;"]
    assert shown["reflections"][0]["comment"] == "<b>Kind</b>", "a comment is shown as text, never as HTML"


def test_one_answer_with_one_remark_is_not_said_twice() -> None:
    shown = shown_results(results())
    assert shown is not None
    assert shown["questions"][0]["remarks"] == [{"about": "", "html": "Look again.", "right": None}]


def test_results_of_an_earlier_hand_in_are_named_so() -> None:
    assert shown_results(results(), "2026-11-22T14:05:20+00:00")["behind"] is False  # type: ignore[index]
    assert shown_results(results(), "2026-11-23T14:05:20+00:00")["behind"] is True  # type: ignore[index]


def test_results_are_found_by_the_learners_own_clock_and_a_difference_is_told() -> None:
    """The course's clock is 20 minutes behind the learner's: the same hand-in all the same."""
    told = results(handed_in="2026-11-22T13:45:00Z", claimed="2026-11-22T14:05:00Z")
    shown = shown_results(told, "2026-11-22T14:05:20+00:00")
    assert shown is not None and checked(told) == told
    assert (shown["behind"], shown["at"], shown["counts_from"]) == (
        False,
        "2026-11-22T14:05:00Z",
        "2026-11-22T13:45:00Z",
    )
    near = shown_results(results(claimed="2026-11-22T14:04:55Z"), "")
    assert near is not None and near["counts_from"] == ""
    assert shown_results(results(), "")["counts_from"] == ""  # type: ignore[index]
    assert checked(results(claimed=7)) is None


def test_a_receipt_and_results_are_there_again(tmp_path: Path) -> None:
    assert latest(tmp_path, MODULE) is None
    save_returned(tmp_path, MODULE, ReturnedResults("2026-11-22T14:05:00+00:00", ("7 of 13 answered.",), results()))
    receipt = latest(tmp_path, MODULE)
    made, _ = widget(tmp_path, receipt=receipt)
    assert made.receipt["lines"] == ["7 of 13 answered."]
    assert made.receipt["at"] == "2026-11-22T14:05:00+00:00"
    assert made.results["hand_in"] == 2
    assert made.looks is False


def test_looking_for_results_shows_what_came_and_says_what_did_not(tmp_path: Path) -> None:
    came = Receipt("2026-11-22T14:05:00+00:00", ("line",), results())
    made, sent = widget(tmp_path, look=lambda: came)
    made.on_look({"draft": "d"})
    assert made.results["hand_in"] == 2 and sent == [{"type": "looked", "draft": "d", "message": ""}]
    nothing, sent = widget(tmp_path, look=lambda: Receipt("now", ("line",)))
    nothing.on_look({"draft": "d"})
    assert nothing.results is None and "no results yet" in sent[0]["message"]

    def fails() -> Receipt:
        raise HandInFailed("The exchange is away.")

    failing, sent = widget(tmp_path, look=fails, receipt=came)
    failing.on_look({"draft": "d"})
    assert sent[0]["message"] == "The exchange is away." and failing.results["hand_in"] == 2


def test_what_another_process_could_not_do_is_said_in_its_words(tmp_path: Path) -> None:
    with pytest.raises(Unanswered, match="Looking for it did not work"):
        ask(["no-such-command"], "Looking for it")
    with pytest.raises(Unanswered, match="took longer"):
        ask(["check", "--help"], "Waiting", seconds=0.001)


def test_a_folder_of_no_course_is_said_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "home" / MODULE
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    save_returned(folder.parent, MODULE, ReturnedResults("2026-11-22T14:05:00+00:00", ("line",)))
    with pytest.raises(HandInFailed, match="belongs to no course"):
        look_for_results(folder, MODULE)
    assert latest(folder.parent, MODULE) is not None
