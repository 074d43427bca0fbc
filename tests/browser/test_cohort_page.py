"""The instructor's page in a real browser, on a gradebook that the real flow filled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from babyinmind.desk.arrivals import Arrivals, Trouble, write_arrivals
from babyinmind.desk.flags import account, flags_in, make_box
from babyinmind.items import Reflection
from babyinmind.questions import Question
from babyinmind.records.cohort import load_cohort
from support.axe import violations
from support.commands import babyinmind
from support.course import COURSE_ID, MODULE, Course, Learner, new_course
from support.course_page import PATIENCE, is_open, item, open_page, photograph, window
from support.formgrader import give
from support.lab import Lab, teach, until
from support.learners import items_of, wrong_answer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = [pytest.mark.timeout(1500), pytest.mark.xdist_group("cohort-page")]

HOSTILE = "<img src=x onerror=\"document.title='broken in'\"> She held on. </script> & so did I."
COHORT = """name: Autumn 2026
sponsor: Example Agency
instructors: [Ada Example, Bo Example]
contact: {name: Ada Example, how: 555 0100, account: %s}
"""
FORMS = [{"useful": place % 3 + 2, "pace": 2, "easy": 4, "comment": f"{HOSTILE} {place}"} for place in range(7)]
LAST = "cohort_evaluation"
LONG_AGO = "2019-01-01 10:00:00.000000 UTC"
ROSTER = """id,name,e-mail,roles,reader
ann,"<b>Osei</b>, Ama",ann@example.org,judge,Ada Example
ben,=1+1 Ode,,home-visitor,
cleo,王小明,,"Librarian; student",Bo Example
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """ann wrote and passed, ben answered all wrong and was given his feedback, cleo did nothing."""
    scratch = tmp_path_factory.mktemp("cohort")
    course = new_course(scratch)
    (course.root / "cohort.yml").write_text(COHORT % account(), "utf-8")
    (scratch / "roster.csv").write_text(ROSTER, "utf-8")
    babyinmind("roster", str(scratch / "roster.csv"), cwd=course.root)
    course.nbgrader("generate_assignment", MODULE)
    course.nbgrader("release_assignment", MODULE)
    make_box(course.root, load_cohort(course.root))
    for place, form in enumerate(FORMS):
        (course.exchange / COURSE_ID / "evaluation" / f"{place:032x}.json").write_text(json.dumps(form), "ascii")
    items = items_of(course.source)
    questions = [one for magic, one in items if magic == "question" and isinstance(one, Question)]
    reflection = next(one for _, one in items if isinstance(one, Reflection) and not one.private)
    for name, values in (
        ("ann", {one.id: one.key for one in questions} | {reflection.id: {"about": "practice", "text": HOSTILE}}),
        ("ben", {one.id: wrong_answer(one) for one in questions}),
    ):
        learner = Learner(name, scratch / name, course)
        learner.fetch()
        learner.answer(values)
        learner.submit()
    # ann gave her folder a name as of long ago.
    (named,) = course.inbound.glob("ann+*")
    named.rename(course.inbound / f"ann+{MODULE}+{LONG_AGO}+c2VjcmV0")
    course.nbgrader("collect", MODULE)
    course.grade()
    course.nbgrader("generate_feedback", MODULE, "--student", "ben")
    troubles = (Trouble("dee", MODULE, "it holds more than 20,000 files"),)
    # An hour ahead, so that it is not called late on a slow machine.
    write_arrivals(course.root, Arrivals(datetime.now(UTC) + timedelta(hours=1), 2, troubles))
    return course


@pytest.fixture(scope="module")
def lab(course: Course) -> Iterator[Lab]:
    with teach(course.root) as running:
        yield running


@pytest.fixture
def context(chromium: Browser, lab: Lab) -> Iterator[BrowserContext]:
    with window(chromium, lab) as opened:
        yield opened


def _grade_in_formgrader(chromium: Browser, lab: Lab, link: str, comment: str) -> None:
    """Give points and a comment on the page that a link leads to. nbgrader's page asks for things from elsewhere."""
    base, _, token = lab.start.partition("/doc/tree/cohort.ipynb?")
    with chromium.new_context() as browser:
        browser.set_default_timeout(PATIENCE)
        browser.route(lambda url: not url.startswith(base), lambda route: route.abort())
        page = browser.new_page()
        page.goto(f"{base}/formgrader/manage_assignments?{token}")
        page.goto(f"{base}{link}")
        give(page, "reflect-noor-rubric", "1", comment)


