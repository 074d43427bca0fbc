"""Sentences to copy into a comment: one file, `snippets.yml`, which instructors edit; a cohort may have its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babyinmind.course.support import file_of_the_course
from babyinmind.settings import SettingsFaulty, read_settings

FILE = "snippets.yml"
_EACH = ("title", "when", "text")
_EXAMPLE = """groups:
  thanks:
    title: To begin with
    snippets:
      seen: {title: You saw it, when: something was noticed, text: "You noticed [what]."}
"""


class SnippetsFaulty(SettingsFaulty):
    """The file is not as it must be; the text names it, the place and the mend."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """`when` is when it may fit; in `text`, [ ] marks what the instructor fills in."""

    title: str
    when: str
    text: str


def snippets_in(folder: Path) -> dict[str, tuple[Snippet, ...]]:
    """Group -> its snippets, of the cohort whose course folder this is, else the course's own. Raises `SnippetsFaulty`."""
    own = folder / FILE
    path = own if own.is_file() else file_of_the_course(FILE)
    if path is None:
        raise SnippetsFaulty(f"The file {FILE} was not found. Put it into {folder}.")
    groups = read_settings(path, _EXAMPLE, SnippetsFaulty).values.get("groups")
    if not isinstance(groups, dict) or not groups:
        raise SnippetsFaulty(f"{path}: under `groups:` groups are expected, each with a name of its own.")
    return dict(_group(path, name, group) for name, group in groups.items())


def _group(path: Path, name: str, group: Any) -> tuple[str, tuple[Snippet, ...]]:
    if not isinstance(group, dict) or not group.get("title") or not isinstance(group.get("snippets"), dict):
        raise SnippetsFaulty(f"{path}: the group {name!r} needs `title:` and `snippets:`.")
    found = []
    for each, words in group["snippets"].items():
        if not isinstance(words, dict) or set(words) != set(_EACH) or not all(words.values()):
            raise SnippetsFaulty(f"{path}: the snippet {each!r} needs `title:`, `when:` and `text:`, and nothing else.")
        found.append(Snippet(*(" ".join(str(words[part]).split()) for part in _EACH)))
    return str(group["title"]), tuple(found)
