"""The learner's way through the course, told once and walked with the mouse or the keyboard alone, at any width."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babyinmind.course.profile import roles_of
from babyinmind.items import ROLES, FigureCell, Item, Reflection, Vignette
from babyinmind.questions import Question
from babyinmind.questions.choice import Choice
from babyinmind.questions.choices import Choices
from babyinmind.questions.match import Match
from babyinmind.questions.number import Number
from babyinmind.questions.order import Order
from support import axe
from support.course_page import is_open, item, picture
from support.hands import Hands
from support.lab import Lab, until
from support.learners import SENTENCE, items_of, wrong_answer

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# A step's own words can hold "up".
UP = re.compile(" up$")
WORDS = f"Noor stopped at the door. {SENTENCE} " * 4
_TOO_WIDE = """() => [document.documentElement, document.querySelector(".bim-page .jp-WindowedPanel-outer")]
  .some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)"""
# Links within a sentence and marks within their label are excepted, as WCAG 2.5.8 has it; a card is its link's target.
_TOO_SMALL = """() => [...document.querySelectorAll("button, a[href], input, select, textarea, summary")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.matches(":is(p, li, dd, .jp-RenderedMarkdown *) > a:not(.bim-button), .bim-card a"))
  .map((node) => [node, (node.closest("label") ?? node).getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 0 && (width < 23.9 || height < 23.9))
  .map(([node, { width, height }]) => `${node.outerHTML.slice(0, 120)}: ${width} x ${height}`)"""


@dataclass
class Story:
    """One learner at one module. `wrong` and `blank` name the graded questions that are not answered right."""

    page: Page
    lab: Lab
    project: Path
    hands: Hands
    module: str
    wrong: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    given: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    """What was not as it must be on the way; the story goes on all the same."""

    @cached_property
    def items(self) -> list[tuple[str, Item]]:
        return items_of(self.project / "source" / self.module / f"{self.module}.ipynb")

    # What must hold wherever the learner is

    def stop_and_look(self, state: str) -> None:
        """A picture of the state; what is too wide, too small or hard to get at is a fault."""
        width = self.page.viewport_size["width"]
        picture(self.page, self.project, f"story-{self.module}-{self.hands.name}-{width}-{state}")
        found = self.page.evaluate(_TOO_SMALL)
        if self.page.evaluate(_TOO_WIDE):
            found.append("the page scrolls sideways")
        found += axe.violations(self.page, "html", (*axe.WCAG, "best-practice"))
        self.faults += [f"{state}: {fault}" for fault in found]

    def focused(self) -> Locator:
        return self.page.locator(":focus")

    # The start page

    def open_start(self) -> None:
        self.page.goto(self.lab.start)
        is_open(self.page, "support")

    def card(self) -> Locator:
        return self.page.locator(f"[data-bim-module='{self.module}']")

    def choose_roles(self, *wanted: str) -> None:
        """Exactly these: what somebody before them chose is taken away."""
        part = item(self.page, "roles")
        for role, (name, _) in ROLES.items():
            box = part.get_by_label(name, exact=True)
            if box.is_checked() != (role in wanted):
                self.hands.pick(box)
        until(lambda: roles_of(self.lab.home) == tuple(role for role in ROLES if role in wanted), "the roles on disk")

    def open_module(self) -> None:
        self.hands.press(self.card().get_by_role("link"))
        self.page.wait_for_url(f"**/{self.module}.ipynb**")
        is_open(self.page)

    def leave_at_the_end(self) -> None:
        self.hands.press(item(self.page, "hand-in").get_by_role("link", name="Go to all modules"))
        self.page.wait_for_url("**/start-here.ipynb**")
        is_open(self.page, "support")

    def leave_by_the_bar(self) -> None:
        menu = self.page.get_by_role("button", name="Menu", exact=True)
        if menu.is_visible():
            self.hands.press(menu)
        self.hands.press(self.page.get_by_role("link", name="All modules", exact=True))
        self.page.wait_for_url("**/start-here.ipynb**")
        is_open(self.page, "support")

    # The module, from top to bottom

    def go_through(self, version: str, *, only: tuple[str, ...] = ()) -> None:
        """Answer and try everything in the order of the page, or `only` these kinds of cells; cases are told for `version`
        where they have it.
        """
        for magic, one in (pair for pair in self.items if not only or pair[0] in only):
            match one:
                case Question() if magic == "practice":
                    self.practise(one)
                case Question() if one.id not in self.blank:
                    value = wrong_answer(one) if one.id in self.wrong else one.key
                    self.answer(one, value)
                    self.given[one.id] = sorted(value) if isinstance(one, Choices) else value
                case Vignette():
                    self.decide(one, version)
                case FigureCell():
                    self.move(one.id)
                case Reflection() if not one.private:
                    self.hands.write(item(self.page, one.id).locator("textarea"), WORDS)
        until(lambda: self.kept() == self.given, "everything on disk as it was given")
        self.page.locator(".bim-bar-saved[data-state=saved]").wait_for()

    def practise(self, question: Question) -> None:
        self.answer(question, question.key)
        here = item(self.page, question.id)
        self.hands.press(here.get_by_role("button", name="Check", exact=True))
        here.get_by_text("That is right.").wait_for()
        assert self.focused().inner_text() == "Check"

    def answer(self, question: Question, value: Any) -> None:
        here = item(self.page, question.id)
        match question:
            case Choice():
                self.hands.pick(here.locator(f"input[value='{value}']"))
            case Choices():
                for option in [name for name in question.options if name in value]:
                    self.hands.pick(here.locator(f".bim-group input[value='{option}']"))
            case Match():
                # Two premises can start alike, so each is found by its place.
                for place, premise in enumerate(question.premises):
                    self.hands.choose(here.locator("select").nth(place), value[premise])
            case Number():
                self.hands.write(here.locator("input[inputmode=decimal]"), f"{value:g}")
            case Order():
                self._put_in_order(here, question, value)

    def _put_in_order(self, here: Locator, question: Order, value: list[str]) -> None:
        """Bring each step up to its place by its own button."""
        rows = here.locator("li .bim-step-text")
        texts = {name: here.locator("li", has_text=" ".join(text.split())) for name, text in question.options.items()}
        for place, name in enumerate(value):
            own = texts[name].locator(".bim-step-text").inner_text()
            while rows.nth(place).inner_text() != own:
                self.hands.press(texts[name].get_by_role("button", name=UP))
                assert "up" in self.focused().inner_text()
        confirm = here.get_by_role("button", name="This is my order")
        if confirm.is_visible():
            self.hands.press(confirm)
            assert self.focused().evaluate("(node) => node.tagName") == "OL"

    def decide(self, vignette: Vignette, version: str) -> None:
        """The first decision of each scene, to the end of the case; the focus goes along."""
        here = item(self.page, vignette.id)
        if len(vignette.versions) > 1:
            told = version if version in vignette.versions else "default"
            assert here.get_by_label("Told for:").input_value() == told
        steps = 0
        while here.locator(".bim-decision").count():
            self.hands.press(here.locator(".bim-decision").first)
            steps += 1
            assert "You chose:" in here.inner_text()
            assert self.focused().inner_text() == here.locator("h4").inner_text()
        assert steps >= vignette.fewest_decisions(version) > 0
        assert self.focused().inner_text() == "How it ends"

    def move(self, figure: str) -> None:
        """One of its options and its slider; the picture, its words and its table follow."""
        here = item(self.page, figure)
        first = here.locator("img").get_attribute("src")
        options = here.locator("input:is([type=radio], [type=checkbox])").all()
        if other := next((option for option in options if not option.is_checked()), None):
            self.hands.pick(other)
        for slider in here.locator("input[type=range]").all():
            self.hands.slide(slider)
        until(lambda: here.locator("img").get_attribute("src") != first, f"the picture of {figure} to follow")
        assert here.locator("img").get_attribute("alt")
        self.hands.press(here.get_by_text("The numbers behind this picture"))
        here.locator("table").wait_for()

    def kept(self) -> dict[str, Any]:
        """The graded answers on disk."""
        path = self.lab.home / self.module / f"{self.module}.responses.json"
        answers = json.loads(path.read_text("utf-8"))["answers"]
        asked = {one.id: one for magic, one in self.items if magic == "question"}
        return {
            name: sorted(answers[name]["value"]) if isinstance(one, Choices) else answers[name]["value"]
            for name, one in asked.items()
            if name in answers
        }

    # Handing in

    def hand_in(self) -> None:
        here = item(self.page, "hand-in")
        self.hands.press(here.get_by_role("button", name="Hand in…", exact=True))
        assert self.focused().inner_text() == "Hand in now?"

    def confirm(self) -> None:
        here = item(self.page, "hand-in")
        self.hands.press(here.get_by_role("button", name="Hand in now"))
        here.locator(".bim-results").wait_for()
        until(lambda: "bim-receipt" in (self.focused().get_attribute("class") or ""), "the focus on the receipt")

    def read_again(self) -> None:
        """From the results of a wrong answer to the heading of the section that teaches it."""
        question = next(one for _, one in self.items if isinstance(one, Question) and one.id == self.wrong[0])
        told = self.page.locator(f"[data-bim-result='{question.id}']")
        self.hands.press(told.get_by_role("button", name="Read again"))
        heading = self.focused().inner_text().replace("¶", "").strip()
        assert re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-") == question.section
