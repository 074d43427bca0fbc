"""`babyinmind normalize [MODULE …]`"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from babyinmind.cli.module_options import arguments as arguments


def run(args: argparse.Namespace) -> int:
    from babyinmind.authoring import module_paths, read_module, write_normalised

    try:
        paths: list[Path] = module_paths(args.course_dir / "source", args.modules)
        for path in paths:
            changed = write_normalised(read_module(path))
            print(f"{path}: {'written' if changed else 'already in order'}.")
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    return 0
