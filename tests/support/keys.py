"""What gives the modules' keys away, and looking for it: in files, or in the archives that are installed."""

from __future__ import annotations

import json
import re
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babyinmind.questions import Question
from support.course import PROJECT
from support.learners import items_of

_HIDDEN = re.compile(r"### BEGIN (HIDDEN TESTS|MARK SCHEME|SOLUTION)|=== BEGIN (HIDDEN TESTS|MARK SCHEME)")


@dataclass(frozen=True)
class Secrets:
    """(module: question, what is looked for): sentences of hidden feedback, and patterns of a question's id with its key."""

    pieces: list[tuple[str, str]]
    patterns: list[tuple[str, str]]

    def told_by(self, content: bytes) -> set[str]:
        """The questions that a file gives away."""
        return {name for name, piece in self.pieces if piece.encode() in content} | {
            name for name, pattern in self.patterns if re.search(pattern.encode(), content, re.DOTALL)
        }


def secrets() -> Secrets:
    """Of every module that there is."""
    pieces, patterns = [], []
    for notebook in sorted((PROJECT / "source").glob("*/*.ipynb")):
        cells = ["".join(cell["source"]) for cell in json.loads(notebook.read_text("utf-8"))["cells"]]
        told = "".join(cell.partition("### BEGIN HIDDEN TESTS")[0] for cell in cells)
        questions = [one for magic, one in items_of(notebook) if magic == "question" and isinstance(one, Question)]
        assert len(questions) > 5
        for question in questions:
            cell = next(one for one in cells if f"id: {question.id}\n" in one)
            hidden = cell.partition("### BEGIN HIDDEN TESTS")[2]
            # Within one line and without signs that JSON or YAML would write in another way.
            some = [piece for piece in re.findall(r"[A-Za-z][A-Za-z ,;]{30,}", hidden) if piece not in told]
            assert some, question.id
            name = f"{notebook.stem}: {question.id}"
            pieces += [(name, piece) for piece in some]
            key = re.escape(json.dumps(question.key)) if isinstance(question.key, str) else ""
            if key:
                patterns.append((name, rf"{question.id}.{{0,400}}answer: {question.key}\b"))
                patterns.append((name, rf"['\"]{question.id}['\"]: ?{key.replace(chr(34), '.')}"))
    return Secrets(pieces, patterns)


def files_of(archive: Path) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every file of a wheel or a source distribution."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for name in wheel.namelist():
                yield name, wheel.read(name)
        return
    with tarfile.open(archive) as source:
        for member in source.getmembers():
            if file := source.extractfile(member):
                yield member.name, file.read()


def keys_in(archive: Path) -> dict[str, set[str]]:
    """What each file of an archive gives away: questions, and marks of what nbgrader hides in a notebook."""
    sought, found = secrets(), {}
    for name, content in files_of(archive):
        told = sought.told_by(content)
        if name.endswith(".ipynb"):
            cells = json.loads(content)["cells"]
            told |= {mark[0] for cell in cells for mark in _HIDDEN.finditer("".join(cell["source"]))}
        if told:
            found[name] = told
    return found
