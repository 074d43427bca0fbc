"""What a learner chose about themselves: the roles, kept in the data folder for each learner's folder."""

from __future__ import annotations

from pathlib import Path

from babyinmind.items import ROLES
from babyinmind.responses import ResponsesError, ResponseStore, profile_path, read_responses
from babyinmind.responses.places import PROFILE

ROLES_ITEM = "roles"


def open_profile(home: Path) -> ResponseStore:
    """The profile of the learner whose modules lie in `home`, to be saved into: kept as safely as answers are."""
    path = profile_path(home)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return ResponseStore.open(path, PROFILE)


def roles_of(home: Path) -> tuple[str, ...]:
    """The chosen roles (ids of `items.ROLES`, in its order); none where none was chosen or they cannot be read."""
    try:
        answer = read_responses(profile_path(home), module=PROFILE).answers.get(ROLES_ITEM)
    except ResponsesError:
        return ()
    chosen = answer.value if answer and isinstance(answer.value, list) else []
    return tuple(role for role in ROLES if role in chosen)
