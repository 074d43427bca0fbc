"""What `check`, `normalize` and `release` are told: which modules, of which course."""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as 03-attachment; all when left out")
    parser.add_argument("--course-dir", type=Path, default=Path(), help="the folder that holds source/ (default: here)")
