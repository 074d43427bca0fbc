"""A real JupyterHub with real accounts: the story of a learner and an instructor, what everybody else is refused, and what
is lost when anything goes down: nothing.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from nbgrader.utils import notebook_hash

from babyinmind.grading.collected import collected_in
from babyinmind.hosting.demonstration import PlannedCohort, demonstration
from babyinmind.hosting.demonstration_hub import Demonstration
from babyinmind.items import Reflection
from babyinmind.questions import Question
from support.course import MODULE, Course
from support.course_page import CHOICE, REFLECTION, comes_back, followed, hand_in, item, notice, picture, saved
from support.formgrader import FormgraderPage, give
from support.going_down import end_everything_of, end_the_hub, end_the_machine, servers
from support.hands import Mouse
from support.hub import SECONDS, People, Visitor, arrives, in_browser
from support.lab import Lab, until
from support.learners import answers_file, items_of, wrong_answer
from support.machine import needs_accounts
from support.story import WORDS, Story

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pwd = pytest.importorskip("pwd", reason="JupyterHub needs the accounts of a Unix system")
pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("hub")]
TAUGHT = "05-ghosts"
"""The module that the instructor gives out; `MODULE` is there from the beginning."""
MANY = "seq 19000 | xargs touch"
"""As many files as a hand-in may hold, nearly: collecting it takes so long that it can be killed in the middle."""
COMMENT = "You stayed with not knowing. What helped you to?"


@pytest.fixture(scope="module")
def shown(people: People) -> Iterator[Demonstration]:
    needs_accounts("the hub with real accounts")
    cohorts = (
        PlannedCohort(people.one, [people.ada], {people.ann: "Ann Example", people.ben: "Ben Example"}, [MODULE]),
        PlannedCohort(people.two, [people.bo], {people.cleo: "Cleo Example", people.ada: "Ada Example"}, []),
    )
    with demonstration(cohorts) as running:
        yield running


def test_from_release_to_the_record(chromium: Browser, shown: Demonstration, people: People, project: Path) -> None:
    grader, start = people.graders[0], f"/user/{people.ann}/doc/tree/{people.one}/start-here.ipynb"
    with in_browser(chromium, shown, people.ada) as desk:
        # She teaches one cohort and learns in the other, so she chooses.
        desk.get_by_role("link", name=f"Your course: {people.two}").wait_for()
        picture(desk, project, "hub-home")
        desk.get_by_role("link", name=f"The desk of {people.one}").click()
        arrives(desk, f"/user/{grader}/doc/tree/cohort.ipynb", "cohort_hours")
        with desk.context.expect_page() as opened:
            desk.get_by_role("link", name="Open formgrader").click()
        formgrader = FormgraderPage(opened.value, project)
        formgrader.page.wait_for_url(f"**/user/{grader}/formgrader/manage_assignments")
        formgrader.press(TAUGHT, "assign")
        formgrader.press(TAUGHT, "release")

        with in_browser(chromium, shown, people.ann) as page:
            arrives(page, start, "support")
            home = shown.homes / people.ann / people.one
            story = Story(page, Lab(shown.process, f"{shown.address}{start}", home), project, Mouse(page), TAUGHT)
            story.open_module()
            story.go_through("", only=("question", "reflection"))
            hand_in(page, people.one, len(story.given) + 1)
            picture(page, project, "hub-handed-in")
            story.leave_by_the_bar()
            story.card().get_by_text("The results are not here yet.").wait_for()

            formgrader.page.reload()
            formgrader.press(TAUGHT, "collect")
            formgrader.page.get_by_role("row", name=TAUGHT).locator(".num-submissions a").click()
            formgrader.press(people.ann, "autograde")
            formgrader.page.get_by_role("row", name=people.ann).get_by_text("needs manual grading").wait_for()
            picture(formgrader.page, project, "hub-graded")
            comes_back(desk)
            waiting = item(desk, "cohort_waiting").get_by_role("listitem").filter(has_text="Ann Example")
            waiting.get_by_role("button", name="Read here").click()
            assert waiting.locator(".bim-written").inner_text() == WORDS
            waiting.scroll_into_view_if_needed()
            picture(desk, project, "hub-desk")
            with desk.context.expect_page() as opened:
                waiting.get_by_role("link", name="Write the comment in formgrader").click()
            (reflection,) = (one.id for _, one in story.items if isinstance(one, Reflection) and not one.private)
            give(opened.value, f"{reflection}-rubric", "1", COMMENT)
            picture(opened.value, project, "hub-comment")
            formgrader.page.get_by_role("link", name="Manage Assignments").click()
            formgrader.press(TAUGHT, "generate feedback")
            formgrader.press(TAUGHT, "release feedback")
            comes_back(desk)
            hours = item(desk, "cohort_hours").get_by_role("row").filter(has_text="Ann Example")
            hours.get_by_text("40 min").first.wait_for()

            page.reload()
            story.card().get_by_text("Passed: best 100%").wait_for()
            picture(page, project, "hub-returned")
            page.get_by_role("link", name="My progress: hours").click()
            arrives(page, f"/{people.one}/my-progress.ipynb", "progress-kept")
            assert "40 min of 6 h credited" in " ".join(item(page, "progress-hours").inner_text().split())
            record = item(page, "progress-record")
            record.get_by_role("button", name="Save my record as a PDF").click()
            link = record.get_by_role("link", name="Open my record (40 minutes, PDF)")
            link.wait_for()
            picture(page, project, "hub-record")
            pdf = shown.folder / "record.pdf"
            pdf.write_bytes(followed(link))
            course = shown.homes / grader / "course"
            told = shown.run(grader, "babyinmind", "verify", str(pdf), "--cohort", str(course), cwd=course)
            assert told.returncode == 0 and told.stdout.startswith("TRUE: "), told.stdout
            assert "Ann Example: 40 minutes" in told.stdout

            item(page, "progress-results").get_by_role("link").click()
            arrives(page, f"/{TAUGHT}/{TAUGHT}.ipynb", "hand-in")
            results = item(page, "hand-in").locator(".bim-results")
            results.get_by_text(COMMENT).wait_for()
            mark = item(page, next(iter(story.given))).locator(".bim-mark")
            until(lambda: "Last handed in:" in mark.inner_text(), "the mark at the question")
            results.scroll_into_view_if_needed()
            picture(page, project, "hub-comment-in-place")
            page.get_by_role("link", name="Sign out", exact=True).click()
            page.get_by_role("button", name="Sign in").wait_for()


def test_who_may_open_what(shown: Demonstration, people: People) -> None:
    ann, ada, bo = (Visitor(shown, name) for name in (people.ann, people.ada, people.bo))
    first, second = people.graders
    ann.start_server()
    ada.start_server(first)
    bo.start_server(second)
    assert ada.get(f"/user/{first}/formgrader/").status_code == 200

    refused = {
        "a learner at another's server": ann.get(f"/user/{people.ben}/api/status"),
        "a learner starts another's server": ann.get(f"/hub/spawn/{people.ben}"),
        "a learner at formgrader": ann.get(f"/user/{first}/formgrader/"),
        "a learner at the gradebook": ann.get(f"/user/{first}/files/gradebook.db"),
        "a learner at her own formgrader": ann.get(f"/user/{people.ann}/formgrader/"),
        "a learner in a terminal of her server": ann.send("POST", f"/user/{people.ann}/api/terminals"),
        "a learner reads the hub's list": ann.get("/hub/admin"),
        "an instructor at the other cohort's desk": ada.get(f"/user/{second}/formgrader/"),
        "an instructor starts the other's desk": ada.get(f"/hub/spawn/{second}"),
        "the other instructor at the first desk": bo.get(f"/user/{first}/files/cohort.yml"),
        "an instructor at a learner's server": ada.get(f"/user/{people.ann}/api/contents"),
    }
    assert {what: answer.status_code for what, answer in refused.items() if answer.status_code < 400} == {}
    # Whoever teaches and does not learn has no server of their own.
    assert bo.get(f"/hub/spawn/{people.bo}").status_code >= 400
    for stranger in (first, "root", "nobody"):
        assert not Visitor(shown, stranger).signed_in, f"{stranger} signed in"
    assert not Visitor(shown, people.ann, "another password").signed_in


def test_what_a_learner_finds_in_a_shell(shown: Demonstration, people: People) -> None:
    grader, hub = people.graders[0], shown.hub
    course, exchange = shown.homes / grader / "course", hub.exchange / people.one
    answers = shown.homes / people.ben / people.one / MODULE / f"{MODULE}.responses.json"
    ben = pwd.getpwnam(people.ben)
    answers.parent.mkdir(parents=True, exist_ok=True)
    answers.write_text("{}")
    for path in (answers, answers.parent, answers.parent.parent):
        os.chown(path, ben.pw_uid, ben.pw_gid)
    config = hub.folder / "jupyterhub_config.d" / "demonstration.py"

    for path in (
        answers, course / "gradebook.db", course / "cohort.yml", hub.state / "jupyterhub.sqlite",
        hub.state / "cookie-secret", hub.state / "proxy-token", hub.file_of(people.one), config,
    ):  # fmt: skip
        assert path.exists(), f"{path} is not there, so nothing is shown by refusing it"
        assert shown.run(people.ann, "cat", str(path)).returncode != 0, f"{path} was read"
    for folder in (course / "source", exchange / "inbound", exchange / "feedback", shown.homes / people.ben, hub.state):
        assert folder.is_dir()
        assert shown.run(people.ann, "ls", str(folder)).returncode != 0, f"{folder} was listed"
    for place in (exchange, exchange / "outbound", exchange / "outbound" / MODULE, exchange / "feedback", hub.folder):
        assert shown.run(people.ann, "touch", str(place / "mine")).returncode != 0, f"{place} was written in"
    assert shown.run(people.ann, "mv", str(exchange), f"{exchange}-away").returncode != 0
    assert shown.run(people.ann, "rmdir", str(exchange / "inbound")).returncode != 0
    # What she does need is there.
    assert shown.run(people.ann, "cat", str(exchange / "outbound" / MODULE / f"{MODULE}.ipynb")).returncode == 0


def test_servers_run_as_their_people_within_limits(shown: Demonstration, people: People) -> None:
    Visitor(shown, people.ann).start_server()
    (server,) = servers(people.ann)
    status = Path(f"/proc/{server}/limits").read_text()
    assert "Max processes             300                  300" in status
    environment = Path(f"/proc/{server}/environ").read_text().split("\0")
    assert not [one for one in environment if one.startswith("CONFIGPROXY") or shown.password in one]


def test_a_kernels_ports_speak_to_its_server_alone(shown: Demonstration, people: People) -> None:
    cleo = Visitor(shown, people.cleo)
    cleo.start_server()
    answer = cleo.send("POST", f"/user/{people.cleo}/api/kernels")
    answer.raise_for_status()
    name = f"kernel-{answer.json()['id']}.json"
    (file,) = (shown.homes / people.cleo).rglob(name)
    # Every account of the machine can reach the ports; without these keys nothing is taken from there.
    assert {"curve_publickey", "curve_secretkey"} <= json.loads(file.read_text()).keys()
    assert file.stat().st_mode & 0o077 == 0


def test_the_hub_a_server_and_the_machine_go_down_while_somebody_answers(
    chromium: Browser, shown: Demonstration, people: People, project: Path
) -> None:
    path = f"/user/{people.ann}/doc/tree/{people.one}/{MODULE}/{MODULE}.ipynb"
    with in_browser(chromium, shown, people.ann) as page:
        # The start page brings the module, where no other test has had it brought.
        arrives(page, f"/{people.one}/start-here.ipynb", "support")
        page.locator(f"[data-bim-module='{MODULE}']").get_by_role("link").click()
        arrives(page, path, "hand-in")
        item(page, CHOICE).locator("input[type=radio]").nth(1).check()
        saved(page, CHOICE)
        before = servers(people.ann)
        end_the_hub(shown)
        shown.start()
        # Her server went on, and her page knows it again.
        choice = item(page, CHOICE).locator("input[type=radio]").nth(2)
        choice.check()
        saved(page, CHOICE)
        chosen = choice.get_attribute("value")
        assert servers(people.ann) == before

        end_everything_of(people.ann)
        item(page, REFLECTION).locator("textarea").click()
        page.keyboard.type(WORDS)
        closed = notice(page, "The course was closed meanwhile. What you typed is kept.")
        closed.wait_for()
        picture(page, project, "hub-closed")
        closed.get_by_role("button", name="Load this page again").click()
        arrives(page, path, "hand-in")
        saved(page, REFLECTION)
        picture(page, project, "hub-opened-again")
        before = servers(people.ann)

    end_the_machine(shown, people.ann)
    shown.start()
    ann = Visitor(shown, people.ann)
    ann.start_server()
    assert servers(people.ann) not in ([], before)
    kept = ann.ask(f"/user/{people.ann}/api/contents/{people.one}/{MODULE}/{MODULE}.responses.json?type=file")
    answers = json.loads(kept["content"])["answers"]
    assert (answers[CHOICE]["value"], answers[REFLECTION]["value"]["text"]) == (chosen, WORDS)


def test_graders_are_killed_while_they_collect(shown: Demonstration, people: People) -> None:
    grader, both = people.graders[0], (people.ann, people.ben)
    course = Course(shown.homes / grader / "course", shown.hub.exchange)
    questions = [one for magic, one in items_of(course.source) if magic == "question" and isinstance(one, Question)]
    right, wrong = {one.id: one.key for one in questions}, {one.id: wrong_answer(one) for one in questions}

    def shares() -> list[list[float]]:
        return [[one.share for one in course.attempts(learner)] for learner in both]

    def taken() -> list[str]:
        """Which hand-in of each was collected, by the time in its folder's name."""
        found = [collected_in(course.submitted / learner / MODULE).claimed for learner in both]
        return [f"{claimed:%Y-%m-%d %H:%M:%S.%f} UTC" if claimed else "" for claimed in found]

    def being_taken() -> set[Path]:
        """What was begun of ben's, after ann's was taken; each that was cut short leaves its own."""
        return set((course.submitted / people.ben).glob(f".{MODULE}.*"))

    def until_in_the_middle() -> None:
        end = time.monotonic() + SECONDS
        while being_taken() <= cut_short:
            assert time.monotonic() < end, "ben's hand-in was not collected"

    # Graded on arrival.
    before, cut_short = shares(), being_taken()
    _, kept = taken()
    first = [
        _provision_folder(shown, people.one, people.ann, right),
        _provision_folder(shown, people.one, people.ben, wrong, more=MANY),
    ]
    shown.grade_on_arrival(people.one)
    until_in_the_middle()
    end_everything_of(grader)
    assert taken() == [first[0], kept], "it was not in the middle"
    shown.grade_on_arrival(people.one)
    page = notebook_hash(secret=f"{people.ben} {first[1]}", notebook_id=MODULE)
    feedback = shown.hub.exchange / people.one / "feedback" / f"{page}.html"
    until(feedback.exists, "ben's results", SECONDS)
    assert shares() == [[*before[0], 1.0], [*before[1], 0.0]]
    end_everything_of(grader)

    # By formgrader's button, when the whole machine goes down.
    ada = Visitor(shown, people.ada)
    ada.start_server(grader)
    cut_short = being_taken()
    second = [
        _provision_folder(shown, people.one, people.ann, wrong),
        _provision_folder(shown, people.one, people.ben, right, more=MANY),
    ]
    with ThreadPoolExecutor(1) as pressing:
        pressing.submit(_press, ada, grader, f"assignment/{MODULE}/collect")
        until_in_the_middle()
        end_the_machine(shown, grader)
    assert taken() == [second[0], first[1]], "it was not in the middle"
    shown.start()
    ada = Visitor(shown, people.ada)
    ada.start_server(grader)
    graded = [f"submission/{MODULE}/{learner}/autograde" for learner in both]
    _press(ada, grader, f"assignment/{MODULE}/collect", *graded)
    assert taken() == second
    assert shares() == [[*before[0], 1.0, 0.0], [*before[1], 0.0, 1.0]]


