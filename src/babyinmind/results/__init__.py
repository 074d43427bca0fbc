"""What a learner was told of a hand-in: read as data, kept on the learner's side, shown again."""

from babyinmind.results.keeping import Returned, all_kept, keep, kept, kept_path
from babyinmind.results.reading import RESULTS_FORMAT, RESULTS_VERSION, checked, pdf_in, read_results

__all__ = [
    "RESULTS_FORMAT",
    "RESULTS_VERSION",
    "Returned",
    "all_kept",
    "checked",
    "keep",
    "kept",
    "kept_path",
    "pdf_in",
    "read_results",
]
