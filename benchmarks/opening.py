"""Opening a module four ways, turn by turn in one run: our page in JupyterLab and in Notebook 7, JupyterLab without our
extension and "Run All Cells" pressed by script, and Voila.

Each opening has a server, a kernel, a learner's folder and a browser of its own, all of them new. The page's own clock,
which starts with the navigation, says when the page's shell and the module's first text were to be seen, and when the
first answer was acknowledged as saved; it is given as soon as it can be clicked. Then what goes over the wire on a first
and on a repeat opening, a repeat opening on a slow line, and the memory of the kernel. Voila is no part of the course:
it is installed beside it, into build/voila.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import psutil  # noqa: E402

from babyinmind.course import course_pages, make_folder, place, released_modules  # noqa: E402
from chromium import running  # noqa: E402
from conftest import own_places  # noqa: E402
from support.course_page import CHOICE, PATIENCE, at_once, is_open, item, press_run_all  # noqa: E402
from support.lab import Lab, free_port, learn, notebook_7, serving  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MODULE = "03-attachment"
FIRST_TEXT = "Attachment theory has two founders."
OURS, NOTEBOOK, BARE, VOILA = "our page in JupyterLab", "our page in Notebook 7", "bare JupyterLab, Run All", "Voila"
AHEAD = 0.75
"""Of bare JupyterLab's time, what our page in Notebook 7 may take."""
TEXT_AFTER_SHELL = 1.0
SLOW_BITS, SLOW_DELAY, SLOW_REACH = 400_000, 400, 10.0
"""A slow line: bits a second, milliseconds, and the seconds in which a repeat opening shows its first text."""
MEMORY_REACH = 75
"""Megabytes (10^6 bytes) of the kernel, resident, after the whole page has run and no figure was moved."""

CLOCK = """([text, first]) => {
  if (window !== window.top) return;
  const shown = (node) => Boolean(node?.checkVisibility({ opacityProperty: true, visibilityProperty: true }));
  const asked = {
    shell: () => shown(document.querySelector('.bim-bar-title')),
    text: () => [...document.querySelectorAll('.jp-RenderedMarkdown p')].some((p) => p.textContent.startsWith(text) && shown(p)),
    saved: () => document.querySelector(`[data-bim-item='${first}'] .bim-status`)?.textContent.includes('Saved'),
  };
  const seen = (globalThis.openingTimes = {});
  const look = () => {
    for (const [name, isSo] of Object.entries(asked)) {
      if (!(name in seen) && isSo()) seen[name] = performance.now() / 1000;
    }
    requestAnimationFrame(look);
  };
  look();
}"""
SEEN = "(name) => globalThis.openingTimes?.[name]"
NO_OTHERS = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""With and without a network it is measured alike: no page gets anything from elsewhere."""


@dataclass(frozen=True)
class Way:
    """How a module is opened: its server for a learner's folder, and what is pressed there."""

    name: str
    serve: Callable[[Path], AbstractContextManager[Lab]]
    press: Callable[[Page, Lab], None] = lambda page, lab: None


@dataclass(frozen=True)
class Opening:
    """Seconds from the navigation; `shell` is None where the page has none of ours."""

    shell: float | None
    text: float
    answer: float


@dataclass(frozen=True)
class Wire:
    """What one of our ways takes of the line, and of the memory: bytes, and seconds on the slow line."""

    first: int
    repeat: int
    slow_shell: float
    slow_text: float
    resident: int
    proportional: int | None


@contextmanager
def placed(home: Path, serve: Callable[[Path], AbstractContextManager[Lab]]) -> Iterator[Lab]:
    """A server that does not place the modules itself."""
    make_folder(home)
    place(released_modules(), home, pages=course_pages())
    with serve(home) as lab:
        yield lab


