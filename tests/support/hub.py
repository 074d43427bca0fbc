"""People on a running JupyterHub: by HTTP as their browser would, in Chromium, and in a shell of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from babyinmind.hosting.demonstration_hub import Demonstration
from support.course_page import PATIENCE, is_open
from support.lab import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SECONDS = 120
"""More than a server takes to start on a slow machine."""


@dataclass(frozen=True)
class People:
    """Two cohorts and five people: ann and ben learn in one, which ada teaches; cleo and ada learn in two, which bo teaches."""

    one: str
    two: str
    ann: str
    ben: str
    cleo: str
    ada: str
    bo: str

    @property
    def graders(self) -> tuple[str, str]:
        return f"grader-{self.one}", f"grader-{self.two}"


class Visitor:
    """Somebody's session with the hub, cookies and all."""

    def __init__(self, demo: Demonstration, name: str, password: str | None = None) -> None:
        self.address, self.name = demo.address, name
        self._browser = requests.Session()
        self._browser.trust_env = False
        self.get("/hub/login")
        form = {"username": name, "password": password or demo.password, "_xsrf": self._xsrf("/hub/")}
        answer = self._browser.post(
            f"{self.address}/hub/login", data=form, params={"next": "/hub/home"}, timeout=SECONDS
        )
        self.signed_in = answer.status_code == 200 and urlsplit(answer.url).path == "/hub/home"

    def get(self, path: str) -> requests.Response:
        return self._browser.get(f"{self.address}{path}", timeout=SECONDS)

    def start_server(self, account: str | None = None) -> None:
        """Start somebody's server, one's own without a name, and wait until it is ready."""
        account = account or self.name

        def is_ready() -> bool:
            # Asked for again each time: one that ended a moment ago still counts as running.
            answer = self.get(f"/hub/spawn/{account}")
            assert answer.status_code not in (401, 403, 404), answer.text
            return answer.status_code == 200 and urlsplit(answer.url).path.startswith(f"/user/{account}/")

        until(is_ready, f"the server of {account}", SECONDS)

    def ask(self, path: str) -> Any:
        answer = self.get(path)
        answer.raise_for_status()
        return answer.json()

    def send(self, method: str, path: str, body: Any = None) -> requests.Response:
        """Ask a server to change something, as its own pages do."""
        root = "/hub/" if path.startswith("/hub/") else "/".join(path.split("/")[:3]) + "/"
        headers = {"X-XSRFToken": self._xsrf(root)}
        return self._browser.request(method, f"{self.address}{path}", json=body, headers=headers, timeout=SECONDS)

    def cookies_for(self, path: str) -> str:
        """The header `Cookie` that a browser would send there."""
        return "; ".join(f"{one.name}={one.value}" for one in self._browser.cookies if path.startswith(one.path))

    def _xsrf(self, path: str) -> str:
        return next((one.value or "" for one in self._browser.cookies if one.name == "_xsrf" and one.path == path), "")


@contextmanager
def in_browser(chromium: Browser, demo: Demonstration, name: str) -> Iterator[Page]:
    """Somebody who has just signed in; nothing but the hub can be reached."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    # As a pattern the browser's side compares it; as a function every request would wait for a test that waits.
    context.route(re.compile(rf"^(?!{re.escape(demo.address)}/)"), lambda route: route.abort())
    try:
        page = context.new_page()
        page.goto(f"{demo.address}/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(demo.password)
        page.get_by_role("button", name="Sign in").click()
        yield page
    finally:
        context.close()


def arrives(page: Page, at: str, last: str) -> None:
    """Wait until the page at `at`, a path, has opened with `last`, the last of its parts."""
    page.wait_for_url(f"**{at}")
    is_open(page, last)
