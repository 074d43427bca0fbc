"""`babyinmind cohort …`: of the one course folder of one machine, or with a cohort's NAME of a hub."""

from __future__ import annotations

import argparse
from pathlib import Path

from babyinmind.cli import common_options

_ON_A_HUB = "on a hub: the cohort's name (without one: of the course folder here)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `open` and `close`, which need no hub, and what only a hub has."""
    whats = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    for what, summary in (
        ("open", "open a cohort, or open it again"),
        ("close", "close a cohort once nothing that was handed in is left unseen"),
    ):
        part = _part(whats, what, summary)
        part.add_argument("name", nargs="?", metavar="NAME", help=_ON_A_HUB)
        common_options.arguments(part)
        if what == "close":
            part.add_argument(
                "--leave-unread",
                type=int,
                default=0,
                metavar="N",
                help="close though N hand-ins that stand in the list stay unread (default: none may)",
            )
    part = _part(whats, "add", "add a cohort to the hub, with accounts, folders, gradebook; twice changes nothing")
    part.add_argument("name", metavar="NAME", help="such as 2027-spring")
    part.add_argument("--instructors", type=_names, default=(), metavar="A,B", help="their accounts")
    part.add_argument("--contact", default="", metavar="C", help="the account of whom learners can reach")
    part.add_argument("--how", default="", metavar="WORDS", help='how they reach them: "555 0100 on weekdays"')
    part.add_argument("--roster", type=Path, required=True, metavar="FILE", help="a CSV: id (their account), name, …")
    part.add_argument("--title", default="", metavar="WORDS", help="as records name the cohort (default: NAME)")
    part.add_argument("--sponsor", default="", metavar="WORDS", help="who gives the course, as records name it")
    part.add_argument(
        "--gradebook", default="", metavar="ADDRESS", help="of its own PostgreSQL database (default: a SQLite file)"
    )
    part.add_argument("--sessions", type=Path, metavar="FILE", help="a CSV: session, date, modules")
    _new_accounts(part)
    _part(whats, "list", "list the hub's cohorts")
    part = _part(whats, "archive", "put a closed cohort away: kept whole, open to nobody")
    part.add_argument("name", metavar="NAME")
    part = _part(whats, "enrol", "add learners and instructors to a cohort")
    part.add_argument("name", metavar="NAME")
    part.add_argument("--roster", type=Path, metavar="FILE", help="a CSV of newcomers; who is not in it stays")
    part.add_argument("--instructors", type=_names, default=(), metavar="A,B", help="their accounts")
    _new_accounts(part)
    part = _part(whats, "withdraw", "take people out of a cohort; all they did is kept")
    part.add_argument("name", metavar="NAME")
    part.add_argument("people", nargs="+", metavar="ACCOUNT")
    part = _part(whats, "contact", "name another contact, who also gets the flags that wait")
    part.add_argument("name", metavar="NAME")
    part.add_argument("contact", metavar="ACCOUNT")
    part.add_argument("--how", required=True, metavar="WORDS", help='how learners reach them: "555 0100 on weekdays"')
    _new_accounts(part)
    part = _part(whats, "move", "let a learner go on in another cohort, with what they have written")
    part.add_argument("learner", metavar="ACCOUNT")
    part.add_argument("--from", dest="source", required=True, metavar="NAME")
    part.add_argument("--to", dest="target", required=True, metavar="NAME")
    part = _part(whats, "sessions", "bring a cohort's suggested dates; never a lock")
    part.add_argument("name", metavar="NAME")
    part.add_argument("file", type=Path, metavar="FILE", help="a CSV: session, date, modules")


def run(args: argparse.Namespace) -> int:
    if args.what in ("open", "close") and args.name is None:
        return _here(args)
    from babyinmind.cli.host import hosted

    return hosted.run(args)


def _part(
    whats: argparse._SubParsersAction[argparse.ArgumentParser], what: str, summary: str
) -> argparse.ArgumentParser:
    part = whats.add_parser(what, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    part.add_argument(
        "--hub", type=Path, metavar="DIR", help="the hub's folder (default: BABYINMIND_HUB, else /srv/baby-in-mind)"
    )
    return part


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _new_accounts(part: argparse.ArgumentParser) -> None:
    part.add_argument(
        "--new-accounts", action="store_true", help="make the accounts of instructors and contact too, where missing"
    )
    part.add_argument("--homes", type=Path, metavar="DIR", help="where homes are made (default: as useradd makes them)")


def _here(args: argparse.Namespace) -> int:
    from babyinmind.records.cohort_session import open_records

    with open_records(args.cohort, args.db) as records:
        from babyinmind.desk.cohort_state import close_cohort, open_cohort, unseen
        from babyinmind.desk.flags import PROTOCOL, contact_of

        if args.what == "open":
            new = open_cohort(records)
            print("The cohort is open." if new else "The cohort is open already.")
            print(f"Its contact is {contact_of(records.cohort).name}. Their protocol: {records.folder / PROTOCOL}")
            return 0
        for one in unseen(records):
            print(one)
        close_cohort(records, leave_unread=args.leave_unread)
    print("The cohort is closed. Everything is kept; `babyinmind cohort open` opens it again.")
    return 0
