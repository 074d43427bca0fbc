"""`make words`: every text that a learner sees, taken out of the source into the template that translators begin from."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "babyinmind"
TEMPLATE = PACKAGE / "locale" / "babyinmind.pot"
_HEADER = "# Texts that learners of Baby in Mind see, written by `make words`."


def template() -> bytes:
    """The template of the source as it stands; the same source gives the same bytes."""
    never = datetime(1980, 1, 1, tzinfo=UTC)
    catalog = Catalog(project="babyinmind", charset="utf-8", header_comment=_HEADER, creation_date=never)
    found = extract_from_dir(
        PACKAGE, [("**.py", "python")], keywords={"_": None, "ngettext": (1, 2)}, comment_tags=("Translators:",)
    )
    for file, _line, message, comments, context in found:
        catalog.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    text = io.BytesIO()
    write_po(text, catalog, width=100, sort_output=True, include_lineno=False)
    # Another version of Babel is no other template.
    return b"".join(line for line in text.getvalue().splitlines(True) if not line.startswith(b'"Generated-By:'))


if __name__ == "__main__":
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(template())
    print(f"{TEMPLATE} is written.")
