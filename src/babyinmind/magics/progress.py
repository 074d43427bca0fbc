"""The cells of the progress page. Each holds one plain text, which stands above what the cell shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from IPython.core.magic import Magics, cell_magic, magics_class

from babyinmind.magics.start import day_of, show_part

_SHOWN_STATES = ("handed-in", "returned", "passed")


@magics_class
class ProgressMagics(Magics):
    """`%%progress_hours`, `%%progress_waiting`, `%%progress_results`, `%%progress_record`, `%%progress_evaluation`,
    `%%progress_kept`.
    """

    @cell_magic
    def progress_hours(self, line: str, cell: str) -> None:
        """Hours so far, by module, and the areas touched."""
        _part("hours", cell, hours_payload)

    @cell_magic
    def progress_waiting(self, line: str, cell: str) -> None:
        """What waits for the learner, and what for an instructor."""
        _part("waiting", cell, waiting_payload)

    @cell_magic
    def progress_results(self, line: str, cell: str) -> None:
        """What came back: results and comments."""
        _part("results", cell, results_payload)

    @cell_magic
    def progress_record(self, line: str, cell: str) -> None:
        """The record, to be laid out."""
        _part("record", cell, record_payload)

    @cell_magic
    def progress_evaluation(self, line: str, cell: str) -> None:
        """The evaluation, once every released module was handed in; in the solo course nobody would read it."""
        from babyinmind.magics.evaluation import show_evaluation

        show_evaluation(cell)

    @cell_magic
    def progress_kept(self, line: str, cell: str) -> None:
        """What is kept of the learner, and how to delete it."""
        _part("kept", cell, stored_payload)


def hours_payload(home: Path) -> dict[str, Any]:
    from babyinmind.course.progress import planned_minutes, progress
    from babyinmind.course.solo import is_solo
    from babyinmind.results.credit import RULE, SOLO_RULE, in_hours

    now, planned = progress(home), planned_minutes()
    mark = f"{next((one.status.pass_mark for one in now.modules if one.status.pass_mark), 0.8):.0%}".replace("%", " %")
    return {
        "total": in_hours(now.credited),
        "of": f" of {in_hours(planned)} credited",
        "waits": f"{in_hours(now.provisional)} more are provisional: an instructor has not read the reflection yet."
        if now.provisional
        else "",
        "credited": now.credited,
        "provisional": now.provisional,
        "planned": planned,
        "modules": [
            {
                "id": one.status.id,
                "number": one.status.id.partition("-")[0].lstrip("0") or "0",
                "title": one.status.title,
                "place": one.status.place,
                "minutes": f"{one.status.minutes} min",
                "planned": one.status.minutes,
                "credited": one.minutes if one.hours == "credited" else 0,
                "provisional": one.minutes if one.hours == "provisional" else 0,
                "words": _hours_words(one),
                "areas": f"Areas: {'; '.join(one.areas)}" if one.areas else "",
            }
            for one in now.modules
        ],
        "areas": [
            {
                "touched": count > 0,
                "words": f"{area}: {_counted(count, 'module')}" if count else f"{area}: not yet",
            }
            for area, count in now.areas()
        ],
        "rule": (SOLO_RULE if is_solo() else RULE).format(pass_mark=mark),
        "measured": f"Measured so far: {in_hours(now.measured)} at work on these pages, pauses of more than 10 minutes left out. "
        "It is evidence for you, and for your instructors once you hand in. Nothing depends on it.",
    }


def waiting_payload(home: Path) -> dict[str, Any]:
    from babyinmind.course.progress import progress
    from babyinmind.magics.showing import read_within

    mine, theirs = [], []
    for one in progress(home).modules:
        about = {"title": one.status.title, "place": one.status.place}
        if words := _to_do(one):
            mine.append({**about, "words": words})
        elif one.credit == "provisional":
            theirs.append({**about, "words": f"your reflection is to be read, usually within {read_within()}."})
        elif one.status.state == "handed-in":
            theirs.append({**about, "words": "the results are to be returned."})
    return {"mine": mine, "theirs": theirs, "who": "For your instructors"}


def results_payload(home: Path) -> dict[str, Any]:
    from babyinmind.course.progress import progress

    return {
        "modules": [
            {
                "title": one.status.title,
                "place": one.status.place,
                "words": _result_words(one),
                "comments": list(one.comments),
            }
            for one in progress(home).modules
            if one.status.state in _SHOWN_STATES
        ]
    }


def record_payload(home: Path) -> dict[str, Any]:
    from babyinmind.course.progress import OLD_FORM, progress, returned_pdf
    from babyinmind.course.solo import is_solo

    now = progress(home)
    count = sum(one.hours == "credited" for one in now.modules)
    modules = _counted(count, "module")
    notes = [
        "No continuing-education credit is given for it. It is not Endorsement® and does not imply it. Reviewers decide."
    ]
    if is_solo():
        notes.append("You can lay it out again at any time. It then says how things stand on that day.")
        words = f"Your log lists {modules} so far." if count else "Once you have completed a module, your log lists it."
        notes.insert(0, "You learn on your own: nobody checks it, so it is called “Self-study log, not verified”.")
        return {"words": words, "notes": notes, "button": "Lay out my log as a PDF"}
    words = (
        f"Your record lists {modules} so far. Its number is {now.record}."
        if now.record
        else "Your record comes with your results, once an instructor has read a reflection of a module that you passed."
    )
    notes.append(
        "You can save it again at any time. You always get the newest one that has come back with your results."
    )
    notes.insert(0, "Your cohort has signed it. Whoever receives it can tell whether anything was altered.")
    if now.record and returned_pdf(home) is None:
        notes.append(OLD_FORM)
    return {"words": words, "notes": notes, "button": "Save my record as a PDF"}


def stored_payload(home: Path) -> dict[str, Any]:
    from babyinmind.course.solo import is_solo
    from babyinmind.course.stored_data import solo_folder, stored_in

    stored = stored_in(home, solo_folder(home) if is_solo() else None)
    kinds = {kind: sum(one.kind == kind for one in stored) for kind in ("answers", "private", "profile", "handed-in")}
    copies = len(stored) - sum(kinds.values())
    here = [
        (
            kinds["answers"],
            "Answers, shared reflections and when you worked",
            f"in your own folder, for {_counted(kinds['answers'], 'module')}.",
        ),
        (
            kinds["private"],
            "Private reflections",
            f"in your data folder, for {_counted(kinds['private'], 'module')}. They are never handed in.",
        ),
        (
            kinds["profile"],
            "Your roles, receipts and results",
            f"in your data folder, {_counted(kinds['profile'], 'file')}. They are never handed in.",
        ),
        (
            kinds["handed-in"],
            "What you handed in on this machine",
            f"and how it was graded, {_counted(kinds['handed-in'], 'file')}.",
        ),
        (copies, "Safety copies, locks and the record that you laid out", f"{_counted(copies, 'file')}."),
    ]
    lines = [{"what": what, "where": where} for count, what, where in here if count]
    return {
        "kept": lines or [{"what": "Nothing yet.", "where": ""}],
        "how": "Close the course. Then type this where you started it. It lists every file first, and asks before it deletes:"
        if is_solo()
        else "Ask whoever runs the course's computer, or open a terminal there and type this. It lists every file first, and asks before it deletes:",
        "command": f"babyinmind my-data delete --home {home}",
        "handed": "There is no other copy on this machine."
        if is_solo()
        else "What you handed in, your hours and your record are also with your cohort's instructors. Ask them to have those deleted.",
    }


def saved_record(home: Path) -> dict[str, Any]:
    """Have another process lay out the record; gives its file and the words of its link. Raises `LayOutFailed`."""
    from babyinmind.course.solo import is_solo
    from babyinmind.processes import Unanswered, ask
    from babyinmind.widgets import LayOutFailed

    try:
        said = ask(["my-record", "--home", str(home), "--json", *(["--solo"] if is_solo() else [])], "Laying it out")
    except Unanswered as error:
        raise LayOutFailed(str(error)) from error
    return {
        "file": said["file"],
        "words": f"Open {'my log' if is_solo() else 'my record'} ({_counted(said['minutes'], 'minute')}, PDF)",
    }


def _part(part: Any, cell: str, payload: Any) -> None:
    from babyinmind.widgets import ProgressWidget

    home = Path.cwd()
    widget = ProgressWidget(
        part,
        cell.strip(),
        told=lambda: payload(home),
        lay_out=(lambda: saved_record(home)) if part == "record" else None,
    )
    show_part(f"progress-{part}", widget)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _hours_words(one: Any) -> str:
    status = one.status
    measured = f" {one.measured} min measured." if one.measured else ""
    if one.hours == "credited":
        return f"Credited: {_counted(one.minutes, 'minute')}.{measured}"
    if one.hours == "provisional":
        return f"{_counted(one.minutes, 'minute')}, provisional.{measured}"
    words = {
        "unwritten": "Still to come.",
        "new": "Not begun.",
        "begun": "In progress.",
        "handed-in": "Handed in.",
        "unreadable": "Cannot be read just now.",
    }.get(status.state, "Handed in, not credited yet.")
    return f"{words}{measured}"


def _to_do(one: Any) -> str:
    status = one.status
    if one.credit == "sent-back":
        return f"an instructor sent your reflection back. They wrote: “{one.reason}” Change it and hand in again."
    if one.hours != "none":
        return ""
    if one.credit == "blank":
        return "you passed. Write the shared reflection and hand in again, and the minutes are credited."
    if status.state == "returned":
        return (
            f"best so far {status.best or 0:.0%}, {status.pass_mark or 0:.0%} passes. Try again as often as you like."
        )
    if status.state == "begun":
        return f"{status.answered} of {status.total} answered. Go on where you stopped."
    return ""


def _result_words(one: Any) -> str:
    status = one.status
    if status.state == "handed-in":
        return f"Handed in on {day_of(status.handed_in)}. The results are not here yet."
    passed = "Passed" if status.state == "passed" else "Not passed yet"
    return f"{passed}: best {status.best or 0:.0%}, latest {status.latest or 0:.0%}. Handed in on {day_of(status.handed_in)}."
