"""The scripts and the style that widgets bring to the page: they travel once, however many widgets there are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from threading import Lock

import ipywidgets
import traitlets

KINDS: dict[str, tuple[str, ...]] = {
    "choice": ("shared", "marks", "question", "choice"),
    "choices": ("shared", "marks", "question", "choices"),
    "match": ("shared", "marks", "question", "match"),
    "order": ("shared", "marks", "question", "order"),
    "number": ("shared", "marks", "question", "number"),
    "reflection": ("shared", "reflection"),
    "vignette": ("shared", "vignette"),
    "figure": ("shared", "figure"),
    "module": ("shared", "module_header"),
    "hand_in": ("shared", "marks", "results", "hand_in"),
    "roles": ("shared", "roles"),
    "modules": ("shared", "modules"),
    "support": ("shared", "support"),
    "progress": ("shared", "progress"),
    "evaluation": ("shared", "evaluation"),
}
"""Kind -> the files that make its module, joined: a module from a blob cannot import a sibling."""
_STYLES = ["widgets.css"]


def bring(kinds: Mapping[str, tuple[str, ...]], style: str) -> None:
    """Bring more kinds and their style sheet: of a page that no learner opens. To be called before a widget is made."""
    KINDS.update(kinds)
    if style not in _STYLES:
        _STYLES.append(style)


@cache
def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def loader() -> str:
    """What every widget carries itself: how to come by the rest."""
    return _read("js/loader.js")


class Code(ipywidgets.Widget):
    """The scripts, by file, and the style sheet, once for a kernel; `version` changes when they do.

    Each of some thirty widgets carrying 30 KB of its own would make a module take long on a slow line.
    """

    version = traitlets.Unicode().tag(sync=True)
    kinds = traitlets.Dict().tag(sync=True)
    scripts = traitlets.Dict().tag(sync=True)
    style = traitlets.Unicode().tag(sync=True)


_code: Code | None = None
_making = Lock()


def code_id() -> str:
    """The model id of this kernel's `Code`, made when first asked for or after `Widget.close_all()`."""
    global _code
    with _making:
        if _code is None or _code.comm is None:
            scripts = {
                name: _read(f"js/{name}.js") for name in sorted({name for kind in KINDS.values() for name in kind})
            }
            style = "\n".join(map(_read, _STYLES))
            version = hashlib.sha256("\0".join([*scripts.values(), style]).encode()).hexdigest()[:16]
            _code = Code(
                version=version,
                kinds={kind: list(names) for kind, names in KINDS.items()},
                scripts=scripts,
                style=style,
            )
        return str(_code.model_id)
