"""Plain nbgrader in a clone of the project: it names the course and grades answers as data, whatever else is installed.

Where learners fetch and hand in is nbgrader's own default, /usr/local/share/nbgrader/exchange, which has to be there. For
another folder write `c.Exchange.root = "..."` into nbgrader_config.py in ~/.jupyter.
"""

from pathlib import Path

c = get_config()  # noqa: F821 - given by the loader

c.CourseDirectory.course_id = "baby-in-mind"
# A clone brings release/ along, and nbgrader would skip what is there and leave the gradebook without its keys.
c.GenerateAssignment.force = True

# The package's own settings, also for an environment into which only its code was brought, without etc/jupyter. Without them
# nbgrader executes what was handed in, so a missing file is an error, which `load_subconfig` would pass over.
settings = Path(__file__).with_name("src") / "babyinmind" / "grading"
if not (settings / "nbgrader_config.py").is_file():
    raise FileNotFoundError(f"{settings / 'nbgrader_config.py'} is not there: take a whole clone of the project.")
load_subconfig("nbgrader_config.py", path=str(settings))  # noqa: F821 - given by the loader
