"""Baby in Mind's settings of nbgrader, installed into the environment so that grading fails closed.

Whoever runs nbgrader from this environment, in whatever folder, grades answers as data and runs nothing of a
learner's. A course's own nbgrader_config.py adds what is its own (course_id, exchange); it repeats nothing of this.
"""

c = get_config()  # noqa: F821 - given by the loader

c.ExchangeFactory.collect = "babyinmind.grading.collect.CollectAnswers"
c.ExchangeFactory.release_assignment = "babyinmind.desk.release.ReleaseToACohort"

c.GenerateAssignment.preprocessors = [
    "babyinmind.grading.generate.RefuseFaults",
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
    "babyinmind.grading.generate.ClosePage",
]

c.Autograde.exporter_class = "babyinmind.grading.autograde.StoredNotebookExporter"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = ["babyinmind.grading.autograde.GradeAsData"]

c.GenerateFeedback.exporter_class = "babyinmind.records.returning.CreditFeedback"
c.GenerateFeedback.preprocessors = []

# Left in a learner's folder by the store; no use to anybody else.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    ".*.lock",
    ".*.last-good.json",
    "*.damaged-*",
    ".older",
]
