"""The hub's cohorts: one small file each, which commands write, and which the hub reads when it starts.

Light, since JupyterHub's configuration imports it: the standard library and PyYAML.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from babyinmind.course.evaluation import FOLDER as EVALUATION
from babyinmind.files import write_atomically
from babyinmind.locks import locked
from babyinmind.settings import Settings, SettingsFaulty, read_settings

DEFAULT = Path("/srv/baby-in-mind")
VARIABLE = "BABYINMIND_HUB"
COURSE_FOLDER = "course"
"""A cohort's course folder, in its grader's home."""
CohortState = Literal["open", "closed", "archived"]

LONGEST = 25
"""Characters of a cohort's name: with `grader-` before it, it is an account's name, of which Linux takes 32."""
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ACCOUNT = re.compile(r"[a-z][a-z0-9._-]{0,31}")
_GRADER = "grader-"
_LOCK_SECONDS = 60.0
"""Seconds for which one command waits for another that changes cohorts."""
_EXAMPLE = """name: 2027-spring
state: open
grader: grader-2027-spring
contact: ada
instructors: [ada, bo]
learners: [ann, ben]
withdrawn: []
"""


class RegistryFaulty(SettingsFaulty):
    """A cohort's file is not there or cannot be used, or a name is not fit; the text says where, and the mend."""


@dataclass(frozen=True, slots=True)
class HostedCohort:
    """One cohort. All people are named by their accounts; `grader` is the account that grades and owns its course folder.

    `gradebook` is its database's address (SQLAlchemy's), "" for a SQLite file in the course folder.
    """

    name: str
    state: CohortState
    grader: str
    contact: str
    instructors: tuple[str, ...]
    learners: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    gradebook: str = ""

    @property
    def learners_group(self) -> str:
        """The hub's group of its learners, as nbgrader's JupyterHubAuthPlugin asks for it."""
        return f"nbgrader-{self.name}"

    @property
    def instructors_group(self) -> str:
        """The hub's group of its instructors, as nbgrader's JupyterHubAuthPlugin asks for it."""
        return f"formgrade-{self.name}"

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who has anything in it, once, the withdrawn included and the grader not."""
        return tuple(dict.fromkeys((*self.instructors, self.contact, *self.learners, *self.withdrawn)))


@dataclass(frozen=True, slots=True)
class Hub:
    """The folder of a hub: `hub.yml`, `cohorts/`, nbgrader's `exchange/`, and the hub's own `state/`."""

    folder: Path

    @property
    def exchange(self) -> Path:
        return self.folder / "exchange"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def settings(self) -> Path:
        return self.folder / "hub.yml"

    def file_of(self, name: str) -> Path:
        return self.folder / "cohorts" / f"{name}.yml"

    def cohorts(self) -> list[HostedCohort]:
        """Every cohort, by name; none where none was added. Raises `RegistryFaulty`, and `PermissionError` for others than root."""
        try:
            # A pattern would pass over a folder that cannot be read.
            found = sorted((self.folder / "cohorts").iterdir())
        except FileNotFoundError:
            return []
        return [self._read(path) for path in found if path.suffix == ".yml"]

    def cohort(self, name: str) -> HostedCohort:
        """Raises `RegistryFaulty`, which lists the cohorts where `name` is none."""
        path = self.file_of(cohort_name(name))
        if not path.is_file():
            there = ", ".join(one.name for one in self.cohorts()) or "none yet"
            raise RegistryFaulty(f"There is no cohort {name!r} in {self.folder}. There are: {there}.")
        return self._read(path)

    def write(self, cohort: HostedCohort) -> None:
        """Keep a cohort (mode 0600), whole or not at all. Raises `OSError`. Hold `alone` since what it is made from was read."""
        path = self.file_of(cohort.name)
        self._make_folder()
        values = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(cohort).items()}
        if not cohort.gradebook:
            del values["gradebook"]
        text = "# Written by `babyinmind cohort`; the hub reads it when it starts.\n"
        text += yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=100)
        write_atomically(path, text.encode())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Change cohorts while no other command does. Raises `TimeoutError` after a minute, and `OSError`."""
        self._make_folder()
        self.state.mkdir(mode=0o700, exist_ok=True)
        # Not beside the cohorts: the hub is started again when anything in their folder is written.
        with locked(self.state / "cohorts.lock", _LOCK_SECONDS):
            yield

    def _make_folder(self) -> None:
        self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        (self.folder / "cohorts").mkdir(mode=0o700, exist_ok=True)

    def _read(self, path: Path) -> HostedCohort:
        return _cohort(read_settings(path, _EXAMPLE, RegistryFaulty))


