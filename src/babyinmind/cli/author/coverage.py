"""`babyinmind coverage [--check]`"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the page is not up to date")
    parser.add_argument("--course-dir", type=Path, default=Path(), help="the folder that holds source/ (default: here)")


def run(args: argparse.Namespace) -> int:
    from babyinmind.authoring import course_paths, read_module
    from babyinmind.authoring.coverage import PAGE, page
    from babyinmind.files import write_atomically

    place: Path = args.course_dir / PAGE
    try:
        text = page([read_module(path) for path in course_paths(args.course_dir / "source")])
        before = place.read_text(encoding="utf-8") if place.exists() else ""
        if args.check:
            if text == before:
                print(f"{place}: up to date.")
                return 0
            print(f"{place} is not what the modules say. Run `babyinmind coverage`, and look at what changed:")
            print(*difflib.unified_diff(before.splitlines(), text.splitlines(), lineterm="", n=0), sep="\n")
            return 1
        place.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(place, text.encode(), mode=0o644)
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{place}: {'already up to date' if text == before else 'written'}.")
    return 0
