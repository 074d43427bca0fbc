"""What whoever carries the project on relies on: the docs site, links, workflows, the citation, hooks, and that the tests' tiers hold."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

ROOT_PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
BUILD = [sys.executable, "-m", "mkdocs", "build", "--strict"]


def built(project: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build the docs as `make docs` does."""
    return subprocess.run(
        [*BUILD, "--site-dir", str(site)],
        cwd=project,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


class Loaded(HTMLParser):
    """The addresses that a page loads by itself: scripts, styles, pictures, frames."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img", "iframe", "source"):
            self.addresses.append(given.get("src") or "")
        elif tag == "link":
            self.addresses.append(given.get("href") or "")


def test_the_docs_build_strictly_and_load_nothing_from_elsewhere(project: Path, tmp_path: Path) -> None:
    done = built(project, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    for way in ("index", "learn", "teach", "host", "write", "develop"):
        assert (tmp_path / f"{way}.html").is_file()
    for page in tmp_path.rglob("*.html"):
        loaded = Loaded()
        loaded.feed(page.read_text("utf-8"))
        elsewhere = [address for address in loaded.addresses if re.match(r"(https?:)?//", address)]
        assert elsewhere == [], f"{page.name} would fetch them from elsewhere"


@pytest.mark.parametrize("wrong", ["[a page](not-there.md)", "[a heading](learn.md#not-there)"])
def test_a_link_that_leads_nowhere_stops_the_docs(project: Path, tmp_path: Path, wrong: str) -> None:
    shutil.copy(project / "mkdocs.yml", tmp_path)
    shutil.copytree(project / "docs", tmp_path / "docs")
    with (tmp_path / "docs" / "index.md").open("a", encoding="utf-8") as page:
        page.write(f"\n{wrong}\n")
    done = built(tmp_path, tmp_path / "site")
    assert done.returncode != 0
    assert "not-there" in done.stdout + done.stderr


@pytest.mark.parametrize("name", ROOT_PAGES)
def test_links_of_the_root_pages_lead_to_files(project: Path, name: str) -> None:
    text = (project / name).read_text("utf-8")
    targets = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [target for target in targets if target and not (project / target).exists()] == []


def test_the_readme_fits_one_screen_and_a_half(project: Path) -> None:
    assert len((project / "README.md").read_text("utf-8").splitlines()) <= 90


def test_every_target_of_make_that_the_texts_name_is_there(project: Path) -> None:
    makefile = (project / "Makefile").read_text("utf-8")
    for name in ROOT_PAGES:
        text = (project / name).read_text("utf-8")
        targets = re.findall(r"(?:^    |`(?:sudo )?)make ([a-z][a-z-]*)", text, re.MULTILINE)
        assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == [], name


@pytest.mark.parametrize(
    ("schema", "files"),
    [("github-workflows", ".github/workflows/*.yml"), ("citation-file-format", "CITATION.cff")],
)
def test_it_follows_its_schema(project: Path, schema: str, files: str) -> None:
    found = sorted(str(path) for path in project.glob(files))
    assert found
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *found]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_workflows_use_versions_and_every_python_that_was_run(project: Path) -> None:
    for path in (project / ".github" / "workflows").glob("*.yml"):
        for used in re.findall(r"uses: (.+)", path.read_text("utf-8")):
            assert re.fullmatch(r"[\w.-]+/[\w.-]+@v\d+(\.\d+)*", used), f"{path.name}: {used}"
    quick = yaml.safe_load((project / ".github" / "workflows" / "quick.yml").read_text("utf-8"))
    matrix = quick["jobs"]["test"]["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in matrix["system"]} == {"ubuntu", "macos", "windows"}
    assert matrix["python"] == ["3.11", "3.12", "3.13"]


def test_the_citation_has_the_version_of_the_package(project: Path) -> None:
    cited = yaml.safe_load((project / "CITATION.cff").read_text("utf-8"))
    described = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]
    package = (project / "src" / "babyinmind" / "__init__.py").read_text("utf-8")
    named = re.search(r'^__version__ = "(.+)"$', package, re.MULTILINE)
    assert cited["version"] == described.get("version", named and named[1])
    assert f"## {cited['version']} – {cited['date-released']}" in (project / "CHANGELOG.md").read_text("utf-8")


def test_hooks_are_local_and_name_no_address(project: Path) -> None:
    text = (project / ".pre-commit-config.yaml").read_text("utf-8")
    assert "://" not in text
    repos = yaml.safe_load(text)["repos"]
    assert {repo["repo"] for repo in repos} == {"local"}
    hooks = [hook for repo in repos for hook in repo["hooks"]]
    assert {hook["id"] for hook in hooks} == {"ruff", "ruff-format", "mypy", "modules", "docs"}
    for hook in hooks:
        python, option, module = hook["entry"].split()[:3]
        assert (python, option, hook["language"]) == (".venv/bin/python", "-m", "system")
        assert subprocess.run([sys.executable, "-c", f"import {module}"], check=False).returncode == 0


def test_each_tier_is_its_folder_and_the_unit_tests_need_no_browser(project: Path) -> None:
    files = ["tests/unit/test_setup.py", "tests/browser/test_two_windows.py"]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-m", "browser or slow", *files], cwd=project, capture_output=True, text=True, check=False
    )
    chosen = {line.partition("[")[0] for line in done.stdout.splitlines() if "::" in line}
    assert "tests/unit/test_setup.py::test_the_code_is_clean" in chosen, "mypy is slow"
    assert "tests/unit/test_setup.py::test_every_pin_is_one_exact_version" not in chosen
    assert any(name.startswith("tests/browser/") for name in chosen), done.stdout + done.stderr
    needs = re.compile(r"\bchromium\s*[:,)]")
    assert [
        path.name for path in (project / "tests" / "unit").glob("*.py") if needs.search(path.read_text("utf-8"))
    ] == []
