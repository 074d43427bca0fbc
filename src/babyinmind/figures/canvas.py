"""The look that all figures share, and the SVG that leaves them. matplotlib is imported inside the functions only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing
    from matplotlib.font_manager import FontProperties

INK = "#1c2733"
QUIET = "#4a5866"
RULE = "#d5dbe1"
SHADE = "#dde2e9"
SHADE_EDGE = "#7b8794"
# Of Okabe and Ito's kind, darkened until each has a contrast of 4.5:1 on white.
BLUE = "#00639c"
ORANGE = "#a84e00"
GREEN = "#00735a"
PURPLE = "#9c2f6f"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of what is counted, as it is drawn: never by colour alone, always by shape, or filled and open, too."""

    label: str
    colour: str
    marker: str
    filled: bool = True

    def size(self, across: float) -> float:
        """matplotlib's marker size for a mark about `across` units wide: the shapes differ in weight at one size."""
        return (across * {"o": 1.0, "s": 0.88, "^": 1.08, "D": 0.78}[self.marker]) ** 2


KINDS = {
    "secure": Kind("Secure", BLUE, "o"),
    "avoidant": Kind("Avoidant", ORANGE, "s"),
    "resistant": Kind("Resistant", GREEN, "^"),
    "disorganised": Kind("Disorganised", PURPLE, "D"),
}


@cache
def font(bold: bool = False) -> FontProperties:
    """The font that ships inside matplotlib, by file: a font of that name on the machine could differ."""
    import matplotlib
    from matplotlib.font_manager import FontProperties

    file = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / file))


class Sheet:
    """A white sheet of `width` by `height` units, measured from its top left corner; one unit is a point of type."""

    def __init__(self, width: int, height: int) -> None:
        from matplotlib.figure import Figure as Drawing

        self.width, self.height = width, height
        self.drawing: Drawing = Drawing(figsize=(width / 72, height / 72), dpi=72, facecolor="white")

    def axes(self, left: float, top: float, width: float, height: float) -> Any:
        """A matplotlib Axes at that place."""
        bottom = self.height - top - height
        box = (left / self.width, bottom / self.height, width / self.width, height / self.height)
        return self.drawing.add_axes(box)

    def ground(self) -> Any:
        """Axes over the whole sheet, in its own units, without lines of their own."""
        axes = self.axes(0, 0, self.width, self.height)
        axes.set(xlim=(0, self.width), ylim=(self.height, 0))
        axes.set_axis_off()
        return axes

    def rule(self, y: float, left: float, right: float) -> None:
        """A quiet line across at `y`."""
        from matplotlib.lines import Line2D

        across, down = (left / self.width, right / self.width), (1 - y / self.height,) * 2
        self.drawing.add_artist(Line2D(across, down, color=RULE, linewidth=1))

    def text(self, x: float, y: float, words: str, size: float, *, bold: bool = False, **more: Any) -> None:
        """`words`, their baseline's left end at (x, y) unless `more` (matplotlib's Text properties) says otherwise."""
        given = {"color": INK, "va": "baseline"} | more
        place = (x / self.width, 1 - y / self.height)
        self.drawing.text(*place, words, fontproperties=font(bold), fontsize=size, **given)


@contextmanager
def settled(name: str) -> Iterator[None]:
    """matplotlib's own defaults while drawing, whatever the person's settings, restored afterwards.

    Text is drawn as paths: it looks and measures the same on every machine, whatever fonts are there, and no font is
    asked for. What it says is in the alt text and the table.
    """
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": name})
        yield


def svg(sheet: Sheet, name: str) -> str:
    """The sheet as an `<svg>` element that can stand in a page: it scales, and reaches out of itself in no way.

    Prolog, date and comments go, and so does the style element, which would apply to the whole page. Ids that nothing
    refers to go; the others begin with `name`, so that two figures on one page do not share one.
    """
    out = StringIO()
    sheet.drawing.savefig(out, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>|\s*<!--.*?-->", "", text, flags=re.DOTALL)
    box = f'viewBox="0 0 {sheet.width} {sheet.height}"'
    root = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {box}'
    text = re.sub(r"<svg[^>]*>", root + ' stroke-linejoin="round" stroke-linecap="butt">', text, count=1)
    used = set(re.findall(r'(?:href="|url\()#([^")]+)', text))
    text = re.sub(r' id="([^"]+)"', lambda m: f' id="{name}-{m[1]}"' if m[1] in used else "", text)
    text = re.sub(r'(href="|url\()#', rf"\g<1>#{name}-", text)
    # Hundredths of a unit are enough for a place, not for a scale, which is left as it is.
    text = re.sub(r"scale\([^)]*\)|-?\d+\.\d{3,}", lambda m: m[0] if m[0][0] == "s" else f"{float(m[0]):.2f}", text)
    return re.sub(r"[ \t]*\n\s*", "\n", text).strip() + "\n"
