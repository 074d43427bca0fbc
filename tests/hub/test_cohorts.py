"""A hub's cohorts with real accounts: what adding makes, what it refuses, and what nobody can reach from a shell of theirs."""

from __future__ import annotations

import os
import pwd
import sqlite3
import stat
from datetime import date
from pathlib import Path

import pytest

from babyinmind.course import make_folder
from babyinmind.course.sessions import Suggested, bring, suggested_in
from babyinmind.desk.flags import FlagError, flags_in, raise_flag
from babyinmind.grading.start import course_directory
from babyinmind.handing_in.exchange import hand_in
from babyinmind.handing_in.outcome import CouldNotHandIn
from babyinmind.hosting.accounts import NotHosted
from babyinmind.hosting.backup import back_up
from babyinmind.hosting.cohorts import CohortRequest, add, close
from babyinmind.hosting.people import withdraw
from babyinmind.hosting.registry import HostedCohort, Hub
from babyinmind.records.cohort import load_cohort
from babyinmind.responses import ResponseStore, answers_path, private_path
from support.machine import Machine, in_shell_of

pytestmark = pytest.mark.timeout(900)

MODULE = "03-attachment"
SESSIONS = "session,date,modules\nOpening,2027-03-12,03-attachment; 05-ghosts\n2,2027-04-02,06-trauma\n"


@pytest.fixture(scope="module")
def roster(machine: Machine) -> Path:
    path = machine.folder / "roster.csv"
    path.write_text(
        f"id,name,e-mail,roles,reader\n{machine.name('ann')},Ann Lee,ann@a.org,judge,\n{machine.name('ben')},Ben Ode,,,\n"
    )
    (machine.folder / "sessions.csv").write_text(SESSIONS)
    return path


def asked_for(machine: Machine, roster: Path, short: str = "one") -> list[str | Path]:
    return [
        "cohort", "add", machine.name(short), "--instructors", f"{machine.name('ada')},{machine.name('bo')}",
        "--contact", machine.name("ada"), "--how", "555 0100", "--sponsor", "Example Agency", "--roster", roster,
        "--sessions", machine.folder / "sessions.csv", "--homes", machine.homes, "--new-accounts",
    ]  # fmt: skip


def everything(machine: Machine) -> dict[str, tuple[str, str, int]]:
    """Every path of the machine's folder with its owner, mode and time, and every account."""
    found = dict.fromkeys(machine.accounts(), ("account", "", 0))
    for folder, _, names in os.walk(machine.folder):
        for path in (Path(folder), *(Path(folder) / name for name in names)):
            status = path.lstat()
            found[str(path)] = (str(status.st_uid), oct(status.st_mode), status.st_mtime_ns)
    return found


def mode(path: Path) -> tuple[str, str]:
    status = path.lstat()
    return oct(stat.S_IMODE(status.st_mode)), pwd.getpwuid(status.st_uid).pw_name


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({2: "Spring"}, "'Spring' cannot name a cohort"),
        ({4: ""}, "The cohort has no instructor"),
        ({4: "root"}, "'root' is an account of the machine itself"),
        ({4: "Ada Example"}, "'Ada Example' cannot name somebody's account"),
        ({6: ""}, "The cohort has no contact"),
        ({-1: None}, "There is no account"),
        ({"roster": "id,name\nann,Ann\n,Ben\n"}, "line 3: the id is missing"),
        ({"roster": "id,name\nann,Ann\ndaemon,Dae\n"}, "line 3: 'daemon' is an account of the machine itself"),
        ({"roster": "id,name\n\nAnn,Ann\n"}, "line 3: 'Ann' cannot name somebody's account"),
        ({"roster": "id,name\n{ada},Ada\n"}, "teaches this cohort, or is its contact"),
        ({"sessions": "session,date,modules\n1,12.3.2027,03-attachment\n"}, "line 2: the date '12.3.2027' is none"),
    ],
)
def test_a_mistake_is_refused_before_anything_is_written(machine: Machine, roster: Path, wrong: dict, says: str):
    arguments = asked_for(machine, roster)
    for place, value in wrong.items():
        if place in ("roster", "sessions"):
            path = machine.folder / f"wrong-{place}.csv"
            path.write_text(str(value).format(ada=machine.name("ada")))
            arguments[arguments.index(f"--{place}") + 1] = path
        else:
            arguments[place] = value
    before = everything(machine)
    ran = machine.babyinmind(*(one for one in arguments if one is not None), ok=False)
    assert ran.code != 0
    assert says in ran.said
    assert "Traceback" not in ran.said
    assert everything(machine) == before


