"""`docs/coverage.md`: what the sources ask for, and which questions answer it."""

import pytest

from babyinmind.authoring import check_module, module_paths, read_module
from babyinmind.authoring.coverage import PAGE, groups, page, row_ids
from babyinmind.cli import main
from support.authors import CELLS, CHOICE, HEADER, VIGNETTE, changed, swapped, write_module

AREAS = "    areas: [Thinking]\n"


def header(covers):
    return changed(HEADER, AREAS, f"{AREAS}    covers: {covers}\n")


def written(tmp_path, *pairs):
    """The page's lines for a course of the small module alone."""
    write_module(tmp_path, *swapped(*pairs))
    return page([read_module(path) for path in module_paths(tmp_path / "source")]).splitlines()


def test_every_row_that_the_sources_ask_for_is_in_the_table():
    assert [(group.source[:3], len(group.rows)) for group in groups()] == [
        ("004", 10),
        ("004", 6),
        ("000", 5),
        ("003", 9),
        ("003", 3),
    ]
    assert len(set(row_ids())) == 33


def test_a_row_leads_to_module_objective_and_questions(tmp_path):
    lines = written(tmp_path, (HEADER, header("[topic-attachment, context-opioids]")))
    graded = "`one-best`, `several-right`, `pairs`, `steps`, `read-off`"
    for row in ("Attachment, as a theoretical foundation", "Opioids", "Thinking"):
        assert f"| {row} | `98-small` | `base` | {graded} |" in lines
    assert "| Immigration | *not yet covered* |  |  |" in lines
    # of 51 rows: the two, and the area of competency
    assert "Modules in `source/`: `98-small`. Covered: 3 of 51 rows." in lines
    missing = lines[lines.index("## Not yet covered") : lines.index("## Topics of the eleven-session training (004)")]
    assert "- Three present contexts (003): Immigration" in missing
    assert not any(line.endswith(": Opioids") for line in missing)
    assert sum(line.startswith("- ") for line in missing) == 48


def test_what_is_named_and_never_asked_is_not_covered(tmp_path):
    more = "  haven:\n    text: Recognise a haven.\n    areas: [Reflection]\n    covers: [context-opioids]\n"
    lines = written(tmp_path, (HEADER, HEADER + more))
    assert "| Opioids | *not yet covered* |  |  |" in lines
    assert "| Reflection | *not yet covered* |  |  |" in lines


def test_a_role_is_spoken_to_where_a_vignette_has_its_version(tmp_path):
    told = changed(
        VIGNETTE,
        "    text: The day is over.\n",
        "    text:\n      default: The day is over.\n      court: The hearing is over.\n",
    )
    lines = written(tmp_path, (VIGNETTE, told))
    assert "| Judicial | `98-small` | vignettes as “Court”: `a-case` | all 5, as every role |" in lines
    assert "| Librarian | *not yet covered* |  |  |" in lines


COVERS = {
    "unknown": ("[topic-atachment]", 11, "'topic-atachment' is no row of what the sources ask for (authoring/coverage/rows.yml). Did you mean 'topic-attachment'?"),
    "unlike any": ("[xyz]", 11, "They are: topic-attachment, "),
    "twice": ("[context-opioids, context-opioids]", 11, "'context-opioids' stands twice under `covers:`. Name it once."),
    "no list": ("context-opioids", 11, "A list is expected"),
}  # fmt: skip


@pytest.mark.parametrize("slip", COVERS)
def test_a_slip_in_covers_is_named(slip, tmp_path):
    covers, line, said = COVERS[slip]
    found = check_module(write_module(tmp_path, *swapped((HEADER, header(covers)))))
    assert [(one.cell, one.line) for one in found] == [(2, line)]
    assert said in found[0].message


def test_the_command_writes_the_page_and_checks_it(tmp_path, capsys):
    write_module(tmp_path, *CELLS)
    assert main(["coverage", "--check", "--course-dir", str(tmp_path)]) == 1
    assert "Run `babyinmind coverage`" in capsys.readouterr().out
    assert not (tmp_path / PAGE).exists()
    assert main(["coverage", "--course-dir", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path / PAGE}: written.\n"
    assert main(["coverage", "--check", "--course-dir", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path / PAGE}: up to date.\n"
    write_module(tmp_path, *swapped((CHOICE, changed(CHOICE, "id: one-best", "id: other-best"))))
    assert main(["coverage", "--check", "--course-dir", str(tmp_path)]) == 1
    assert "+| Thinking | `98-small` | `base` | `other-best`" in capsys.readouterr().out


def test_a_course_without_a_module_is_no_success(tmp_path, capsys):
    assert main(["coverage", "--course-dir", str(tmp_path)]) == 2
    assert "there is no module here" in capsys.readouterr().err


def test_the_projects_page_is_up_to_date(project, capsys):
    assert main(["coverage", "--check", "--course-dir", str(project)]) == 0, capsys.readouterr().out
