"""Baby in Mind: a course given as graded notebooks. A notebook's first cell is `%load_ext babyinmind`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__version__ = "0.1.0"


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Register the cell magics that a module is written in."""
    from babyinmind.magics import register

    register(shell)
