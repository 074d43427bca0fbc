"""`babyinmind release [MODULE …]`"""

from __future__ import annotations

import argparse

from babyinmind.cli.module_options import arguments as arguments


def run(args: argparse.Namespace) -> int:
    """Release the modules that the course lists, or those named; 1 where one could not be, 2 for a wrong call."""
    from babyinmind.authoring import course_paths, module_paths, release
    from babyinmind.authoring.listing import unlisted
    from babyinmind.course_settings import FILE

    source = args.course_dir / "source"
    for path in module_paths(source, args.modules) if args.modules else course_paths(source):
        module = path.parent.name
        print(f"{release(args.course_dir, module)}: generated.")
        if unlisted(args.course_dir, module):
            print(f"{module} does not stand in {FILE}, so learners do not see it yet. Add it under `modules:`.")
    for path in [] if args.modules else module_paths(source):
        if unlisted(args.course_dir, module := path.parent.name):
            print(f"{module}: left out, for it does not stand in {FILE}. By its name it is released all the same.")
    return 0
