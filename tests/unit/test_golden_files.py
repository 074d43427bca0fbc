"""Files that past versions wrote, of every format that lies on people's disks, read by today's code with nothing lost.

Which format is where, and which file stands for it: tests/golden/README.md.
"""

from __future__ import annotations

import getpass
import json
import os
import re
import shutil
import sys
import tarfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from babyinmind.course import released_modules
from babyinmind.course.evaluation import checked
from babyinmind.course.folder import OLDER, SETTINGS_FOLDER, Placed, place, take_news
from babyinmind.course.profile import roles_of
from babyinmind.course.sessions import Suggested, suggested_in
from babyinmind.course.support import support_lines
from babyinmind.desk.arrivals import read_arrivals
from babyinmind.desk.flags import flags_in, make_box
from babyinmind.desk.roster import read_roster
from babyinmind.desk.snippets import snippets_in
from babyinmind.grading.collected import collected_in
from babyinmind.hosting.accounts import NotHosted
from babyinmind.hosting.backup import restore
from babyinmind.hosting.registry import HostedCohort, Hub
from babyinmind.items import ROLES
from babyinmind.records.certificate import pdf_key, published_certificate
from babyinmind.records.cohort import Contact, load_cohort
from babyinmind.records.signing import FOLDER as KEYS
from babyinmind.records.signing import published_key, signing_key
from babyinmind.records.verifying import Verdict, known_in, verified
from babyinmind.responses import ResponseStore, profile_path, read_responses
from babyinmind.responses.places import learner_folder
from babyinmind.results import load_returned, read_results
from support.course import MODULE

GOLDEN = Path(__file__).parents[1] / "golden"
FILES = GOLDEN / "files"
SOURCES = Path(__file__).parents[2] / "src" / "babyinmind"
_WRITTEN = "“Noor” — naïve, 😀"


def _golden(name: str) -> pytest.MarkDecorator:
    """Once for each past version that has a file of this name; the test is given it as `old`."""
    found = sorted(FILES.glob(f"*/{name}"))
    assert found, f"No version has {name}."
    return pytest.mark.parametrize("old", found, ids=[path.parent.name for path in found])


def _told(old: Path) -> Any:
    return json.loads(old.read_text(encoding="utf-8"))


def _archives() -> pytest.MarkDecorator:
    found = sorted((GOLDEN / "gradebooks").glob("*.tar.xz"))
    return pytest.mark.parametrize("old", found, ids=[path.name.removesuffix(".tar.xz") for path in found])


def _take(old: Path, folder: Path, *begins: str) -> None:
    """Unpack from a course folder what begins so."""
    with tarfile.open(old) as archive:
        members = [member for member in archive.getmembers() if member.name.startswith(begins)]
        for member in members:
            archive.extract(member, folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))


@pytest.fixture
def home(places: Path, tmp_path: Path) -> Path:
    home = tmp_path / "learner"
    (home / SETTINGS_FOLDER).mkdir(parents=True)
    learner_folder(home).mkdir(parents=True)
    return home


# What a learner has


@_golden(f"{MODULE}.responses.json")
def test_answers_are_read_with_tries_confidence_and_what_was_kept_aside(old: Path) -> None:
    found = read_responses(old, module=MODULE)
    assert found.faults == ()
    values = {item: answer.value for item, answer in found.answers.items()}
    assert values == {
        "tried": "b", "sure-of-it": ["a", "c"], "number": 18.5, "words": {"about": "practice", "text": _WRITTEN},
    }  # fmt: skip
    tried, sure = found.answers["tried"], found.answers["sure-of-it"]
    assert (tried.first, tried.tries, tried.revision) == ("a", 2, 2)
    assert sure.confidence == "sure" and [aside.value for aside in sure.conflicting] == [["b"]]
    assert found.erased == {"erased": 1}
    told = _told(old)
    assert (found.store_id, found.seed) == (told["store"], told["seed"])
    assert [(one.start, one.last) for one in found.sittings] == [
        (one["start"], one["last"]) for one in told["sittings"]
    ]
    assert found.sittings


