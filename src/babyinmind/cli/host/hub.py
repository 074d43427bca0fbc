"""`babyinmind hub backup FILE`, `babyinmind hub restore FILE`"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["backup", "restore"])
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="such as hub.tar.gz; people's homes lie in hub-homes.tar.gz beside it"
    )
    parser.add_argument("--without-homes", action="store_true", help="restore the hub and no person's home")
    parser.add_argument(
        "--hub", type=Path, metavar="DIR", help="the hub's folder (default: BABYINMIND_HUB, else /srv/baby-in-mind)"
    )


def run(args: argparse.Namespace) -> int:
    import sqlite3

    from babyinmind.hosting.backup import back_up, restore
    from babyinmind.hosting.registry import the_hub

    hub = the_hub(args.hub)
    try:
        if args.what == "backup":
            made = back_up(hub, args.file)
            print(f"Coursework, gradebooks, keys and cohorts: {made.hub}")
            print(f"People's homes, private reflections in them: {made.homes}")
            print("Both are for root alone. Keep a copy of each on another machine.")
            if made.faults:
                print(*made.faults, sep="\n", file=sys.stderr)
                return 1
        else:
            for line in restore(hub, args.file, without_homes=args.without_homes):
                print(f"  {line}")
            print("Restored. Start the hub again.")
    except (OSError, sqlite3.Error) as error:
        print(f"It could not be done: {error}.", file=sys.stderr)
        return 1
    return 0
