"""A newer release of a module, brought into a learner's folder while its page is open."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.commands import babyinmind
from support.course_page import (
    CHOICE,
    MODULE,
    OTHER_CHOICE,
    REFLECTION,
    address,
    is_open,
    item,
    kept,
    notice,
    open_page,
    picture,
    saved,
    window,
)
from support.lab import learn, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OLD, NEW = "crawls towards the fish tank", "crawls towards the bird cage"

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("newer-release")]


def test_a_newer_release_is_brought_in_while_the_page_is_open(
    chromium: Browser, tmp_path: Path, places: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = tmp_path / "the-course"
    shutil.copytree(project / "release" / MODULE, course / "release" / MODULE)
    shutil.copytree(project / "notebooks", course / "notebooks")
    (course / "source").mkdir()
    monkeypatch.setenv("BABYINMIND_COURSE", str(course))
    released = course / "release" / MODULE / f"{MODULE}.ipynb"
    with learn(tmp_path / "course") as lab, window(chromium, lab) as context:
        page = open_page(context, address(lab))
        item(page, CHOICE).locator("input[type=radio]").first.check()
        saved(page, CHOICE)
        (before,) = lab.kernels()
        text = released.read_text("utf-8")
        assert text.count(OLD) == 1
        released.write_text(text.replace(OLD, NEW), "utf-8")
        said = babyinmind("learn", "--home", str(lab.home), "--no-browser", cwd=tmp_path).said
        assert f"{MODULE} was renewed from the course; your answers are kept." in said
        assert "The course is open already" in said

        # Another window has the new text: the kernel with the old questions is not asked for them.
        newer = open_page(context, address(lab))
        assert NEW in item(newer, CHOICE).inner_text()
        assert item(newer, CHOICE).locator("input[type=radio]").first.is_checked()
        (after,) = lab.kernels()
        assert after.pid != before.pid or after.create_time() != before.create_time()
        item(newer, OTHER_CHOICE).locator("input[type=radio]").first.check()
        saved(newer, OTHER_CHOICE)

        # The page that was open all the while says so, keeps what is typed, and does not fight for the kernel.
        item(page, REFLECTION).locator("textarea").fill("Typed on the older page.")
        notice(page, "There is a newer version of this page.").wait_for()
        picture(page, project, "newer-version")
        page.get_by_role("button", name="Load this page again").click()
        item(page, CHOICE).get_by_text(NEW).wait_for()
        is_open(page)
        until(lambda: kept(lab, REFLECTION), "what was typed on disk", 60)
        assert kept(lab, REFLECTION)["text"] == "Typed on the older page."
        assert kept(lab, CHOICE) and kept(lab, OTHER_CHOICE)
        assert [kernel.pid for kernel in lab.kernels()] == [after.pid]

        # Who did not see what `learn` said in its own window reads it on the start page.
        start = open_page(context, lab.start, "support")
        start.locator(".bim-news", has_text="Brought up to date: Attachment theory. Your answers are kept.").wait_for()