def _provision_folder(
    shown: Demonstration, cohort: str, learner: str, values: dict[str, Any], more: str = "true"
) -> str:
    """Hand in as a learner's own `nbgrader submit` leaves it, and whatever else the shell puts there; gives its time."""
    at = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"
    answers = shown.folder / f"{learner}.json"
    answers.write_text(answers_file(MODULE, values), "utf-8")
    folder = shown.hub.exchange / cohort / "inbound" / f"{learner}+{MODULE}+{at}+c2VjcmV0"
    laid = shown.run(
        learner, "sh", "-ec",
        f"mkdir '{folder}'; cd '{folder}'; {more}; cp {answers} {MODULE}.responses.json; echo '{at}' > timestamp.txt;"
        f" chmod -R a+rX .; printf '%s' '{learner} {at}' > submission_secret.txt; chmod a+r submission_secret.txt",
    )  # fmt: skip
    assert laid.returncode == 0, laid.stdout
    return at


def _press(instructor: Visitor, grader: str, *buttons: str) -> None:
    """Ask for what formgrader's own buttons ask for."""
    instructor.get(f"/user/{grader}/formgrader/").raise_for_status()
    for button in buttons:
        done = instructor.send("POST", f"/user/{grader}/formgrader/api/{button}")
        assert done.ok and done.json()["success"], f"{button}: {done.text}"
