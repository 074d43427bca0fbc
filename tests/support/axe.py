"""axe-core over our own parts of a page. Jupyter's own faults are Jupyter's."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

_RUN = """async (within) => {
  const found = await axe.run({ include: within }, { rules: { "target-size": { enabled: true } } });
  return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
}"""


def violations(page: Page, within: str = ".bim") -> list[Any]:
    """What axe-core finds wrong within the parts of the page that a selector names, each with its elements."""
    if not page.evaluate("() => Boolean(globalThis.axe)"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    return list(page.evaluate(_RUN, within))