@_golden(f"{MODULE}.responses.json")
def test_an_answer_more_takes_nothing_from_an_old_file(old: Path, tmp_path: Path) -> None:
    path = tmp_path / old.name
    shutil.copy(old, path)
    before = _told(old)
    store = ResponseStore.open(path, MODULE)
    store.save("new", "a", edited=0)
    after = _told(path)
    assert store.notices == () and after["answers"].pop("new")["value"] == "a"
    for part in ("answers", "erased", "store", "seed", "format", "version", "module"):
        assert after[part] == before[part], part
    assert after["sittings"][: len(before["sittings"]) - 1] == before["sittings"][:-1]


@_golden(f".{MODULE}.responses.last-good.json")
def test_the_last_good_copy_of_an_old_version_is_used_where_the_file_is_missing(old: Path, tmp_path: Path) -> None:
    shutil.copy(old, tmp_path)
    store = ResponseStore.open(tmp_path / f"{MODULE}.responses.json", MODULE)
    assert set(store.answers) == set(_told(old)["answers"]) >= {"tried", "sure-of-it", "number"}
    assert any("missing" in notice for notice in store.notices)


@_golden("private.json")
def test_private_reflections_are_read(old: Path) -> None:
    found = read_responses(old, module=MODULE)
    assert found.answers["for-me-alone"].value == {"text": "Nobody reads this."} and found.faults == ()


@_golden("profile.json")
def test_a_profile_is_read(old: Path, home: Path) -> None:
    shutil.copy(old, profile_path(home))
    chosen = read_responses(profile_path(home), module="profile").answers["roles"].value
    assert chosen == _told(old)["answers"]["roles"]["value"] != []
    assert roles_of(home) == tuple(role for role in chosen if role in ROLES)


@_golden(f"*{MODULE}.handed-in.json")
def test_receipt_and_results_are_kept(old: Path, home: Path) -> None:
    shutil.copy(old, learner_folder(home) / f"{MODULE}.handed-in.json")
    found, told = load_returned(home, MODULE), _told(old)
    assert found is not None and found.results is not None
    assert (found.when, list(found.lines), found.results) == (told["when"], told["lines"], told["results"])
    assert found.results["best_share"] == 1.0 and found.results["hand_in"] == 2


@_golden("feedback.html")
def test_results_are_read_from_a_feedback_file(old: Path) -> None:
    text = old.read_text(encoding="utf-8")
    found = read_results(text)
    assert found is not None
    block = re.search(r'<script type="application/json" id="babyinmind-results">(.*?)</script>', text, re.DOTALL)
    assert block and found == json.loads(block[1])
    assert found["module"] == MODULE and found["questions"] and found["reflections"]


@_archives()
def test_what_was_placed_is_known_so_that_a_newer_release_sets_nothing_aside(
    old: Path, places: Path, tmp_path: Path
) -> None:
    _take(old, tmp_path, "learners/ann/")
    home = tmp_path / "learners" / "ann"
    notebook = home / MODULE / f"{MODULE}.ipynb"
    before = notebook.read_bytes()
    answers = (home / MODULE / f"{MODULE}.responses.json").read_bytes()
    (module,) = (one for one in released_modules() if one.id == MODULE)
    placed = place([module], home)
    assert placed.set_aside == [] and not (home / MODULE / OLDER).exists()
    assert notebook.read_bytes() == (module.folder / notebook.name).read_bytes()
    assert placed.renewed == ([] if notebook.read_bytes() == before else [f"{MODULE}/{MODULE}.ipynb"])
    assert (home / MODULE / f"{MODULE}.responses.json").read_bytes() == answers


@_golden("news.json")
def test_news_are_told(old: Path, home: Path) -> None:
    shutil.copy(old, home / SETTINGS_FOLDER / "news.json")
    renewed, set_aside = [f"{MODULE}/{MODULE}.ipynb"], ["03-attachment/.older/one.ipynb"]
    assert take_news(home) == Placed(renewed=renewed, set_aside=set_aside)


