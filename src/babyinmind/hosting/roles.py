"""Cohorts as JupyterHub knows them: its groups, and who may open whose server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from babyinmind.hosting.registry import HostedCohort, not_archived

SERVER_SCOPES = (
    "users:activity!user",
    "access:servers!user",
    "read:users:name!user",
    # nbgrader's JupyterHubAuthPlugin asks the hub with this server's token which courses its person is in.
    "read:users:groups!user",
)


ADMIN_SCOPES = ("admin-ui", "list:users", "read:users:activity", "read:servers", "delete:servers")
"""What the hub's own page of administration needs to list people and to stop servers: nothing that opens a server."""


def allowed(cohorts: Iterable[HostedCohort], admins: Iterable[str] = ()) -> set[str]:
    """Who may sign in: the hub's administrators, and whoever learns or teaches in a cohort that is not archived."""
    return {person for one in not_archived(cohorts) for person in (*one.learners, *one.instructors)} | set(admins)


def blocked(cohorts: Iterable[HostedCohort], admins: Iterable[str] = ()) -> set[str]:
    """Who stood in a cohort and stands in none any more: the hub ends their servers and takes every right from them."""
    cohorts = list(cohorts)
    return {person for one in cohorts for person in one.people} - allowed(cohorts, admins)


def load_groups(cohorts: Iterable[HostedCohort]) -> dict[str, dict[str, list[str]]]:
    """The groups that nbgrader reads a person's courses from."""
    groups = {}
    for one in not_archived(cohorts):
        groups[one.learners_group] = {"users": list(one.learners)}
        groups[one.instructors_group] = {"users": list(one.instructors)}
    return groups


def groups_of(person: str, cohorts: Iterable[HostedCohort]) -> set[str]:
    """Those of the groups in which somebody is to be. `load_groups` adds people to groups, and takes nobody out."""
    return {name for name, group in load_groups(cohorts).items() if person in group["users"]}


def load_roles(cohorts: Iterable[HostedCohort], admins: Iterable[str] = ()) -> list[dict[str, Any]]:
    """What a server may ask the hub, what administrators may do, and for each cohort that its instructors share the grader's server.

    People are listed by name: the hub takes out of a role who is not listed any more, and of a group nobody.
    """
    there = not_archived(cohorts)
    roles: list[dict[str, Any]] = [
        {"name": "server", "scopes": list(SERVER_SCOPES)},
        # JupyterHub's own gives tokens for anybody's server, so nobody has it, whoever had it before included.
        {"name": "admin", "users": [], "services": []},
        {"name": "hub-administrator", "users": sorted(admins), "scopes": list(ADMIN_SCOPES)},
        # Known to the hub, so that there is a server to share; not among those who may sign in.
        {"name": "grader", "users": [one.grader for one in there], "scopes": ["self"]},
    ]
    for one in there:
        grader = one.grader
        scopes = ("access:servers", "servers", "read:users:name", "list:users")
        roles.append(
            {
                "name": one.instructors_group,
                "users": list(one.instructors),
                "scopes": [f"{scope}!user={grader}" for scope in scopes],
            }
        )
    return roles
