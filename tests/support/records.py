"""An example of a record, and of a file of it that a cohort signed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babyinmind.course.outline import OUTLINE
from babyinmind.items.page import COMPETENCY_AREAS
from babyinmind.records.badge import badge_of
from babyinmind.records.certificate import PdfKey
from babyinmind.records.pades import signed_pdf
from babyinmind.records.page import render_record
from babyinmind.records.record import COURSE, DELIVERY, FORMAT, NOT_CREDIT, VERSION, assessed
from babyinmind.records.signing import SigningKey

GOLDEN = Path(__file__).parents[1] / "golden" / "records"
"""Records as they were made once, with what was published of their keys: they stay what they are."""


def example(**more: Any) -> dict[str, Any]:
    """What a record says: that of Ada Lovelace, but for what is named."""
    modules = [
        {
            "id": module.id, "title": module.title, "minutes": module.minutes, "completed": "2025-11-02",
            "areas": list(COMPETENCY_AREAS[: 1 + place % 5]),
        }
        for place, module in enumerate(OUTLINE)
    ]  # fmt: skip
    return {
        "format": FORMAT, "version": VERSION, "course": COURSE, "learner": "Ada Lovelace", "sponsor": "Example Agency",
        "instructors": ["Bo Example", "Cy Example"], "cohort": "Autumn 2025", "delivery": DELIVERY, "from": "2025-09-01",
        "to": "2025-11-02", "minutes": sum(module["minutes"] for module in modules), "modules": modules,
        "assessed": assessed("80 %"), "not_credit": list(NOT_CREDIT), "number": "K7QM-2X9D-1",
        "issued": "2025-11-22T10:00:00Z", **more,
    }  # fmt: skip


def signed_file(record: dict[str, Any], key: SigningKey, for_pdfs: PdfKey) -> bytes:
    """The PDF that a cohort with these keys signs of a record."""
    return signed_pdf(render_record(record, badge_of(record, key), for_pdfs.certificate.fingerprint), for_pdfs)
