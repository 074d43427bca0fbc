"""What another account does for root: `python -I -m babyinmind.hosting.tasks`, run as that account by `accounts.as_account`.

A task is a function of ours that is named here. It reads its arguments from standard input and writes its result to standard
output, both as JSON by the function's own annotations. Nothing that the account owns is imported or run.
"""

from __future__ import annotations

import inspect
import json
import os
import sys
from collections.abc import Callable
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from babyinmind.errors import BabyInMindError


def known() -> dict[str, Callable[..., Any]]:
    """Name -> function, of everything that root may ask an account to do."""
    from babyinmind.course.copy_answers import copy_answers
    from babyinmind.hosting import databases, provisioning

    functions = (
        provisioning.provision_cohort, provisioning.provision_exchange, provisioning.suggest, provisioning.enrol, provisioning.on_the_roster, provisioning.withdraw,
        provisioning.name_instructors, provisioning.name_contact, provisioning.close_cohort_if_open, provisioning.reopen_cohort, databases.databases_in,
        databases.write_copy, copy_answers,
    )  # fmt: skip
    return {name_of(function): function for function in functions}


def name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def arguments_to_json(function: Callable[..., Any], *arguments: Any, **named: Any) -> dict[str, Any]:
    """The arguments by name, as plain JSON data of the function's annotations."""
    hints = get_type_hints(function, include_extras=True)
    bound = inspect.signature(function).bind(*arguments, **named).arguments
    return {name: TypeAdapter(hints[name]).dump_python(value, mode="json") for name, value in bound.items()}


def result_type(function: Callable[..., Any]) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(function, include_extras=True)["return"])


def main() -> int:
    """Do one task. The result goes where standard output went at first; whatever else is printed goes to standard error."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        asked = json.load(sys.stdin)
        function = known()[asked["task"]]
        hints = get_type_hints(function, include_extras=True)
        arguments = {
            name: TypeAdapter(hints[name]).validate_python(value) for name, value in asked["arguments"].items()
        }
        answer = {"result": result_type(function).dump_python(function(**arguments), mode="json")}
    except Exception as error:
        # Of an error of another library the kind is told, too.
        words = str(error) if isinstance(error, BabyInMindError) else f"{type(error).__name__}: {error}"
        answer = {"refused": words}
    json.dump(answer, out)
    out.close()
    return 0


if __name__ == "__main__":
    from babyinmind.grading.start import make_ready_for_nbgrader, skip_the_servers

    make_ready_for_nbgrader()
    skip_the_servers()
    sys.exit(main())
