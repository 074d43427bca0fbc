"""The evaluation on the progress page: what it is told, and how it is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from babyinmind.magics.start import show_part


def show_evaluation(cell: str) -> None:
    """Display the form below the words of its cell."""
    from babyinmind.course.evaluation import FORM, LONGEST
    from babyinmind.widgets import EvaluationWidget

    home = Path.cwd()
    widget = EvaluationWidget(
        cell.strip(),
        questions=[{"id": one.id, "text": one.text, "options": list(one.options)} for one in FORM],
        longest=LONGEST,
        told=lambda: evaluation_payload(home),
        send_form=lambda answers: send_evaluation(home, answers),
    )
    show_part("evaluation", widget)


def evaluation_payload(home: Path) -> str:
    """ "" where no form is shown, "open" where it is, "sent" once it was sent; see `EvaluationWidget`."""
    from babyinmind.course.evaluation import is_due, was_sent
    from babyinmind.course.solo import is_solo

    if is_solo():
        return ""
    if was_sent(home):
        return "sent"
    return "open" if is_due(home) else ""


def send_evaluation(home: Path, answers: Any) -> None:
    """Have another process send it. Raises `NotSent`."""
    from babyinmind.processes import Unanswered, ask
    from babyinmind.widgets import NotSent

    try:
        ask(["evaluate", "--home", str(home), "--json"], "Sending it", given=json.dumps(answers))
    except Unanswered as error:
        raise NotSent(str(error)) from error