def test_from_the_page_to_the_comment_and_back(
    context: BrowserContext, chromium: Browser, lab: Lab, project: Path
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page(context, lab.start, LAST)
    assert "/cohort.ipynb" in page.url
    assert page.locator(".jp-CodeCell .jp-InputArea:visible").count() == 0, "code is seen"

    standing = item(page, "cohort_standing")
    rows = {row.get_attribute("data-bim-learner"): row.inner_text() for row in standing.locator("tbody tr").all()}
    assert "<b>Osei</b>" in rows["ann"]
    assert "to be read" in rows["ann"]
    assert "=1+1 Ode" in rows["ben"]
    assert "in progress: returned, below the pass mark so far" in rows["ben"]
    assert "王小明" in rows["cleo"]
    assert "not begun" in rows["cleo"]
    assert f"dee, {MODULE}: it holds more than 20,000 files" in standing.locator(".bim-notice").inner_text()
    standing.get_by_label("Read by").select_option("Bo Example")
    assert standing.locator("tbody tr").count() == 1
    standing.get_by_label("Read by").select_option("")

    assert "not enough answers yet (2 of 10)" in item(page, "cohort_questions").inner_text()
    hours = item(page, "cohort_hours")
    assert "40 min" in hours.locator("tbody tr", has_text="Ama").inner_text()
    photograph(page, project, "cohort-page")
    assert violations(page) == []

    waiting = item(page, "cohort_waiting")
    assert "1 reflection waits to be read, about 4 minutes together." in waiting.inner_text()
    told = waiting.locator(".bim-waits").inner_text()
    assert "Waits since today" in told and "(the learner’s own side says 1 January 2019, 10:00 UTC)" in told
    waiting.get_by_role("button", name="Read here").click()
    written = waiting.locator(".bim-written")
    written.wait_for()
    assert written.inner_text() == HOSTILE
    assert waiting.locator(".bim-levels thead th").all_inner_texts()[1:] == [
        "1 Telling",
        "2 Noticing",
        "3 Wondering",
        "4 Linking",
    ]
    waiting.locator("summary", has_text="Where care is needed").click()
    waiting.locator(".bim-snippet", has_text="A person could be recognized").get_by_role("button", name="Copy").click()
    waiting.get_by_text("Copied.").wait_for()
    snippet = page.evaluate("() => navigator.clipboard.readText()")
    assert "other names" in snippet
    photograph(page, project, "cohort-reading", waiting)
    assert violations(page) == []
    assert "broken in" not in page.title()

    link = waiting.get_by_role("link", name="Open in formgrader").get_attribute("href")
    assert link
    _grade_in_formgrader(chromium, lab, link, snippet)

    page.bring_to_front()
    page.reload()
    is_open(page, LAST)
    until(lambda: "Nothing waits to be read" in item(page, "cohort_waiting").inner_text(), "an empty list", 60)
    hers = item(page, "cohort_standing").locator("[data-bim-learner=ann]")
    until(lambda: "graded, feedback not returned yet" in hers.inner_text(), "ann's place to be renewed", 60)


def test_telling_the_contact_and_what_learners_say(context: BrowserContext, lab: Lab, project: Path) -> None:
    page = open_page(context, lab.start, LAST)
    flags = item(page, "cohort_flags")
    assert "Who contacts the learner:" in flags.locator(".bim-protocol").inner_text()
    assert "places marked [ ] wait to be filled in" in flags.inner_text()
    flags.get_by_role("button", name="Tell Ada Example").press("Enter")
    flags.get_by_text("Choose whom it is about.").wait_for()
    page.keyboard.press("ArrowDown")  # the focus is where something is missing
    page.keyboard.press("Tab")
    page.keyboard.type(HOSTILE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    flags.get_by_text("Ada Example finds it here").wait_for()
    summary = flags.locator("summary", has_text="1 flag waits for you")
    summary.press("Enter")
    assert HOSTILE in flags.locator(".bim-waits").inner_text()
    (flag,) = flags_in(lab.home, load_cohort(lab.home))
    assert (flag.learner, flag.reason) in [(one, HOSTILE) for one in ("ann", "ben", "cleo")]
    photograph(page, project, "cohort-flags", flags)

    said = item(page, LAST)
    assert "7 answered." in said.inner_text()
    useful = said.locator("[data-bim-question=useful]")
    assert "Very: 2" in str(useful.locator(".bim-bars").get_attribute("aria-label"))
    assert "0 answered, shown from 5 on" in said.locator("[data-bim-question=clear]").inner_text()
    words = said.locator("[data-bim-question=comment] li").all_inner_texts()
    assert sorted(words) == sorted(form["comment"] for form in FORMS)
    said.get_by_text("The same as a table").click()
    assert violations(page) == []
    photograph(page, project, "cohort-evaluation", said)
    assert "broken in" not in page.title()

    flags.get_by_role("button", name="Seen to: delete it").press("Enter")
    flags.get_by_text("No flag waits for you.").wait_for()
    assert flags_in(lab.home, load_cohort(lab.home)) == []


def test_what_is_wrong_in_the_cohorts_file_is_said_by_its_line(context: BrowserContext, lab: Lab) -> None:
    path = lab.home / "cohort.yml"
    before = path.read_text("utf-8")
    path.write_text(before.replace("sponsor:", "sponsr:"), "utf-8")
    try:
        page = open_page(context, lab.start, LAST)
        page.reload()
        is_open(page, LAST)
        page.locator(".bim-faults", has_text="line 2").first.wait_for()
    finally:
        path.write_text(before, "utf-8")
