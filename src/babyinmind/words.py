"""Texts that a learner sees, in the learner's language: English stands in the source, gettext's catalogs translate it.

A catalog is `locale/<language>/LC_MESSAGES/babyinmind.mo`, made from `locale/babyinmind.pot`, which `make words`
extracts from the source. Numbers and names are put in after translation: `_("At most {most}.").format(most=3)`.
"""

from __future__ import annotations

import os
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

LANGUAGE_VARIABLE = "BABYINMIND_LANGUAGE"
"""The environment variable that names a language, such as `de`; unset, or without a catalog, it is English."""
DOMAIN = "babyinmind"
LOCALE = Path(__file__).parent / "locale"


@cache
def _catalog(language: str) -> NullTranslations:
    """A language's catalog, read when its first text is asked for; without one, texts stay as they are written."""
    return translation(DOMAIN, LOCALE, [language], fallback=True) if language else NullTranslations()


def _(text: str) -> str:
    """The text in the learner's language. To be called when the text is needed, not when a module is loaded."""
    return _catalog(os.environ.get(LANGUAGE_VARIABLE, "")).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a text that a language has for this count."""
    return _catalog(os.environ.get(LANGUAGE_VARIABLE, "")).ngettext(one, many, count)
