"""Who gives this course to whom: `cohort.yml` in the instructor's course folder, beside the gradebook."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from babyinmind.grading.feedback_policy import PASS_MARK
from babyinmind.settings import Settings, SettingsFaulty, read_settings

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


class CohortFaulty(SettingsFaulty):
    """The file is not there or cannot be used; the text names the file, the line, and the mend."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a learner, or an instructor who is worried about one, can reach, and how.

    `account` is the user name under which they work where the course folder lies; "" where nobody has said it. `flags` is
    the folder in which flags wait for them; "" for the course folder, which on a hub is not theirs to open.
    """

    name: str
    how: str
    account: str = ""
    flags: str = ""


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
    return _cohort(read_settings(folder / FILE, EXAMPLE, CohortFaulty))


def cohort_in(folder: Path) -> Cohort | None:
    """The same; None where nobody has written the file yet. Raises `CohortFaulty` for one that is wrong."""
    return load_cohort(folder) if (folder / FILE).exists() else None


def text_of(cohort: Cohort) -> str:
    """The file that says this of a cohort, whole."""
    values = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(cohort).items()}
    if cohort.contact is not None:
        values["contact"] = {key: words for key, words in asdict(cohort.contact).items() if words}
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=200)


def _cohort(settings: Settings) -> Cohort:
    values = settings.values
    settings.only(*Cohort.__dataclass_fields__)
    for key in ("name", "sponsor", "instructors"):
        if values.get(key) in (None, "", []):
            settings.fault(key, f"`{key}:` is missing. Write it, as in:\n\n{EXAMPLE}")
    instructors = values["instructors"]
    if not isinstance(instructors, list):
        settings.fault("instructors", "`instructors:` needs a list, such as [Ada Example, Bo Example].")
    return Cohort(
        name=settings.words("name", values["name"]),
        sponsor=settings.words("sponsor", values["sponsor"]),
        instructors=tuple(settings.words("instructors", each) for each in instructors),
        contact=_contact(values.get("contact"), settings),
        reading_days=_days(values.get("reading_days", READING_DAYS), settings),
        pass_mark=_share(values.get("pass_mark", PASS_MARK), settings),
    )


def _contact(value: Any, settings: Settings) -> Contact | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) - {"account", "flags"} != {"name", "how"}:
        settings.fault(
            "contact",
            "`contact:` needs a name and a way, and for flags the user name on this machine, such as"
            ' {name: Ada Example, how: "555 0100 on weekdays", account: ada}.',
        )
    return Contact(**{key: settings.words("contact", words) for key, words in value.items()})


def _days(value: Any, settings: Settings) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 365:
        settings.fault("reading_days", f"`reading_days:` needs a whole number of days from 1 to 365, not {value!r}.")
    return value


def _share(value: Any, settings: Settings) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        settings.fault(
            "pass_mark", f"`pass_mark:` needs a share above 0 and up to 1, such as 0.8 for 80 %, not {value!r}."
        )
    return float(value)