def settings_of_nbgrader() -> tuple[str, str, str, str]:
    """As nbgrader finds them that is started in this account's home."""
    course = course_directory()
    return course.course_id, course.root, course.config.Exchange.root, course.config.Authenticator.plugin_class


def write_answers(folder: Path) -> None:
    folder.mkdir(parents=True)
    ResponseStore.open(answers_path(folder, MODULE), MODULE).save("q", "a", edited=0)
    ResponseStore.open(private_path(folder, MODULE), MODULE).save("p", "mine", edited=0)


def answers_in(folder: Path) -> list[object]:
    stores = (ResponseStore.open(path(folder, MODULE), MODULE) for path in (answers_path, private_path))
    return [answer.value for store in stores for answer in store.answers.values()]


def hand_in_from(folder: Path, exchange: Path) -> None:
    """As the learner's page does, on a machine whose exchange lies there."""
    settings = Path.home() / ".jupyter" / "nbgrader_config.py"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(
        f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\nc.Exchange.path_includes_course = True\n"
    )
    hand_in(folder, MODULE)


@pytest.fixture(scope="module")
def added(machine: Machine, roster: Path) -> str:
    """What adding the first cohort said."""
    return machine.babyinmind(*asked_for(machine, roster)).said


@pytest.fixture
def one(machine: Machine, added: str) -> HostedCohort:
    return Hub(machine.hub).cohort(machine.name("one"))


def test_everything_belongs_to_whom_it_must_and_is_open_to_nobody_else(machine: Machine, one: HostedCohort):
    course = machine.hub / "exchange" / one.name
    home = machine.homes / one.grader
    assert {
        path: mode(path)
        for path in (
            machine.hub / "exchange", course, course / "outbound", course / "inbound", course / "evaluation",
            course / "feedback", home, home / "course", machine.hub / "cohorts", machine.hub / "cohorts" / f"{one.name}.yml",
            machine.home("ann"), machine.home("ada"),
        )
    } == {
        machine.hub / "exchange": ("0o1777", "root"),
        course: ("0o755", one.grader),
        course / "outbound": ("0o755", one.grader),
        course / "inbound": ("0o3733", one.grader),
        course / "evaluation": ("0o3733", one.grader),
        course / "feedback": ("0o711", one.grader),
        home: ("0o700", one.grader),
        home / "course": ("0o700", one.grader),
        machine.hub / "cohorts": ("0o700", "root"),
        machine.hub / "cohorts" / f"{one.name}.yml": ("0o600", "root"),
        machine.home("ann"): ("0o700", machine.name("ann")),
        machine.home("ada"): ("0o700", machine.name("ada")),
    }  # fmt: skip
    not_theirs = [path for path in (home / "course").rglob("*") if mode(path)[1] != one.grader]
    assert not_theirs == []


def test_the_cohort_has_a_gradebook_a_roster_and_nbgraders_settings(machine: Machine, one: HostedCohort):
    course = machine.homes / one.grader / "course"
    with sqlite3.connect(course / "gradebook.db") as book:
        rows = book.execute("select id, first_name, last_name from student order by id").fetchall()
    assert rows == [(machine.name("ann"), "Ann", "Lee"), (machine.name("ben"), "Ben", "Ode")]
    assert one.learners == (machine.name("ann"), machine.name("ben"))
    assert load_cohort(course).sponsor == "Example Agency"
    assert in_shell_of(one.grader, settings_of_nbgrader) == (
        one.name, str(course), str(machine.hub / "exchange"), "nbgrader.auth.base.NoAuthPlugin"
    )  # fmt: skip
    assert {path.name for path in (course / "source").iterdir()} >= {MODULE}


