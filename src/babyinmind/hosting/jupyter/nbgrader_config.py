"""nbgrader on a learner's server on the hub: where the exchange lies, and that the hub says who is in which course.

It adds to the environment's own configuration, which grades fail-closed; the graders' servers have theirs in `~/.jupyter`.
"""

import os

c = get_config()  # noqa: F821 - given by the loader

c.Exchange.root = os.environ["BABYINMIND_EXCHANGE"]
# A learner has a folder for each cohort, named as it is.
c.Exchange.path_includes_course = True
c.Authenticator.plugin_class = "nbgrader.auth.JupyterHubAuthPlugin"
