"""What the sources ask for, and which module, objective and questions answer it. Its page is `docs/coverage.md`."""

from babyinmind.authoring.coverage.page import PAGE, page
from babyinmind.authoring.coverage.rows import Group, groups, row_ids

__all__ = ["PAGE", "Group", "groups", "page", "row_ids"]
