"""A page of the course in a real Chromium: opened as a learner opens it, every request watched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from support.lab import Lab, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

MODULE = "03-attachment"
PATIENCE = 90_000  # milliseconds; a machine under load is slow, not wrong
CHOICE, OTHER_CHOICE, REFLECTION = "noor-looks-back", "whose-fault", "reflect-noor"


@contextmanager
def window(
    chromium: Browser, lab: Lab, width: int = 1280, height: int = 900, **options: Any
) -> Iterator[BrowserContext]:
    """A browser of its own that can reach nothing but the server; what it asked of others fails the test.

    `options` are Playwright's for a new context.
    """
    ours = urlsplit(lab.address).netloc
    elsewhere: list[str] = []
    context = chromium.new_context(viewport={"width": width, "height": height}, **options)

    def refuse(route: Any) -> None:
        elsewhere.append(route.request.url)
        route.abort()

    # As a pattern the browser's side compares it; as a function every request would wait for a test that waits.
    context.route(re.compile(rf"^https?://(?!{re.escape(ours)}/)"), refuse)
    context.set_default_timeout(PATIENCE)
    try:
        yield context
    finally:
        context.close()
    assert elsewhere == []


def address(lab: Lab, path: str = f"{MODULE}/{MODULE}.ipynb", view: str = "doc/tree") -> str:
    base, _, rest = lab.address.partition("/doc/tree/")
    return f"{base}/{view}/{path}?{rest.partition('?')[2]}"


def answer_and_hand_in(page: Page, course: str) -> None:
    """Answer one question, write the reflection, and hand both in to a cohort."""
    item(page, CHOICE).locator("input[type=radio]").first.check()
    saved(page, CHOICE)
    item(page, REFLECTION).locator("textarea").fill("I noticed that I waited, and that I did not know for what.")
    saved(page, REFLECTION)
    hand_in(page, course, 2)


def hand_in(page: Page, course: str, answers: int) -> None:
    """Hand in to a cohort, which takes so many answers."""
    here = item(page, "hand-in")
    here.get_by_role("button", name="Hand in…", exact=True).click()
    here.get_by_role("button", name="Hand in now").click()
    here.locator(".bim-receipt").wait_for()
    assert f"{answers} answers were handed in to {course}." in here.locator(".bim-receipt").inner_text()


def open_page(context: BrowserContext, at: str, last: str = "hand-in") -> Page:
    """The page, once it has opened and every question is on it."""
    page = context.new_page()
    page.goto(at)
    is_open(page, last)
    return page


def is_open(page: Page, last: str = "hand-in") -> None:
    """Wait until the page has opened, with `last`, the last of its parts."""
    page.locator(".bim-page[data-bim-page=ready]").wait_for()
    item(page, last).wait_for()


def comes_back(page: Page) -> None:
    """Somebody comes back to the tab, which reads anew then what may have changed."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def item(page: Page, name: str) -> Locator:
    """A part of the page by its id; not the one that a mended page still shows of before."""
    return page.locator(f"[data-bim-item='{name}']:not([data-bim-old])")


def saved(page: Page, name: str) -> None:
    item(page, name).locator(".bim-status", has_text="Saved").wait_for()


def notice(page: Page, words: str) -> Locator:
    return page.locator(".bim-bar-notice", has_text=words)


def kept(lab: Lab, name: str) -> Any:
    """What is on disk of an answer."""
    answers = json.loads((lab.home / MODULE / f"{MODULE}.responses.json").read_text("utf-8"))["answers"]
    return answers.get(name, {}).get("value")


def at_once(page: Page, selector: str) -> None:
    """Wait until it is to be seen, and not up to half a second longer, as a locator's own waiting may: for what is timed."""
    page.wait_for_function("(selector) => document.querySelector(selector)?.checkVisibility()", arg=selector)


def press_run_all(page: Page, lab: Lab) -> None:
    """Press "Run All Cells", as one does where our extension is not installed."""
    at_once(page, ".jp-Notebook .jp-Cell")
    until(lab.has_kernel, "a kernel that waits for work")
    at_once(page, '.jp-Notebook-ExecutionIndicator[data-status="idle"]')
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def run_all(page: Page, lab: Lab) -> None:
    """The same, until the last part of the page is there."""
    press_run_all(page, lab)
    item(page, "hand-in").wait_for()


def followed(link: Locator) -> bytes:
    """What the browser gets when a link is followed, asked for as it asks: a hub refuses files to a page's scripts."""
    address = urljoin(link.page.url, link.get_attribute("href"))
    answer = link.page.context.request.get(address, headers={"Referer": link.page.url})
    assert answer.ok, answer.status_text
    return answer.body()


def photograph(page: Page, project: Path, name: str, of: Locator | None = None) -> None:
    """The page, or one part of it, at 1280 and at 400 pixels, into test-artefacts/: to be looked at."""
    folder = project / "test-artefacts"
    folder.mkdir(exist_ok=True)
    before = page.viewport_size
    shown = of or page.locator(".jp-WindowedPanel-outer").first
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 900})
        height = min(int(shown.evaluate("(node) => node.scrollHeight")) + 200, 10_000)
        page.set_viewport_size({"width": width, "height": height})
        (of or page).screenshot(path=folder / f"{name}-{width}.png")
    if before:
        page.set_viewport_size(before)


def picture(page: Page, project: Path, name: str) -> None:
    folder = project / "test-artefacts"
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"page-{name}.png")


EXECUTIONS = """async () => {
  const config = JSON.parse(document.getElementById('jupyter-config-data').textContent);
  const headers = { Authorization: `token ${config.token}` };
  const [kernel] = await (await fetch(`${config.baseUrl}api/kernels`, { headers })).json();
  const socket = new WebSocket(`${config.baseUrl.replace('http', 'ws')}api/kernels/${kernel.id}/channels?token=${config.token}`
    .replace(/^\\//, `ws://${location.host}/`));
  await new Promise((done) => { socket.onopen = done; });
  const id = Math.random().toString(36);
  socket.send(JSON.stringify({ channel: 'shell', buffers: [], metadata: {}, parent_header: {}, header:
    { msg_id: id, msg_type: 'execute_request', session: id, username: '', version: '5.3', date: new Date().toISOString() },
    content: { code: '', silent: true, store_history: false, user_expressions: { n: 'get_ipython().execution_count' } } }));
  const count = await new Promise((done) => { socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.parent_header.msg_id === id && message.msg_type === 'execute_reply') {
      done(Number(message.content.user_expressions.n.data['text/plain']));
    }
  }; });
  socket.close();
  return [kernel.id, count];
}"""


def executions(page: Page) -> list[Any]:
    """[the kernel's id, how many cells it has executed], asked of the kernel itself, which counts this not."""
    return page.evaluate(EXECUTIONS)
