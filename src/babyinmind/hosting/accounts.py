"""Accounts of the machine: looked up, made with a home that nobody else can open, and acted as."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, ParamSpec, TypeVar

from babyinmind.errors import BabyInMindError
from babyinmind.hosting.databases import write_copy
from babyinmind.hosting.registry import RegistryFaulty, account_name
from babyinmind.hosting.tasks import arguments_to_json, name_of, result_type
from babyinmind.processes import environment, one_line

if sys.platform == "win32":  # JupyterHub does not run there
    grp = pwd = resource = None
else:
    import grp
    import pwd
    import resource

FIRST_PERSON = 1000
"""The least number of a person's account, on Debian and everywhere that follows it."""
_ADMINISTRATORS = ("root", "sudo", "wheel", "admin", "adm", "docker")
_NOBODY = 65534
_SECONDS = 60
MOST_SECONDS = 600.0
"""For which root waits for what another account does."""
MOST_BYTES = 1_000_000
"""That root reads of another account's answer."""
MOST_OF_A_DATABASE = 4 * 1024**3
"""Bytes of the largest copy of a database that another account may write into root's backup."""
LONGEST_LINE = 1000
P = ParamSpec("P")
T = TypeVar("T")
_KEPT = ("LANG", "LANGUAGE", "TZ", "TERM", "BABYINMIND_COURSE", "VIRTUAL_ENV", "SSL_CERT_FILE", "TMPDIR")
"""Of root's own environment, what another account's process gets too; and `LC_...`."""


class NotHosted(BabyInMindError):
    """Something cannot be done on this hub; the text says every reason, and the mend. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the machine knows it; `full_name` is the account's own name where nobody wrote one."""

    name: str
    uid: int
    gid: int
    home: Path
    full_name: str


def only_root(what: str) -> None:
    """Raises `NotHosted` for anybody but root."""
    if pwd is None or os.geteuid() != 0:
        raise NotHosted(f"{what} makes accounts and folders of others, so only root can do it: put `sudo` before it.")


def fault_of_this_python() -> str:
    """Why accounts other than root cannot run the course from here; "" where they can."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", "import babyinmind"], user=_NOBODY, group=_NOBODY, extra_groups=[], cwd="/",
            capture_output=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            return ""
    except (OSError, subprocess.SubprocessError):
        pass
    return (
        f"Accounts other than root cannot run {sys.executable}: it, its Python or the course lies in a folder that is closed to"
        " them. Install into one that all can read, such as /opt/baby-in-mind, with the system's Python."
    )


def account(name: str) -> Account | None:
    """The account of this name; None where there is none."""
    try:
        found = pwd.getpwnam(name) if pwd else None
    except KeyError:
        found = None
    if found is None:
        return None
    full_name = found.pw_gecos.partition(",")[0].strip() or name
    return Account(name, found.pw_uid, found.pw_gid, Path(found.pw_dir), full_name)


def the_account(name: str) -> Account:
    """The same, of somebody who must have one. Raises `NotHosted`."""
    found = account(name)
    if found is None:
        raise NotHosted(f"There is no account {name!r} on this machine.")
    return found


def faults_of(name: str, *, learner: bool = False, missing: str = "") -> list[str]:
    """Why this account cannot be a person's of a cohort; `missing` is what is wrong with there being none, "" for nothing."""
    try:
        found = account(account_name(name))
    except RegistryFaulty as error:
        return [str(error)]
    if found is None:
        return [missing] if missing else []
    if not FIRST_PERSON <= found.uid < _NOBODY:
        return [f"{name!r} is an account of the machine itself (number {found.uid}). Take another name."]
    if learner and (groups := [group.gr_name for group in grp.getgrall() if name in group.gr_mem] if grp else []):
        rules = [group for group in groups if group in _ADMINISTRATORS]
        if rules:
            return [f"{name!r} may administer this machine (group {rules[0]}), so it cannot be a learner's account."]
    if not found.home.is_dir():
        return [f"{name!r} has no home: {found.home} is not there. Make it, or give the account another."]
    if found.home.stat().st_uid != found.uid:
        return [f"{found.home}, the home of {name!r}, belongs to another account. Give it back, or take another name."]
    return []


def make_account(name: str, full_name: str = "", homes: Path | None = None) -> list[str]:
    """Make an account without a password where there is none, and close its home to others; gives what was changed.

    `homes` is the folder in which a new home is made, where it is not as `useradd` is configured. Raises `NotHosted`.
    """
    changed = []
    if account(name) is None:
        words = "".join(sign for sign in full_name if sign.isprintable() and sign not in ":,")
        where = ["--base-dir", str(homes)] if homes else []
        _run("useradd", "--create-home", "--user-group", "--shell", "/bin/bash", "--comment", words, *where,
             "-K", "HOME_MODE=0700", name)  # fmt: skip
        changed.append(f"account {name}")
    home = the_account(name).home
    if home.stat().st_mode & 0o7777 != 0o700:
        home.chmod(0o700)
        changed.append(f"{home} closed to others")
    return changed


@dataclass(frozen=True, slots=True)
class Restorable:
    """All that is needed to make an account again; `password` is its hash, "" where it has none or none was asked for."""

    name: str
    uid: int
    home: str
    comment: str
    shell: str
    password: str = ""


