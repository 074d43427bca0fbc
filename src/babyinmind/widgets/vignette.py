"""A case with decisions: told for one's role, kept, never scored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from babyinmind.items import DEFAULT_VERSION, ROLES, VERSIONS, Vignette
from babyinmind.questions import ResponseError
from babyinmind.questions.text import to_html
from babyinmind.widgets.base import SavingWidget

if TYPE_CHECKING:
    from babyinmind.responses import ResponseStore


def version_for(roles: Sequence[str], versions: Sequence[str]) -> str:
    """The version told to somebody with these roles: the first role that the case speaks to, else the default."""
    for role in roles:
        version = ROLES.get(role, ("", DEFAULT_VERSION))[1]
        if version in versions and version != DEFAULT_VERSION:
            return version
    return DEFAULT_VERSION


class VignetteWidget(SavingWidget):
    """`item["texts"]` holds each text once, and `item["told"]` names them by place: versions share most of them."""

    def __init__(self, item: Vignette, *, store: ResponseStore, roles: Sequence[str] = ()) -> None:
        places: dict[str, int] = {}

        def place(text: str) -> int:
            return places.setdefault(text, len(places))

        told = {version: _placed(item.told(version), place) for version in item.versions}
        shown = {
            "id": item.id,
            "kind": "vignette",
            "title": to_html(item.title),
            "versions": [{"id": version, "name": VERSIONS[version]} for version in item.versions],
            "version": version_for(roles, item.versions),
            "told": told,
            "texts": [to_html(text) for text in places],
        }
        super().__init__(item.id, store, item=shown)

    def checked(self, value: Any) -> Any:
        path = value.get("path") if isinstance(value, dict) else None
        if not isinstance(path, list) or not isinstance(value.get("version"), str):
            raise ResponseError("This is not a way through the case.")
        if not all(
            isinstance(step, list) and len(step) == 2 and all(isinstance(x, str) for x in step) for step in path
        ):
            raise ResponseError("This is not a way through the case.")
        return {"version": value["version"], "path": path}


def _placed(told: dict[str, Any], place: Any) -> dict[str, Any]:
    return {
        "start": told["start"],
        "scenes": {
            name: {
                "text": place(scene["text"]),
                "lesson": None if scene["lesson"] is None else place(scene["lesson"]),
                "decisions": [
                    decision | {"text": place(decision["text"]), "consequence": place(decision["consequence"])}
                    for decision in scene["decisions"]
                ],
            }
            for name, scene in told["scenes"].items()
        },
    }
