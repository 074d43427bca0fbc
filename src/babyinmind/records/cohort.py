"""Who gives this course to whom: `cohort.yml` in the instructor's course folder, beside the gradebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from babyinmind.grading.telling import PASS_MARK
from babyinmind.items.cell import compose_body, load_body
from babyinmind.items.faults import ItemError

FILE = "cohort.yml"
READING_DAYS = 7
"""Within how many days reflections are read, where a cohort does not say."""
EXAMPLE = """name: Autumn 2026
sponsor: Example Agency
instructors: [Ada Example, Bo Example]
contact: {name: Ada Example, how: "ada@example.org, or 555 0100 on weekdays", account: ada}
reading_days: 7
pass_mark: 0.8
"""
"""A whole file; the last two may be left out."""


class CohortFaulty(Exception):
    """The file is not there or cannot be used; the text names the file, the line, and the mend."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a learner, or an instructor who is worried about one, can reach, and how.

    `account` is the user name under which they work where the course folder lies; "" where nobody has said it.
    """

    name: str
    how: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class Cohort:
    """`reading_days` is within how many days reflections are read, `pass_mark` a share of the points, 0 to 1."""

    name: str
    sponsor: str
    instructors: tuple[str, ...]
    contact: Contact | None = None
    reading_days: int = READING_DAYS
    pass_mark: float = PASS_MARK


def load_cohort(folder: Path) -> Cohort:
    """The cohort whose course folder this is. Raises `CohortFaulty`."""
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
        told, node = load_body(text), compose_body(text)
    except FileNotFoundError:
        raise CohortFaulty(f"{path} is not there. Write it, such as:\n\n{EXAMPLE}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CohortFaulty(f"{path} cannot be read: {error}.") from error
    except ItemError:
        raise CohortFaulty(f"{path}, line 1: `name: value` lines are expected, such as:\n\n{EXAMPLE}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}" if mark else ""
        raise CohortFaulty(f"{path}{where}: {error.problem or error}. Mend that line.") from error
    except yaml.YAMLError as error:
        raise CohortFaulty(f"{path} cannot be read: {error}.") from error
    return _cohort(told, _lines(node), path)


def cohort_in(folder: Path) -> Cohort | None:
    """The same; None where nobody has written the file yet. Raises `CohortFaulty` for one that is wrong."""
    return load_cohort(folder) if (folder / FILE).exists() else None


def _lines(node: yaml.Node | None) -> dict[str, int]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {key.value: key.start_mark.line + 1 for key, _ in pairs}


def _cohort(told: dict[str, Any], lines: dict[str, int], path: Path) -> Cohort:
    def fault(key: str, why: str) -> NoReturn:
        raise CohortFaulty(f"{path}, line {lines.get(key, 1)}: {why}")

    known = Cohort.__dataclass_fields__
    for key in told:
        if key not in known:
            fault(key, f"{key!r} is not known here. Known are: {', '.join(known)}.")
    for key in ("name", "sponsor", "instructors"):
        if told.get(key) in (None, "", []):
            fault(key, f"`{key}:` is missing. Write it, as in:\n\n{EXAMPLE}")
    instructors = told["instructors"]
    if not isinstance(instructors, list):
        fault("instructors", "`instructors:` needs a list, such as [Ada Example, Bo Example].")
    return Cohort(
        name=_words(told["name"], "name", fault),
        sponsor=_words(told["sponsor"], "sponsor", fault),
        instructors=tuple(_words(each, "instructors", fault) for each in instructors),
        contact=_contact(told.get("contact"), fault),
        reading_days=_days(told.get("reading_days", READING_DAYS), fault),
        pass_mark=_share(told.get("pass_mark", PASS_MARK), fault),
    )


def _words(value: Any, key: str, fault: Callable[[str, str], NoReturn]) -> str:
    if isinstance(value, bool | dict | list) or not str("" if value is None else value).strip():
        fault(key, f"`{key}:` needs words, not {value!r}. Put them between quotes if they hold : or #.")
    return " ".join(str(value).split())


def _contact(value: Any, fault: Callable[[str, str], NoReturn]) -> Contact | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) - {"account"} != {"name", "how"}:
        fault(
            "contact",
            "`contact:` needs a name and a way, and for flags the user name on this machine, such as"
            ' {name: Ada Example, how: "555 0100 on weekdays", account: ada}.',
        )
    return Contact(*(_words(value[key], "contact", fault) for key in ("name", "how", "account") if key in value))


def _days(value: Any, fault: Callable[[str, str], NoReturn]) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 365:
        fault("reading_days", f"`reading_days:` needs a whole number of days from 1 to 365, not {value!r}.")
    return value


def _share(value: Any, fault: Callable[[str, str], NoReturn]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        fault("pass_mark", f"`pass_mark:` needs a share above 0 and up to 1, such as 0.8 for 80 %, not {value!r}.")
    return float(value)