def test_adding_it_again_changes_nothing_and_says_so(machine: Machine, roster: Path, one: HostedCohort):
    before = everything(machine)
    said = machine.babyinmind(*asked_for(machine, roster)).said
    after = everything(machine)
    # SQLite and locks touch times of folders; nothing else may differ.
    assert {
        path for path in before.keys() | after.keys() if before.get(path, "")[:2] != after.get(path, "")[:2]
    } == set()
    assert [path for path in before if Path(path).is_file() and before[path] != after[path]] == []
    assert "nothing was changed" in said


def test_a_name_that_is_taken_is_not_given_again(machine: Machine, roster: Path, one: HostedCohort):
    other = asked_for(machine, roster)
    other[4] = machine.name("bo")
    ran = machine.babyinmind(*other, ok=False)
    assert ran.code == 1
    assert f"there is a cohort {one.name} already" in ran.said


def test_a_learners_shell_reaches_nothing_of_others(machine: Machine, one: HostedCohort):
    ann, exchange = machine.name("ann"), machine.hub / "exchange"
    home, course = machine.homes / one.grader, exchange / one.name
    ben = machine.name("ben")
    # As if she had learned their names, which nobody can list.
    handed_in, form = f"{course}/inbound/{ben}+x+secret", f"{course}/evaluation/secret.json"
    machine.by(ben, f"mkdir -p {handed_in} && touch {handed_in}/answers && touch {form}")
    for script in (
        f"ls {machine.home('ben')}",
        f"ls {machine.home('ada')}",
        f"ls {home}",
        f"cat {home}/course/gradebook.db",
        f"ls {home}/course/source",
        f"ls {course}/inbound",
        f"ls {course}/feedback",
        f"cat {machine.hub}/cohorts/{one.name}.yml",
        f"ls {machine.hub}/contacts/{one.name}/needs-a-person",
        f"touch {machine.hub}/contacts/{one.name}/needs-a-person/forged.json",
        f"mv {course} {exchange}/away",
        f"rmdir {course}/outbound",
        f"mv {course}/inbound {course}/away",
        f"touch {course}/outbound/.sessions.json",
        f"touch {machine.hub}/x",
        f"mv {handed_in} {course}/inbound/{ann}+x+secret",
        f"mkdir -p {course}/inbound/other && mv -T {course}/inbound/other {handed_in}",
        f"mv {form} {course}/evaluation/mine.json",
        f"rm -f {form}",
    ):
        ran = machine.by(ann, script, ok=False)
        assert ran.code != 0, script
        assert "ermission denied" in ran.said or "not permitted" in ran.said, (script, ran.said)
    assert machine.by(ann, f"mkdir {course}/inbound/{ann}+x+y && rmdir {course}/inbound/{ann}+x+y").code == 0
    # The grader, whose folder it is, takes things away.
    machine.by(one.grader, f"mv {handed_in} {course}/inbound/aside && rm {form}")
    machine.by(ben, f"rm -r {course}/inbound/aside")


def test_a_folder_that_a_learner_made_under_a_cohorts_name_is_not_taken(
    machine: Machine, roster: Path, one: HostedCohort
):
    machine.by(machine.name("ann"), f"mkdir {machine.hub}/exchange/{machine.name('trap')}")
    before = everything(machine)
    ran = machine.babyinmind(*asked_for(machine, roster, "trap"), ok=False)
    assert ran.code == 1
    assert "is there already, and not the cohort's" in ran.said
    assert everything(machine) == before


