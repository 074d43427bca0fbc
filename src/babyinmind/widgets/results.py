"""Results of a hand-in as the page shows them: texts as HTML, numbers in words. What may be told was decided before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from babyinmind.questions.text import shortened, to_html
from babyinmind.results.policy import FULL_ANSWERS_AFTER, full_answers_words

_NOTICEABLE = timedelta(minutes=5)
"""As for the instructor (`grading.collected`)."""


def shown_results(results: Mapping[str, Any] | None, latest: str = "") -> dict[str, Any] | None:
    """`results` as `babyinmind.results` gives them; `latest` is when was last handed in, for results that lag behind."""
    if results is None:
        return None
    share = _share(results["score"], results["max_score"])
    # By the learner's own clock, as the receipt: the course's may be another.
    own = results.get("claimed") or results["handed_in"]
    return {
        "hand_in": results["hand_in"],
        "at": own,
        "behind": _is_behind(own, latest),
        "counts_from": results["handed_in"] if _differ(own, results["handed_in"]) else "",
        "score": f"{_points(results['score'])} of {_points(results['max_score'])} points",
        "share": f"{share:.0%}",
        "best": f"{float(results['best_share']):.0%}",
        "pass_mark": f"{float(results['pass_mark']):.0%}",
        "passed": results["passed"],
        "everything_told": results["everything_told"],
        "full_answers": full_answers_words(results.get("full_answers_after", FULL_ANSWERS_AFTER)),
        "questions": [_question(each) for each in results["questions"]],
        "reflections": [_reflection(each) for each in results["reflections"]],
        "faults": [str(fault) for fault in results.get("faults") or ()],
    }


def _question(told: Mapping[str, Any]) -> dict[str, Any]:
    remarks = [_remark(remark) for remark in told["remarks"] if isinstance(remark, Mapping)]
    if len(remarks) == len(told["own"]) == 1:
        # One answer with one remark: what it is about, and whether it was right, stand right above it.
        remarks[0] |= {"about": "", "right": None}
    return {
        "id": told["id"],
        "state": told["state"],
        "title": shortened(told["prompt"], 90),
        "points": f"{_points(told['score'])} of {_points(told['points'])}",
        "own": [to_html(str(words)) for words in told["own"]],
        "remarks": remarks,
        "key": [to_html(str(words)) for words in told["key"]],
        "section": told["section"],
        "note": "" if told["state"] == "blank" else told["note"],
    }


def _remark(remark: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "about": to_html(str(remark.get("about") or "")),
        "html": to_html(str(remark.get("text") or "")),
        "right": remark.get("right"),
    }


def _reflection(told: Mapping[str, Any]) -> dict[str, Any]:
    rubric = told.get("rubric")
    return {
        "id": told["id"],
        "title": told["title"],
        "text": str(told.get("text") or ""),
        "blank": told["blank"],
        "waiting": told["waiting"],
        "comment": told["comment"],
        "rubric": _rubric(rubric) if isinstance(rubric, Mapping) else None,
    }


def _rubric(rubric: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "levels": [to_html(str(level)) for level in rubric["levels"]],
        "lines": [
            {"name": to_html(str(name)), "texts": [to_html(str(text)) for text in texts]}
            for name, texts in rubric["lines"]
        ],
    }


def _share(score: Any, most: Any) -> float:
    return float(score) / float(most) if most else 0.0


def _points(points: Any) -> str:
    return f"{float(points):.2f}".rstrip("0").rstrip(".")


def _differ(own: str, counted: str) -> bool:
    """Whether the learner's clock and the course's are so far apart that the learner is told: the course's counts."""
    try:
        return abs(datetime.fromisoformat(own) - datetime.fromisoformat(counted)) > _NOTICEABLE
    except (ValueError, TypeError):
        return False


def _is_behind(results_of: str, latest: str) -> bool:
    """Whether these are the results of an earlier hand-in than the latest; a minute apart is the same one.

    In a cohort the receipt is written a moment after nbgrader noted its own time.
    """
    try:
        return (datetime.fromisoformat(latest) - datetime.fromisoformat(results_of)).total_seconds() > 60
    except (ValueError, TypeError):
        return False
