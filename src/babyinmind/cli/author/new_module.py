"""`babyinmind new-module ID TITLE`"""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="two digits and words, joined by '-', such as 12-local")
    parser.add_argument("title", metavar="TITLE", help='such as "Help close to home"')
    parser.add_argument("--minutes", type=int, default=15, help="what a learner needs for it (default: %(default)s)")
    parser.add_argument("--course-dir", type=Path, default=Path(), help="the folder that holds source/ (default: here)")


def run(args: argparse.Namespace) -> int:
    """Write the module, and say what to do next; 2 where it cannot be begun."""
    from babyinmind.authoring import begin_module
    from babyinmind.course_settings import FILE

    path = begin_module(args.course_dir, args.id, args.title, minutes=args.minutes)
    listed = f", and listed in {args.course_dir / FILE}" if (args.course_dir / FILE).exists() else ""
    print(f"{path}: written{listed}.")
    print("It is whole and runs as it is. Open it in JupyterLab, and write your own texts over the examples. Then:")
    print(f"  babyinmind check {args.id}")
    print(f"  babyinmind release {args.id}")
    return 0