def test_a_flag_reaches_the_contact_and_nobody_else(machine: Machine, one: HostedCohort):
    folder, ann = machine.homes / one.grader / "course", machine.name("ann")
    in_shell_of(one.grader, raise_flag, folder, load_cohort(folder), ann, "worried")
    contacts = machine.hub / "contacts" / one.name
    cohort = load_cohort(contacts)
    seen = in_shell_of(machine.name("ada"), flags_in, contacts, cohort)
    assert [(flag.learner, flag.reason, flag.by) for flag in seen] == [(ann, "worried", one.grader)]
    for other in (machine.name("bo"), one.grader, ann):
        with pytest.raises(FlagError, match="alone"):
            in_shell_of(other, flags_in, contacts, cohort)
        with pytest.raises(PermissionError):
            in_shell_of(other, os.listdir, contacts / "needs-a-person")

    # Another contact gets what waits; the one before can see it no more.
    bo = machine.name("bo")
    machine.babyinmind("cohort", "contact", one.name, bo, "--how", "555 0101")
    cohort = load_cohort(contacts)
    assert cohort == in_shell_of(one.grader, load_cohort, folder)
    assert cohort.contact is not None
    assert (cohort.contact.account, cohort.contact.how) == (bo, "555 0101")
    assert [flag.reason for flag in in_shell_of(bo, flags_in, contacts, cohort)] == ["worried"]
    with pytest.raises(PermissionError):
        in_shell_of(machine.name("ada"), os.listdir, contacts / "needs-a-person")
    refused = machine.babyinmind("cohort", "contact", one.name, ann, "--how", "x", ok=False)
    assert "learns in" in refused.said
    machine.babyinmind("cohort", "contact", one.name, machine.name("ada"), "--how", "555 0100")


def test_suggested_dates_come_with_the_modules(machine: Machine, one: HostedCohort):
    ann, home = machine.name("ann"), machine.home("ann") / one.name
    outbound = machine.hub / "exchange" / one.name / "outbound"
    in_shell_of(ann, make_folder, home)
    in_shell_of(ann, bring, outbound, home)
    assert in_shell_of(ann, suggested_in, home)["05-ghosts"] == Suggested("Opening", date(2027, 3, 12))
    (machine.folder / "sessions.csv").write_text(SESSIONS.replace("2027-04-02", "2027-05-07"))
    machine.babyinmind("cohort", "sessions", one.name, machine.folder / "sessions.csv")
    in_shell_of(ann, bring, outbound, home)
    assert in_shell_of(ann, suggested_in, home)["06-trauma"] == Suggested("2", date(2027, 5, 7))


def test_people_come_later_move_with_their_answers_and_leave(machine: Machine, roster: Path, one: HostedCohort):
    ann, ben, bo = (machine.name(short) for short in ("ann", "ben", "bo"))
    hub, two = Hub(machine.hub), machine.name("two")
    arguments = asked_for(machine, roster, "two")
    arguments[4], arguments[6] = machine.name("ada"), machine.name("ada")
    # Bo teaches the first cohort and learns in the second.
    roster_of_two = machine.folder / "two.csv"
    roster_of_two.write_text(f"id,name\n{bo},Bo Example\n")
    arguments[arguments.index("--roster") + 1] = roster_of_two
    machine.babyinmind(*arguments)
    assert bo in hub.cohort(one.name).instructors
    assert bo in hub.cohort(two).learners

    newcomers = machine.folder / "newcomers.csv"
    newcomers.write_text(f"id,name\n{machine.name('cy')},Cy Newcomer\n")
    enrol = ["cohort", "enrol", one.name, "--roster", newcomers, "--homes", machine.homes]
    machine.babyinmind(*enrol)
    assert hub.cohort(one.name).learners == (ann, ben, machine.name("cy"))
    assert "nothing was changed" in machine.babyinmind(*enrol).said

    in_shell_of(ben, write_answers, machine.home("ben") / one.name / MODULE)
    said = machine.babyinmind("cohort", "move", ben, "--from", one.name, "--to", two).said
    assert f"brought along: {MODULE}" in said
    assert in_shell_of(ben, answers_in, machine.home("ben") / two / MODULE) == ["a", "mine"]
    assert hub.cohort(one.name).withdrawn == (ben,)
    assert hub.cohort(two).learners == (bo, ben)
    with sqlite3.connect(machine.homes / one.grader / "course" / "gradebook.db") as book:
        gone = "select learner from babyinmind_enrolment where withdrawn is not null"
        assert book.execute(gone).fetchall() == [(ben,)]

    machine.babyinmind("cohort", "withdraw", one.name, ann, bo)
    assert hub.cohort(one.name).withdrawn == (ben, ann)
    assert hub.cohort(one.name).instructors == (machine.name("ada"),)
    assert load_cohort(machine.homes / one.grader / "course").instructors == (machine.name("ada"),)
    for person, says in ((machine.name("ada"), "is the contact"), ("nobody-here", "is not in")):
        ran = machine.babyinmind("cohort", "withdraw", one.name, person, ok=False)
        assert ran.code == 1
        assert says in ran.said
    assert set(machine.accounts()) >= {ann, ben, bo}


