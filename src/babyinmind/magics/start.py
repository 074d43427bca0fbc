"""The cells of the start page. Each holds one plain text, which stands above what the cell shows."""

from __future__ import annotations

from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, cell_magic, magics_class
from IPython.display import HTML, display

if TYPE_CHECKING:
    from ipywidgets import Widget

    from babyinmind.course.folder import Placed
    from babyinmind.course.module_status import ModuleStatus
    from babyinmind.course.sessions import Suggested


@magics_class
class StartMagics(Magics):
    """`%%start_roles`, `%%start_modules`, `%%start_support`."""

    @cell_magic
    def start_roles(self, line: str, cell: str) -> None:
        """Choosing one's roles; the cell's text is the question."""
        from babyinmind.course.profile import open_profile
        from babyinmind.widgets import RolesWidget

        show_part("roles", RolesWidget(cell.strip(), store=open_profile(Path.cwd())))

    @cell_magic
    def start_modules(self, line: str, cell: str) -> None:
        """The modules as cards."""
        from babyinmind.course.folder import take_news
        from babyinmind.course.modules import PROGRESS_PAGE
        from babyinmind.course.solo import is_solo
        from babyinmind.widgets import ModulesWidget

        home = Path.cwd()

        def renew() -> str:
            # In the solo course `learn` has brought the newest already, and results come at once.
            return " ".join(_brought(home, take_news(home)) if is_solo() else [*_renewed(home), *_returned(home)])

        show_part(
            "modules",
            ModulesWidget(
                cell.strip(),
                standings=lambda: modules_payload(home),
                renew=renew,
                progress=PROGRESS_PAGE if (home / PROGRESS_PAGE).is_file() else "",
            ),
        )

    @cell_magic
    def start_support(self, line: str, cell: str) -> None:
        """The support lines."""
        from babyinmind.course.support import SupportFaulty, support_lines
        from babyinmind.widgets import SupportWidget

        try:
            lines = support_lines()
        except SupportFaulty as fault:
            display(HTML(f'<p class="bim-faults" role="alert">{escape(str(fault))}</p>'))
            return
        today = date.today()
        lines_payload = [
            {
                "name": one.name,
                "for": one.meant_for[:1].upper() + one.meant_for[1:],
                "not_for": one.not_for,
                "region": one.region,
                "checked": _day(one.checked),
                "overdue": one.is_overdue(today),
                "ways": [{"words": way.words, "address": way.address, "note": way.note} for way in one.ways],
            }
            for one in lines
        ]
        show_part("support", SupportWidget(cell.strip(), lines=lines_payload))


def modules_payload(home: Path) -> dict[str, Any]:
    """Where the learner stands in every module, in words; see `ModulesWidget`."""
    from babyinmind.course.module_status import module_statuses, to_go_on
    from babyinmind.course.sessions import suggested_in

    suggested = suggested_in(home)
    modules = module_statuses(home)
    go_on = to_go_on(modules)
    return {
        "modules": [
            {
                "id": one.id,
                "number": one.id.partition("-")[0].lstrip("0") or "0",
                "title": one.title,
                "minutes": one.minutes,
                "state": one.state,
                "words": _words(one),
                "suggested": _suggested(one, suggested.get(one.id)),
                "place": one.place,
            }
            for one in modules
        ],
        "go_on": None if go_on is None else {
            "words": "Continue where you stopped" if go_on.last else "Begin with" if not any(
                one.last for one in modules
            ) else "Go on with",
            "title": go_on.title,
            "place": go_on.place,
        },
    }  # fmt: skip


def _words(one: ModuleStatus) -> str:
    words = {
        "unwritten": "Still to come",
        "new": "Not begun",
        "begun": f"In progress: {one.answered} of {one.total} answered",
        "handed-in": f"Handed in on {day_of(one.handed_in)}. The results are not here yet.",
        "returned": f"Returned: best so far {one.best or 0:.0%}. {one.pass_mark or 0:.0%} passes.",
        "passed": f"Passed: best {one.best or 0:.0%}",
        "unreadable": "This module cannot be read just now. Open the course again; your answers are kept.",
    }[one.state]
    return f"{words} You have changed answers since; hand in again to have them count." if one.changed else words


def _suggested(one: ModuleStatus, suggested: Suggested | None) -> str:
    """What trainers suggest, and nobody enforces, of a module that is still to be done."""
    if suggested is None or one.state == "passed":
        return ""
    return f"Suggested by {_day(suggested.by)}, for the live session “{suggested.session}”"


def _renewed(home: Path) -> list[str]:
    """Bring what is newer from the exchange; gives what is to be said of it. Raises `RenewFailed`."""
    from babyinmind.course.folder import Placed
    from babyinmind.processes import Unanswered, ask
    from babyinmind.widgets import RenewFailed

    try:
        said = ask(["renew", "--folder", str(home), "--json"], "Looking for newer modules")
    except Unanswered as error:
        raise RenewFailed(str(error)) from error
    return _brought(home, Placed(said["new"], said["renewed"], said["set_aside"]))


def _brought(home: Path, placed: Placed) -> list[str]:
    """What is to be said of pages that were brought."""
    from babyinmind.course.outline import header_of

    def titles(names: list[str]) -> str:
        notebooks = [name for name in names if name.endswith(".ipynb") and "/" in name]
        found = [(header_of(home / name), Path(name).stem) for name in notebooks]
        return ", ".join(header.title if header else stem for header, stem in found)

    lines = []
    if new := titles(placed.new):
        lines.append(f"New here: {new}.")
    if renewed := titles(placed.renewed):
        lines.append(f"Brought up to date: {renewed}. Your answers are kept.")
    if placed.set_aside:
        lines.append(
            f"A page had been changed by hand and was put right. The changed copy is kept: {', '.join(placed.set_aside)}."
        )
    return lines


def _returned(home: Path) -> list[str]:
    """Fetch what was returned of the modules that wait for it; gives what is to be said of it. Raises `RenewFailed`."""
    from babyinmind.course.module_status import module_statuses
    from babyinmind.handing_in import look_for_results
    from babyinmind.widgets import HandInFailed, RenewFailed

    waiting = [one for one in module_statuses(home) if one.waiting]
    for one in waiting:
        try:
            look_for_results(home / one.id, one.id)
        except HandInFailed as error:
            raise RenewFailed(str(error)) from error
    still = {one.id for one in module_statuses(home) if one.waiting} if waiting else set()
    found = [one.title for one in waiting if one.id not in still]
    return [f"Results have come: {', '.join(found)}."] if found else []


def show_part(name: str, widget: Widget) -> None:
    """Display a part of one of the pages beside the modules."""
    from babyinmind.course.profile import open_profile
    from babyinmind.magics import attach

    store = open_profile(Path.cwd())
    # A window that comes to this kernel asks for every part in the same way, a module's or the start page's.
    attach.note(attach.PartsPage(store, store), attach.Part(name, name), widget, practice=True)
    display(widget)


def day_of(time: str) -> str:
    """The day of a time in ISO 8601, in words."""
    try:
        return _day(datetime.fromisoformat(time).astimezone())
    except ValueError:
        return "a day that cannot be read"


def _day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"
