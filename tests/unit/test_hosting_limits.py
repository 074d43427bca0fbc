"""What a server on the hub may use of the machine holds for whatever it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from babyinmind.hosting.options import Options

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="NOT TESTED: a server's limits. JupyterHub sets them on Linux."
)

SERVER = """
import subprocess, sys
from babyinmind.hosting.singleuser import limit

limit(sys.argv[1])
sys.exit(subprocess.run([sys.executable, "-c", sys.argv[2]]).returncode)
"""
GREEDY = """
import resource, signal, tempfile, threading
try:
    bytearray(3 * 1024**3)
except MemoryError:
    print("memory")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with tempfile.TemporaryFile() as file:
    try:
        file.truncate(20 * 1024**2)
    except OSError:
        print("file")
end = threading.Event()
try:
    for _ in range(400):
        threading.Thread(target=end.wait).start()
except RuntimeError:
    print("processes")
end.set()
try:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
except ValueError:
    print("for good")
"""


def test_memory_files_and_processes_are_limited_for_good() -> None:
    limits = Options(memory_gb=2, processes=100, file_mb=10).limits
    # Nobody limits how many processes root has.
    somebody: dict[str, Any] = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(
        [sys.executable, "-c", SERVER, limits, GREEDY], capture_output=True, text=True, timeout=60, cwd="/tmp",
        check=False, **somebody,
    )  # fmt: skip
    assert done.stdout.split("\n")[:4] == ["memory", "file", "processes", "for good"], done.stderr
