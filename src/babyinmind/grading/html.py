"""What instructors and learners read of a hand-in, as HTML that cannot do anything: every character is escaped."""

from __future__ import annotations

from functools import lru_cache
from html import escape

import mistune

from babyinmind.grading.feedback_policy import QuestionResult, ReflectionResult

_STATES = {
    "right": ("✓", "Right"),
    "partly": ("◐", "Partly right"),
    "wrong": ("✗", "Not right yet"),
    "blank": ("–", "No answer"),
}
_markdown = mistune.create_markdown(escape=True)


@lru_cache(maxsize=2048)
def prose(text: str) -> str:
    """An author's Markdown as HTML, raw HTML escaped."""
    return str(_markdown(text)).strip()


def faults_html(faults: tuple[str, ...]) -> str:
    """What was wrong with a hand-in."""
    items = "".join(f"<li>{escape(fault)}</li>" for fault in faults)
    return f'<section class="bim-faults tex2jax_ignore"><h3>About this hand-in</h3><ul>{items}</ul></section>'


def question_html(question: QuestionResult, number: int) -> str:
    """One question: prompt, own answer, right or not, why, and the key where it is told."""
    sign, state = _STATES[question.state]
    parts = [
        f'<section class="bim-question bim-{question.state} tex2jax_ignore">',
        f'<h3>Question {number} <span class="bim-state"><span aria-hidden="true">{sign}</span> {state}'
        f" · {_points(question.score)} of {_points(question.points)}</span></h3>",
        f'<div class="bim-prompt">{prose(question.prompt)}</div>',
    ]
    if question.own:
        parts.append(_lines("Your answer", question.own))
    if question.note:
        parts.append(f'<p class="bim-note">{escape(question.note)}</p>')
    for remark in question.remarks:
        if not remark.text and remark.right is None:
            continue
        mark = {True: "✓ Right. ", False: "✗ Not right. ", None: ""}[remark.right]
        about = f"<strong>{escape(remark.about)}</strong> — " if remark.about else ""
        parts.append(f'<div class="bim-remark">{about}{mark}{prose(remark.text) if remark.text else ""}</div>')
    if question.key and question.state != "right":
        parts.append(_lines("A full answer", question.key))
    if question.section and question.state != "right":
        parts.append(f'<p class="bim-section">Read again: {escape(_heading(question.section))}</p>')
    return "\n".join([*parts, "</section>"])


def reflection_text_html(reflection: ReflectionResult) -> str:
    """A reflection as its reader sees it: what it is about, and every line as it was written."""
    about = f'<p class="bim-about">About: {escape(reflection.about)}</p>' if reflection.about else ""
    if reflection.blank:
        body = f'<p class="bim-note">{escape(reflection.note)}</p>'
    else:
        # Inline style, because formgrader shows this without a style sheet of ours; dir=auto for right-to-left text.
        body = (
            '<div class="bim-text" dir="auto" style="white-space: pre-wrap; overflow-wrap: anywhere">'
            f"{escape(reflection.text)}</div>"
        )
    return f'<section class="bim-reflection tex2jax_ignore">{about}{body}</section>'


def reflection_html(reflection: ReflectionResult) -> str:
    """A reflection as its writer gets it back, with the comment."""
    if reflection.blank:
        state = ""
    elif reflection.waiting:
        state = '<p class="bim-note">Handed in. An instructor reads it; what they write will stand here.</p>'
    else:
        state = '<p class="bim-note">An instructor has read this.</p>'
    comment = (
        f'<h4>Your instructor wrote</h4><div class="bim-comment" dir="auto" style="white-space: pre-wrap">'
        f"{escape(reflection.comment)}</div>"
        if reflection.comment
        else ""
    )
    return f"<h3>{escape(reflection.title)}</h3>{reflection_text_html(reflection)}{state}{comment}"


def _lines(title: str, lines: tuple[str, ...]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    tag = "ol" if len(lines) > 1 else "ul"
    return f'<div class="bim-lines"><h4>{title}</h4><{tag}>{items}</{tag}></div>'


def _points(points: float) -> str:
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _heading(section: str) -> str:
    return section.replace("-", " ").capitalize()
