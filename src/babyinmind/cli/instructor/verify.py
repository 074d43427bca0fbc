"""`babyinmind verify FILE`: 0 TRUE, 1 ALTERED, 3 UNKNOWN KEY, 4 OLD FORM, 5 NO RECORD; 2 where the call or the key is at fault."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babyinmind.records.verifying import Known, VerificationResult

ERROR_STATUS = 2
"""1 is a verdict."""
STATUS = {"TRUE": 0, "ALTERED": 1, "UNKNOWN KEY": 3, "OLD FORM": 4, "NO RECORD": 5}
"""Verdict -> exit status; 2 stays for calls that were wrong."""
_LONGEST, _MOST = 200, 50
"""Characters of one text of a file, and texts of one list, that are printed."""
_EXITS = (
    "It says one of five: TRUE (exit status 0): the whole file is as the sponsor signed it. ALTERED (1): it is not as it was signed."
    " UNKNOWN KEY (3): nothing was altered, but it was not signed with the key that you gave, or you gave none."
    " OLD FORM (4): only its data were signed; trust the words that are printed, not the page. NO RECORD (5): there is no such file,"
    " or no record of this course in it. Where the call is wrong, or the key to compare cannot be read, there is no verdict (2)."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _EXITS
    parser.add_argument("file", type=Path, metavar="FILE", help="a record as PDF")
    known = parser.add_mutually_exclusive_group()
    known.add_argument("--fingerprint", metavar="TEXT", help="of the key, as its sponsor gives it")
    known.add_argument(
        "--key", type=Path, metavar="FILE", help="the sponsor's certificate.pem (of old records public-key.json)"
    )
    known.add_argument("--cohort", type=Path, metavar="DIR", help="the course folder of your own cohort")


def run(args: argparse.Namespace) -> int:
    from babyinmind.records.verifying import verify

    known = _known(args)
    found = verify(args.file, known)
    print("\n".join(_said(found, known)))
    return STATUS[found.verdict.value]


def _known(args: argparse.Namespace) -> Known:
    """The key to compare; none is looked for where none was named. Raises `KeyFaulty`."""
    from babyinmind.records.verifying import NOBODYS, known_by, known_in, known_of_cohort

    if args.fingerprint is not None:
        return known_by(args.fingerprint)
    if args.key is not None:
        return known_in(args.key)
    return known_of_cohort(args.cohort) if args.cohort is not None else NOBODYS


def _said(found: VerificationResult, known: Known) -> list[str]:
    """What is printed: the verdict, what the record says, the key's fingerprint, and what it was compared with."""
    from babyinmind.records.words import cleaned

    lines = [f"{found.verdict.value}: {cleaned(found.why, 1000)}"]
    if found.record is not None:
        lines += _record_lines(found.record)
    lines.append(f"Fingerprint of the key that signed it: {found.fingerprint or 'none that can be trusted'}")
    lines.append(f"Compared with: {cleaned(known.source, 1000)}.")
    if found.fingerprint and not known.fingerprints:
        lines.append("Compare the fingerprint with the one that the sponsor publishes.")
    return lines


def _record_lines(record: dict[str, Any]) -> list[str]:
    """What the record says, indented, so that no line of it can be taken for one of ours."""
    from babyinmind.records.words import cleaned

    texts = {name: cleaned(value, _LONGEST) for name, value in record.items() if isinstance(value, str)}
    modules, instructors = record["modules"], [cleaned(one, _LONGEST) for one in record["instructors"][:_MOST]]
    lines = [
        f"  record {texts['number']}, issued {texts['issued'][:10]}",
        f"  {texts['learner']}: {cleaned(str(record['minutes']), 12)} minutes, {texts['delivery']}, {texts['from']} to {texts['to']}",
        *(
            f"  {cleaned(str(each['minutes']), 12):>4} min  {cleaned(each['completed'], 20)}  {cleaned(each['title'], _LONGEST)}"
            for each in modules[:_MOST]
        ),
    ]
    if len(modules) > _MOST:
        lines.append(f"  and {len(modules) - _MOST} more")
    return [*lines, f"  sponsor {texts['sponsor']}, instructors {', '.join(instructors)}, cohort {texts['cohort']}"]