def exchange_modes(state: CohortState) -> dict[str, int]:
    """The modes of the folders in a cohort's folder of the exchange.

    Into inbound and the evaluation learners may put something and not look; what lies there, only who put it in and the
    grader can rename or remove. Once the cohort is closed, nothing more is put in.
    """
    drop = 0o3733 if state == "open" else 0o2711
    return {"outbound": 0o755, "feedback": 0o711, "inbound": drop, EVALUATION: drop}


def not_archived(cohorts: Iterable[HostedCohort]) -> list[HostedCohort]:
    """Those that the hub lets anybody into."""
    return [one for one in cohorts if one.state != "archived"]


def the_hub(folder: Path | None = None) -> Hub:
    """The hub whose folder this is; without one, of the variable BABYINMIND_HUB, else /srv/baby-in-mind."""
    return Hub((folder or Path(os.environ.get(VARIABLE) or DEFAULT)).expanduser().absolute())


def cohort_name(name: str) -> str:
    """`name`, if it may name a cohort: it also names folders, groups and an account. Raises `RegistryFaulty`."""
    if not _NAME.fullmatch(name) or len(name) > LONGEST:
        raise RegistryFaulty(
            f"{name!r} cannot name a cohort. Use small letters and digits, with '-' between them, at most {LONGEST},"
            " such as 2027-spring."
        )
    return name


def account_name(name: str) -> str:
    """`name`, if it may name a person's account; those of graders are the hub's own. Raises `RegistryFaulty`."""
    if not _ACCOUNT.fullmatch(name) or name.startswith(_GRADER):
        raise RegistryFaulty(
            f"{name!r} cannot name somebody's account. Use small letters, digits, '.', '_' and '-', at most 32, a letter"
            f" first, and not {_GRADER!r}."
        )
    return name


def grader_of(name: str) -> str:
    """The account that grades the cohort of this name."""
    return f"{_GRADER}{cohort_name(name)}"


def _cohort(settings: Settings) -> HostedCohort:
    values = settings.values
    settings.only(*HostedCohort.__dataclass_fields__)
    for key in ("name", "state", "grader", "contact", "instructors"):
        if values.get(key) in (None, "", []):
            settings.fault(key, f"`{key}:` is missing. Write it, as in:\n\n{_EXAMPLE}")
    if values["name"] != settings.path.stem:
        settings.fault("name", f"the file is {settings.path.name}, so `name:` must be {settings.path.stem}.")
    if values["state"] not in get_args(CohortState):
        settings.fault("state", f"`state:` needs one of {', '.join(get_args(CohortState))}, not {values['state']!r}.")
    try:
        grader = grader_of(settings.path.stem)
    except RegistryFaulty as error:
        settings.fault("name", str(error))
    if values["grader"] != grader:
        settings.fault("grader", f"`grader:` must be {grader}.")
    lists = {key: _accounts(settings, key) for key in ("instructors", "learners", "withdrawn")}
    seen: dict[str, str] = {}
    for key, names in lists.items():
        for name in names:
            if name in seen:
                settings.fault(key, f"{name} stands under `{seen[name]}:` already; each has one place in a cohort.")
            seen[name] = key
    return HostedCohort(
        values["name"], values["state"], values["grader"], _account(settings, "contact", values["contact"]), **lists,
        gradebook=settings.words("gradebook", values["gradebook"]) if values.get("gradebook") else "",
    )  # fmt: skip


def _accounts(settings: Settings, key: str) -> tuple[str, ...]:
    value = settings.values.get(key) or []
    if not isinstance(value, list):
        settings.fault(key, f"`{key}:` needs a list of accounts, such as [ada, bo].")
    return tuple(_account(settings, key, each) for each in value)


def _account(settings: Settings, key: str, value: Any) -> str:
    try:
        return account_name(str(value))
    except RegistryFaulty as error:
        settings.fault(key, str(error))
