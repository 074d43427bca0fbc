"""A real JupyterHub with real accounts: the story of a learner and an instructor, and what everybody else is refused."""

from __future__ import annotations

import json
import os
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from babyinmind.hosting.accounts import fault_of_this_python
from babyinmind.hosting.demonstration import Planned, demonstration
from babyinmind.hosting.living import end_all_of, processes_of
from babyinmind.hosting.shown import Demonstration
from support.course import MODULE
from support.course_page import CHOICE, answer_and_hand_in, item, open_page, picture, saved
from support.hub import People, Visitor, arrives, in_browser
from support.lab import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pwd = pytest.importorskip("pwd", reason="JupyterHub needs the accounts of a Unix system")
pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("hub")]


@pytest.fixture(scope="module")
def people() -> People:
    """Names that no account of this machine has."""
    mark = f"bim{secrets.token_hex(3)}"
    return People(*(f"{mark}-{name}" for name in ("one", "two", "ann", "ben", "cleo", "ada", "bo")))


@pytest.fixture(scope="module")
def shown(people: People) -> Iterator[Demonstration]:
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("NOT TESTED: the hub with real accounts. Only root on Linux can make them: sudo make test")
    if closed := fault_of_this_python():
        pytest.skip(f"NOT TESTED: the hub with real accounts. {closed}")
    cohorts = (
        Planned(people.one, [people.ada], {people.ann: "Ann Example", people.ben: "Ben Example"}, [MODULE]),
        Planned(people.two, [people.bo], {people.cleo: "Cleo Example", people.ada: "Ada Example"}, []),
    )
    with demonstration(cohorts) as running:
        yield running


def test_from_release_to_returned_feedback(
    chromium: Browser, shown: Demonstration, people: People, project: Path
) -> None:
    grader = people.graders[0]
    with in_browser(chromium, shown, people.ann) as page:
        arrives(page, f"/user/{people.ann}/doc/tree/{people.one}/start-here.ipynb", "support")
        card = page.locator(f"[data-bim-module='{MODULE}']")
        card.get_by_role("link").click()
        arrives(page, f"/{people.one}/{MODULE}/{MODULE}.ipynb", "hand-in")
        answer_and_hand_in(page, people.one)
        page.get_by_role("link", name="All modules", exact=True).click()
        arrives(page, f"/user/{people.ann}/doc/tree/{people.one}/start-here.ipynb", "support")
        card.get_by_text("The results are not here yet.").wait_for()

        with in_browser(chromium, shown, people.ada) as desk:
            # She teaches one cohort and learns in the other, so she chooses.
            desk.get_by_role("link", name=f"Your course: {people.two}").wait_for()
            picture(desk, project, "hub-home")
            desk.get_by_role("link", name=f"The desk of {people.one}").click()
            arrives(desk, f"/user/{grader}/doc/tree/cohort.ipynb", "cohort_hours")
            with desk.context.expect_page() as opened:
                desk.get_by_role("link", name="Open formgrader").click()
            formgrader = opened.value
            formgrader.wait_for_url(f"**/user/{grader}/formgrader/manage_assignments")
            formgrader.get_by_role("link", name=MODULE).first.wait_for()
            picture(formgrader, project, "hub-formgrader")
            ada = Visitor(shown, people.ada)
            _press(ada, grader, f"assignment/{MODULE}/collect", f"submission/{MODULE}/{people.ann}/autograde")
            desk.reload()
            arrives(desk, f"/user/{grader}/doc/tree/cohort.ipynb", "cohort_hours")
            item(desk, "cohort_waiting").get_by_text("Ann Example", exact=True).wait_for()
            picture(desk, project, "hub-desk")
            _press(ada, grader, f"assignment/{MODULE}/generate_feedback", f"assignment/{MODULE}/release_feedback")

        page.reload()
        card.get_by_text("Returned: best so far").wait_for()
        module = open_page(
            page.context, f"{shown.address}/user/{people.ann}/doc/tree/{people.one}/{MODULE}/{MODULE}.ipynb"
        )
        item(module, "hand-in").locator(".bim-results").wait_for()
        mark = item(module, CHOICE).locator(".bim-mark")
        until(lambda: "Last handed in:" in mark.inner_text(), "the mark at the question")
        picture(page, project, "hub-returned")
        page.get_by_role("link", name="Sign out", exact=True).click()
        page.get_by_role("button", name="Sign in").wait_for()


def _press(instructor: Visitor, grader: str, *buttons: str) -> None:
    """Ask for what formgrader's own buttons ask for."""
    instructor.get(f"/user/{grader}/formgrader/").raise_for_status()
    for button in buttons:
        done = instructor.send("POST", f"/user/{grader}/formgrader/api/{button}")
        assert done.ok and done.json()["success"], f"{button}: {done.text}"


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
    (server,) = _servers(people.ann)
    status = Path(f"/proc/{server}/limits").read_text()
    assert "Max processes             300                  300" in status
    environment = Path(f"/proc/{server}/environ").read_text().split("\0")
    assert not [one for one in environment if one.startswith("CONFIGPROXY") or shown.password in one]


def test_the_hub_and_the_machine_go_down_while_somebody_answers(
    chromium: Browser, shown: Demonstration, people: People
) -> None:
    path = f"/user/{people.ann}/doc/tree/{people.one}/{MODULE}/{MODULE}.ipynb"
    with in_browser(chromium, shown, people.ann) as page:
        # The start page brings the module, where no other test has had it brought.
        arrives(page, f"/{people.one}/start-here.ipynb", "support")
        page.locator(f"[data-bim-module='{MODULE}']").get_by_role("link").click()
        arrives(page, path, "hand-in")
        item(page, CHOICE).locator("input[type=radio]").nth(1).check()
        saved(page, CHOICE)
        before = _servers(people.ann)
        _end_the_hub(shown)
        shown.start()
        # Her server went on, and her page knows it again.
        choice = item(page, CHOICE).locator("input[type=radio]").nth(2)
        choice.check()
        saved(page, CHOICE)
        chosen = choice.get_attribute("value")
        assert _servers(people.ann) == before

    _end_the_hub(shown)
    for account in shown.accounts:
        end_all_of(pwd.getpwnam(account).pw_uid)
    shown.start()
    ann = Visitor(shown, people.ann)
    ann.start_server()
    assert _servers(people.ann) not in ([], before)
    kept = ann.ask(f"/user/{people.ann}/api/contents/{people.one}/{MODULE}/{MODULE}.responses.json?type=file")
    assert json.loads(kept["content"])["answers"][CHOICE]["value"] == chosen


def _servers(account: str) -> list[int]:
    """The numbers of somebody's single-user servers."""
    running = processes_of(pwd.getpwnam(account).pw_uid)
    return [one for one in running if b"hosting.singleuser" in Path(f"/proc/{one}/cmdline").read_bytes()]


def _end_the_hub(shown: Demonstration) -> None:
    """At once, as a machine that fails does; its proxy and its services too, and nobody's server."""
    assert shown.process
    hub = psutil.Process(shown.process.pid)
    for process in (hub, *(one for one in hub.children() if one.uids().real == 0)):
        os.kill(process.pid, signal.SIGKILL)
    proxy = int((shown.hub.state / "proxy.pid").read_text())
    with suppress(ProcessLookupError):
        os.kill(proxy, signal.SIGKILL)
    shown.process.wait()
