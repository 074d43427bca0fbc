"""What the text cites stands under References, and what stands there is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from babyinmind import figures
from babyinmind.authoring.notebook import AuthoredCell, AuthoredModule
from babyinmind.authoring.problem import Problem
from babyinmind.authoring.rules.passages import LISTS_OF_WORKS, REFERENCES, Passage, passages
from babyinmind.items import FigureCell
from babyinmind.questions.text import plain

_YEAR = r"(?:(?:1[5-9]|20)\d\d|n\.d\.|in press)[a-z]?"
_YEARS = rf"{_YEAR}(?:,\s*{_YEAR})*"
_PERSON = re.compile(r"(?:^|,\s*(?:&\s*)?|&\s*)([^,&]+?),\s+(?:[^\W\d_]\.[\s‐-]*)+")
_BRACKETS = re.compile(r"\(([^()]{1,400})\)")
_CITED = re.compile(rf"(?P<names>.*?\w\S*?),?\s+(?P<years>{_YEARS})(?P<rest>,.*)?", flags=re.DOTALL)
_SECOND_HAND = re.compile(rf",\s*as cited (?:in|by)\s+(?P<names>.+?),?\s+(?P<years>{_YEARS})\s*", flags=re.DOTALL)
_SIGNAL = re.compile(
    r"(?:see(?: also)?|e\.g\.,?|cf\.|for example,?|also|reviewed (?:in|by)|after)\s+", flags=re.IGNORECASE
)

_SMALL = {"van", "von", "de", "der", "den", "del", "di", "da", "du", "la", "le", "ter", "ten", "el", "al", "bin"}
_JOINING = {"et", "al.", "&", "and", "of", "for", "on", "the", "in", "to", "v.", "colleagues", "et al."}
_MONTHS = {
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December", "In", "Since", "From", "Until", "By", "Before", "After", "Spring", "Summer", "Autumn", "Winter",
}  # fmt: skip
_SHOWN = 60


@dataclass(frozen=True)
class Work:
    """An entry under References. `names` are its authors' surnames, or the one name of an organisation or a case."""

    passage: Passage
    names: tuple[str, ...]
    more: bool
    year: str

    @property
    def citation(self) -> str:
        """How the text cites it, as in "De Wolff & van IJzendoorn, 1997"."""
        return f"{self._short}, {self.year}"

    @property
    def _short(self) -> str:
        if self.more or len(self.names) > 2:
            return f"{self.names[0]} et al."
        return " & ".join(self.names)

    @cached_property
    def ways(self) -> tuple[str, ...]:
        """Every way to name its authors, in lower case, the longest first."""
        names = [name.casefold() for name in self.names]
        ways = set()
        if self.more or len(names) > 2:
            for count in range(1, len(names) + 1):
                listed = ", ".join(names[:count])
                ways |= {f"{listed} et al.", f"{listed}, et al.", f"{listed} and colleagues", f"{listed} and others"}
        if not self.more:
            *before, last = names
            for joint in ("and", "&"):
                ways |= {f"{', '.join(before)}{comma} {joint} {last}" if before else last for comma in ("", ",")}
        if len(names) == 1 and len(self.names[0].split()) > 2:
            ways.add("".join(re.findall(r"\b[A-Z]", self.names[0])).casefold())
        return tuple(sorted(ways, key=lambda way: -len(way)))


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where the text cites: the words up to the year, the year, and whether they stand in brackets with it."""

    cell: AuthoredCell
    line: int
    names: str
    year: str
    in_brackets: bool


def have_entries(module: AuthoredModule) -> Iterator[Problem]:
    """Every citation in a text, a question, a case or a rubric has one entry under References."""
    works = list(_works(module))
    for mention in _mentions(module):
        fitting = _fitting(works, mention)
        shown = f"{mention.names[-_SHOWN:]}, {mention.year}"
        if len(fitting) > 1:
            yield module.problem(
                mention.cell,
                f"{len(fitting)} entries under References fit the citation ({shown}). Mark their years a and b, or name"
                " more authors.",
                line=mention.line,
            )
        elif not fitting and _is_named(mention):
            yield module.problem(
                mention.cell,
                f"The citation ({shown}) has no entry under References. {_near(works, mention)}",
                line=mention.line,
            )


def are_cited(module: AuthoredModule) -> Iterator[Problem]:
    """Every entry under References is cited on the page, or by a figure on it."""
    works = list(_works(module))
    cited = {id(work) for mention in _mentions(module) for work in _fitting(works, mention)}
    told = " ".join(_figure_words(module))
    for work in works:
        named = re.compile(rf"\b{re.escape(work.names[0])}\b.{{0,400}}?\b{re.escape(work.year)}\b", flags=re.DOTALL)
        if id(work) not in cited and not named.search(told):
            yield module.problem(
                work.passage.cell,
                f"Nothing on the page cites this entry. Cite it, as in ({work.citation}), or take it out.",
                line=work.passage.line,
            )


def entries_are_whole(module: AuthoredModule) -> Iterator[Problem]:
    """Every entry under References has its authors and a year in brackets."""
    for passage in passages(module):
        if passage.section == REFERENCES and _work(passage) is None:
            yield module.problem(
                passage.cell,
                f"This entry has no author and year ({passage.text[:_SHOWN]!r}). Write it as in"
                " 'Stern, D. N. (1995). *The motherhood constellation*. Basic Books.'",
                line=passage.line,
            )


def _works(module: AuthoredModule) -> Iterator[Work]:
    for passage in passages(module):
        if passage.section == REFERENCES and (work := _work(passage)) is not None:
            yield work


def _work(passage: Passage) -> Work | None:
    entry = plain(re.sub(r"^\s*[-*]\s+", "", passage.text))
    dated = re.search(rf"\(({_YEAR})\b[^)]*\)", entry)
    if dated is None:
        return None
    before = re.sub(r"\s*\(Eds?\.\)", "", entry[: dated.start()]).strip().rstrip(",")
    more = before.endswith("et al.")
    people = tuple(match[1].strip() for match in _PERSON.finditer(before))
    names = people or ((before.rstrip(".").strip(),) if before.strip(". ") else ())
    return Work(passage, names, more, dated[1]) if names else None


def _mentions(module: AuthoredModule) -> Iterator[Mention]:
    for passage in passages(module):
        if passage.section not in LISTS_OF_WORKS:
            yield from _mentions_in(passage)
    for cell in module.cells:
        if cell.text is not None:
            yield from _mentions_in(Passage(cell, 1, cell.source, ""))


def _mentions_in(passage: Passage) -> Iterator[Mention]:
    for found in _BRACKETS.finditer(passage.text):
        line = passage.line_at(found.start())
        if re.fullmatch(_YEARS, found[1].strip()):
            names = _words(passage.text[max(0, found.start() - 200) : found.start()])
            for year in re.findall(_YEAR, found[1]):
                yield Mention(passage.cell, line, re.sub(r"['’]s?$", "", names), year, False)
            continue
        for part in found[1].split(";"):
            cited = _CITED.fullmatch(_words(part))
            if cited is None:
                continue
            # Who read a work in somebody else's lists that one alone.
            second = _SECOND_HAND.fullmatch(cited["rest"] or "")
            names, years = (second or cited)["names"], (second or cited)["years"]
            for year in re.findall(_YEAR, years):
                yield Mention(passage.cell, line, _SIGNAL.sub("", names, count=1), year, True)


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*_]", "", text)).strip()


def _fitting(works: list[Work], mention: Mention) -> list[Work]:
    """The entries that a citation may mean: one where all is well."""
    return [work for work in works if work.year == mention.year and _names(work, mention)]


def _names(work: Work, mention: Mention) -> bool:
    said = mention.names.casefold()
    for way in work.ways:
        if not said.endswith(way):
            continue
        before = mention.names[: len(mention.names) - len(way)]
        if before and before[-1].isalnum():
            continue  # "Hesse" within another word
        last = before.split()[-1] if before.split() else ""
        if mention.in_brackets:
            if not last or not (last in _JOINING | _SMALL or last[0].isupper() or last.endswith(",")):
                return True
        # "Main and Hesse (1990)" is no citation of Hesse; "Kember (2008) and Wald (2012)" is one of Wald.
        elif not re.search(r"[A-Z][\w'’-]*,? (?:and|&) $", before):
            return True
    return False


def _is_named(mention: Mention) -> bool:
    """Whether the words before a year are somebody's name, and no other remark with a year in it."""
    tokens = mention.names.replace(",", " ").split()
    if not tokens:
        return False
    if not mention.in_brackets:
        last = tokens[-1]
        return last in ("al.", "colleagues") or (last[0].isupper() and last not in _MONTHS)
    capital = [token for token in tokens if token[0].isupper()]
    return (
        bool(capital)
        and tokens[0] not in _MONTHS
        and not any(token in _MONTHS and token != "May" for token in tokens)
        and (tokens[0][0].isupper() or tokens[0] in _SMALL)
        and all(token[0].isupper() or token in _JOINING | _SMALL for token in tokens)
    )


def _near(works: list[Work], mention: Mention) -> str:
    """What an author probably meant, or what to do."""
    said = mention.names.casefold()
    close = [work for work in works if re.search(rf"(?<!\w){re.escape(work.names[0].casefold())}(?!\w)", said)]
    for work in sorted(close, key=lambda work: work.year != mention.year):
        return f"There is ({work.citation}): mend one of the two."
    return "Add it there, with its DOI where there is one, or mend the citation."


def _figure_words(module: AuthoredModule) -> Iterator[str]:
    for cell in module.with_magic("figure"):
        if isinstance(cell.item, FigureCell) and cell.item.figure in figures.names():
            figure = figures.get(cell.item.figure)
            state = figure.initial_state
            yield from (figure.title, figure.source, figure.sample, figure.limits, figure.table(state).caption)
