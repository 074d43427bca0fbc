"""American spelling in code, messages and docs: the British words that slip in most often."""

from __future__ import annotations

import re
from pathlib import Path

_BRITISH = re.compile(
    r"(?<![a-z])(colour|behaviour|recognis|organis|normalis|analys(?=e|ing)|centre|licence|judgement|favour|neighbour"
    r"|catalogue|grey|programme(?!r)|practis)\w*",
    re.IGNORECASE,
)
_TEXTS = (".py", ".css", ".md", ".yml", ".yaml", ".toml", ".ipynb", ".service")
_LEFT_OUT = {
    "src/babyinmind/figures": "what learners read of published studies, in their words",
    "src/babyinmind/authoring/coverage": "the course's sources, quoted",
    "docs/coverage.md": "the course's sources, quoted",
    "docs/evidence.md": "titles of published works",
}
_KEPT = {
    "src/babyinmind/authoring": {"normalise", "normalised", "organisation"},
    "src/babyinmind/cli/__init__.py": {"normalise"},  # the earlier name of a command
    "src/babyinmind/cli/author/normalize.py": {"normalised"},  # of `authoring`
}


def test_no_british_spelling_slips_in(project: Path) -> None:
    places = ("src", "docs", "hub", "notebooks", "README.md", "Makefile", "snippets.yml", "support-lines.yml")
    found = []
    for path in _texts(project, places):
        name = path.relative_to(project).as_posix()
        if any(name.startswith(left_out) for left_out in _LEFT_OUT):
            continue
        kept = {word for place, words in _KEPT.items() if name.startswith(place) for word in words}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            found += [
                f"{name}, line {number}: {each[0]}" for each in _BRITISH.finditer(line) if each[0].lower() not in kept
            ]
    assert found == []


def _texts(project: Path, places: tuple[str, ...]) -> list[Path]:
    paths = [project / place for place in places]
    files = [path for path in paths if path.is_file()]
    files += [path for folder in paths if folder.is_dir() for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path for path in files if path.suffix in _TEXTS or path.name == "Makefile"]