def restorable(name: str, *, password: bool = False) -> Restorable:
    """An account to be made again elsewhere. Raises `NotHosted`."""
    who = the_account(name)
    _, _, _, _, comment, home, shell = _run("getent", "passwd", name).rstrip("\n").split(":")
    line = _run("getent", "shadow", name).split(":") if password else []
    hashed = line[1] if len(line) > 1 and line[1].startswith("$") else ""
    return Restorable(name, who.uid, home, comment, shell, hashed)


def remake_account(saved: Restorable) -> bool:
    """Make an account again, without a home; False where it is there. It gets another number where its own is taken."""
    if account(saved.name) is not None:
        return False
    taken = {one.pw_uid for one in pwd.getpwall()} if pwd else set()
    number = [] if saved.uid in taken else ["--uid", str(saved.uid)]
    _run("useradd", "--no-create-home", "--home-dir", saved.home, "--user-group", "--shell", saved.shell,
         "--comment", saved.comment, *number, saved.name)  # fmt: skip
    if saved.password:
        _run("chpasswd", "--encrypted", stdin=f"{saved.name}:{saved.password}\n")
    return True


def as_account(name: str, function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """What `function`, one of `hosting.tasks`, gives when that account runs it in a process of its own.

    In a folder that belongs to somebody, root does nothing itself: a link there could lead it anywhere. The answer comes from
    a process that the account could have changed, so it is data: JSON of at most a megabyte, within ten minutes, of the type
    that the function gives, and without control characters. Raises `NotHosted` for anything else, and with the words of
    whatever the function raised.
    """
    return _asked(the_account(name), function, arguments_to_json(function, *arguments, **named))


def copy_into(name: str, database: Path, descriptor: int) -> None:
    """Have an account write a copy of its database into an open file of root's, which root does not read. Raises `NotHosted`."""
    _asked(the_account(name), write_copy, arguments_to_json(write_copy, database, descriptor), descriptor)


def _asked(who: Account, function: Callable[..., T], arguments: dict[str, Any], descriptor: int | None = None) -> T:
    request = {"task": name_of(function), "arguments": arguments}
    what = f"What {who.name} was to do ({function.__name__})"
    try:
        answer = json.loads(_answer(who, json.dumps(request).encode(), what, descriptor))
        if isinstance(answer, dict) and isinstance(answer.get("refused"), str):
            raise NotHosted("\n".join(map(printable, answer["refused"].splitlines())))
        result: T = result_type(function).validate_python(_printable(answer["result"]))
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NotHosted(f"{what} ended with an answer that is none. See who can write in {who.home}.") from error
    return result


def _answer(who: Account, request: bytes, what: str, descriptor: int | None) -> bytes:
    """What the process writes to its standard output, whole. Raises `NotHosted`."""
    with TemporaryFile() as given:
        given.write(request)
        given.seek(0)
        process = subprocess.Popen(
            # Isolated: no module, variable or start-up file of the account's is loaded.
            [sys.executable, "-I", "-m", "babyinmind.hosting.tasks"], stdin=given, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=_environment(who), cwd="/", user=who.uid, group=who.gid,
            extra_groups=os.getgrouplist(who.name, who.gid), umask=0o022, start_new_session=True,
            pass_fds=() if descriptor is None else (descriptor,), preexec_fn=None if descriptor is None else _limit_files,
        )  # fmt: skip
    try:
        answer = _read(process, what)
        if process.wait(_SECONDS) != 0:
            raise NotHosted(f"{what} failed: its process ended with status {process.returncode}.")
        return answer
    except subprocess.TimeoutExpired as error:
        raise NotHosted(f"{what} did not end.") from error
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _limit_files() -> None:
    """In the new process, which cannot raise the limit again."""
    if resource is not None:
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        most = MOST_OF_A_DATABASE if hard == resource.RLIM_INFINITY else min(hard, MOST_OF_A_DATABASE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def _read(process: subprocess.Popen[bytes], what: str) -> bytes:
    assert process.stdout is not None
    end, found = time.monotonic() + MOST_SECONDS, b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not waiting.select(max(end - time.monotonic(), 0)):
                raise NotHosted(f"{what} took longer than {MOST_SECONDS:g} seconds and was ended.")
            part = os.read(process.stdout.fileno(), 65536)
            if not part:
                return found
            found += part
            if len(found) > MOST_BYTES:
                raise NotHosted(f"{what} ended with an answer of more than {MOST_BYTES:,} bytes, which was not read.")


def _environment(who: Account) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key in _KEPT or key.startswith("LC_")}
    # For programs that it starts, such as alembic.
    safe = {"PYTHONSAFEPATH": "1", "PYTHONNOUSERSITE": "1"}
    return {**kept, **safe, "PATH": environment()["PATH"], "HOME": str(who.home), "USER": who.name, "LOGNAME": who.name}


def printable(text: str) -> str:
    """A text of an answer as root prints it and passes it on."""
    return one_line(text, LONGEST_LINE)


def _printable(data: Any) -> Any:
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, list):
        return [_printable(each) for each in data]
    if isinstance(data, dict):
        return {printable(key): _printable(value) for key, value in data.items()}
    return data


def _run(*command: str, stdin: str = "") -> str:
    try:
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, timeout=_SECONDS, check=False
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotHosted(f"{command[0]} could not be run: {error}.") from error
    if done.returncode:
        raise NotHosted(f"{' '.join(command)} failed: {done.stderr.strip() or f'exit status {done.returncode}'}")
    return done.stdout
