"""Brings our tables in a gradebook to the schema of this version, whole or not at all.

nbgrader's tables and its `alembic_version` are never touched: our version stands in a table of its own.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    String,
    column,
    create_engine,
    event,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from babyinmind.errors import BabyInMindError
from babyinmind.files import replace, sync_folder

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

log = logging.getLogger(__name__)

VERSION_TABLE = "babyinmind_schema"
VERSIONS = ("0001",)
"""The schemas that this version knows, oldest first; the last is its own."""
UNNUMBERED = ""
"""The version of a gradebook from before the first numbered one, or without any table of ours."""

_PREFIX = "babyinmind_"
_LOCK_KEY = 0xBAB1_5C4E
"""Of PostgreSQL's advisory lock: any number that no other program takes."""
_WAIT = 30
"""Seconds to wait for another program's transaction in SQLite."""


class GradebookError(BabyInMindError):
    """A gradebook cannot be opened or upgraded; the text says why and what to do. Nothing was changed."""


def sqlite_file(url: str) -> Path | None:
    """The file of a gradebook in SQLite; None for another database."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def named(url: str) -> str:
    """A gradebook as messages name it: its file, or its address without the password."""
    return str(sqlite_file(url) or make_url(url).render_as_string(hide_password=True))


def version_at(url: str) -> str:
    """The version of our schema in a gradebook: one of `VERSIONS`, or `UNNUMBERED`. Raises `GradebookError` for a later one."""
    database = sqlite_file(url)
    if database is not None and not database.is_file():
        return UNNUMBERED
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return _version_in(connection, url)


def number_in(connection: Connection, version_table: str) -> str:
    """The revision that Alembic noted in a table, ours or nbgrader's; `UNNUMBERED` where there is none."""
    if not inspect(connection).has_table(version_table):
        return UNNUMBERED
    noted = select(column("version_num", String)).select_from(table(version_table))
    return str(connection.execute(noted).scalar() or UNNUMBERED)


def _version_in(connection: Connection, url: str) -> str:
    found = number_in(connection, VERSION_TABLE)
    if found not in (UNNUMBERED, *VERSIONS):
        raise GradebookError(
            f"The gradebook {named(url)} has schema {found}, from a newer version of Baby in Mind; this one knows"
            f" {VERSIONS[-1]} at most. Nothing was changed. Install the newer version here, or open the copy beside the"
            " gradebook that was made before it was upgraded."
        )
    return found


def upgrade(url: str) -> None:
    """Bring a gradebook that nbgrader has made to our latest schema. The caller holds the course's lock.

    SQLite: what is there is copied beside the gradebook first; then one immediate transaction. PostgreSQL: one
    transaction. So whoever is killed meanwhile leaves it as it was. Raises `GradebookError`.
    """
    try:
        if version_at(url) == VERSIONS[-1]:
            return  # by another program, while we waited for the lock
        with _transaction(url) as connection:
            if _version_in(connection, url) == VERSIONS[-1]:
                return  # by a program on another machine, which no lock file holds back
            _run_migrations(connection)
    except DBAPIError as error:
        raise GradebookError(
            f"The gradebook {named(url)} could not be upgraded to schema {VERSIONS[-1]} ({error.orig}). Nothing was changed."
            " See that this account may write it, that the disk has room, and that no other program holds it; then try again."
        ) from error
    log.info("The gradebook %s has schema %s now.", named(url), VERSIONS[-1])


def copies_beside(database: Path) -> list[Path]:
    """The copies of a gradebook's file that were made before upgrades, oldest first."""
    return sorted(database.parent.glob(f"{database.stem}.before-schema-*{database.suffix}"))


@contextmanager
def _transaction(url: str) -> Iterator[Connection]:
    database = sqlite_file(url)
    options: dict[str, Any] = {"connect_args": {"timeout": _WAIT}} if database else {}
    engine = create_engine(url, poolclass=NullPool, **options)
    if database:
        _begin_immediately(engine)
        _copy_first(database)
    with engine.begin() as connection:
        if not database:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        yield connection


def _begin_immediately(engine: Engine) -> None:
    """Have each transaction hold the file from its first statement, changes of tables included."""

    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # Python's module would commit before a change of a table

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _copy_first(database: Path) -> None:
    """Copy a gradebook that holds tables of ours, in its state between two transactions, to a file beside it."""
    with closing(sqlite3.connect(database, timeout=_WAIT)) as source:
        tables = {name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not any(name.startswith(_PREFIX) for name in tables):
            return
        moment = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        target = database.with_name(f"{database.stem}.before-schema-{VERSIONS[-1]}-{moment}{database.suffix}")
        try:
            _backup(source, target, database.stat().st_mode & 0o777)
        except (OSError, sqlite3.Error) as error:
            raise GradebookError(
                f"The gradebook {database} is to be upgraded to schema {VERSIONS[-1]}, and no copy of it could be made in"
                f" {database.parent} first ({error}). Nothing was changed. Make room, or let this account write there; then"
                " try again."
            ) from error


def _backup(source: sqlite3.Connection, target: Path, mode: int) -> None:
    """Whole or not at all, as `files.write_atomically`; SQLite itself writes the file, by its name."""
    descriptor, name = tempfile.mkstemp(prefix=f".{target.stem}-", dir=target.parent)
    temporary = Path(name)
    try:
        with closing(sqlite3.connect(temporary)) as copy:
            source.backup(copy)
        os.fsync(descriptor)
        temporary.chmod(mode)
        replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    finally:
        os.close(descriptor)
    sync_folder(target.parent)


def scripts() -> ScriptDirectory:
    """The migrations, as Alembic reads them."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(Path(__file__).with_name("migrations")))


def _run_migrations(connection: Connection) -> None:
    # A tenth of a second to load, once in the life of a gradebook.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    found = scripts()
    with EnvironmentContext(
        Config(), found, fn=lambda revision, _: found._upgrade_revs("head", revision)
    ) as environment:
        environment.configure(connection=connection, version_table=VERSION_TABLE)
        environment.run_migrations()
