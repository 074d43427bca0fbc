"""Commands of a cohort's instructors, and of whoever is given a record."""
