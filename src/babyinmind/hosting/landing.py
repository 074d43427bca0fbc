"""Where people land after signing in, and what their server shows: their course's start page, or a cohort's desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from babyinmind.course.modules import START_PAGE
from babyinmind.course.pages import COHORT_PAGE
from babyinmind.hosting.registry import COURSE_FOLDER, HostedCohort, Hub, not_archived
from babyinmind.hosting.roles import groups_of
from babyinmind.hosting.singleuser import LEARNS_VARIABLE, TEACHES_VARIABLE

ASKS_AGAIN = 30
"""Seconds after which a server asks the hub again who may come in."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Somewhere to go on the hub. `address` is a path below the hub's base address and begins with no `/`."""

    cohort: str
    teaching: bool
    address: str


@dataclass(frozen=True, slots=True)
class Server:
    """How one account's server is started: its folder, the page that opens first, and variables of its environment."""

    folder: str
    page: str
    variables: dict[str, str]


def places(person: str, cohorts: Iterable[HostedCohort]) -> list[Destination]:
    """Where `person` may go: first where they learn, then where they teach; the open cohorts before the closed."""
    found = []
    for one in _by_state(cohorts):
        if person in one.learners:
            page = f"/user/{quote(person)}/doc/tree/{one.name}/{START_PAGE}"
            found.append(Destination(one.name, False, _started(person, page)))
        if person in one.instructors:
            page = f"/user/{quote(one.grader)}/doc/tree/{COHORT_PAGE}"
            found.append(Destination(one.name, True, _started(one.grader, page)))
    return sorted(found, key=lambda one: one.teaching)


def server_of(account: str, cohorts: Iterable[HostedCohort]) -> Server | None:
    """The server of a learner or of a cohort's grader; None for whoever is neither, and so has none."""
    cohorts = _by_state(cohorts)
    for one in cohorts:
        if account == one.grader:
            return Server(f"~/{COURSE_FOLDER}", f"/doc/tree/{COHORT_PAGE}", {TEACHES_VARIABLE: one.name})
    learns = [one.name for one in cohorts if account in one.learners]
    if not learns:
        return None
    return Server("~", f"/doc/tree/{learns[0]}/{START_PAGE}", {LEARNS_VARIABLE: " ".join(learns)})


class Landing:
    """What JupyterHub asks at each sign-in and each start of a server. The cohorts are read anew each time, so that who was
    withdrawn has no server from then on, whenever the hub was started.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def configure(self, c: Any) -> None:
        """Have JupyterHub land everybody at their places."""
        c.JupyterHub.default_url = self.first_page
        c.JupyterHub.template_vars = {"places": self.places}  # the hub calls it for each page
        c.JupyterHub.redirect_to_server = False
        # A server goes on letting in for so long whom it let in before. JupyterHub's own 5 minutes are a former instructor's.
        c.Spawner.args = [f"--HubOAuth.cache_max_age={ASKS_AGAIN}"]

    def places(self, user: Any) -> list[Destination]:
        """What the hub's home page lists for somebody who is signed in, or for nobody."""
        return places(user.name, self._hub.cohorts()) if user else []

    def first_page(self, handler: Any) -> str:
        """Straight to the one place that somebody has; else the hub's home page (""), which lists all of theirs."""
        found = self.places(handler.current_user)
        return handler.hub.base_url.removesuffix("hub/") + found[0].address if len(found) == 1 else ""

    def server(self, spawner: Any, variables: Mapping[str, Any]) -> None:
        """Settle what somebody's server shows, and their groups; it gets `variables` besides.

        Raises `PermissionError` for whoever has none.
        """
        account, cohorts = spawner.user.name, self._hub.cohorts()
        server = server_of(account, cohorts)
        spawner.user.sync_groups(groups_of(account, cohorts))
        if server is None:
            raise PermissionError(f"{account} learns in no cohort, so there is no page to open.")
        spawner.notebook_dir, spawner.default_url = server.folder, server.page
        spawner.environment = {**spawner.environment, **server.variables, **variables}


def _by_state(cohorts: Iterable[HostedCohort]) -> list[HostedCohort]:
    return sorted(not_archived(cohorts), key=lambda one: (one.state != "open", one.name))


def _started(account: str, page: str) -> str:
    """By way of the hub, which starts the server where it does not run."""
    return f"hub/spawn/{quote(account)}?next={quote(page)}"
