"""How a person acts on a page: with the mouse, or with the keyboard alone. Both have the same words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOST_TABS = 400
"""A module has some 150 stops."""

# Where the focus is now, seen from the wanted element: whether it is there, what is wrong with how it is shown, and
# whether this walk has been here before. What a stop looked like is compared with how it looks once it was left.
_STOP = """(wanted, begins) => {
  const isFirst = globalThis.bimWalk === undefined;
  const walk = (globalThis.bimWalk ??= { seen: new Set(), last: null });
  if (begins) walk.seen.clear();
  const at = document.activeElement ?? document.body;
  // Jupyter gives the focus to the page as a whole, which is as good as nobody: its keys scroll the page.
  const nobody = at === document.body || (at.matches(".jp-Notebook") && at.tabIndex < 0);
  const shownOf = (node) => node.closest("label") ?? node;
  const look = (node) => [node, shownOf(node)].map((one) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(one);
    return outlineStyle === "none" || parseFloat(outlineWidth) < 2 ? boxShadow : `${outlineWidth} ${outlineColor}`;
  }).join();
  const words = (node) => `<${node.tagName.toLowerCase()} class="${node.className}"> ` +
    (node.getAttribute("aria-label") ?? shownOf(node).textContent).trim().replace(/\\s+/g, " ").slice(0, 60);
  const faults = [];
  if (walk.last && walk.last.node !== at && walk.last.node.isConnected && look(walk.last.node) === walk.last.look) {
    faults.push(`looks with the focus as it does without: ${words(walk.last.node)}`);
  }
  if (nobody && begins && !isFirst) faults.push("the focus was lost: nothing has it");
  if (!nobody) {
    const inSight = [...shownOf(at).getClientRects()].map(({ left, top, right, bottom }) => [Math.max(left, 0),
      Math.max(top, 0), Math.min(right, innerWidth), Math.min(bottom, innerHeight)]).find(([l, t, r, b]) => l < r && t < b);
    const hit = inSight && document.elementFromPoint((inSight[0] + inSight[2]) / 2, (inSight[1] + inSight[3]) / 2);
    if (!inSight) faults.push(`has the focus out of sight: ${words(at)}`);
    else if (!shownOf(at).contains(hit)) faults.push(`has the focus and is covered by ${hit && words(hit)}: ${words(at)}`);
  }
  const inGroup = at.type === "radio" && wanted.type === "radio" && at.name === wanted.name;
  const again = walk.seen.has(at);
  walk.seen.add(at);
  walk.last = nobody ? null : { node: at, look: look(at) };
  const isBehind = !nobody && Boolean(wanted.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
  return { there: at === wanted || inGroup, words: nobody ? "nothing" : words(at), faults, again, isBehind };
}"""


class Hands(Protocol):
    """`press` works a button, a link or a fold; `pick` a radio or a tick; `choose` a list; `slide` a slider by a step."""

    name: str
    faults: list[str]

    def press(self, node: Locator) -> None: ...
    def pick(self, node: Locator) -> None: ...
    def choose(self, node: Locator, value: str) -> None: ...
    def slide(self, node: Locator) -> None: ...
    def write(self, node: Locator, text: str) -> None: ...


class Mouse:
    name = "mouse"

    def __init__(self, page: Page) -> None:
        self._page = page
        self.faults: list[str] = []

    def press(self, node: Locator) -> None:
        node.click()

    def pick(self, node: Locator) -> None:
        node.click()

    def choose(self, node: Locator, value: str) -> None:
        node.select_option(value)

    def slide(self, node: Locator) -> None:
        box = node.bounding_box()
        assert box
        is_high = node.evaluate("({ value, min, max }) => value - min > max - value")
        node.click(position={"x": box["width"] * (0.2 if is_high else 0.8), "y": box["height"] / 2})

    def write(self, node: Locator, text: str) -> None:
        node.click()
        self._page.keyboard.type(text)


class Keyboard:
    """Tab, Shift+Tab, arrows, Space, Enter and letters. Every stop on the way must be seen to have the focus."""

    name = "keyboard"

    def __init__(self, page: Page) -> None:
        self._page = page
        self.faults: list[str] = []

    def reach(self, node: Locator) -> None:
        """Tab to an element, backwards if it stands above; a radio counts as reached with its group."""
        stop = node.evaluate(_STOP, True)
        key = "Shift+Tab" if stop["isBehind"] else "Tab"
        passed = [stop["words"]]
        for _ in range(MOST_TABS):
            self.faults += stop["faults"]
            if stop["there"]:
                return
            self._page.keyboard.press(key)
            stop = node.evaluate(_STOP, False)
            passed.append(stop["words"])
            assert not stop["again"], f"{key} goes in a ring that misses {node}:\n" + "\n".join(passed)
        raise AssertionError(f"{MOST_TABS} times {key} did not reach {node}:\n" + "\n".join(passed[-20:]))

    def press(self, node: Locator) -> None:
        self.reach(node)
        self._page.keyboard.press("Enter")

    def pick(self, node: Locator) -> None:
        self.reach(node)
        if node.get_attribute("type") == "radio":
            self._arrow_to(node)
        if not node.is_checked() or node.get_attribute("type") == "checkbox":
            self._page.keyboard.press("Space")

    def _arrow_to(self, radio: Locator) -> None:
        for _ in range(10):
            if radio.evaluate("(radio) => radio === document.activeElement"):
                return
            self._page.keyboard.press("ArrowDown")
        raise AssertionError(f"ten times ArrowDown did not reach {radio}")

    def choose(self, node: Locator, value: str) -> None:
        self.reach(node)
        for _ in range(node.locator("option").count()):
            if node.input_value() == value:
                return
            self._page.keyboard.press("ArrowDown")
        assert node.input_value() == value

    def slide(self, node: Locator) -> None:
        self.reach(node)
        self._page.keyboard.press("ArrowRight")

    def write(self, node: Locator, text: str) -> None:
        self.reach(node)
        self._page.keyboard.type(text)
