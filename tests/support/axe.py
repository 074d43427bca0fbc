"""axe-core over our own parts of a page. Jupyter's own faults are Jupyter's."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PLACES = ("labextension/node_modules/axe-core/axe.min.js",)
_RUN = """async (within) => {
  const found = await axe.run({ include: within }, { rules: { "target-size": { enabled: true } } });
  return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
}"""


def axe_script(project: Path) -> Path | None:
    """axe-core's script: what AXE_CORE names, else the labextension's; None where there is none."""
    named = os.environ.get("AXE_CORE")
    places = [Path(named)] if named else [project / place for place in _PLACES]
    return next((place for place in places if place.is_file()), None)


def violations(page: Page, project: Path, within: str = ".bim") -> list[Any]:
    """What axe-core finds wrong within the parts of the page that a selector names; a warning where it is not to be had."""
    script = axe_script(project)
    if script is None:
        warnings.warn("axe-core is not here, so nothing was looked for. npm install in labextension/ brings it.", stacklevel=2)
        return []
    if not page.evaluate("() => Boolean(globalThis.axe)"):
        page.evaluate(script.read_text(encoding="utf-8"))
    return list(page.evaluate(_RUN, within))
