"""The course page as a learner meets it: clean, complete, by mouse and by keyboard, at every width, in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import axe
from support.course_page import (
    CHOICE,
    MODULE,
    OTHER_CHOICE,
    REFLECTION,
    address,
    executions,
    is_open,
    item,
    kept,
    notice,
    open_page,
    picture,
    saved,
    window,
)
from support.lab import Lab, learn, notebook_7, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("page")]

JUPYTERS = (
    "#jp-top-panel, #jp-menu-panel, .jp-SideBar, #jp-bottom-panel, .lm-DockPanel-tabBar, .jp-NotebookPanel-toolbar, "
    ".jp-CodeCell .jp-InputArea, .jp-InputPrompt, .jp-OutputPrompt, .jp-Collapser, .jp-Notebook-footer, .jp-Dialog, "
    "#top-panel-wrapper, #menu-panel-wrapper, .jp-InternalAnchorLink, .Toastify"
)
SCROLLER = "document.querySelector('.bim-page .jp-WindowedPanel-outer')"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with learn(tmp_path_factory.mktemp("page") / "course") as running:
        yield running


@pytest.fixture
def page(chromium: Browser, lab: Lab) -> Iterator[Page]:
    with window(chromium, lab) as context:
        yield open_page(context, address(lab))


def visible(page: Page, selector: str = JUPYTERS) -> list[str]:
    return [one.evaluate("e => e.id || e.className") for one in page.locator(selector).all() if one.is_visible()]


def test_nothing_but_the_course_is_to_be_seen(page: Page, project: Path) -> None:
    assert visible(page) == []
    assert page.title() == "Attachment theory · Baby in Mind"
    bar = page.get_by_role("region", name="Baby in Mind")
    assert "Attachment theory" in bar.inner_text()
    assert "of 13 answered · about" in bar.inner_text()
    picture(page, project, "1280")


def test_it_is_read_before_the_file_browser_finds_its_way_to_it(chromium: Browser, lab: Lab) -> None:
    with window(chromium, lab) as context:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        open_page(context, address(lab))
        until(lambda: any(f"/api/contents/{MODULE}?content=1" in url for url in asked), "the file browser to be there")
    first = next(url for url in asked if f"/api/contents/{MODULE}" in url and "content=1" in url)
    assert f"{MODULE}.ipynb" in first


def test_the_bar_tells_progress_and_that_it_is_saved(page: Page, lab: Lab) -> None:
    progress = page.locator(".bim-bar-progress")
    before = int(progress.inner_text().split()[0])
    item(page, CHOICE).locator("input[type=radio]").first.check()
    page.locator(".bim-bar-progress", has_text=f"{before + 1} of 13 answered").wait_for()
    page.locator(".bim-bar-saved", has_text="Saved").wait_for()
    assert kept(lab, CHOICE)


def test_loading_it_again_runs_nothing_and_returns_to_the_place(page: Page) -> None:
    page.get_by_role("button", name="Sections").click()
    page.get_by_role("button", name="Culture and context").click()
    until(lambda: page.evaluate(f"{SCROLLER}.scrollTop") > 1000, "the section in sight")
    before = page.evaluate("document.querySelector('#Culture-and-context, [data-jupyter-id=\"Culture-and-context\"]')"
                           ".getBoundingClientRect().top")  # fmt: skip
    ran = executions(page)
    page.reload()
    is_open(page)
    heading = page.locator("[data-jupyter-id='Culture-and-context']")
    until(lambda: abs(heading.bounding_box()["y"] - before) < 40, "the page to be back at its place")
    assert executions(page) == ran


def test_two_windows_share_one_kernel_and_neither_runs_anything(page: Page, lab: Lab) -> None:
    ran = executions(page)
    other = open_page(page.context, address(lab))
    assert executions(page) == ran
    item(other, OTHER_CHOICE).locator("input[type=radio]").nth(1).check()
    saved(other, OTHER_CHOICE)
    chosen = item(page, OTHER_CHOICE).locator("input[type=radio]").nth(1)
    until(chosen.is_checked, "the answer in the first window")
    other.close()
    assert len(lab.kernels()) == 1


def test_who_types_without_a_pause_is_saved_all_the_same(page: Page, lab: Lab) -> None:
    typing = (
        item(page, REFLECTION)
        .locator("textarea")
        .evaluate_handle("""(area) => setInterval(() => {
        area.value += 'a';
        area.dispatchEvent(new Event('input', { bubbles: true }));
    }, 100)""")
    )
    until(lambda: kept(lab, REFLECTION), "what is still being typed on disk")
    page.evaluate("(typing) => clearInterval(typing)", typing)
    written = item(page, REFLECTION).locator("textarea").input_value()
    until(lambda: kept(lab, REFLECTION)["text"] == written, "all of it on disk")


def test_nobody_is_asked_to_save_and_the_notebook_stays_as_released(page: Page, lab: Lab, project: Path) -> None:
    item(page, CHOICE).locator("input[type=radio]").nth(2).check()
    saved(page, CHOICE)
    page.keyboard.press("Control+s")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.close(run_before_unload=True)
    released = project / "release" / MODULE / f"{MODULE}.ipynb"
    assert asked == []
    assert (lab.home / MODULE / f"{MODULE}.ipynb").read_bytes() == released.read_bytes()


def test_texts_cannot_be_opened_and_keys_do_nothing_to_the_notebook(page: Page) -> None:
    text = page.locator(".jp-RenderedMarkdown p").first
    cells = page.locator(".jp-Cell").count()
    text.dblclick()
    page.keyboard.press("Enter")
    for key in ("Escape", "b", "d", "d", "x", "Control+Shift+c"):
        page.keyboard.press(key)
    item(page, CHOICE).locator("input[type=radio]").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.type") == "radio"
    assert page.locator(".jp-Cell").count() == cells
    assert visible(page, ".jp-MarkdownCell .jp-Editor, .jp-ModalCommandPalette, .jp-Dialog") == []


def test_jupyters_tools_come_and_go(page: Page, project: Path) -> None:
    page.get_by_role("button", name="Show Jupyter tools").click()
    page.get_by_role("menuitem", name="Kernel", exact=True).wait_for()
    assert page.locator(".jp-NotebookPanel-toolbar").is_visible()
    picture(page, project, "tools")
    page.get_by_role("button", name="Hide Jupyter tools").click()
    until(lambda: visible(page) == [], "the tools to be hidden again")


def test_sections_help_and_all_modules_by_keyboard(page: Page, lab: Lab) -> None:
    page.get_by_role("button", name="Sections").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Sections of this page")
    dialog.wait_for()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    until(lambda: page.evaluate("document.activeElement.tagName") == "H2", "focus on the heading")
    assert page.evaluate("document.activeElement.textContent").startswith("Where the idea comes from")
    assert not dialog.is_visible()
    page.get_by_role("button", name="Help").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Help").wait_for()
    page.keyboard.press("Escape")
    until(lambda: page.evaluate("document.activeElement.textContent") == "Help", "focus back on Help")
    link = page.get_by_role("link", name="All modules")
    if (lab.home / "start-here.ipynb").is_file():
        link.press("Enter")
        page.wait_for_url("**/start-here.ipynb*")
        page.locator(".bim-page[data-bim-page=ready]").wait_for()


@pytest.mark.parametrize(  # in the light, the story is told at every width
    ("width", "height", "theme"), [(1280, 900, "dark"), (400, 800, "light"), (400, 800, "dark"), (320, 640, "dark")]
)
def test_it_is_readable_at_every_width_in_both_themes(
    chromium: Browser, lab: Lab, project: Path, width: int, height: int, theme: str
) -> None:
    with window(chromium, lab, width, height, color_scheme=theme) as context:
        page = open_page(context, address(lab))
        assert page.locator("body").get_attribute("data-jp-theme-light") == str(theme == "light").lower()
        assert page.evaluate(f"{SCROLLER}.scrollWidth <= {SCROLLER}.clientWidth")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".bim-bar").bounding_box()["height"] < height / 4
        picture(page, project, f"{width}-{theme}")
        assert violations(page) == []
        if width < 800:
            page.get_by_role("button", name="Menu").click()
        page.get_by_role("button", name="Sections").click()
        picture(page, project, f"{width}-{theme}-sections")
        assert violations(page) == []
        page.keyboard.press("Escape")
        item(page, REFLECTION).scroll_into_view_if_needed()
        picture(page, project, f"{width}-{theme}-reflection")


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong on the whole page: Jupyter hides its own bars, so all of it is ours."""
    return axe.violations(page, "html", (*axe.WCAG, "best-practice"))


