"""A machine with real accounts, for each file its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.machine import Machine, machine_with_accounts


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with machine_with_accounts() as machine:
        yield machine
