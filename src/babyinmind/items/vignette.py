"""A case with decisions and consequences. What was chosen is recorded, never scored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from babyinmind.items.roles import DEFAULT_VERSION, VERSIONS
from babyinmind.questions.faults import Fault

Told = str | dict[str, str]
"""A text, or a map from version to text with a `default`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    text: Told
    consequence: Told
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A scene without decisions is an ending; its `lesson` says what the case shows."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    text: Told
    decisions: dict[str, Decision] = field(default_factory=dict)
    lesson: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vignette:
    """A response is {"version": version id, "path": [[scene id, decision id], ...]}."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    kind: Literal["vignette"] = "vignette"
    title: str
    start: Told
    scenes: dict[str, Scene]

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions that this case distinguishes, `default` last."""
        named = {version for _, told in self._texts() if isinstance(told, dict) for version in told}
        named.add(DEFAULT_VERSION)
        return (*(version for version in [*VERSIONS][1:] if version in named), DEFAULT_VERSION)

    def told(self, version: str) -> dict[str, Any]:
        """The whole case as one version tells it, as plain JSON data; a version that is not there tells the default."""
        return {
            "start": _pick(self.start, version),
            "scenes": {
                name: {
                    "text": _pick(scene.text, version),
                    "lesson": None if scene.lesson is None else _pick(scene.lesson, version),
                    "decisions": [
                        {
                            "id": decision_name,
                            "text": _pick(decision.text, version),
                            "consequence": _pick(decision.consequence, version),
                            "to": decision.to,
                        }
                        for decision_name, decision in scene.decisions.items()
                    ],
                }
                for name, scene in self.scenes.items()
            },
        }

    def fewest_decisions(self, version: str = DEFAULT_VERSION) -> int:
        """Decisions on the shortest way to an ending; 0 where the start is one, or where none is reached."""
        start = _pick(self.start, version)
        steps = {start: 0}
        waiting = [start]
        for name in waiting:  # grows while it is gone through: nearest scenes first
            scene = self.scenes.get(name)
            if scene is None:
                continue
            if not scene.decisions:
                return steps[name]
            for decision in scene.decisions.values():
                if decision.to not in steps:
                    steps[decision.to] = steps[name] + 1
                    waiting.append(decision.to)
        return 0

    def faults(self) -> Iterator[Fault]:
        for path, told in self._texts():
            if isinstance(told, dict):
                if DEFAULT_VERSION not in told:
                    yield Fault(path, "A text by version needs a `default`, which stands for every other version.")
                for version in told:
                    if version not in VERSIONS:
                        yield Fault((*path, version), f"{version!r} is no version. Versions: {', '.join(VERSIONS)}.")
        starts = self.start if isinstance(self.start, dict) else {DEFAULT_VERSION: self.start}
        for version, name in starts.items():
            if name not in self.scenes:
                place = ("start", version) if isinstance(self.start, dict) else ("start",)
                yield Fault(place, f"The case starts at {name!r}, which is no scene.")
        for name, scene in self.scenes.items():
            for decision_name, decision in scene.decisions.items():
                if decision.to not in self.scenes:
                    yield Fault(("scenes", name, "decisions", decision_name, "to"), f"{decision.to!r} is no scene.")
            if scene.decisions and scene.lesson is not None:
                yield Fault(("scenes", name, "lesson"), "A lesson belongs to an ending, a scene without decisions.")
        reached = set(starts.values())
        waiting = list(reached)
        while waiting:
            here = self.scenes.get(waiting.pop())
            ahead = {decision.to for decision in here.decisions.values()} - reached if here else set()
            reached |= ahead
            waiting.extend(ahead)
        for name in self.scenes:
            if name not in reached:
                yield Fault(("scenes", name), f"No decision leads to the scene {name!r}.")
        for name in reached & set(self.scenes):
            if not self._ends(name):
                yield Fault(("scenes", name), f"From the scene {name!r} no way leads to an ending.")

    def _ends(self, name: str) -> bool:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            here = waiting.pop()
            if here in seen or here not in self.scenes:
                continue
            seen.add(here)
            if not self.scenes[here].decisions:
                return True
            waiting.extend(decision.to for decision in self.scenes[here].decisions.values())
        return False

    def _texts(self) -> Iterator[tuple[tuple[str, ...], Told]]:
        yield ("start",), self.start
        for name, scene in self.scenes.items():
            yield ("scenes", name, "text"), scene.text
            if scene.lesson is not None:
                yield ("scenes", name, "lesson"), scene.lesson
            for decision_name, decision in scene.decisions.items():
                yield ("scenes", name, "decisions", decision_name, "text"), decision.text
                yield ("scenes", name, "decisions", decision_name, "consequence"), decision.consequence


def _pick(told: Told, version: str) -> str:
    return told if isinstance(told, str) else told.get(version, told[DEFAULT_VERSION])
