"""A table that somebody exported from a spreadsheet: read whole, every fault named by its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from babyinmind.errors import BabyInMindError

_SEPARATORS = ",;\t"


class TableFaulty(BabyInMindError):
    """The table cannot be used as it is; the text names the file, each line, and the mend."""

    def __init__(self, path: Path, *faults: str) -> None:
        super().__init__("\n  ".join([f"{path} cannot be used, and nothing was changed:", *faults]))
        self.faults = faults


def read_table(
    path: Path, columns: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]
) -> list[tuple[int, dict[str, str]]]:
    """[(line on which it begins, {column: text}), ...] for every row that holds anything; blanks around a text are cut.

    `columns` are the names with the other headings that mean the same, in lower case; one that is not in the file has
    "" everywhere. The separator (comma, semicolon or tab) is seen from the first line. Raises `TableFaulty`.
    """
    text = _text(path)
    first = text.lstrip("\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    rows = _rows(path, text, separator)
    line, head = next(rows, (1, []))
    names = _names(path, line, head, columns, needed)
    found, faults = [], []
    for line, cells in rows:
        if any(cells[len(names) :]):
            faults.append(
                f"line {line}: {len(cells)} cells, but the first line names {len(names)} columns."
                f' Put " around a text with {separator!r} in it.'
            )
            continue
        row = dict.fromkeys(columns, "") | dict(zip(names, cells, strict=False))
        found.append((line, row))
    if faults:
        raise TableFaulty(path, *faults)
    return found


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TableFaulty(path, f"it cannot be read: {error.strerror or error}") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableFaulty(
            path, f"line {line}: a letter that is not UTF-8. Save the table anew as “CSV UTF-8”, then try again."
        ) from error
    # Old spreadsheets end a line with a carriage return alone.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rows(path: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        why = 'a " is opened and not closed' if "unexpected end" in str(error) else str(error)
        raise TableFaulty(path, f'line {line}: {why}. A " within a text is written twice.') from error


def _names(
    path: Path, line: int, head: list[str], columns: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]
) -> list[str]:
    meaning = {heading: name for name, others in columns.items() for heading in (name, *others)}
    names = [meaning.get(cell.lower(), cell) for cell in head]
    while names and not names[-1]:
        names.pop()
    faults = [f"line {line}: the column {name!r} is not known." for name in names if name not in columns]
    faults += [f"line {line}: the column {name!r} stands twice." for name in columns if names.count(name) > 1]
    faults += [f"line {line}: the column {name!r} is missing." for name in needed if name not in names]
    if faults:
        raise TableFaulty(path, *faults, f"The first line names the columns: {', '.join(columns)}.")
    return names
