"""Results as plain data: out of a feedback file, which is never rendered, or as the solo course made them."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

RESULTS_FORMAT = "babyinmind-results"
RESULTS_VERSION = 1

_BEGIN = '<script type="application/json" id="babyinmind-results">'
_LONGEST_PDF = 270_000
"""Characters of base64: 200,000 bytes and a little."""
_NEEDED: dict[str, type | tuple[type, ...]] = {
    "module": str,
    "hand_in": int,
    "handed_in": str,
    "score": (int, float),
    "max_score": (int, float),
    "best_share": (int, float),
    "pass_mark": (int, float),
    "passed": bool,
    "everything_told": bool,
    "questions": list,
    "reflections": list,
}
_OF_A_QUESTION: dict[str, type | tuple[type, ...]] = {
    "id": str, "prompt": str, "state": str, "score": (int, float), "points": (int, float), "own": list,
    "remarks": list, "key": list, "section": str, "note": str,
}  # fmt: skip
_OF_A_REFLECTION: dict[str, type | tuple[type, ...]] = {
    "id": str, "title": str, "blank": bool, "waiting": bool, "comment": str,
}  # fmt: skip
_OF_CREDIT: dict[str, type | tuple[type, ...]] = {"state": str, "words": str, "minutes": int, "reason": str}
_OF_A_RECORD: dict[str, type | tuple[type, ...]] = {"record": dict, "key": str, "signature": str, "badge": str}


def read_results(html: str) -> dict[str, Any] | None:
    """The data block of a feedback file, read as data; None where there is none of a version that is known."""
    start = html.find(_BEGIN)
    end = html.find("</script>", start)
    if start < 0 or end < 0:
        return None
    try:
        return checked(json.loads(html[start + len(_BEGIN) : end]))
    except (ValueError, RecursionError):
        return None


def checked(data: Any) -> dict[str, Any] | None:
    """Results that a page can show without a second look; None for anything else."""
    if not isinstance(data, dict) or data.get("format") != RESULTS_FORMAT or data.get("version") != RESULTS_VERSION:
        return None
    whole = _has(data, _NEEDED) and all(_has(each, _OF_A_QUESTION) for each in data["questions"])
    whole = whole and all(_has(each, _OF_A_REFLECTION) for each in data["reflections"])
    # Told where there is something to tell; whether a record is true is for `babyinmind verify` to find.
    whole = whole and isinstance(data.get("claimed", ""), str) and isinstance(data.get("full_answers_after", 3), int)
    for name, needed in (("credit", _OF_CREDIT), ("record", _OF_A_RECORD)):
        whole = whole and (data.get(name) is None or _has(data[name], needed))
    whole = whole and (data.get("record_pdf") is None or pdf_in(data["record_pdf"]) is not None)
    return data if whole else None


def pdf_in(text: Any) -> bytes | None:
    """The PDF that travels as base64; None for anything else. What it says is for `babyinmind verify` to find."""
    if not isinstance(text, str) or len(text) > _LONGEST_PDF:
        return None
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        return None
    return data if data.startswith(b"%PDF-") else None


def _has(data: Any, needed: dict[str, type | tuple[type, ...]]) -> bool:
    return isinstance(data, dict) and all(isinstance(data.get(name), kind) for name, kind in needed.items())
