"""Who learns here, and which version of a vignette speaks to whom.

The ten roles of the training's own list come first (source 001); the others take part in it too.
"""

from __future__ import annotations

DEFAULT_VERSION = "default"

VERSIONS: dict[str, str] = {
    DEFAULT_VERSION: "Another role",
    "child-welfare": "Child welfare",
    "court": "Court",
    "health-care": "Health care",
    "home-visiting": "Home visiting and early intervention",
    "early-education": "Early childhood education",
    "mental-health": "Mental health",
    "community": "Community: faith, library, policy",
}
"""Version id -> the name that a learner reads."""

ROLES: dict[str, tuple[str, str]] = {
    "early-education": ("Early childhood education", "early-education"),
    "child-welfare": ("Child welfare", "child-welfare"),
    "mental-health": ("Mental health clinician", "mental-health"),
    "judicial": ("Judicial", "court"),
    "early-intervention": ("Early intervention", "home-visiting"),
    "home-visitor": ("Home visitor", "home-visiting"),
    "health-care": ("Health care", "health-care"),
    "faith-community": ("Faith community", "community"),
    "policymaker": ("Policymaker", "community"),
    "librarian": ("Librarian", "community"),
    "judge": ("Judge", "court"),
    "attorney": ("Attorney", "court"),
    "gal": ("Guardian ad litem (GAL)", "court"),
    "casa": ("Court appointed special advocate (CASA)", "court"),
    "student": ("Student", DEFAULT_VERSION),
    "supervisor": ("Supervisor or director", DEFAULT_VERSION),
    "allied-health": ("Allied health: occupational, physical, speech therapy, child life", "health-care"),
    "other": ("Another role", DEFAULT_VERSION),
}
"""Role id -> (name, version of the vignettes)."""
