"""Outer rooms import inner ones, never the other way; and what a learner's kernel loads stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ALLOWED = {
    "errors": set(),
    "files": set(),
    "locks": set(),
    "processes": {"errors"},
    "settings": {"errors", "items"},
    "items": set(),
    "responses": {"errors", "files", "locks"},
    "results": {"files", "responses"},
    "gradebook": {"errors", "files"},
    "figures": set(),
    "widgets": {"items", "responses", "figures"},
    "authoring": {"items", "figures", "processes"},
    "grading": {"errors", "files", "gradebook", "items", "responses", "results", "figures", "authoring", "processes"},
    "course": {
        "errors",
        "files",
        "locks",
        "items",
        "responses",
        "results",
        "figures",
        "authoring",
        "processes",
        "settings",
    },
    "handing_in": {
        "files",
        "locks",
        "items",
        "responses",
        "results",
        "widgets",
        "authoring",
        "grading",
        "gradebook",
        "errors",
        "course",
        "records",
        "processes",
    },
    # An author's preview is examined, so the schema is loaded then, and only then.
    "magics": {
        *(
            "items",
            "responses",
            "results",
            "figures",
            "widgets",
            "course",
            "handing_in",
            "processes",
            "authoring.schema",
        ),
        # The cells of the instructor's page (`magics.cohort`), which no learner's page loads.
        *("errors", "gradebook", "grading", "records", "desk"),
    },
    "records": {
        "errors",
        "files",
        "locks",
        "gradebook",
        "items",
        "responses",
        "results",
        "grading",
        "course",
        "settings",
    },
    "desk": {
        "errors",
        "files",
        "gradebook",
        "items",
        "responses",
        "results",
        "grading",
        "course",
        "records",
        "settings",
    },
    "doctor": {"errors", "responses", "course", "gradebook", "grading", "records", "desk"},
    "hosting": {
        "files",
        "locks",
        "errors",
        "gradebook",
        "items",
        "responses",
        "results",
        "grading",
        "course",
        "records",
        "desk",
        "settings",
        "processes",
    },
}
"""Room -> the rooms that it may import. `cli` is outermost and may import all; nobody imports `cli`."""


def imports(path: Path, package: Path) -> set[str]:
    """What a file imports of the package, as names within it: `items.choice`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                found |= {name.name for name in names}
            case ast.ImportFrom(level=level, module=module, names=names):
                # One dot is the file's own folder, each further dot one folder up.
                above = [] if not level else ["babyinmind", *path.relative_to(package).parts[:-1]]
                start = ".".join([*above[: len(above) - level + 1], *([module] if module else [])])
                found |= {f"{start}.{name.name}" for name in names}
            case ast.Call(
                func=ast.Name(id="import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                found.add(name)
    return {name.removeprefix("babyinmind.") for name in found if name.startswith("babyinmind.")}


def test_no_room_imports_an_outer_one(project):
    package = project / "src" / "babyinmind"
    wrong = []
    for path in sorted(package.rglob("*.py")):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        if room in ("cli", "__init__", "__main__"):
            continue
        assert room in ALLOWED, f"{room} is a new room: say in this test what it may import"
        for name in imports(path, package):
            inner = {room, *ALLOWED[room]}
            if not any(name == one or name.startswith(f"{one}.") for one in inner):
                wrong.append(f"{path.relative_to(package)} imports {name}")
    assert wrong == []


def test_items_and_responses_know_no_jupyter(project):
    package = project / "src" / "babyinmind"
    for room in ("items", "responses"):
        for path in (package / room).glob("*.py"):
            text = path.read_text(encoding="utf-8")
            for name in ("IPython", "ipywidgets", "anywidget", "nbformat", "jupyter", "nbgrader", "pydantic"):
                assert f"import {name}" not in text and f"from {name}" not in text, f"{path.name} imports {name}"


@pytest.mark.parametrize("module", ["babyinmind", "babyinmind.items", "babyinmind.widgets", "babyinmind.magics"])
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
