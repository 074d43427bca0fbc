"""`babyinmind release [MODULE …]`"""

from __future__ import annotations

import argparse
import sys

from babyinmind.cli.author.check import arguments as arguments


def run(args: argparse.Namespace) -> int:
    from babyinmind.authoring import NoSuchModule, ReleaseFailed, module_paths, release

    try:
        for path in module_paths(args.course_dir / "source", args.modules):
            print(f"{release(args.course_dir, path.parent.name)}: generated.")
    except NoSuchModule as error:
        print(error, file=sys.stderr)
        return 2
    except ReleaseFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0
