"""`babyinmind my-record`: a learner's own record saved, as its signed PDF came back; in the solo course a log laid out."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from babyinmind.cli.learner.learn import DEFAULT_HOME
from babyinmind.errors import BabyInMindError

NOTHING = "No module is credited yet, so there is nothing to lay out."
NOT_BACK = "Your record has not come back yet. It comes with your results, once an instructor has read a reflection of a module that you passed."


class NoRecord(BabyInMindError):
    """There is no record to lay out; the text says why, in the learner's words."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", default=DEFAULT_HOME, metavar="DIR", help="your own folder (default %(default)s)")
    parser.add_argument("--solo", action="store_true", help="the log of a course that was taken without a cohort")
    parser.add_argument("--json", action="store_true", help="say what came of it in one line of JSON")


def run(args: argparse.Namespace) -> int:
    from babyinmind.course.stored_data import RECORD
    from babyinmind.files import write_atomically

    home = Path(args.home).expanduser().absolute()
    file = home / RECORD
    try:
        data, minutes, note = _solo(home) if args.solo else _returned(home)
        write_atomically(file, data)
    except OSError as error:
        raise NoRecord(f"{file} could not be written: {error.strerror or error}.") from error
    if args.json:
        print(json.dumps({"file": file.name, "minutes": minutes, "note": note}))
    else:
        print("\n".join(filter(None, (str(file), note))))
    return 0


def _returned(home: Path) -> tuple[bytes, int, str]:
    from babyinmind.course.progress import returned_pdf, returned_record

    envelope = returned_record(home)
    if envelope is None:
        raise NoRecord(NOT_BACK)
    pdf = returned_pdf(home)
    if pdf is None:
        return _old_form(envelope)
    return pdf, sum(module["minutes"] for module in envelope["record"]["modules"]), ""


def _old_form(envelope: dict[str, Any]) -> tuple[bytes, int, str]:
    """Laid out here: of results that came back before PDFs were signed, or where the cohort's machine lacked a font."""
    from babyinmind.course.progress import OLD_FORM
    from babyinmind.records.page import render_old_record
    from babyinmind.records.record import RecordFaulty, signed_record

    try:
        record, key = signed_record(envelope)
    except RecordFaulty as error:
        raise NoRecord(f"What came back is not a true record: {error} Tell your instructor.") from error
    return render_old_record(record, envelope, key), record["minutes"], OLD_FORM


def _solo(home: Path) -> tuple[bytes, int, str]:
    from babyinmind.course.stored_data import solo_folder
    from babyinmind.records.page import render_log
    from babyinmind.records.solo import solo_log

    log = solo_log(solo_folder(home))
    if log is None:
        raise NoRecord(NOTHING)
    return render_log(log), log["minutes"], ""