@_golden("sessions.json")
def test_suggested_sessions_are_read(old: Path, home: Path) -> None:
    shutil.copy(old, home / SETTINGS_FOLDER / "sessions.json")
    assert suggested_in(home) == {MODULE: Suggested("Opening", date(2027, 3, 12))}


# What a cohort has


@_golden("collected.json")
def test_what_was_collected_is_known(old: Path, tmp_path: Path) -> None:
    told = _told(old)
    shutil.copy(old, tmp_path / "collected.json")
    (tmp_path / "timestamp.txt").write_text("2026-12-01 03:40:00.000000 UTC\n", encoding="ascii")
    found = collected_in(tmp_path)
    assert found.there and found.folders == set(told["folders"]) and len(found.folders) == 2
    assert found.at == datetime(2026, 12, 1, 3, 40) and found.until is None
    assert found.claimed == datetime.fromisoformat(told["claimed"])


@_golden("arrivals.json")
def test_what_was_graded_on_arrival_is_told(old: Path, tmp_path: Path) -> None:
    told = _told(old)
    shutil.copy(old, tmp_path)
    found = read_arrivals(tmp_path)
    assert found is not None and found.looked == datetime.fromisoformat(told["looked"]).astimezone(UTC)
    assert (found.graded, found.more) == (told["graded"], told["more"])
    assert [one.why for one in found.troubles] == [one["why"] for one in told["troubles"]]


@_golden("cohort.yml")
def test_a_cohorts_own_file_is_read(old: Path) -> None:
    found = load_cohort(old.parent)
    assert (found.name, found.sponsor) == ("Autumn 2026", "Example Agency")
    assert found.instructors == ("Ada Example", "Bo Example") and isinstance(found.contact, Contact)
    assert (found.contact.name, found.contact.how) == ("Ada Example", "555 0100")


@_golden("roster.csv")
def test_a_roster_is_read(old: Path) -> None:
    found = [(one.id, one.name, one.email, one.roles) for one in read_roster(old)]
    names = {"ann": "Ann Example", "ben": "Ben Example", "cleo": "Cleo Example"}
    assert found == [(id, name, f"{id}@example.org", ("health-care",)) for id, name in names.items()]


@_golden("support-lines.yml")
def test_support_lines_are_read(old: Path) -> None:
    lines = support_lines(old)
    text = old.read_text(encoding="utf-8")
    assert lines and all(f"\n  {line.id}:" in text and line.ways for line in lines)
    assert len(lines) == len(re.findall(r"^  [a-z0-9-]+:", text, re.MULTILINE))


@_golden("snippets.yml")
def test_snippets_are_read(old: Path) -> None:
    found = snippets_in(old.parent)
    words = " ".join(old.read_text(encoding="utf-8").split())
    assert found and all(each.title in words for group in found.values() for each in group)
    assert sum(map(len, found.values())) == words.count("when:")


@_golden("flag.json")
@pytest.mark.skipif(sys.platform == "win32", reason="flags need accounts with numbers")
def test_a_flag_is_read_by_the_contact(old: Path, tmp_path: Path) -> None:
    cohort = f"name: A\nsponsor: B\ninstructors: [C]\ncontact: {{name: D, how: E, account: {getpass.getuser()}}}\n"
    (tmp_path / "cohort.yml").write_text(cohort, encoding="utf-8")
    box = make_box(tmp_path, load_cohort(tmp_path))
    told = _told(old)
    shutil.copy(old, box / f"{told['id']}.json")
    (found,) = flags_in(tmp_path, load_cohort(tmp_path))
    assert (found.id, found.learner, found.reason, found.at, found.fault) == (
        told["id"], "cleo", "She has not been seen for two weeks.", told["at"], "",
    )  # fmt: skip


@_golden("evaluation-form.json")
def test_a_form_of_the_evaluation_is_taken(old: Path) -> None:
    assert checked(_told(old)) == {"useful": 0, "comment": "More of it."}


