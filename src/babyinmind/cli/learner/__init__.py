"""Commands of a learner, on their own machine or in a cohort."""
