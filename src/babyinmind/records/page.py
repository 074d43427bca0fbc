"""A record laid out as a PDF, by fpdf2: the same data give the same pages, wherever they are laid out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import TableCellFillMode, XPos, YPos
from fpdf.errors import FPDFException
from fpdf.fonts import FontFace, TTFFont

from babyinmind.records.record import ATTACHMENT, OLD_ATTACHMENT, SOLO_NOTE, CannotRender
from babyinmind.records.signing import PublicKey

TITLE = "Record of independent learning"
SOLO_TITLE = "Self-study log, not verified"
_FONT, _OTHER = "DejaVu", "Other"
_INK, _SOFT, _TINT = (24, 32, 40), (82, 92, 102), (238, 243, 245)
_MARGIN = 19.0  # millimetres
_TO_CHECK = (
    "This file is signed as a whole (PAdES, with a certificate of the sponsor's own), so every change to it shows. Many readers of PDFs tell of changes;"
    " they may add that they do not know the signer. `babyinmind verify FILE --fingerprint TEXT` tells whether it is as it was signed, and by whom. Take the"
    " fingerprint of the certificate (SHA-256) from the sponsor, not from this page alone. It is:",
)
_TO_CHECK_OLD = (
    "This is a record of the old form: only its data, which are attached to this file, are signed (Ed25519). `babyinmind verify FILE` reads"
    " them out: trust those words, not the page. Compare the key's fingerprint with the one that the sponsor gives you:",
)
_NOT_CHECKED = "It cannot be checked: a log of one's own learning is signed by nobody."


def render_record(record: dict[str, Any], badge: str, fingerprint: str) -> bytes:
    """The PDF of a record, its data attached, ready to be signed with the certificate of that fingerprint. Raises `CannotRender`."""
    return _rendered(_Page(record, TITLE, [*_TO_CHECK, fingerprint]), ATTACHMENT, {"badge": badge, "record": record})


def render_old_record(record: dict[str, Any], envelope: dict[str, Any], key: PublicKey) -> bytes:
    """The PDF of a record that came back before PDFs were signed: only its data are. Raises `CannotRender`."""
    return _rendered(_Page(record, TITLE, [*_TO_CHECK_OLD, key.fingerprint]), OLD_ATTACHMENT, envelope)


def render_log(log: dict[str, Any]) -> bytes:
    """The PDF of a self-study log, which nobody signs. Raises `CannotRender`."""
    return _rendered(_Page(log, SOLO_TITLE, [_NOT_CHECKED]))


def _rendered(page: _Page, name: str = "", attached: dict[str, Any] | None = None) -> bytes:
    try:
        try:
            page.write()
        except (FPDFException, ValueError) as error:
            raise CannotRender(f"The names are too long for a page ({error}). Shorten them.") from error
        if attached is not None:
            page.embed_file(
                basename=name,
                bytes=json.dumps(attached, ensure_ascii=True, sort_keys=True).encode("ascii"),
                mime_type="application/json",
                desc="What this record says",
                creation_date=page.day,
                modification_date=page.day,
            )
        return bytes(page.output())
    finally:
        page.close_fonts()


class _Page(FPDF):
    def __init__(self, record: dict[str, Any], title: str, how_to_check: list[str]) -> None:
        super().__init__(format="Letter")
        self.record, self.heading, self.how_to_check = record, title, how_to_check
        self.of_a_cohort = title == TITLE
        self.day = datetime.fromisoformat(record["issued"])
        self.set_creation_date(self.day)
        self.set_title(title)
        self.set_subject(record["course"])
        self.set_lang("en")
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(True, margin=22)
        for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font(_FONT, style, _fonts() / file)
        if missing := _letters(record) - set(self.fonts[_FONT.lower()].cmap):
            self._borrow(missing)
        # Arabic letters join, and run from right to left.
        self.set_text_shaping(True)

    def close_fonts(self) -> None:
        """Close the fonts' files. fpdf2 closes them only once the whole PDF is written."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def footer(self) -> None:
        self.set_y(-15)
        self._pen(7.5, _SOFT)
        number = f"Record {self.record['number']}" if self.of_a_cohort else SOLO_TITLE
        self.cell(0, 5, f"{number}  ·  page {self.page_no()} of {self.str_alias_nb_pages}", align="L")

    def write(self) -> None:
        """Lay out the whole record."""
        record = self.record
        self.add_page()
        self._line(self.heading, 20, bold=True, height=10)
        self._line(record["course"], 10.5, _SOFT, height=6)
        self.ln(5)
        self._line(record["learner"], 16, bold=True, height=9)
        self.ln(2)
        self._facts()
        self.ln(5)
        self._modules()
        self.ln(4)
        self._heading("How it was assessed")
        self._words(record["assessed"])
        self._heading("What this is, and what it is not")
        for sentence in record["not_credit"] if self.of_a_cohort else [SOLO_NOTE, *record["not_credit"]]:
            self._words(f"•  {sentence}", after=0.6)
        self.ln(2)
        self._heading("How to check it")
        for words in self.how_to_check:
            self._words(words)

    def _facts(self) -> None:
        record = self.record
        rows = [
            ("Minutes", f"{_in_hours(record['minutes'])} ({record['minutes']} minutes)"),
            ("Dates", f"{_day(record['from'])} to {_day(record['to'])}"),
            ("Delivery", record["delivery"]),
        ]
        if self.of_a_cohort:
            rows += [
                ("Sponsor", record["sponsor"]),
                ("Instructors", ", ".join(record["instructors"])),
                ("Cohort", record["cohort"]),
                ("Record number", record["number"]),
            ]
        rows.append(("Issued" if self.of_a_cohort else "Written", _day(record["issued"][:10])))
        self._pen(9.5)
        with self.table(
            borders_layout="NONE", col_widths=(26, 100), first_row_as_headings=False, line_height=5.4, text_align="LEFT"
        ) as table:
            for name, value in rows:
                row = table.row()
                row.cell(name, style=FontFace(color=_SOFT))
                row.cell(value)

    def _modules(self) -> None:
        self._pen(8.5)
        self.set_draw_color(200, 208, 212)
        with self.table(
            borders_layout="HORIZONTAL_LINES", col_widths=(62, 20, 36, 82), line_height=4.6, padding=(1.2, 1.6),
            text_align=("LEFT", "RIGHT", "LEFT", "LEFT"), cell_fill_color=_TINT, cell_fill_mode=TableCellFillMode.NONE,
            headings_style=FontFace(emphasis="BOLD", fill_color=_TINT),
        ) as table:  # fmt: skip
            table.row(["Completed module", "Minutes", "Completed on", "Competency areas that it addresses"])
            for module in self.record["modules"]:
                table.row(
                    [module["title"], str(module["minutes"]), _day(module["completed"]), "; ".join(module["areas"])]
                )
        self.ln(1)
        self._words(
            "Minutes belong to modules. The areas say what a module addresses; they carry no minutes.", color=_SOFT
        )

    def _heading(self, words: str) -> None:
        if self.will_page_break(18):
            self.add_page()
        self._line(words, 10, bold=True, height=6)

    def _words(self, words: str, *, color: tuple[int, int, int] = _INK, after: float = 1.5) -> None:
        self._pen(8.5, color)
        self.multi_cell(0, 4.5, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(after)

    def _line(
        self, words: str, size: float, color: tuple[int, int, int] = _INK, *, bold: bool = False, height: float
    ) -> None:
        self._pen(size, color, bold=bold)
        self.multi_cell(0, height, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _pen(self, size: float, color: tuple[int, int, int] = _INK, *, bold: bool = False) -> None:
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(*color)

    def _borrow(self, missing: set[int]) -> None:
        """Take letters that DejaVu lacks from a font of this machine."""
        file = _font_with(missing)
        if file is None:
            self.close_fonts()
            some = " ".join(chr(letter) for letter in sorted(missing)[:8])
            raise CannotRender(
                f"No font on this machine has these letters: {some}. Install one that has them (such as Noto Sans CJK),"
                " then lay the record out again."
            )
        self.add_font(_OTHER, "", file)
        self.add_font(_OTHER, "B", file)
        self.set_fallback_fonts([_OTHER])


def _fonts() -> Path:
    """matplotlib brings DejaVu Sans; it is found without importing matplotlib."""
    found = find_spec("matplotlib")
    if found is None or not found.submodule_search_locations:
        raise CannotRender("matplotlib, which brings the font, is not installed. Install the course anew.")
    return Path(found.submodule_search_locations[0], "mpl-data", "fonts", "ttf")


def _font_with(letters: set[int]) -> Path | None:
    from fontTools.ttLib import TTFont, TTLibError
    from matplotlib.font_manager import findSystemFonts

    for file in sorted(findSystemFonts()):
        try:
            with TTFont(file, fontNumber=0, lazy=True) as font:
                if letters <= set(font.getBestCmap() or ()):
                    return Path(file)
        except (OSError, TTLibError):
            continue
    return None


def _letters(record: dict[str, Any]) -> set[int]:
    texts: Iterable[str] = [
        record["course"], record["learner"], record["sponsor"], record["cohort"], *record["instructors"],
        *(module["title"] for module in record["modules"]),
    ]  # fmt: skip
    return {ord(letter) for text in texts for letter in text if letter.isprintable() and not letter.isspace()}


def _in_hours(total: int) -> str:
    whole, rest = divmod(total, 60)
    return " ".join([f"{whole} hour{'s' * (whole != 1)}"] * bool(whole) + [f"{rest} minutes"] * bool(rest or not whole))


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"
