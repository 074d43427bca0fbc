"""The committed verify.html is what its sources give, is whole in itself, and allows its own script and style alone."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from pathlib import Path

import pytest

from support.node import hash_of, workspace

SOURCES = [
    "hash.mjs",
    "package-lock.json",
    "tsconfig.json",
    "verify/build.mjs",
    "verify/package.json",
    "verify/src",
]
"""What decides on the page, below `js/`."""
BUILD = "build it again: make bundles"


@pytest.fixture(scope="module")
def page(project: Path) -> str:
    return (project / "src/babyinmind/records/verify.html").read_bytes().decode("utf-8")


def between(page: str, start: str, end: str) -> str:
    """What stands between two tags, which stand in the page once."""
    assert page.count(start) == page.count(end) == 1
    return page.split(start)[1].split(end)[0]


def test_the_page_was_built_from_its_sources(project: Path, page: str) -> None:
    meant = f'<meta name="built-from" content="sha256-{hash_of(project / "js", SOURCES)}">'
    assert meant in page, BUILD


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_same_sources_give_the_same_page(project: Path, page: str, tmp_path: Path) -> None:
    workspace(project).run("exec", "--", "node", "verify/build.mjs", str(tmp_path / "verify.html"))
    assert (tmp_path / "verify.html").read_bytes().decode("utf-8") == page, BUILD


def test_the_policy_allows_this_script_and_this_style_alone(page: str) -> None:
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', page)
    assert found
    policy = dict(part.split(" ", 1) for part in found[1].split("; "))
    for kind in ("script", "style"):
        digest = hashlib.sha256(between(page, f"<{kind}>", f"</{kind}>").encode()).digest()
        assert policy[f"{kind}-src"] == f"'sha256-{base64.b64encode(digest).decode()}'"
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"


def test_the_page_loads_nothing(page: str) -> None:
    around = page.replace(between(page, "<script>", "</script>"), "")
    assert re.findall(r"\b(?:src|href|srcset|action|style|on\w+)=", around) == []
    assert "url(" not in around and "@import" not in around
    code = between(page, "<script>", "</script>")
    for word in ("fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "EventSource", "innerHTML", "eval("):
        assert word not in code, word


def test_it_is_installed_as_a_file_to_publish(project: Path) -> None:
    installed = Path(sys.prefix) / "share" / "babyinmind" / "verify.html"
    committed = project / "src/babyinmind/records/verify.html"
    assert installed.read_bytes() == committed.read_bytes(), "an older one is installed: run make"
