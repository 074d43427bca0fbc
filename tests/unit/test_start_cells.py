"""The start page's parts: the profile, the support lines, where a learner stands, and the page's own text."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ipywidgets import Widget

from babyinmind.course import course_pages, place, released_modules
from babyinmind.course.module_status import ModuleStatus, module_statuses, to_go_on
from babyinmind.course.outline import OUTLINE, contents_of
from babyinmind.course.profile import open_profile, roles_of
from babyinmind.course.stored_data import delete, stored_in
from babyinmind.course.support import LOOK_AGAIN, SupportFaulty, short_words, support_lines
from babyinmind.items import Reflection, rubric_of
from babyinmind.magics.showing import reader
from babyinmind.magics.start import modules_payload
from babyinmind.questions.text import to_html
from babyinmind.responses import ResponseStore, answers_path, learner_folder
from babyinmind.results import ReturnedResults, load_returned, returned_path, save_returned
from babyinmind.widgets import ModulesWidget, RenewFailed, RolesWidget

MODULE = "03-attachment"

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "course"
    place(released_modules(), home, pages=course_pages())
    return home


@pytest.fixture(autouse=True)
def no_widgets_left() -> Any:
    yield
    Widget.close_all()


def results(**more: Any) -> dict[str, Any]:
    return {
        "format": "babyinmind-results", "version": 1, "module": MODULE, "title": "Attachment theory", "hand_in": 1,
        "handed_in": "2026-11-22T14:05:00Z", "score": 9.0, "max_score": 12.0, "best_share": 0.75, "pass_mark": 0.8,
        "passed": False, "everything_told": False, "questions": [], "reflections": [], "faults": [], **more,
    }  # fmt: skip


def answered(home: Path, count: int) -> ResponseStore:
    contents = contents_of(home / MODULE / f"{MODULE}.ipynb")
    assert contents is not None
    store = ResponseStore.open(answers_path(home / MODULE, MODULE), MODULE)
    for item in contents.asked[:count]:
        store.save(item.id, {"text": "words"} if isinstance(item, Reflection) else "a", edited=0)
    return store


def standing(home: Path) -> ModuleStatus:
    return next(one for one in module_statuses(home) if one.id == MODULE)


# Roles


def test_roles_are_kept_for_each_learners_folder(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    widget = RolesWidget("What do you do at work?", store=open_profile(one))
    widget.on_save({"value": ["judge", "health-care"], "edited": 0, "draft": "d", "window": "w"})
    assert roles_of(one) == ("health-care", "judge")
    assert roles_of(other) == ()
    again = RolesWidget("What do you do at work?", store=open_profile(one))
    assert again.answer["value"] == ["health-care", "judge"]
    assert len(again.item["roles"]) == 18


@pytest.mark.parametrize("value", ["judge", ["astronaut"], [1], {"judge": True}])
def test_what_is_no_role_is_not_kept(tmp_path: Path, value: Any) -> None:
    widget = RolesWidget("?", store=open_profile(tmp_path))
    widget.on_save({"value": value, "edited": 0, "draft": "d", "window": "w"})
    assert roles_of(tmp_path) == ()


def test_a_damaged_profile_is_no_hindrance(tmp_path: Path) -> None:
    open_profile(tmp_path).save("roles", ["judge"], edited=0)
    (learner_folder(tmp_path) / "profile.json").write_text("{", encoding="utf-8")
    assert roles_of(tmp_path) == ()
    assert open_profile(tmp_path).notices


# What is kept is shown and deleted


def test_my_data_finds_roles_and_results_and_deletes_them(home: Path) -> None:
    open_profile(home).save("roles", ["judge"], edited=0)
    save_returned(home, MODULE, ReturnedResults("2026-11-22T14:05:00+00:00", ("line",), results()))
    mine = [one for one in stored_in(home) if one.kind == "profile"]
    assert {one.path.name for one in mine} >= {"profile.json", f"{MODULE}.handed-in.json"}
    assert delete(stored_in(home))[1] == []
    assert not learner_folder(home).exists()
    assert roles_of(home) == ()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a data folder private by itself")
def test_what_is_kept_of_results_is_for_nobody_else(home: Path) -> None:
    save_returned(home, MODULE, ReturnedResults("2026-11-22T14:05:00+00:00", (), results()))
    assert returned_path(home, MODULE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "babyinmind-handed-in", "version": 2}', "[" * 100_000])
def test_a_damaged_receipt_is_none(home: Path, content: str) -> None:
    save_returned(home, MODULE, ReturnedResults("2026-11-22T14:05:00+00:00", ("line",), results()))
    assert load_returned(home, MODULE) == ReturnedResults("2026-11-22T14:05:00+00:00", ("line",), results())
    returned_path(home, MODULE).write_text(content, encoding="utf-8")
    assert load_returned(home, MODULE) is None


def test_results_with_a_hole_are_not_shown(home: Path) -> None:
    save_returned(
        home, MODULE, ReturnedResults("2026-11-22T14:05:00+00:00", ("line",), results(questions=[{"id": "a"}]))
    )
    returned = load_returned(home, MODULE)
    assert returned is not None and returned.results is None and returned.lines == ("line",)


# Where a learner stands


def test_every_module_of_the_course_is_there_with_its_minutes(home: Path) -> None:
    told = module_statuses(home)
    assert [one.id for one in told] == [module.id for module in OUTLINE]
    assert sum(module.minutes for module in OUTLINE) == 360
    released = {module.id for module in released_modules()}
    assert {one.id for one in told if one.state == "unwritten"} == {one.id for one in OUTLINE} - released


def test_a_released_module_is_planned_with_the_very_title_and_minutes(home: Path) -> None:
    planned = {module.id: (module.title, module.minutes) for module in OUTLINE}
    for module in released_modules():
        contents = contents_of(module.folder / f"{module.id}.ipynb")
        assert contents is not None
        assert (contents.header.title, contents.header.minutes) == planned[module.id]


def test_states_follow_what_was_done(home: Path) -> None:
    assert standing(home).state == "new"
    answered(home, 4)
    begun = standing(home)
    assert (begun.state, begun.answered, begun.total) == ("begun", 4, 13)
    when = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
    save_returned(home, MODULE, ReturnedResults(when, ("line",)))
    assert (standing(home).state, standing(home).changed) == ("handed-in", False)
    save_returned(home, MODULE, ReturnedResults(when, ("line",), results()))
    assert (standing(home).state, standing(home).best, standing(home).latest) == ("returned", 0.75, 0.75)
    save_returned(
        home, MODULE, ReturnedResults("2020-01-01T00:00:00+00:00", ("line",), results(passed=True, best_share=1.0))
    )
    assert (standing(home).state, standing(home).changed) == ("passed", True)
    assert "hand in again" in next(one for one in modules_payload(home)["modules"] if one["id"] == MODULE)["words"]


def test_a_module_waits_until_the_results_of_its_latest_hand_in_are_there(home: Path) -> None:
    assert not standing(home).waiting
    save_returned(home, MODULE, ReturnedResults("2026-11-22T10:00:07+00:00", ("line",)))
    assert standing(home).waiting
    told = results(handed_in="2026-11-22T10:00:03Z")
    save_returned(home, MODULE, ReturnedResults("2026-11-22T10:00:07+00:00", ("line",), told))
    assert not standing(home).waiting
    save_returned(home, MODULE, ReturnedResults("2026-11-23T18:30:00+00:00", ("line",), told))
    assert (standing(home).state, standing(home).waiting) == ("returned", True)
    # The course's clock may be another than this machine's: the receipt is found by this one's.
    told = results(handed_in="2026-11-23T18:10:00Z", claimed="2026-11-23T18:29:56Z")
    save_returned(home, MODULE, ReturnedResults("2026-11-23T18:30:00+00:00", ("line",), told))
    assert not standing(home).waiting


def test_one_goes_on_where_one_worked_last_and_not_where_all_is_done(home: Path) -> None:
    first = to_go_on(module_statuses(home))
    assert first is not None and not first.last
    assert modules_payload(home)["go_on"]["words"] == "Begin with"
    answered(home, 1)
    assert modules_payload(home)["go_on"] == {
        "words": "Continue where you stopped", "title": "Attachment theory", "place": f"{MODULE}/{MODULE}.ipynb",
    }  # fmt: skip
    save_returned(home, MODULE, ReturnedResults(datetime.now(UTC).isoformat(), (), results(passed=True)))
    going = to_go_on(module_statuses(home))
    assert going is None or going.id != MODULE


def test_a_damaged_page_or_answers_file_is_said(home: Path) -> None:
    answered(home, 1)
    answers_path(home / MODULE, MODULE).write_text("{", encoding="utf-8")
    assert standing(home).state == "unreadable"
    (home / MODULE / f"{MODULE}.ipynb").write_text("{", encoding="utf-8")
    assert standing(home).state == "unreadable"


def test_cards_are_drawn_anew_and_newer_modules_are_looked_for_once_at_a_time() -> None:
    told = iter([{"modules": [], "go_on": None}, {"modules": ["again"], "go_on": None}, {"modules": [], "go_on": None}])
    widget = ModulesWidget("", standings=lambda: next(told), renew=lambda: "Brought up to date: Attachment theory.")
    widget.on_refresh({})
    assert widget.standing["modules"] == ["again"]
    widget.on_look({})
    assert widget.news == "Brought up to date: Attachment theory."

    def fails() -> str:
        raise RenewFailed("The exchange is away.")

    unlucky = ModulesWidget("", standings=lambda: {"modules": [], "go_on": None}, renew=fails)
    unlucky.on_look({})
    assert unlucky.news == "The exchange is away."


# Support lines


def test_the_support_lines_say_what_they_are_not(project: Path) -> None:
    lines = {one.id: one for one in support_lines(project / "support-lines.yml")}
    assert "not a reporting line" in lines["childhelp"].not_for
    assert "not a crisis line" in lines["maternal"].not_for
    assert all(way.address.startswith(("tel:", "sms:")) for one in lines.values() for way in one.ways)
    assert all(one.region and one.checked <= date.today() + timedelta(days=1) for one in lines.values())
    assert not lines["lifeline"].is_overdue(lines["lifeline"].checked + timedelta(days=LOOK_AGAIN))
    assert lines["lifeline"].is_overdue(lines["lifeline"].checked + timedelta(days=LOOK_AGAIN + 1))


def test_short_lines_are_links_that_dial(project: Path) -> None:
    html = to_html(short_words(support_lines(project / "support-lines.yml")))
    assert '<a href="tel:988">call 988</a>' in html
    assert '<a href="sms:988">text 988</a>' in html
    assert "Childhelp" not in html


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: `name: value` lines are expected"),
        ("lines: 3", "under `lines:`"),
        ("lines:\n  a:\n    name: A", "lacks `reach:`"),
        ("lines:\n  a:\n    name: A\n    colour: red", "'colour'"),
        ('lines:\n  a: {name: A, region: R, checked: 2026-13-01, reach: [{number: "1"}]}', "2026-11-22"),
        ('lines:\n  a: {name: A, region: R, checked: 2026-11-22, reach: [{number: "call me"}]}', "Write digits"),
        ("lines:\n  a: {name: A, region: R, checked: 2026-11-22, reach: [{link: 'javascript:x'}]}", "https://"),
        ('lines:\n  a: {name: A, region: R, checked: 2026-11-22, reach: [{number: "1", by: fax}]}', "by: text"),
    ],
)
def test_a_fault_in_the_support_lines_is_named_with_its_mend(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "support-lines.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SupportFaulty, match=re.escape(told)) as fault:
        support_lines(path)
    assert str(path) in str(fault.value)


def test_who_reads_and_by_when_is_the_hosts_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BABYINMIND_SOLO", raising=False)
    assert reader() == "An instructor of your course reads this, usually within 7 days."
    monkeypatch.setenv("BABYINMIND_READ_WITHIN", "10 days")
    assert reader() == "An instructor of your course reads this, usually within 10 days."
    monkeypatch.setenv("BABYINMIND_SOLO", "1")
    assert reader() == "Nobody reads this but you."


# The page itself


def test_the_page_holds_prose_and_our_cells_alone(project: Path) -> None:
    notebook = json.loads((project / "notebooks" / "start-here.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        assert cell["metadata"]["editable"] is False and cell["metadata"]["deletable"] is False
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert source == "%load_ext babyinmind" or source.startswith("%%start_")
    prose = " ".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    for words in (
        "no continuing-education credit",
        "Endorsement®",
        "reviewers",
        "six hours",
        "Saved",
        "your state's law",
    ):
        assert words in prose


def test_the_pages_kernel_stays_light(home: Path) -> None:
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from babyinmind.magics.start import modules_payload\n"
        "from babyinmind.course.profile import roles_of\n"
        "from babyinmind.course.support import support_lines\n"
        "from babyinmind.magics import showing\n"
        "modules_payload(Path.cwd()), roles_of(Path.cwd()), support_lines()\n"
        "print(*sorted({'matplotlib', 'numpy', 'nbgrader', 'pydantic', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=home, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


# Rubrics


def test_a_rubrics_levels_are_read_and_the_words_to_its_reader_are_not(project: Path) -> None:
    notebook = json.loads((project / "source" / MODULE / f"{MODULE}.ipynb").read_text("utf-8"))
    source = next("".join(cell["source"]) for cell in notebook["cells"] if cell["id"] == "reflect-noor-rubric")
    rubric = rubric_of(source)
    assert rubric is not None
    assert rubric.levels == ("1 Telling", "2 Noticing", "3 Wondering", "4 Linking")
    assert len(rubric.lines) == 5 and all(len(texts) == 4 for _, texts in rubric.lines)
    assert "For the reader" not in str(rubric)


@pytest.mark.parametrize("source", ["", "no scheme", "=== BEGIN MARK SCHEME ===\nRead it.\n=== END MARK SCHEME ==="])
def test_a_rubric_without_a_table_has_no_levels(source: str) -> None:
    assert rubric_of(source) is None