@contextmanager
def voila(python: Path, home: Path) -> Iterator[Lab]:
    port = free_port()
    notebook = home / MODULE / f"{MODULE}.ipynb"
    command = [str(python), "-m", "voila", str(notebook), "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    # /voila/static is answered while no notebook is run for it.
    with serving(command, f"http://127.0.0.1:{port}/voila/static/voila.js") as process:
        yield Lab(process, f"http://127.0.0.1:{port}/?token=none", home)


def voila_of_its_own() -> Path | None:
    """The Python of build/voila, made where it is not there; None where that fails."""
    folder = ROOT / "build" / "voila"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not (folder / ".installed").is_file():
        print(f"Installing Voila into {folder} ...", file=sys.stderr, flush=True)
        pins = ["--constraint", str(ROOT / "requirements.txt")]
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
            install = [str(python), "-m", "pip", "install", "--quiet", *pins, "voila", "--editable", str(ROOT)]
            subprocess.run(install, check=True)
        except subprocess.CalledProcessError:
            return None
        (folder / ".installed").touch()
    return python


def new_page(browser: Browser) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    context.add_init_script(f"({CLOCK})({json.dumps([FIRST_TEXT, CHOICE])})")
    return context.new_page()


def seen(page: Page, name: str) -> float:
    """Wait for the page's clock to note it; gives its seconds."""
    return float(page.wait_for_function(SEEN, arg=name, timeout=PATIENCE).json_value())


def open_once(way: Way, scratch: Path) -> Opening:
    with tempfile.TemporaryDirectory(dir=scratch) as home, way.serve(Path(home) / "course") as lab:  # noqa: SIM117
        with running(NO_OTHERS) as browser:
            page = new_page(browser)
            page.goto(lab.address, wait_until="commit")
            way.press(page, lab)
            at_once(page, f"[data-bim-item='{CHOICE}'] input[type=radio]")
            # Not by the mouse, under which a page that still grows moves on.
            item(page, CHOICE).locator("input[type=radio]").first.evaluate("(option) => option.click()")
            answer = seen(page, "saved")
            return Opening(page.evaluate(SEEN, "shell"), seen(page, "text"), answer)


def weigh(way: Way, scratch: Path) -> Wire:
    """The same page three times in one browser: first, again, and again on the slow line."""
    with tempfile.TemporaryDirectory(dir=scratch) as home, way.serve(Path(home) / "course") as lab:  # noqa: SIM117
        with running(NO_OTHERS) as browser:
            page = new_page(browser)
            sizes = []
            for _ in range(2):
                sizes.append(bytes_of(page, lab.address))
                page = next_page(page)
            (kernel,) = lab.kernels()
            used = kernel.memory_full_info() if psutil.LINUX else kernel.memory_info()
            line = page.context.new_cdp_session(page)
            line.send("Network.enable")
            each = SLOW_BITS // 8
            slow = {"offline": False, "latency": SLOW_DELAY, "downloadThroughput": each, "uploadThroughput": each}
            line.send("Network.emulateNetworkConditions", slow)
            page.goto(lab.address, wait_until="commit")
            text = seen(page, "text")
            return Wire(*sizes, seen(page, "shell"), text, used.rss, getattr(used, "pss", None))


def next_page(page: Page) -> Page:
    """A new page with the cache of the one that it closes."""
    new = page.context.new_page()
    page.close()
    return new


def bytes_of(page: Page, address: str) -> int:
    """Bytes that came until the whole page was there: answers with their heads; messages as they are before compression."""
    came: list[int] = []
    line = page.context.new_cdp_session(page)
    line.on("Network.loadingFinished", lambda event: came.append(int(event["encodedDataLength"])))
    line.on("Network.webSocketFrameReceived", lambda event: came.append(len(event["response"]["payloadData"])))
    line.send("Network.enable")
    page.goto(address, wait_until="commit")
    is_open(page)
    page.wait_for_load_state("networkidle")
    return sum(came)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="openings of each way (default %(default)s)")
    parser.add_argument("--voila", type=Path, metavar="PYTHON", help="a Python that has Voila and the course")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a reach is missed")
    arguments = parser.parse_args()
    ways = [
        Way(OURS, learn),
        Way(NOTEBOOK, partial(placed, serve=notebook_7)),
        Way(BARE, partial(learn, extension=False), press_run_all),
    ]
    python = arguments.voila or voila_of_its_own()
    if python:
        ways.append(Way(VOILA, partial(placed, serve=partial(voila, python))))
    with tempfile.TemporaryDirectory(prefix="babyinmind-benchmark-") as name:
        scratch = Path(name)
        os.environ.update(own_places(scratch / "places"))
        openings: dict[str, list[Opening]] = {way.name: [] for way in ways}
        for number in range(1, arguments.rounds + 1):
            for way in ways:
                one = open_once(way, scratch)
                openings[way.name].append(one)
                said = f"text {one.text:.2f} s, answer {one.answer:.2f} s"
                print(f"  round {number}, {way.name}: {said}", file=sys.stderr, flush=True)
        wires = {way.name: weigh(way, scratch) for way in ways if way.name in (OURS, NOTEBOOK)}
    if not python:
        print("VOILA WAS NOT MEASURED: it could not be installed. Name a Python that has it: --voila PYTHON\n")
    return report(openings, wires, arguments)


