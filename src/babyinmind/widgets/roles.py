"""Choosing one's roles, by which the cases in the modules are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babyinmind.items import DEFAULT_VERSION, ROLES, VERSIONS
from babyinmind.questions import ResponseError
from babyinmind.questions.text import to_html
from babyinmind.widgets.base import SavingWidget

if TYPE_CHECKING:
    from babyinmind.responses import ResponseStore

ITEM = "roles"


class RolesWidget(SavingWidget):
    """A response is a list of role ids (of `items.ROLES`), in its order; kept in the learner's profile."""

    def __init__(self, prompt: str, *, store: ResponseStore) -> None:
        shown = {
            "id": ITEM,
            "kind": "roles",
            "prompt": to_html(prompt),
            "roles": [
                {"id": role, "name": name, "told": "" if version == DEFAULT_VERSION else VERSIONS[version]}
                for role, (name, version) in ROLES.items()
            ],
        }
        super().__init__(ITEM, store, item=shown)

    def checked(self, value: Any) -> Any:
        if not isinstance(value, list) or not all(isinstance(role, str) and role in ROLES for role in value):
            raise ResponseError("This is no list of roles.")
        return [role for role in ROLES if role in value]
