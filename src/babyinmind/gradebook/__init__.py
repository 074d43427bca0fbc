"""Our part of an nbgrader gradebook: every table, its versions, and the one way to open it."""
