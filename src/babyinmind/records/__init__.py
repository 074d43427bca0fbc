"""The instructor's records: credit, hours, the record of independent learning that a cohort signs."""
