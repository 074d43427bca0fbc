"""The sentences that instructors copy: the starters can be used, a cohort's own come first, a slip is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from babyinmind.desk.snippets import FILE, SnippetsFaulty, snippets_in


def test_the_starters_are_tentative_and_say_nothing_of_what_anybody_is(project: Path, tmp_path: Path) -> None:
    groups = snippets_in(tmp_path)
    assert groups == snippets_in(project)
    texts = [snippet.text for group in groups.values() for snippet in group]
    assert len(texts) >= 12
    for text in texts:
        assert not re.search(
            r"\b(must|should|wrong|trauma\w*|disorder|symptom|anxious|depress\w*|you are (?!close))", text
        )
        assert re.search(r"wonder|\?|if you|thank you|could|may|seems|might", text, re.I), text
    titles = " ".join(snippet.title for group in groups.values() for snippet in group)
    for words in ("recognized", "own life", "Hard words about a parent", "label on a child"):
        assert words in titles


def test_a_cohorts_own_file_comes_first(tmp_path: Path) -> None:
    own = "groups:\n  ours:\n    title: Ours\n    snippets:\n      one: {title: One, when: always, text: 'Hello [name].'}\n"
    (tmp_path / FILE).write_text(own, "utf-8")
    groups = snippets_in(tmp_path)
    assert list(groups) == ["Ours"]
    assert groups["Ours"][0].text == "Hello [name]."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: `name: value` lines are expected"),
        ("groups: []", "under `groups:` groups are expected"),
        ("groups: {a: {title: A}}", "the group 'a' needs `title:` and `snippets:`"),
        ("groups: {a: {title: A, snippets: {b: {title: B, text: T}}}}", "the snippet 'b' needs"),
        ("groups: {a: {title: A, snippets: {b: {title: B, when: W, text: T, more: M}}}}", "and nothing else"),
        ("groups: {a: 1\n", "line 2: "),
    ],
)
def test_a_slip_is_named_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(SnippetsFaulty, match=re.escape(words)) as raised:
        snippets_in(tmp_path)
    assert str(tmp_path / FILE) in str(raised.value)
