"""What can keep a module or a submission from being graded, in words that say how to mend it."""

from babyinmind.errors import BabyInMindError


class GradingError(BabyInMindError):
    """Grading cannot go on for one submission, or for the whole module; the text says why and what to do."""
