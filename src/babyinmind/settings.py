"""A file of `name: value` lines that a person edits: read as plain data, each fault named by its line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import yaml

from babyinmind.errors import BabyInMindError
from babyinmind.items.cell import compose_body, load_body
from babyinmind.questions.faults import ItemError


class SettingsFaulty(BabyInMindError):
    """The file is not there or cannot be used; the text names the file, the line, and the mend."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a file says, and on which line each name stands, and each entry of a list under a name (from 1)."""

    path: Path
    values: dict[str, Any]
    lines: dict[str, int]
    faulty: type[SettingsFaulty]
    entry_lines: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def fault(self, key: str, why: str, *, entry: int | None = None) -> NoReturn:
        """Refuse what the file says under `key`, or its list's `entry` (from 0). Raises the file's own exception."""
        line = self.lines.get(key, 1) if entry is None else self.entry_lines[key][entry]
        raise self.faulty(f"{self.path}, line {line}: {why}")

    def words(self, key: str, value: Any) -> str:
        """Words in one line, as they stand under `key`. Raises the file's own exception for anything else."""
        if isinstance(value, bool | dict | list) or not str("" if value is None else value).strip():
            self.fault(key, f"`{key}:` needs words, not {value!r}. Put them between quotes if they hold : or #.")
        return " ".join(str(value).split())

    def names(self, key: str) -> tuple[str, ...]:
        """The list of names under `key`, each once; none where `key` is not there. Raises the file's own exception."""
        told = self.values.get(key, [])
        if not isinstance(told, list):
            self.fault(key, f"`{key}:` needs a list: each name on a line of its own after '- ', or [] for none.")
        for place, name in enumerate(told):
            if not isinstance(name, str) or not name.strip():
                self.fault(key, f"`{key}:` needs names, not {name!r}.", entry=place)
            if name in told[:place]:
                self.fault(key, f"{name!r} stands twice under `{key}:`. Take one out.", entry=place)
        return tuple(told)

    def only(self, *known: str) -> None:
        """Refuse a name that is none of these. Raises the file's own exception."""
        for key in self.values:
            if key not in known:
                self.fault(key, f"{key!r} is not known here. Known are: {', '.join(known)}.")


def read_settings(path: Path, example: str, faulty: type[SettingsFaulty] = SettingsFaulty) -> Settings:
    """The file's names and values; `example` is a whole file, for whoever has to write one. Raises `faulty`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        values, node = load_body(text), compose_body(text)
    except FileNotFoundError:
        raise faulty(f"{path} is not there. Write it, such as:\n\n{example}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise faulty(f"{path} cannot be read: {error}.") from error
    except ItemError:
        raise faulty(f"{path}, line 1: `name: value` lines are expected, such as:\n\n{example}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}" if mark else ""
        raise faulty(f"{path}{where}: {error.problem or error}. Mend that line.") from error
    except yaml.YAMLError as error:
        raise faulty(f"{path} cannot be read: {error}.") from error
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    lines = {key.value: key.start_mark.line + 1 for key, _ in pairs}
    lists = {key.value: value.value for key, value in pairs if isinstance(value, yaml.SequenceNode)}
    entry_lines = {key: tuple(entry.start_mark.line + 1 for entry in entries) for key, entries in lists.items()}
    return Settings(path, values, lines, faulty, entry_lines)
