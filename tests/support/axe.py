"""axe-core over a page, or over our own parts of it. Jupyter's own faults are Jupyter's."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_RUN = """async ([within, tags]) => {
  const { violations } = await axe.run({ include: within },
    { runOnly: tags, rules: { "target-size": { enabled: true } } });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(" | ")}`);
}"""


def violations(page: Page, within: str = ".bim", tags: tuple[str, ...] = WCAG) -> list[Any]:
    """What axe-core finds wrong within the parts of the page that a selector names, each with its elements."""
    if not page.evaluate("() => Boolean(globalThis.axe)"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    return list(page.evaluate(_RUN, [within, list(tags)]))
