"""What a learner was told of a hand-in: read as data, kept on the learner's side, shown again."""

from babyinmind.results.reading import RESULTS_FORMAT, RESULTS_VERSION, checked, pdf_in, read_results
from babyinmind.results.storing import ReturnedResults, load_all_returned, load_returned, returned_path, save_returned

__all__ = [
    "RESULTS_FORMAT",
    "RESULTS_VERSION",
    "ReturnedResults",
    "checked",
    "load_all_returned",
    "load_returned",
    "pdf_in",
    "read_results",
    "returned_path",
    "save_returned",
]