@_archives()
def test_a_cohorts_keys_stay_its_keys(old: Path, tmp_path: Path) -> None:
    _take(old, tmp_path, f"course/{KEYS}/")
    folder = tmp_path / "course" / KEYS
    if not folder.exists():
        assert not (FILES / old.name.removesuffix(".tar.xz") / "record.pdf").exists(), "records need keys"
        return
    published = published_key(FILES / old.name.removesuffix(".tar.xz") / "public-key.json")
    assert signing_key(tmp_path / "course").public.fingerprint == published.fingerprint
    if (folder / "certificate.pem").exists():
        certificate = published_certificate(folder / "certificate.pem").fingerprint
        assert pdf_key(tmp_path / "course", "Example Agency", "Autumn 2026").certificate.fingerprint == certificate


@_golden("record.pdf")
def test_a_record_is_still_told_for_what_it_is(old: Path) -> None:
    """Records of the new form are true; of the old form, the data are, by the key that was published then."""
    certificate = old.parent / "certificate.pem"
    if certificate.exists():
        found = verified(old.read_bytes(), known_in(certificate))
        assert found.verdict is Verdict.TRUE and found.record is not None and found.record["learner"] == "Ann Example"
        return
    found = verified(old.read_bytes(), known_in(old.parent / "public-key.json"))
    assert found.verdict in (Verdict.TRUE, Verdict.OLD_FORM), found.why


# What a hub has


@_golden("2027-spring.yml")
def test_a_cohort_of_a_hub_is_read(old: Path, tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    hub.file_of("2027-spring").parent.mkdir()
    shutil.copy(old, hub.file_of("2027-spring"))
    # A gradebook's address came later.
    gradebook = "postgresql://grader@db/spring" if "\ngradebook:" in old.read_text("utf-8") else ""
    people = ("ada", ("ada", "bo"), ("ann", "ben"), ("cleo",))
    assert hub.cohorts() == [HostedCohort("2027-spring", "open", "grader-2027-spring", *people, gradebook)]


@_golden("hub-backup.tar.gz")
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root alone restores a hub")
def test_a_backup_is_read_to_its_end_and_says_of_what_it_is(old: Path, tmp_path: Path) -> None:
    """It is of a folder that this machine does not have: restoring it elsewhere is refused, by what the manifest says."""
    with pytest.raises(NotHosted, match=r"was made of \S+/files/hub, not of"):
        restore(Hub(tmp_path / "hub"), old, without_homes=True)
    assert not (tmp_path / "hub").exists()


# The table of them all


def _named_in_the_code() -> set[str]:
    """Every name of a format that the code writes into a file: `FORMAT = "…"`, or beside a version."""
    names = set()
    for path in SOURCES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        names.update(re.findall(r'^\w*FORMAT\b[^=\n]*= "(babyinmind-[a-z-]+)"', text, re.MULTILINE))
        names.update(re.findall(r'"format": "(babyinmind-[a-z-]+)"', text))
    return names


def test_every_format_of_the_code_stands_in_the_table() -> None:
    table = (GOLDEN / "README.md").read_text(encoding="utf-8")
    names = _named_in_the_code()
    assert len(names) >= 7, names
    assert [name for name in sorted(names) if f"`{name}`" not in table] == []


def test_every_table_of_ours_stands_in_the_table_and_in_a_fixture() -> None:
    table = (GOLDEN / "README.md").read_text(encoding="utf-8")
    names: set[str] = set()
    for path in SOURCES.rglob("*.py"):
        names.update(re.findall(r'__tablename__ = "(\w+)"', path.read_text(encoding="utf-8")))
    assert [name for name in sorted(names) if f"`{name}`" not in table] == []


def test_what_the_table_names_is_there() -> None:
    table = (GOLDEN / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:files|records|gradebooks)/[^`]+)`", table))
    assert named and [name for name in sorted(named) if not list(GOLDEN.glob(name))] == []
    tests = set(re.findall(r"`(test_\w+\.py)`", table))
    there = {path.name for path in (GOLDEN.parent).rglob("test_*.py")}
    assert tests and tests <= there
