"""`babyinmind new-module`: a module that is whole at once, and stands in the course's list."""

from __future__ import annotations

from pathlib import Path

import pytest

from babyinmind.authoring import check_module, read_module
from babyinmind.cli import main
from babyinmind.course_settings import read_course
from support.own_course import own_course

OURS = "12-local"


def begin(root: Path, module: str = OURS, title: str = "Help close to home", *more: str) -> int:
    return main(["new-module", module, title, "--course-dir", str(root), *more])


def source(root: Path, module: str = OURS) -> Path:
    return root / "source" / module / f"{module}.ipynb"


@pytest.mark.parametrize("standard", ["[]", "all", "[minutes]"])
def test_it_has_no_fault_whatever_the_course_takes_as_law(
    standard: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_course(tmp_path, standard=standard)
    assert begin(tmp_path) == 0
    assert f"{source(tmp_path)}: written, and listed in {tmp_path / 'course.yml'}." in capsys.readouterr().out
    assert main(["check", OURS, "--course-dir", str(tmp_path)]) == 0
    assert f"{source(tmp_path)}: no fault." in capsys.readouterr().out


def test_its_advice_is_what_fifteen_minutes_may_do_without(tmp_path: Path) -> None:
    begin(own_course(tmp_path))
    assert {one.rule for one in check_module(source(tmp_path))} == {
        "minutes",
        "several-kinds",
        "asked-objectives",
        "vignettes",
    }


TITLES = ['Help: "close" to home', "Nähe & 'Halt' # 1", "  two \n words  ", "{braces} %s \\ back", "قريب من البيت"]


@pytest.mark.parametrize("title", TITLES)
def test_its_header_says_title_and_minutes_as_they_were_given(title: str, tmp_path: Path) -> None:
    begin(own_course(tmp_path), OURS, title, "--minutes", "9")
    header = read_module(source(tmp_path)).header
    assert header is not None
    assert (header.id, header.title, header.minutes) == (OURS, " ".join(title.split()), 9)
    assert [one for one in check_module(source(tmp_path)) if not one.is_advice] == []


def test_two_modules_begun_alike_are_alike(tmp_path: Path) -> None:
    for name in ("a", "b"):
        begin(own_course(tmp_path / name))
    assert source(tmp_path / "a").read_bytes() == source(tmp_path / "b").read_bytes()


LISTS = {
    "lines": ("title: Ours\nmodules:\n  - 03-a  # first\n\n# then\nstandard: all\n", "  - 03-a  # first\n  - 12-local\n"),
    "lines at the end, without a line's end": ("title: Ours\nmodules:\n- 03-a", "- 03-a\n- 12-local\n"),
    "in one line": ("title: Ours\nmodules: [03-a, '05-b'] # all\n", "modules: [03-a, '05-b', 12-local] # all\n"),
    "over lines": ("title: Ours\nmodules: [\n  03-a,\n  05-b\n]\nstandard: []\n", "  05-b\n, 12-local]\n"),
    "empty": ("title: Ours\nmodules: []\n", "modules: [12-local]\n"),
    "Windows": ("title: Ours\r\nmodules:\r\n  - 03-a\r\nstandard: []\r\n", "  - 03-a\r\n  - 12-local\r\nstandard"),
    "listed before it is begun": ("title: Ours\nmodules: [12-local, 13-b]\n", "modules: [12-local, 13-b]\n"),
    "excepted already": (
        "title: Ours\nmodules:\n- 03-a\nadvice_only:\n- 03-a\nstandard: all\n", "advice_only:\n- 03-a\n- 12-local\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("written", LISTS)
def test_it_is_added_to_the_list_and_all_else_stays(written: str, tmp_path: Path) -> None:
    text, wanted = LISTS[written]
    (tmp_path / "source").mkdir()
    place = tmp_path / "course.yml"
    place.write_bytes(text.encode())
    place.chmod(0o644)
    before = read_course(tmp_path)
    assert begin(tmp_path) == 0
    after = place.read_bytes().decode()
    assert wanted in after
    left = [line.strip(" []\r") for line in after.replace(", 12-local", "").replace("12-local", "").split("\n")]
    assert {line.strip(" []\r").replace("12-local", "") for line in text.split("\n")} <= set(left)
    course = read_course(tmp_path)
    assert before is not None and course is not None
    assert course.modules == tuple(dict.fromkeys([*before.modules, OURS]))
    assert course.advice_only == ((*before.advice_only, OURS) if course.standard else ())
    assert place.stat().st_mode & 0o777 == 0o644
    assert sorted(path.name for path in tmp_path.iterdir()) == ["course.yml", "source"]


def test_a_course_without_a_list_is_given_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "source").mkdir()
    assert begin(tmp_path) == 0
    assert f"{source(tmp_path)}: written.\n" in capsys.readouterr().out
    assert not (tmp_path / "course.yml").exists()


REFUSED = {
    "no number": (("local",), "'local' is no id for a module. Write two digits and words"),
    "a number alone": (("12",), "'12' is no id"),
    "capitals": (("12-Local",), "'12-Local' is no id"),
    "another folder": (("12-a/../../x",), "is no id"),
    "an end of line": (("12-local\n",), "is no id"),
    "there already": (("03-attachment",), "source/03-attachment is there already. Choose another id"),
    "released already": (("05-ghosts",), "release/05-ghosts is there already"),
    "no title": ((OURS, "  "), "The title needs words"),
    "a title with a sign for nothing": ((OURS, "Help\x00"), "The title needs words"),
    "no minutes": ((OURS, "Help", "--minutes", "0"), "--minutes 0: minutes must be above 0"),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_a_wrong_call_is_refused_with_the_mend_and_changes_nothing(
    wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call, said = REFUSED[wrong]
    own_course(tmp_path)
    (tmp_path / "source" / "03-attachment").mkdir()
    (tmp_path / "release" / "05-ghosts").mkdir()
    before = {path: path.read_bytes() if path.is_file() else b"" for path in tmp_path.rglob("*")}
    assert begin(tmp_path, *call) == 2
    assert said in capsys.readouterr().err
    assert {path: path.read_bytes() if path.is_file() else b"" for path in tmp_path.rglob("*")} == before


def test_a_folder_without_source_is_refused_with_the_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert begin(tmp_path) == 2
    assert f"{tmp_path / 'source'} is not there" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_faulty_list_is_named_before_anything_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_course(tmp_path)
    (tmp_path / "course.yml").write_text("title: Ours\nmodules: none\n")
    assert begin(tmp_path) == 2
    assert f"{tmp_path / 'course.yml'}, line 2: `modules:` needs a list" in capsys.readouterr().err
    assert not source(tmp_path).parent.exists()