def report(openings: dict[str, list[Opening]], wires: dict[str, Wire], arguments: Any) -> int:
    middle = {
        (way, what): statistics.median(getattr(one, what) for one in times)
        for way, times in openings.items()
        for what in ("text", "answer")
    }
    after = {way: statistics.median(one.text - (one.shell or 0) for one in openings[way]) for way in wires}
    print(f"Median of {arguments.rounds}, in brackets the least and the most; seconds from the navigation\n")
    print("| opening `03-attachment` | first text s | first answer saved s | text after the page's own shell s |")
    print("|---|---:|---:|---:|")
    for way, times in openings.items():
        texts, answers = [one.text for one in times], [one.answer for one in times]
        cells = [f"{statistics.median(all_):.2f} ({min(all_):.2f} to {max(all_):.2f})" for all_ in (texts, answers)]
        print(f"| {way} | {' | '.join(cells)} | {f'{after[way]:.2f}' if way in after else ''} |")
    kilobits = SLOW_BITS // 1000
    print(f"\n| | first opening KB | repeat KB | repeat at {kilobits} kbit/s, {SLOW_DELAY} ms: text s | kernel MB |")
    print("|---|---:|---:|---:|---:|")
    for way, wire in wires.items():
        shared = f" (its share of what is shared: {wire.proportional / 1e6:.0f})" if wire.proportional else ""
        memory = f"{wire.resident / 1e6:.0f}{shared}"
        print(f"| {way} | {wire.first / 1e3:,.0f} | {wire.repeat / 1e3:,.0f} | {wire.slow_text:.1f} | {memory} |")
    print()
    reaches = [
        *(
            (f"{OURS}: {what} no later than {BARE}", middle[OURS, what] <= middle[BARE, what])
            for what in ("text", "answer")
        ),
        *(
            (f"{NOTEBOOK}: {what} ahead of {BARE} by a quarter", middle[NOTEBOOK, what] <= AHEAD * middle[BARE, what])
            for what in ("text", "answer")
        ),
        *((f"{way}: text within 1 s of the shell", after[way] <= TEXT_AFTER_SHELL) for way in wires),
        *((f"{way}: text within 10 s on the slow line", wire.slow_text <= SLOW_REACH) for way, wire in wires.items()),
        *(
            (f"{way}: kernel at most {MEMORY_REACH} MB, resident", wire.resident <= MEMORY_REACH * 1e6)
            for way, wire in wires.items()
        ),
    ]
    for what, reached in reaches:
        print(f"{'yes' if reached else 'NO '} {what}")
    return 1 if arguments.check and not all(reached for _, reached in reaches) else 0


if __name__ == "__main__":
    sys.exit(main())
