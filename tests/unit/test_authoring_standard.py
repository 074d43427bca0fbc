"""Faults keep a module from its release, advice does not, and `course.yml` says which advice is law."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from babyinmind.authoring import ReleaseFailed, check_module, faults_of, release
from babyinmind.authoring.rules import ADVICE, RULES
from babyinmind.cli import main
from support.authors import CELLS, CHOICE, HEADER, SMALL, changed, swapped, write_module
from support.own_course import own_course, put_released

OFF = (HEADER, changed(HEADER, "minutes: 17", "minutes: 30"))
WRONG = (CHOICE, changed(CHOICE, "answer: b", "answer: c"))


def test_the_guide_lists_every_rule_with_what_it_is(project: Path) -> None:
    guide = (project / "docs" / "authors.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([a-z-]+)` \| (fault|advice) \|", guide, flags=re.MULTILINE))
    assert told == {rule.name: "advice" if rule.is_advice else "fault" for rule in RULES}


def test_rules_have_names_of_their_own_and_say_what_they_ask(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.name for rule in RULES]
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.summary for rule in RULES)
    assert any(
        re.fullmatch(r"minutes +advice +The header's minutes lie within 10 % of the count\.", one) for one in lines
    )


def test_advice_is_told_and_lets_a_module_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_module(tmp_path, *swapped(OFF))
    assert main(["check", "--course-dir", str(tmp_path)]) == 0
    first, passes, last = capsys.readouterr().out.splitlines()
    assert first.startswith(f"advice: {path}: cell 2 (98-small), line 4: The header says 30 minutes")
    assert first.endswith("[minutes]")
    assert passes == f"{path}: no fault."
    assert last == "1 piece of advice."


def test_faults_and_advice_are_counted_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_module(tmp_path, *swapped(OFF, WRONG))
    assert main(["check", "--course-dir", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert said.endswith("1 fault to mend, 1 piece of advice.\n")
    assert "no fault" not in said


@pytest.mark.parametrize("standard", ["all", "[minutes]", "[key-place, minutes]"])
def test_what_the_course_takes_as_law_is_a_fault(
    standard: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_course(tmp_path, SMALL, standard=standard)
    put_released(tmp_path, SMALL)
    path = write_module(tmp_path, *swapped(OFF))
    assert main(["check", "--course-dir", str(tmp_path)]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith(f"fault: {path}: cell 2 (98-small), line 4: ")
    assert last == "1 fault to mend."
    with pytest.raises(ReleaseFailed, match="The header says 30 minutes"):
        release(tmp_path, SMALL)


def test_other_advice_and_a_module_that_is_excepted_stay_advice(tmp_path: Path) -> None:
    path = write_module(own_course(tmp_path, SMALL, standard="[key-place]"), *swapped(OFF))
    assert [one.rule for one in check_module(path)] == ["minutes"]
    assert faults_of(path) == []
    own_course(tmp_path, SMALL, standard="all")
    assert [one.rule for one in faults_of(path)] == ["minutes"]
    with (tmp_path / "course.yml").open("a") as file:
        file.write(f"advice_only: [{SMALL}]\n")
    assert faults_of(path) == []


@pytest.mark.parametrize(
    ("standard", "said"),
    [
        ("[minuets]", "'minuets' is no advice. There are: culture-objective, "),
        ("[minutes, metadata]", "'metadata' is law in every course. Take it out."),
        ("most", "`standard:` needs a list"),
    ],
)
def test_a_standard_that_cannot_be_used_is_named_by_its_line(
    standard: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_module(own_course(tmp_path, SMALL, standard=standard), *CELLS)
    assert main(["check", "--course-dir", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"{tmp_path / 'course.yml'}, line 5: {said}")
    assert said in str(faults_of(path)[0]), "nor is anything released by it"


def test_every_advice_can_be_law(tmp_path: Path) -> None:
    path = write_module(own_course(tmp_path, SMALL, standard=f"[{', '.join(ADVICE)}]"), *CELLS)
    assert check_module(path) == []


# Whether learners see it


@pytest.mark.slow
def test_a_module_that_is_not_listed_is_advised_on_and_released_only_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_module(own_course(tmp_path, standard="all"), *CELLS)
    assert main(["check", "--course-dir", str(tmp_path)]) == 0
    assert "98-small does not stand in course.yml: learners do not see it" in capsys.readouterr().out
    assert main(["release", "--course-dir", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("98-small: left out, for it does not stand in course.yml.")
    assert not (tmp_path / "release" / SMALL).exists()
    assert main(["release", SMALL, "--course-dir", str(tmp_path)]) == 0
    assert "98-small does not stand in course.yml, so learners do not see it yet." in capsys.readouterr().out
    assert (tmp_path / "release" / SMALL / f"{SMALL}.ipynb").is_file()


def test_a_listed_module_that_is_not_released_or_not_written_is_advised_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_module(own_course(tmp_path, "97-later", SMALL), *CELLS)
    assert main(["check", "--course-dir", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "Run `babyinmind release 98-small`. [listing]" in said
    assert (
        "course.yml, line 4: 97-later is listed here, and there is no such module. Begin it with `babyinmind new-module"
        in said
    )
    put_released(tmp_path, SMALL, "97-later")
    assert main(["check", "--course-dir", str(tmp_path)]) == 0
    assert "listing" not in capsys.readouterr().out, "a course may hold releases without their sources"


def test_modules_are_checked_in_the_courses_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_course(tmp_path, "98-small", "12-b")
    for name in ("12-b", "98-small"):
        write_module(tmp_path, *(cell.replace("id: 98-small", f"id: {name}") for cell in CELLS), name=name)
    put_released(tmp_path, "12-b", "98-small")
    assert main(["check", "--course-dir", str(tmp_path)]) == 0
    assert [line.split("/")[-1] for line in capsys.readouterr().out.splitlines()] == [
        "98-small.ipynb: no fault.",
        "12-b.ipynb: no fault.",
    ]
