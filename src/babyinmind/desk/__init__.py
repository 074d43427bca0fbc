"""The instructor's desk: who learns in a cohort, who is where, and what waits for whom."""
