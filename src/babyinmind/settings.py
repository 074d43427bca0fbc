"""A file of `name: value` lines that a person edits: read as plain data, each fault named by its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from babyinmind.errors import BabyInMindError
from babyinmind.items.cell import compose_body, load_body
from babyinmind.items.faults import ItemError


class SettingsFaulty(BabyInMindError):
    """The file is not there or cannot be used; the text names the file, the line, and the mend."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a file says, and on which line each name stands (from 1)."""

    path: Path
    values: dict[str, Any]
    lines: dict[str, int]
    faulty: type[SettingsFaulty]

    def fault(self, key: str, why: str) -> NoReturn:
        """Refuse what the file says under `key`. Raises the file's own exception."""
        raise self.faulty(f"{self.path}, line {self.lines.get(key, 1)}: {why}")

    def words(self, key: str, value: Any) -> str:
        """Words in one line, as they stand under `key`. Raises the file's own exception for anything else."""
        if isinstance(value, bool | dict | list) or not str("" if value is None else value).strip():
            self.fault(key, f"`{key}:` needs words, not {value!r}. Put them between quotes if they hold : or #.")
        return " ".join(str(value).split())

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
    return Settings(path, values, {key.value: key.start_mark.line + 1 for key, _ in pairs}, faulty)
