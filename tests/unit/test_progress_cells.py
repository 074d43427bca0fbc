"""From a cohort's gradebook to its learner's progress page: credit and the signed record that travel with the feedback."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ipywidgets import Widget
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import select
from sqlalchemy.orm import Session

from babyinmind.cli import main
from babyinmind.course import course_pages, place, released_modules
from babyinmind.course.progress import progress, returned_pdf, returned_record
from babyinmind.course.stored_data import RECORD, delete, stored_in
from babyinmind.gradebook.schema import Credit, Issued, IssuedPdf
from babyinmind.grading.batch import grade_cohort
from babyinmind.magics.progress import hours_payload, record_payload, results_payload, stored_payload, waiting_payload
from babyinmind.records import issuing, page
from babyinmind.records.certificate import CERTIFICATE_FILE, PDF_KEY_FILE
from babyinmind.records.credit import send_back
from babyinmind.records.returning import CreditFeedback
from babyinmind.records.signing import FOLDER
from babyinmind.records.verifying import Verdict, known_in, verify
from babyinmind.results import ReturnedResults, checked, read_results, returned_path, save_returned
from babyinmind.widgets import LayOutFailed, ProgressWidget
from support.cohort import COHORT, deliver, read_reflection
from support.gradebooks import forget_version
from support.records import GOLDEN
from support.small_module import MODULE, RIGHT, WRITTEN, WRONG, released

DONE = RIGHT | {"look-back": WRITTEN}

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture(scope="module")
def stored(stored: Path) -> Path:
    (stored / "cohort.yml").write_text(COHORT, encoding="utf-8")
    return stored


@pytest.fixture
def course(stored: Path, tmp_path: Path) -> CourseDirectory:
    shutil.copytree(stored, tmp_path / "course")
    with Gradebook(f"sqlite:///{tmp_path / 'course' / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_student("ada", first_name="Ada", last_name="Łovelace")
    return CourseDirectory(root=str(tmp_path / "course"), assignment_id=MODULE)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home-of-ada"
    released(home)  # release/00-small/00-small.ipynb
    shutil.move(home / "release" / MODULE, home / MODULE)
    return home


def feedback(course: CourseDirectory, learner: str = "ada") -> dict[str, Any]:
    """What nbgrader's `generate_feedback` writes, read as the learner's side reads it."""
    exporter = CreditFeedback(parent=GenerateFeedback(coursedir=course))
    place_ = {"db_url": course.db_url, "assignment": MODULE, "student": learner, "notebook": MODULE}
    html, _ = exporter.from_filename("any.ipynb", {"nbgrader": place_})
    results = read_results(html)
    assert results is not None
    return results


def bring(home: Path, results: dict[str, Any]) -> None:
    save_returned(home, MODULE, ReturnedResults("2026-11-02T20:15:00+00:00", ("Handed in.",), results))


def test_credit_and_the_signed_record_travel_with_the_feedback(course: CourseDirectory, home: Path) -> None:
    deliver(course, "ada", DONE)
    first = feedback(course)
    assert first["credit"]["state"] == "provisional"
    assert first["record"] is None  # provisional credit is on no record
    bring(home, first)
    assert (progress(home).provisional, progress(home).credited) == (1, 0)
    assert "is to be read, usually within 7 days" in waiting_payload(home)["theirs"][0]["words"]
    assert main(["my-record", "--home", str(home)]) == 1
    assert not (home / RECORD).exists()

    read_reflection(course, "ada", "I saw it, too.")
    second = feedback(course)
    assert second["credit"] == {"state": "credited", "words": "credited", "minutes": 1, "reason": ""}
    bring(home, second)
    assert (progress(home).provisional, progress(home).credited) == (0, 1)
    assert results_payload(home)["modules"][0]["comments"] == ["I saw it, too."]
    assert waiting_payload(home)["theirs"] == []
    assert main(["my-record", "--home", str(home)]) == 0
    assert (home / RECORD).read_bytes() == b64decode(second["record_pdf"]), "it is not what the cohort signed"
    genuine = verify(home / RECORD, known_in(Path(course.root) / FOLDER / CERTIFICATE_FILE))
    assert genuine.verdict is Verdict.TRUE and genuine.record is not None
    assert genuine.record["learner"] == "Ada Łovelace"
    assert genuine.record["instructors"] == ["Ada Example", "Bo Example"]
    assert record_payload(home)["words"].endswith(f"Its number is {genuine.record['number']}.")
    assert not any("old form" in note for note in record_payload(home)["notes"])

    # Free to fetch again: nothing has changed, so it is the very same record, and the very same file.
    again = feedback(course)
    assert (again["record"], again["record_pdf"]) == (second["record"], second["record_pdf"])
    deliver(course, "ada", WRONG, day=1)
    grade_cohort(course, MODULE, force=True)
    third = feedback(course)
    assert third["credit"]["state"] == "credited" and third["record"] == second["record"]


def test_the_records_number_counts_up_when_what_it_says_changes(course: CourseDirectory, tmp_path: Path) -> None:
    deliver(course, "ada", DONE)
    read_reflection(course, "ada")
    before = feedback(course)["record"]["record"]
    config = Path(course.root, "cohort.yml")
    config.write_text(COHORT.replace("Bo Example", "Cy Example"), encoding="utf-8")
    after = feedback(course)["record"]["record"]
    assert before["number"].endswith("-1") and after["number"] == before["number"][:-1] + "2"
    assert after["instructors"] == ["Ada Example", "Cy Example"]
    pdf, badge = tmp_path / "ada.pdf", tmp_path / "ada.jwt"
    assert main(["record", "ada", "--cohort", course.root, "--pdf", str(pdf), "--badge", str(badge)]) == 0
    assert pdf.read_bytes() == b64decode(feedback(course)["record_pdf"])
    assert verify(pdf).record == after
    assert main(["verify", str(pdf), "--cohort", course.root]) == 0
    assert badge.read_text().count(".") == 2


def test_three_instructors_at_once_sign_one_record(course: CourseDirectory) -> None:
    deliver(course, "ada", DONE)
    read_reflection(course, "ada")
    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(lambda _: feedback(course), range(3)))
    assert len({one["record"]["record"]["number"] for one in told}) == 1
    assert len({one["record_pdf"] for one in told}) == 1
    with Gradebook(course.db_url) as gradebook, Session(gradebook.engine) as session:
        assert session.scalars(select(Issued.number)).all() == [told[0]["record"]["record"]["number"]]
        assert len(session.scalars(select(Credit)).all()) == 1


def test_record_says_why_there_is_none(course: CourseDirectory, tmp_path: Path, capsys: Any) -> None:
    pdf = str(tmp_path / "ada.pdf")
    assert main(["record", "ada", "--cohort", course.root, "--pdf", pdf]) == 1
    assert "No module is credited to ada yet" in capsys.readouterr().err
    Path(course.root, "cohort.yml").unlink()
    assert main(["record", "ada", "--cohort", course.root, "--pdf", pdf]) == 2
    assert "cohort.yml is not there. Write it" in capsys.readouterr().err
    assert main(["record", "ada", "--cohort", course.root]) == 2
    assert not Path(pdf).exists()


def test_without_a_cohorts_file_credit_is_told_and_nothing_signed(course: CourseDirectory) -> None:
    Path(course.root, "cohort.yml").unlink()
    deliver(course, "ada", DONE)
    read_reflection(course, "ada")
    told = feedback(course)
    assert told["credit"]["state"] == "credited" and "record" not in told
    assert not Path(course.root, FOLDER).exists()


def test_the_cohorts_pass_mark_is_that_of_feedback_and_of_credit(course: CourseDirectory) -> None:
    Path(course.root, "cohort.yml").write_text(COHORT + "pass_mark: 0.5\n", encoding="utf-8")
    deliver(course, "ada", DONE | {"amount": 1, "zebra-first": "a"})  # 4 of 6 points
    told = feedback(course)
    assert (told["pass_mark"], told["passed"], told["credit"]["state"]) == (0.5, True, "provisional")


def test_why_a_reflection_was_sent_back_is_told_to_its_writer(course: CourseDirectory, home: Path) -> None:
    deliver(course, "ada", DONE)
    with Gradebook(course.db_url) as gradebook, Session(gradebook.engine) as session:
        send_back(session, "ada", MODULE, reason="It names <b>the family</b>.", by="Bo Example")
    bring(home, feedback(course))
    (mine,) = waiting_payload(home)["mine"]
    assert "“It names <b>the family</b>.”" in mine["words"]
    assert progress(home).provisional == 0


def before_pdfs_were_signed(course: CourseDirectory) -> None:
    """Take from the gradebook what it did not have then."""
    with Gradebook(course.db_url) as gradebook:
        forget_version(gradebook.engine, IssuedPdf.__tablename__)
    for name in (CERTIFICATE_FILE, PDF_KEY_FILE):
        Path(course.root, FOLDER, name).unlink()


def test_an_older_gradebooks_record_gets_its_pdf(course: CourseDirectory, tmp_path: Path) -> None:
    deliver(course, "ada", DONE)
    read_reflection(course, "ada")
    before = feedback(course)["record"]
    before_pdfs_were_signed(course)
    pdf = tmp_path / "ada.pdf"
    assert main(["record", "ada", "--cohort", course.root, "--pdf", str(pdf)]) == 0
    assert main(["verify", str(pdf), "--cohort", course.root]) == 0
    assert verify(pdf).record == before["record"], "it became another record"
    again = feedback(course)
    assert again["record"] == before and b64decode(again["record_pdf"]) == pdf.read_bytes()


def test_with_a_new_key_the_pdf_is_signed_anew(course: CourseDirectory, tmp_path: Path) -> None:
    deliver(course, "ada", DONE)
    read_reflection(course, "ada")
    feedback(course)
    Path(course.root, FOLDER, PDF_KEY_FILE).unlink()
    pdf = tmp_path / "ada.pdf"
    assert main(["record", "ada", "--cohort", course.root, "--pdf", str(pdf)]) == 0
    assert main(["verify", str(pdf), "--cohort", course.root]) == 0


@pytest.mark.parametrize("why", ["no font", "too large"])
def test_feedback_does_not_fail_where_the_pdf_cannot_be_made(
    why: str,
    course: CourseDirectory,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Any,
    caplog: Any,
) -> None:
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_student("ada", first_name="明", last_name="Łovelace")
    if why == "no font":
        monkeypatch.setattr(page, "_font_with", lambda letters: None)
    else:
        monkeypatch.setattr(issuing, "LONGEST", 10_000)
        monkeypatch.setattr(page, "_letters", lambda record: set())
    deliver(course, "ada", DONE)
    read_reflection(course, "ada")
    told = feedback(course)
    assert told["record"]["record"]["learner"] == "明 Łovelace" and "record_pdf" not in told
    warned = "without a signed PDF" in caplog.text
    assert warned and (
        "No font on this machine has these letters: 明" in caplog.text or "bytes as a PDF" in caplog.text
    )
    badge = tmp_path / "ada.jwt"
    assert (
        main(["record", "ada", "--cohort", course.root, "--pdf", str(tmp_path / "a.pdf"), "--badge", str(badge)]) == 1
    )
    assert badge.exists() and not (tmp_path / "a.pdf").exists()
    assert ("these letters: 明" if why == "no font" else "bytes as a PDF, more than") in capsys.readouterr().err


def test_a_record_that_came_back_before_pdfs_were_signed_is_laid_out_as_one_of_the_old_form(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load_returned = returned_path(home, "03-attachment")
    load_returned.parent.mkdir(parents=True)
    shutil.copy(GOLDEN / "old-form.handed-in.json", load_returned)
    assert progress(home).record == "K7QM-2X9D-1"
    assert "old form" in record_payload(home)["notes"][-1]
    assert main(["my-record", "--home", str(home), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["minutes"]) == (RECORD, 360) and "comes with your next results" in told["note"]
    found = verify(home / RECORD, known_in(GOLDEN / "old-form.public-key.json"))
    assert found.verdict is Verdict.OLD_FORM and found.record is not None and found.record["number"] == "K7QM-2X9D-1"


def test_an_altered_record_of_the_old_form_is_not_laid_out(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = json.loads((GOLDEN / "old-form.handed-in.json").read_text())["results"]
    results["record"]["record"]["minutes"] = 600
    bring(home, results)
    assert main(["my-record", "--home", str(home), "--json"]) == 1
    assert "not a true record" in json.loads(capsys.readouterr().out)["failed"]
    assert not (home / RECORD).exists()
    results["record"]["record"] = {"modules": "none"}
    bring(home, results)
    assert returned_record(home) is None
    assert progress(home).credited == 40  # told beside the record


@pytest.mark.parametrize("pdf", [7, "", "!", "aGVsbG8=", "JVBERi0=\n", "JVBERi0x" * 40_000])
def test_what_is_no_pdf_of_a_bounded_size_is_not_read(course: CourseDirectory, home: Path, pdf: Any) -> None:
    deliver(course, "ada", DONE)
    read_reflection(course, "ada")
    results = feedback(course)
    assert checked(results) is not None and checked(results | {"record_pdf": None}) is not None
    assert checked(results | {"record_pdf": pdf}) is None


def test_the_newest_record_is_saved_with_the_pdf_that_came_with_it(home: Path) -> None:
    results = json.loads((GOLDEN / "old-form.handed-in.json").read_text())["results"]
    newer = json.loads(json.dumps(results))
    newer["record"]["record"] |= {"number": "K7QM-2X9D-2", "issued": "2025-12-01T00:00:00Z"}
    newer["record_pdf"] = b64encode(b"%PDF-newer").decode()
    for module, told in (
        ("01-foundations", results | {"record_pdf": b64encode(b"%PDF-older").decode()}),
        ("02-development", newer),
        ("03-attachment", {name: value for name, value in newer.items() if name != "record_pdf"}),
    ):
        save_returned(home, module, ReturnedResults("2026-11-02T20:15:00+00:00", ("Handed in.",), told))
    assert returned_pdf(home) == b"%PDF-newer"


def test_saving_a_record_that_came_back_loads_nothing_that_signs_or_lays_out(
    course: CourseDirectory, home: Path
) -> None:
    deliver(course, "ada", DONE)
    read_reflection(course, "ada")
    bring(home, feedback(course))
    code = (
        "import sys\n"
        "from babyinmind.cli import main\n"
        f"assert main(['my-record', '--home', {str(home)!r}, '--json']) == 0\n"
        "heavy = {'pyhanko', 'asn1crypto', 'aiohttp', 'fpdf', 'cryptography', 'jwt', 'sqlalchemy', 'babyinmind.records'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1:] == [""]


def test_hours_are_pictures_with_words_and_areas_carry_none(course: CourseDirectory, home: Path) -> None:
    deliver(course, "ada", DONE)
    read_reflection(course, "ada")
    bring(home, feedback(course))
    told = hours_payload(home)
    assert (told["total"], told["of"], told["credited"], told["planned"]) == ("1 min", " of 6 h credited", 1, 360)
    (small,) = [one for one in told["modules"] if one["id"] == MODULE]
    assert (small["credited"], small["words"], small["areas"]) == (1, "Credited: 1 minute.", "Areas: Thinking")
    touched = [area["words"] for area in told["areas"] if area["touched"]]
    assert touched == ["Thinking: 1 module"]
    assert "pass mark of 80 %" in told["rule"]


def test_measured_minutes_of_the_page_count_each_moment_once(tmp_path: Path) -> None:
    home = tmp_path / "course"
    place(released_modules(), home, pages=course_pages())
    start = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    for module, (begin, end) in {"03-attachment": (0, 20), "05-ghosts": (10, 30)}.items():
        sitting = {
            key: f"{start + timedelta(minutes=at):%Y-%m-%dT%H:%M:%SZ}" for key, at in (("start", begin), ("last", end))
        }
        (home / module / f"{module}.responses.json").write_text(
            json.dumps({"format": "babyinmind-responses", "version": 1, "module": module, "store": "0" * 32, "seed": 1,
                        "answers": {}, "sittings": [sitting]})
        )  # fmt: skip
    now = progress(home)
    assert now.measured == 30
    assert {one.status.id: one.measured for one in now.modules if one.measured} == {
        "03-attachment": 20,
        "05-ghosts": 20,
    }
    assert now.credited == 0


def test_the_laid_out_record_is_listed_and_deleted_with_everything_else(home: Path) -> None:
    (home / RECORD).write_bytes(b"%PDF")
    found = stored_in(home)
    assert [one.path for one in found if one.kind == "record"] == [home / RECORD]
    assert "my-data delete" in stored_payload(home)["command"]
    delete(found)
    assert not (home / RECORD).exists()


def test_the_button_says_what_came_of_it() -> None:
    def fails() -> dict[str, Any]:
        raise LayOutFailed("Not yet.")

    widget = ProgressWidget("record", "Words.", told=dict, lay_out=fails)
    widget.on_lay_out({"draft": "d1"})
    assert widget.laid_out == {"failed": "Not yet.", "draft": "d1"}
    widget = ProgressWidget("record", "Words.", told=dict, lay_out=lambda: {"file": RECORD, "words": "Open"})
    widget.on_lay_out({"draft": "d2"})
    assert widget.laid_out == {"file": RECORD, "words": "Open", "draft": "d2"}
    Widget.close_all()


def test_the_page_holds_prose_and_our_cells_alone(project: Path) -> None:
    notebook = json.loads((project / "notebooks" / "my-progress.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        assert cell["metadata"]["editable"] is False and cell["metadata"]["deletable"] is False
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert source == "%load_ext babyinmind" or source.startswith("%%progress_")


def test_the_pages_kernel_stays_light(home: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from babyinmind.magics import progress as page\n"
        "home = Path.cwd()\n"
        "for told in (page.hours_payload, page.waiting_payload, page.results_payload, page.record_payload, page.stored_payload): told(home)\n"
        "heavy = {'matplotlib', 'numpy', 'nbgrader', 'pydantic', 'sqlalchemy', 'fpdf', 'pyhanko', 'jwt', 'cryptography', 'babyinmind.records'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=home, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_solo_log_comes_from_the_solo_gradebook(stored: Path, tmp_path: Path) -> None:
    from babyinmind.records.solo import NAME, solo_log

    root = tmp_path / "solo"
    shutil.copytree(stored, root)
    assert solo_log(root) is None
    course = CourseDirectory(root=str(root))
    deliver(course, "me", DONE)
    log = solo_log(root)
    assert log is not None
    assert (log["minutes"], log["learner"], log["sponsor"], log["instructors"]) == (1, NAME, "", [])
    assert "an instructor" not in log["assessed"]
