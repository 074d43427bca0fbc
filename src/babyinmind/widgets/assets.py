"""The scripts and the style that widgets bring to the page: they travel once, however many widgets there are.

They are built from `js/widgets` by `make bundles` and committed in `static/`, so that no installation needs Node.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from threading import Lock

import ipywidgets
import traitlets

_bundles = ["learner"]
"""Of each there are `static/<name>.js`, an ES module that shows kinds of items, and `static/<name>.css`."""


def bring(bundle: str) -> None:
    """Bring one more bundle: of a page that no learner opens. To be called before a widget is made."""
    if bundle not in _bundles:
        _bundles.append(bundle)


@cache
def _read(name: str) -> str:
    return files(__package__).joinpath("static", name).read_text(encoding="utf-8")


def loader() -> str:
    """What every widget carries itself: how to come by the rest."""
    return _read("loader.js")


class Code(ipywidgets.Widget):
    """The scripts, by bundle, and the style sheet, once for a kernel; `version` changes when they do.

    Each of some thirty widgets carrying 40 KB of its own would make a module take long on a slow line.
    """

    version = traitlets.Unicode().tag(sync=True)
    scripts = traitlets.Dict().tag(sync=True)
    style = traitlets.Unicode().tag(sync=True)


_code: Code | None = None
_making = Lock()


def code_id() -> str:
    """The model id of this kernel's `Code`, made when first asked for or after `Widget.close_all()`."""
    global _code
    with _making:
        if _code is None or _code.comm is None:
            scripts = {name: _read(f"{name}.js") for name in _bundles}
            style = "\n".join(_read(f"{name}.css") for name in _bundles)
            version = hashlib.sha256("\0".join([*scripts.values(), style]).encode()).hexdigest()[:16]
            _code = Code(version=version, scripts=scripts, style=style)
        return str(_code.model_id)
