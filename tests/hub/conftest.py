"""For each file its own: a machine with real accounts, and names for a hub's people."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from support.hub import People
from support.machine import Machine, machine_with_accounts


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with machine_with_accounts() as machine:
        yield machine


@pytest.fixture(scope="module")
def people() -> People:
    """Names that no account of this machine has."""
    mark = f"bim{secrets.token_hex(3)}"
    return People(*(f"{mark}-{name}" for name in ("one", "two", "ann", "ben", "cleo", "ada", "bo")))
