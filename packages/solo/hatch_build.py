"""What babyinmind-solo takes from the project's tree, two folders up: the version, and the modules with their keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_LICENSE = "LICENSE-content"


class SameVersion(MetadataHookInterface):
    """It depends on babyinmind of its own version: keys of another one may be of other questions."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        metadata.setdefault("dependencies", [f"babyinmind=={metadata['version']}"])


class Sources(BuildHookInterface[Any]):
    """The modules' sources: of the tree, or beside this file where a wheel is built from a source distribution."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Raises FileNotFoundError where there are no modules: the wheel would be empty."""
        here = Path(self.root)
        tree = here if (here / "source").is_dir() else here.parents[1]
        modules = [path.parent for path in sorted((tree / "source").glob("*/*.ipynb")) if path.stem == path.parent.name]
        if not modules:
            raise FileNotFoundError(
                f"{tree / 'source'} has no modules. Build babyinmind-solo in a whole copy of the project."
            )
        # One by one: hatchling leaves out folders where there is no Python.
        files = [path for module in modules for path in sorted(module.rglob("*")) if _is_the_modules(path, module)]
        if self.target_name == "sdist":
            build_data["force_include"] |= {str(path): path.relative_to(tree).as_posix() for path in files}
            build_data["force_include"][str(tree / _LICENSE)] = _LICENSE
        else:
            share = Path("share", "babyinmind")
            build_data["shared_data"] |= {str(path): (share / path.relative_to(tree)).as_posix() for path in files}
            build_data["shared_data"][str(tree / _LICENSE)] = (share / "source" / _LICENSE).as_posix()


def _is_the_modules(path: Path, module: Path) -> bool:
    """Nothing hidden, and nobody's answers, as when a module is handed out."""
    parts = path.relative_to(module).parts
    return path.is_file() and not path.name.endswith(".responses.json") and not any(one[0] == "." for one in parts)
