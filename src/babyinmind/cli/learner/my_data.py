"""`babyinmind my-data`: everything that is kept of a learner on this machine, to see it and to delete it."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from babyinmind.cli.learner.learn import DEFAULT_HOME
from babyinmind.course.stored_data import HANDED_IN, StoredFile, delete, private_elsewhere, solo_folder, stored_in
from babyinmind.responses import Responses, ResponsesError, data_folder, read_responses

_WHAT = {
    "answers": "answers",
    "private": "private reflections",
    "good": "the version before, in case of damage",
    "damaged": "a damaged version, kept aside",
    "temporary": "left from a save that was cut short",
    "lock": "lock (holds nothing)",
    "checkpoint": "a copy made by JupyterLab",
    "changed": "a page that had been changed by hand",
    "profile": "your roles, or the results of a hand-in",
    "handed-in": "handed in on this machine",
    "record": "your record, laid out",
}
_ELSEWHERE = "Private reflections written in other folders"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `my-data`."""
    parser.add_argument("what", choices=["show", "delete"], help="list what is kept, or delete all of it")
    parser.add_argument("--home", default=DEFAULT_HOME, metavar="DIR", help="your own folder (default %(default)s)")
    parser.add_argument("--yes", action="store_true", help="delete without asking")
    parser.add_argument(
        "--other-folders",
        action="store_true",
        help="delete private reflections that were written in other folders too (moved ones, or another person's)",
    )


def run(args: argparse.Namespace) -> int:
    """Show or delete; 1 where something could not be deleted or was not to be."""
    home = Path(args.home).expanduser().absolute()
    stored, elsewhere = stored_in(home, solo_folder(home)), private_elsewhere(home)
    _show(home, stored, elsewhere)
    if args.what == "show":
        return 0
    if args.other_folders:
        stored += elsewhere
    if not stored:
        return 0
    return _delete(home, stored, ask=not args.yes)


def _show(home: Path, stored: list[StoredFile], elsewhere: list[StoredFile]) -> None:
    if stored:
        print(f"Kept of you in {home}, and private reflections in {data_folder()}:")
    else:
        print(f"Nothing is kept of you in {home}.")
    for module, files in groupby(stored, key=lambda one: one.module):
        print(f"\n{module}")
        if module == HANDED_IN:
            _show_handed_in([one.path for one in files])
            continue
        for one in files:
            _show_one(one)
    if elsewhere:
        print(f"\n{_ELSEWHERE} (one that was moved, or another person's; --other-folders deletes them too)")
        for one in elsewhere:
            _show_one(one)


def _show_handed_in(files: list[Path]) -> None:
    modules = sorted({path.parent.name for path in files if path.name == f"{path.parent.name}.responses.json"})
    folder = Path(os.path.commonpath(files))
    print(f"  hand-ins, grades and feedback: {', '.join(modules) or 'none yet'} ({_amount(files)})\n    {folder}")


def _show_one(one: StoredFile) -> None:
    what = _WHAT[one.kind]
    if one.kind in ("answers", "private"):
        try:
            what = f"{what}: {_summary(read_responses(one.path))}"
        except ResponsesError as error:
            what = f"{what}: cannot be read, {error.reason}"
    print(f"  {what} ({_size(one.path)})\n    {one.path}")


def _summary(responses: Responses) -> str:
    parts = [f"{len(responses.answers)} given"]
    if responses.answers:
        parts.append(f"last saved {_local(max(answer.at for answer in responses.answers.values()))}")
    if responses.sittings:
        lengths = (datetime.fromisoformat(one.last) - datetime.fromisoformat(one.start) for one in responses.sittings)
        count = len(responses.sittings)
        minutes = round(sum(lengths, timedelta()).total_seconds() / 60)
        parts.append(f"{count} sitting{'s' * (count != 1)} of {minutes} minute{'s' * (minutes != 1)} together")
    return ", ".join(parts)


def _delete(home: Path, stored: list[StoredFile], *, ask: bool) -> int:
    from babyinmind.course.server import address_of_open_course

    if address_of_open_course(home, ""):
        # A page that is open would go on with what it remembers, and write it again.
        print("\nThe course is open. Close it first (Ctrl and C in its window), then try again.", file=sys.stderr)
        return 1
    if ask and not _confirmed():
        print("Nothing was deleted.", file=sys.stderr)
        return 1
    gone, left = delete(stored)
    print(f"\nDeleted: {_amount(gone)}.")
    for path, reason in left:
        print(f"Not deleted: {path}: {reason}", file=sys.stderr)
    print(
        "Copies that you handed in to an instructor remain there: ask them if you want those deleted.\n"
        "A browser may still hold words that were never saved: clear its data for 127.0.0.1, or for your course's site."
    )
    return 1 if left else 0


def _confirmed() -> bool:
    try:
        return input("\nDelete all of this? It cannot be undone. Type yes to delete: ").strip().lower() in ("yes", "y")
    except EOFError:
        print()
        return False


def _amount(files: list[Path]) -> str:
    return f"{len(files)} file{'s' * (len(files) != 1)}"


def _size(path: Path) -> str:
    try:
        size = path.lstat().st_size
    except OSError:
        return "size unknown"
    return f"{size} bytes" if size < 1000 else f"{size / 1000:.0f} kB"


def _local(time: str) -> str:
    moment = datetime.fromisoformat(time).astimezone()
    return f"{moment.day} {moment:%B %Y, %H:%M}"