def test_a_closed_cohort_takes_no_hand_in_and_gives_what_was_returned(machine: Machine, one: HostedCohort):
    ann, course = machine.name("ann"), machine.hub / "exchange" / one.name
    machine.babyinmind("cohort", "close", one.name)
    assert Hub(machine.hub).cohort(one.name).state == "closed"
    for put_in in (f"mkdir {course}/inbound/{ann}+x+y", f"touch {course}/evaluation/x"):
        assert machine.by(ann, put_in, ok=False).code != 0
    assert machine.by(ann, f"cat {course}/outbound/.sessions.json").code == 0
    with pytest.raises(CouldNotHandIn, match=f"The course {one.name} is closed, .* Your answers are kept"):
        in_shell_of(ann, hand_in_from, machine.home("ann") / one.name / MODULE, machine.hub / "exchange")
    assert mode(course / "feedback") == ("0o711", one.grader)
    assert "nothing was changed" in machine.babyinmind("cohort", "close", one.name).said
    refused = machine.babyinmind("cohort", "enrol", one.name, "--instructors", machine.name("bo"), ok=False)
    assert "is closed. Open it first" in refused.said

    machine.babyinmind("cohort", "archive", one.name)
    assert machine.by(ann, f"ls {course}/outbound", ok=False).code != 0
    assert (machine.homes / one.grader / "course" / "gradebook.db").is_file()
    machine.babyinmind("cohort", "open", one.name)
    assert machine.by(ann, f"mkdir {course}/inbound/{ann}+x+y").code == 0
    assert "open" in machine.babyinmind("cohort", "list").said


def test_nobody_but_root_adds_changes_or_lists_cohorts(machine: Machine, roster: Path, one: HostedCohort):
    ann, hub, before = machine.name("ann"), Hub(machine.hub), everything(machine)
    wanted = CohortRequest(machine.name("x"), (ann,), ann, roster)
    for function, arguments in (
        (add, (hub, wanted)), (close, (hub, one.name)), (withdraw, (hub, one.name, [ann])), (back_up, (hub, Path("b.tar.gz"))),
    ):  # fmt: skip
        with pytest.raises(NotHosted, match="only root can do it: put `sudo` before it"):
            in_shell_of(ann, function, *arguments)
    with pytest.raises(PermissionError):
        in_shell_of(ann, hub.cohorts)
    assert everything(machine) == before


def test_what_root_writes_into_a_home_is_written_by_its_owner(machine: Machine, one: HostedCohort):
    assert in_shell_of(machine.name("ann"), os.geteuid) == pwd.getpwnam(machine.name("ann")).pw_uid
    assert in_shell_of(machine.name("ann"), os.getgroups) == [pwd.getpwnam(machine.name("ann")).pw_gid]
    assert in_shell_of(machine.name("ann"), os.path.expanduser, "~") == str(machine.home("ann"))
    with pytest.raises(PermissionError):
        in_shell_of(machine.name("ann"), os.listdir, machine.home("ben"))
