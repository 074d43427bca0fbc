"""Outer rooms import inner ones, never the other way; and what a learner's kernel loads stays light."""

import subprocess
import sys

import pytest

from support.rooms import PACKAGE, PAGE, imports_by_room, imports_of, rows, written


def test_no_room_imports_one_that_stands_below_it() -> None:
    order = [row.room for row in rows(PAGE.read_text(encoding="utf-8"))]
    imports = imports_by_room()
    assert sorted(order) == sorted(imports), "each room has one line in docs/architecture.md's table"
    assert [
        f"{room} imports {name}"
        for room, names in imports.items()
        for name in names
        if name not in order or order.index(name) > order.index(room)
    ] == []


def test_the_table_lists_what_is_imported_and_nothing_else() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert written(page, imports_by_room()) == page, "make docs-imports writes it"


def test_an_authors_schema_is_all_that_a_cell_loads_of_the_authors_side() -> None:
    """An author's preview is examined, so the schema is loaded then, and only then."""
    names = {
        name for path in (PACKAGE / "magics").glob("*.py") for name in imports_of(path) if name.startswith("authoring")
    }
    assert names == {"authoring.schema.examine"}


def test_questions_items_and_responses_know_no_jupyter(project):
    package = project / "src" / "babyinmind"
    for room in ("questions", "items", "responses"):
        for path in (package / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            for name in ("IPython", "ipywidgets", "anywidget", "nbformat", "jupyter", "nbgrader", "pydantic"):
                assert f"import {name}" not in text and f"from {name}" not in text, f"{path.name} imports {name}"


@pytest.mark.parametrize(
    "module", ["babyinmind", "babyinmind.questions", "babyinmind.items", "babyinmind.widgets", "babyinmind.magics"]
)
def test_what_a_learners_kernel_imports_is_light(module):
    heavy = ("matplotlib", "numpy", "nbgrader", "pydantic", "sqlalchemy", "babyinmind.records", "babyinmind.desk")
    code = f"import sys, {module}; print(*sorted(set({heavy!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_what_signs_lays_out_and_verifies_is_loaded_only_to_do_so():
    """Every grading loads `returning`, every solo log `solo`; pyHanko alone takes as long as both."""
    code = (
        "import sys, babyinmind.records.returning, babyinmind.records.solo, babyinmind.desk.cohort_status\n"
        "print(*sorted({'pyhanko', 'asn1crypto', 'aiohttp', 'fpdf', 'pypdf'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_building_a_released_question_loads_no_schema():
    code = (
        "import sys; from babyinmind.items import build;"
        "build('hand_in', 'id: hand-in');"
        "print(*sorted({'pydantic', 'babyinmind.authoring', 'IPython'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


_SHORT = {
    "__main__.py": "starts cli.main",
    "cli/common_options.py": "what the instructor's commands share",
    "cli/module_options.py": "what the author's commands share",
    "course/solo.py": "a learner's kernel loads it before anything else of the course",
    "errors.py": "the base of all rooms' errors",
    "figures/published.py": "figures share it",
    "grading/errors.py": "nearly every file of the room raises it",
    "hosting/in_a_pod.py": "an earlier name of cluster_admin",
    "hosting/jupyter/nbgrader_config.py": "nbgrader's own file",
    "questions/choice/page.py": "each kind has one",
    "questions/choices/page.py": "each kind has one",
    "records/enrolment.py": "exports and statistics ask for nothing else of the roster",
}
"""Files of fewer than 15 lines, with the reason; `__init__.py` says what a package is."""


def test_no_file_is_too_long_or_too_short_without_a_reason() -> None:
    lines = {
        path.relative_to(PACKAGE).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
        if path.name != "__init__.py"
    }
    assert {name for name, count in lines.items() if count > 400} == set()
    assert {name for name, count in lines.items() if count < 15} <= set(_SHORT)
