"""The support lines, each with what it is and what it is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babyinmind.questions.text import to_html
from babyinmind.widgets.base import ItemWidget


class SupportWidget(ItemWidget):
    """`lines` are {"name", "for", "not_for", "region", "checked", "overdue", "ways": [{"words", "address", "note"}]}."""

    def __init__(self, prompt: str, *, lines: Sequence[dict[str, Any]]) -> None:
        super().__init__(item={"id": "support", "kind": "support", "prompt": to_html(prompt), "lines": list(lines)})
