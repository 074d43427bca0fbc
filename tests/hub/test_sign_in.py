"""The examples of signing in, filled in as a host would, on a real JupyterHub with a provider of the loopback."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from babyinmind.hosting.demonstration_hub import Demonstration, free_port
from babyinmind.hosting.registry import HostedCohort, grader_of
from support.provider import provider

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform == "win32", reason="NOT TESTED: signing in. JupyterHub does not run on Windows."),
]

SPRING = HostedCohort("spring", "open", grader_of("spring"), "ada", ("ada",), ("ann",), ("wim",))
PORTS = """c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
"""
SECONDS = 60


OUTSIDE = ("wim", "grader-spring", "root", "4711", "annn")
"""Who is refused: a withdrawn learner, a grader's account, the machine's own, what a provider calls somebody, a slip."""
ANN = "/hub/spawn/ann?next=/user/ann/doc/tree/spring/start-here.ipynb"
ADA = "/hub/spawn/grader-spring?next=/user/grader-spring/doc/tree/cohort.ipynb"


@contextmanager
def hub_with(example: Path, folder: Path, filled_in: Mapping[str, str]) -> Iterator[Demonstration]:
    """A hub with the example in which each text is replaced by another, as by a host who fills it in."""
    shown = Demonstration(folder, f"http://127.0.0.1:{free_port()}", "")
    text = example.read_text("utf-8")
    for before, after in filled_in.items():
        assert before in text, f"{example} has no {before} to fill in"
        text = text.replace(before, after.format(hub=shown.address))
    shown.hub.write(SPRING)
    shown.hub.settings.write_text(f"address: {shown.address}\n")
    more = shown.hub.folder / "jupyterhub_config.d"
    more.mkdir()
    (more / example.name).write_text(text)
    (more / "ports.py").write_text(PORTS.format(hub=free_port(), api=free_port()))
    try:
        shown.start()
        yield shown
    finally:
        shown.stop()


class Browser:
    """Somebody's browser, which goes where it is sent until the hub would start a server."""

    def __init__(self, shown: Demonstration) -> None:
        self._hub, self._session = shown.address, requests.Session()
        self._session.trust_env = False

    def goes(self, path: str, form: Mapping[str, str] | None = None, until: str = "") -> requests.Response:
        """Ask for a path of the hub, with a form if there is one, and follow, no further than to what begins with `until`."""
        address = f"{self._hub}{path}"
        for _ in range(10):
            method = "POST" if form else "GET"
            answer = self._session.request(method, address, data=form, allow_redirects=False, timeout=SECONDS)
            if not answer.is_redirect:
                break
            address, form = urljoin(address, answer.headers["Location"]), None
            if address.startswith(until or f"{self._hub}/hub/spawn/"):
                break
        return answer


def place(answer: requests.Response) -> str:
    """Where somebody lands; fails with what the hub says instead."""
    assert answer.is_redirect, f"{answer.status_code}: {answer.text}"
    return answer.headers["Location"]


def test_by_openid_connect(tmp_path: Path, project: Path) -> None:
    filled_in = {
        "https://hub.example.org": "{hub}",
        "what-the-provider-gave": "the-secret",
    }
    with provider("baby-in-mind", "the-secret") as agency:
        filled_in["https://login.example.org/realms/agency/protocol/openid-connect"] = agency.address
        with hub_with(project / "hub" / "sign-in" / "openid.py", tmp_path, filled_in) as shown:

            def sign_in(name: str | None) -> requests.Response:
                agency.claims = {"preferred_username": name} if name else {}
                return Browser(shown).goes("/hub/oauth_login")

            assert "Sign in with your agency&#39;s account" in Browser(shown).goes("/").text
            assert place(sign_in("ann")) == ANN
            assert place(sign_in("ada")) == ADA
            # An account's name has small letters alone, whatever a provider writes.
            assert place(sign_in("Ann")) == ANN
            for name in OUTSIDE:
                refused = sign_in(name)
                assert (refused.status_code, "does not know you yet" in refused.text) == (403, True), name
            # Settings with a slip in them: nobody is let in, and the log says why.
            for slip, says in (({"claims": {}}, "preferred_username"), ({"secret": "another"}, "invalid_client")):
                with pytest.MonkeyPatch.context() as patch:
                    for name, value in slip.items():
                        patch.setattr(agency, name, value)
                    assert Browser(shown).goes("/hub/oauth_login").status_code >= 400
                    assert says in shown.log.read_text()


def test_by_lti(tmp_path: Path, project: Path) -> None:
    with provider("what-the-platform-gave", "") as platform:
        filled_in = {
            "https://moodle.example.org/mod/lti/auth.php": f"{platform.address}/auth",
            "https://moodle.example.org/mod/lti/certs.php": f"{platform.address}/certs",
            "https://moodle.example.org": platform.address,
        }
        with hub_with(project / "hub" / "sign-in" / "lti.py", tmp_path, filled_in) as shown:
            told = " ".join((project / "hub" / "sign-in" / "lti.py").read_text("utf-8").split())
            tool, back, begin = (
                path.removeprefix("https://HUB").rstrip(".,")
                for path in re.findall(r"(?:tool address|redirect address|login initiation) (\S+)", told)
            )

            def launch(name: str | None) -> requests.Response:
                platform.claims = {"account": name} if name else {}
                person, opens = Browser(shown), f"{shown.address}{tool}"
                hint = {
                    "iss": platform.address,
                    "login_hint": "7",
                    "target_link_uri": opens,
                    "client_id": platform.client,
                }
                asked = person.goes(begin, hint, until=f"{platform.address}/auth")
                form = platform.launched(dict(parse_qsl(urlsplit(place(asked)).query)), opens)
                return person.goes(back, form)

            assert "Please open the course from your learning platform" in Browser(shown).goes("/").text
            assert place(launch("ann")) == ANN
            assert place(launch("ada")) == ADA
            # Without the custom parameter the platform's own number for somebody would be the name.
            for name in (*OUTSIDE, None):
                refused = launch(name)
                assert (refused.status_code, "does not know you yet" in refused.text) == (403, True), name
            for slip, says in (
                ({"client": "another"}, "Audience doesn&#39;t match"),
                ({"issuer": "http://another"}, "Invalid issuer"),
                ({"known_key": rsa.generate_private_key(65537, 2048)}, "Signature verification failed"),
            ):
                with pytest.MonkeyPatch.context() as patch:
                    for name, value in slip.items():
                        patch.setattr(platform, name, value)
                    assert says in launch("ann").text
