"""A question of any kind on the page: answers that are saved, practice with feedback, the author's view of the key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import traitlets

from babyinmind.questions import Question, Remark, ResponseError, kind_of
from babyinmind.questions.text import to_html, to_plain
from babyinmind.widgets.base import SavingWidget

if TYPE_CHECKING:
    from babyinmind.responses import Answer, ResponseStore


class QuestionWidget(SavingWidget):
    """A question, graded (saved as it is answered) or practice (saved and remarked upon at "Check").

    Practice takes {"type": "check"} with the fields of "save" and, once saved, replies {"type": "remarks", "draft",
    "remarks": [{"about", "right", "html"}], "right": bool}. `remarks` holds those of the answer that was restored.
    """

    remarks: Any = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    preview: Any = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)

    def __init__(
        self,
        item: Question,
        *,
        store: ResponseStore,
        practice: bool = False,
        preview: Mapping[str, Any] | None = None,
    ) -> None:
        self._question = item
        self._practice = practice
        self.keep_first = practice
        shown = {
            "id": item.id,
            "kind": item.kind,
            "prompt": to_html(item.prompt),
            "practice": practice,
            "confidence": bool(item.confidence) and not practice,
            **kind_of(item).page.parts(item, store.seed),
        }
        super().__init__(item.id, store, item=shown, preview=self._for_authors(preview))
        if practice and self.answer is not None and not item.is_blank(self.answer["value"]):
            self.remarks = self._remarks(self.answer["value"])

    def checked(self, value: Any) -> Any:
        if not self._question.is_blank(value):
            self._question.read(value)
            kind_of(self._question).page.refuse(self._question, value)
        return value

    def on_save(self, message: Mapping[str, Any]) -> None:
        if not self._practice:
            self._save(message)

    def on_check(self, message: Mapping[str, Any]) -> None:
        if self._practice and self._save(message):
            told = self._remarks(message.get("value"))
            if told is not None:
                self.send({"type": "remarks", "draft": message.get("draft"), **told})

    def _is_repeat(self, current: Answer, value: Any, message: Mapping[str, Any]) -> bool:
        # The same answer checked once more is a try; the same message sent once more is none.
        return self._practice and bool(message.get("again")) and bool(current.value == value)

    def _remarks(self, value: Any) -> dict[str, Any] | None:
        try:
            remarks = self._question.remarks(value)
            right = self._question.share(value) == 1.0
        except (ResponseError, LookupError):
            return None  # an option that is no longer there, or no key: nothing to say
        return {"remarks": [_shown(remark) for remark in remarks], "right": right}

    def _for_authors(self, preview: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """The key, in words, for the author of a source notebook; None wherever a learner could be."""
        if preview is None:
            return None
        known = {name: preview[name] for name in ("answer", "feedback") if preview.get(name) is not None}
        item = replace(self._question, **known)
        points = float(preview.get("points", item.points))
        return {
            "points": f"{points:g} {'point' if points == 1 else 'points'}",
            "key": [to_html(words) for words in item.key_words()] if item.has_key else [],
            "feedback": [_shown(remark) | {"name": self._part_words(remark.about)} for remark in item.explanations()],
        }

    def _part_words(self, about: str | None) -> str:
        text = self._question.part_texts.get(about or "")
        return to_plain(text) if text is not None else ""


def _shown(remark: Remark) -> dict[str, Any]:
    return {"about": remark.about, "right": remark.right, "html": to_html(remark.text) if remark.text else ""}
