"""Where nbgrader's exchange lies for a learner's folder, as this machine is configured. Loads nbgrader only when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def course_of(app: Any, home: Path) -> tuple[Path, str]:
    """The exchange's root, and the course that the modules in `home` belong to ("" where none is configured).

    `app` is one of nbgrader's own commands, initialized.
    """
    from nbgrader.exchange.default import Exchange

    exchange = Exchange(coursedir=app.coursedir, parent=app)
    return Path(exchange.root), home.name if exchange.path_includes_course else str(app.coursedir.course_id)
