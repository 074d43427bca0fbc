"""`python -m babyinmind.hosting`, which `make hub` runs: a hub with a demonstration cohort, until Ctrl-C."""

from __future__ import annotations

import signal
import sys

from babyinmind.grading.start import make_ready_for_nbgrader
from babyinmind.hosting.demonstration import PlannedCohort, demonstration
from babyinmind.hosting.demonstration_hub import CannotDemonstrate, is_root

_PORT = 800
_INSTRUCTOR = "demo-ines"
_LEARNERS = {"demo-lena": "Lena Demo", "demo-noel": "Noel Demo"}
_WITHOUT_ROOT = """You are not root, so the people of this hub all share your account: you see what they see, but nothing keeps one
from another's files. To see it as it is: sudo make hub.
"""
_READY = """
The hub is open, on this machine alone:

  {address}

  a learner       {learners}
  an instructor   {instructor}
  password        {password}

Use a private window for each. To close it, press Ctrl and C here; everything that it made is taken away.
"""


def main() -> int:
    """Show a hub and stay until it is closed; gives the exit status."""
    from babyinmind.course.modules import released_modules

    def say(line: str) -> None:
        print(line, flush=True)

    if not is_root():
        say(_WITHOUT_ROOT)
    make_ready_for_nbgrader()
    # Ended from outside, it takes away what it made, as on Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    first, *others = (one.id for one in released_modules())
    cohort = PlannedCohort("demo", [_INSTRUCTOR], _LEARNERS, [first])
    try:
        with demonstration([cohort], port=_PORT, say=say) as demo:
            say(
                _READY.format(
                    address=demo.address,
                    learners=" or ".join(_LEARNERS),
                    instructor=_INSTRUCTOR,
                    password=demo.password,
                )
            )
            demo.grade_on_arrival(cohort.name)
            for module in others:
                demo.release(cohort.name, module)
                say(f"{module} was released: learners find it when they next come to their start page.")
            assert demo.process
            demo.process.wait()
            say("The hub has ended by itself.")
            return 1
    except CannotDemonstrate as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("The hub is closed.")
        return 0


if __name__ == "__main__":
    sys.exit(main())
