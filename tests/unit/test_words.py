"""Texts that a learner sees: all of them are in the template for translators, and a translation is what is shown."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from babyinmind import words
from babyinmind.questions import ResponseError
from babyinmind.questions.choice import Choice
from babyinmind.questions.number import Number
from babyinmind.questions.number.page import Page
from support.words import TEMPLATE, template

TRANSLATED = {
    "This answer is not a choice of one option.": "Diese Antwort ist keine Auswahl.",
    "The number must be {minimum:g} or more.": "Die Zahl muss mindestens {minimum:g} sein.",
    ("There is {count} more answer that this module does not ask for.",
     "There are {count} more answers that this module does not ask for."): ("{count} Antwort mehr", "{count} Antworten mehr"),
}  # fmt: skip


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog as a translator would make it, from the template."""
    catalog = read_po(io.BytesIO(TEMPLATE.read_bytes()), locale="de")
    for text, translation in TRANSLATED.items():
        found = catalog.get(text if isinstance(text, str) else text[0])
        assert found is not None, f"{text!r} is not in the template"
        found.string = translation
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "babyinmind.mo").open("wb") as file:
        write_mo(file, catalog)
    words._catalog.cache_clear()
    monkeypatch.setattr(words, "LOCALE", tmp_path)
    monkeypatch.setenv(words.LANGUAGE_VARIABLE, "de_AT.UTF-8")


def said(value: object) -> str:
    with pytest.raises(ResponseError) as told:
        Choice(id="one", prompt="?", options={"a": "A", "b": "B"}).read(value)
    return str(told.value)


def test_the_template_for_translators_is_that_of_the_source():
    assert TEMPLATE.read_bytes() == template(), "texts changed: run `make words`"


def test_english_is_what_stands_in_the_source(monkeypatch):
    monkeypatch.delenv(words.LANGUAGE_VARIABLE, raising=False)
    assert said(3) == "This answer is not a choice of one option."
    monkeypatch.setenv(words.LANGUAGE_VARIABLE, "no-such-language")
    assert said(3) == "This answer is not a choice of one option."


@pytest.mark.usefixtures("german")
def test_a_learner_reads_their_own_language():
    assert said(3) == "Diese Antwort ist keine Auswahl."
    with pytest.raises(ResponseError, match=r"^Die Zahl muss mindestens 2 sein\.$"):
        Page().refuse(Number(id="n", prompt="?", minimum=2), 1)
    more = next(text for text in TRANSLATED if isinstance(text, tuple))
    assert [words.ngettext(*more, count).format(count=count) for count in (1, 3)] == [
        "1 Antwort mehr",
        "3 Antworten mehr",
    ]


@pytest.mark.usefixtures("german")
def test_a_text_without_a_translation_stays_english():
    assert said("nowhere") == "The option that was chosen is no longer part of this question."
