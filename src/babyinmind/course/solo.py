"""Whether this is the solo course: no instructor and no account, the course grades on this machine."""

from __future__ import annotations

import os

SOLO_VARIABLE = "BABYINMIND_SOLO"
"""Set by `babyinmind learn` for the server and its kernels."""


def is_solo() -> bool:
    return bool(os.environ.get(SOLO_VARIABLE))
