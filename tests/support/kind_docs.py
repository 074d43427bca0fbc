"""`make kinds`: the tables of the docs that list the kinds of question, written from each kind's `docs.md`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import babyinmind.questions
from babyinmind.questions import KINDS, Kind

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(babyinmind.questions.__file__).parent


@dataclass(frozen=True)
class Table:
    """A table of a file of `docs/`: a section of `docs.md` holds a kind's rows of it."""

    section: str
    file: str
    head: str

    @property
    def columns(self) -> int:
        return self.head.count("|") - 1

    @property
    def place(self) -> re.Pattern[str]:
        return re.compile(rf"(?<=<!-- kinds: {self.section} -->\n).*?(?=<!-- /kinds -->)", flags=re.DOTALL)


TABLES = (
    Table("authors", "docs/authors.md", "| kind | besides | answer | score | feedback |"),
    Table("exports", "docs/instructors.md", "| | GIFT | Moodle XML | QTI 3.0 |"),
)


def rows_of(text: str, table: Table, name: str) -> list[str]:
    """A kind's rows of a table, from the text of its `docs.md`. Raises `ValueError` for a section or cells that lack."""
    section = re.search(rf"^## {table.section}\n(.*?)(?=^## |\Z)", text, flags=re.DOTALL | re.MULTILINE)
    rows = [line for line in section[1].splitlines() if line.strip()] if section else []
    if not rows:
        raise ValueError(f"{name}/docs.md lacks the rows of its section `## {table.section}`.")
    for row in rows:
        if row.count("|") - 1 != table.columns:
            raise ValueError(f"{name}/docs.md: this row needs {table.columns} cells, as in `{table.head}`: {row}")
    return rows


def kind_rows(kind: Kind, folder: Path, table: Table) -> list[str]:
    file = folder / kind.folder / "docs.md"
    if not file.is_file():
        raise ValueError(f"{kind.folder}/docs.md is missing.")
    return rows_of(file.read_text(encoding="utf-8"), table, kind.folder)


def written(table: Table, text: str) -> str:
    """A file of the docs with its table as the kinds' folders have it now."""
    rows = [row for kind in KINDS.values() for row in kind_rows(kind, FOLDER, table)]
    lines = "\n".join([table.head, "|---" * table.columns + "|", *rows])
    if not table.place.search(text):
        raise ValueError(f"{table.file} has no place between `<!-- kinds: {table.section} -->` and `<!-- /kinds -->`.")
    return table.place.sub(lambda _: f"\n{lines}\n\n", text)


if __name__ == "__main__":
    for each in TABLES:
        path = ROOT / each.file
        path.write_text(written(each, path.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"{each.file} is written.")
