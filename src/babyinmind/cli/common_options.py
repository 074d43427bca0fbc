"""How every command of the instructor's side finds its cohort."""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--cohort` and `--db`."""
    parser.add_argument("--cohort", type=Path, metavar="DIR", help="the cohort's course folder (default: here)")
    parser.add_argument("--db", metavar="URL", help="the gradebook (default: as nbgrader is configured)")