def test_it_prints_as_a_whole_and_without_the_bar(page: Page, project: Path) -> None:
    page.emulate_media(media="print")
    assert not page.locator(".bim-bar").is_visible()
    assert page.evaluate("document.documentElement.scrollHeight") > 8000
    target = project / "test-artefacts" / "page.pdf"
    target.parent.mkdir(exist_ok=True)
    pdf = page.pdf(path=target)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") > 5 or len(pdf) > 100_000


def test_after_two_weeks_away_it_says_where_one_was(page: Page, project: Path) -> None:
    page.get_by_role("button", name="Sections").click()
    page.get_by_role("button", name="Culture and context").click()
    until(
        lambda: page.evaluate('Object.values(localStorage).some(v => v.includes(\'"section":"Culture and context"\'))'),
        "the place to be remembered",
    )
    at = page.url
    page.goto("about:blank")
    page.add_init_script("{ const now = Date.now; Date.now = () => now() + 15 * 86400000; }")
    page.goto(at)
    is_open(page)
    recap = page.locator(".bim-recap")
    recap.wait_for()
    assert "“Attachment theory”" in recap.inner_text()
    assert "You stopped at “Culture and context”." in recap.inner_text()
    assert "Still blank:" in recap.inner_text()
    picture(page, project, "recap")
    page.get_by_role("button", name="Close").click()
    assert notice(page, "Welcome back").count() == 0


def test_a_notebook_that_is_not_the_courses_is_left_alone(page: Page, lab: Lab) -> None:
    mine = lab.home / "my-notes" / "my-notes.ipynb"
    mine.parent.mkdir(exist_ok=True)
    mine.write_bytes((lab.home / MODULE / f"{MODULE}.ipynb").read_bytes())
    page.goto(address(lab, "my-notes/my-notes.ipynb"))
    page.locator(".jp-NotebookPanel-toolbar").wait_for()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    assert page.locator(".bim-bar, .bim-page").count() == 0
    assert page.locator(".bim").count() == 0


def test_the_same_bundle_works_in_notebook_7(chromium: Browser, lab: Lab, project: Path) -> None:
    with notebook_7(lab.home) as notebook, window(chromium, notebook) as context:
        icons: list[str] = []
        context.on("request", lambda request: icons.append(request.url) if "favicon-busy" in request.url else None)
        page = open_page(context, notebook.address)
        assert visible(page) == []
        picture(page, project, "notebook7")
        page.get_by_role("button", name="Show Jupyter tools").click()
        page.get_by_role("menuitem", name="Kernel", exact=True).wait_for()
        page.get_by_role("button", name="Hide Jupyter tools").click()
        until(lambda: visible(page) == [], "the tools to be hidden again")
        item(page, CHOICE).locator("input[type=radio]").nth(1).check()
        saved(page, CHOICE)
        assert violations(page) == []
    assert icons == [], "each stands before an answer on a slow line"
