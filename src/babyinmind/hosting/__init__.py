"""Cohorts on one machine or in a cluster: who learns and teaches in which, and where all of it lies."""
