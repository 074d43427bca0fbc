"""Item texts (Markdown light) as HTML for the page, or as plain words for places that take no markup."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!<p>).)*)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"(tel|sms):\+?[0-9]+")
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|ul|ol|blockquote)>|<br\s*/?>")


@cache
def _renderer() -> Any:
    import mistune  # loaded only once a text is rendered

    class PageRenderer(mistune.HTMLRenderer):
        """Links leave the page in a tab of their own, numbers dial; pictures are not part of an item's text."""

        def link(self, text: str, url: str, title: str | None = None) -> str:
            if _NUMBER.fullmatch(url):
                return f'<a href="{url}">{text}</a>'
            address = html.escape(self.safe_url(url), quote=True)
            return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{text}</a>'

        def image(self, text: str, url: str, title: str | None = None) -> str:
            return html.escape(text)

        def heading(self, text: str, level: int, **attrs: Any) -> str:
            return f"<p><strong>{text}</strong></p>\n"

    return mistune.create_markdown(renderer=PageRenderer(escape=True))


def to_html(text: str) -> str:
    """Markdown light as HTML: raw HTML is escaped, and a single paragraph comes without its `<p>`."""
    rendered = str(_renderer()(text)).strip()
    alone = _ONE_PARAGRAPH.fullmatch(rendered)
    return alone.group(1) if alone else rendered


def to_plain(text: str) -> str:
    """Markdown light as words alone, on one line."""
    spaced = _BLOCK_END.sub(" ", to_html(text))
    return " ".join(html.unescape(_TAG.sub("", spaced)).split())


def plain(markdown: str) -> str:
    """The words that a reader sees, without Markdown's and HTML's signs: for measuring, nothing is rendered."""
    text = re.sub(r"<!--.*?-->|<[^>]+>", " ", markdown, flags=re.DOTALL)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"https?://\S+", "", text)
    return re.sub(r"\s+", " ", re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", text)).strip()


def shortened(text: str, length: int = 60) -> str:
    """The beginning of a text in plain words, cut between words."""
    plain = to_plain(text)
    if len(plain) <= length:
        return plain
    return plain[: length + 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:)]")


def with_links(text: str) -> str:
    """Plain text as HTML, its web addresses as links."""
    return _ADDRESS.sub(r'<a href="\g<0>" target="_blank" rel="noopener noreferrer">\g<0></a>', html.escape(text))
