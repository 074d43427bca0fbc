"""`babyinmind check` and `babyinmind normalise`, as an author calls them."""

import subprocess
import sys

import pytest

from babyinmind.cli import main
from support.authors import CELLS, CHOICE, NUMBER, changed, swapped, write_module


def test_check_of_a_right_module_says_so_and_exits_0(tmp_path, capsys):
    path = write_module(tmp_path, *CELLS)
    assert main(["check", "--course-dir", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{path}: no fault.\n"


def test_check_prints_every_fault_of_every_module_and_exits_1(tmp_path, capsys):
    slips = [
        (CHOICE, changed(changed(CHOICE, "prompt:", "promt:"), "answer: b", "answer: z")),
        (NUMBER, changed(NUMBER, "tolerance: 1", "tolerance: -1")),
    ]
    first = write_module(tmp_path, *swapped(*slips))
    second = write_module(tmp_path, *CELLS, name="99-other")
    assert main(["check", "--course-dir", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    for place in ("cell 5 (one-best), line 6", "cell 5 (one-best), line 11", "cell 9 (read-off), line 12"):
        assert sum(line.startswith(f"fault: {first}: {place}: ") for line in lines) == 1
    assert any(line.startswith(f"fault: {second}: cell 2 (98-small), line 2: The module's id") for line in lines)
    assert lines[-1] == f"{len(lines) - 1} faults to mend."


def test_check_of_one_module_leaves_the_others_alone(tmp_path, capsys):
    write_module(tmp_path, *CELLS)
    write_module(tmp_path, "%load_ext babyinmind", name="99-other")
    assert main(["check", "98-small", "--course-dir", str(tmp_path)]) == 0
    assert "99-other" not in capsys.readouterr().out


def test_check_of_a_damaged_notebook_exits_1(tmp_path, capsys):
    path = write_module(tmp_path, *CELLS)
    path.write_text("hello")
    assert main(["check", "--course-dir", str(tmp_path)]) == 1
    assert capsys.readouterr().out.count("no notebook that can be read") == 1


@pytest.mark.parametrize("command", ["check", "normalise"])
def test_an_unknown_module_or_an_empty_folder_exits_2(command, tmp_path, capsys):
    assert main([command, "--course-dir", str(tmp_path)]) == 2
    assert "there is no module here" in capsys.readouterr().err
    write_module(tmp_path, *CELLS)
    assert main([command, "04-gone", "--course-dir", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "there is no such module. There are: 98-small." in said.err


def test_an_unknown_command_exits_2(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["chekc"])


def test_normalise_puts_a_module_in_order_for_the_check(tmp_path, capsys):
    path = write_module(tmp_path, *CELLS, normalise=False)
    assert main(["check", "--course-dir", str(tmp_path)]) == 1
    assert "Run `babyinmind normalise 98-small`." in capsys.readouterr().out
    assert main(["normalise", "98-small", "--course-dir", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{path}: written.\n"
    assert main(["check", "--course-dir", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["normalise", "--course-dir", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{path}: already in order.\n"


def test_normalise_leaves_a_damaged_notebook_as_it_is(tmp_path, capsys):
    path = write_module(tmp_path, *CELLS)
    path.write_text("hello")
    assert main(["normalise", "--course-dir", str(tmp_path)]) == 2
    assert "no notebook that can be read" in capsys.readouterr().err
    assert path.read_text() == "hello"


def test_normalise_works_on_a_module_that_still_has_faults(tmp_path):
    path = write_module(tmp_path, *swapped((CHOICE, changed(CHOICE, "answer: b", "answer: [b"))), normalise=False)
    assert main(["normalise", "--course-dir", str(tmp_path)]) == 0
    assert "answer: [b" in path.read_text()


def test_the_course_as_it_stands_has_no_fault(project, capsys):
    assert main(["check", "--course-dir", str(project)]) == 0
    assert "source/03-attachment/03-attachment.ipynb: no fault." in capsys.readouterr().out


def test_the_command_itself_gives_its_exit_status(tmp_path):
    write_module(tmp_path, "%load_ext babyinmind", "%%bash\nls")
    done = subprocess.run(
        [sys.executable, "-m", "babyinmind", "check"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cell 2: '%%bash' is none of the course's cells." in done.stdout
