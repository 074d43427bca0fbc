"""Our values as the Zero to JupyterHub chart takes them: merged as helm merges, and what its hub makes of them."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import pytest
import yaml
from traitlets.config import Config

PROJECT = Path(__file__).resolve().parents[2]
KUBERNETES = PROJECT / "hub" / "kubernetes"
DEFAULTS = PROJECT / "tests" / "hub" / "chart-defaults.yaml"
_SPAWNER = {"start_timeout": "startTimeout", "uid": "uid", "fs_gid": "fsGid", "extra_labels": "extraLabels",
            "environment": "extraEnv"}  # fmt: skip
"""KubeSpawner's trait -> the value under `singleuser` that the chart's hub sets it from, where there is one."""


def values() -> dict[str, Any]:
    """The chart's defaults with our values and the example of a host's own merged in."""
    merged: dict[str, Any] = yaml.safe_load(DEFAULTS.read_text("utf-8"))
    for name in ("values.yaml", "yours.example.yaml"):
        merged = _merged(merged, yaml.safe_load((KUBERNETES / name).read_text("utf-8")))
    return merged


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """As helm does it: a table is merged, anything else replaced, and null takes a key away."""
    result = dict(one)
    for key, value in other.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            result[key] = _merged(result[key] if isinstance(result.get(key), dict) else {}, value)
        else:
            result[key] = value
    return result


def manifests(name: str, cohort: str = "") -> list[dict[str, Any]]:
    """What a file of hub/kubernetes has Kubernetes make, for a cohort where it is one's."""
    return list(yaml.safe_load_all((KUBERNETES / name).read_text("utf-8").replace("COHORT", cohort)))


def configuration(told: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Config:
    """What the chart's hub makes of these values, in its order: its own, `hub.config`, then `hub.extraConfig`."""
    c, people = Config(), told["singleuser"]
    c.JupyterHub.spawner_class = "kubespawner.KubeSpawner"
    c.JupyterHub.load_roles = [{"name": "jupyterhub-idle-culler", "services": ["jupyterhub-idle-culler"]}]
    c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}
    c.JupyterHub.template_paths = told["hub"]["templatePaths"]
    c.Spawner.cmd = people["cmd"]
    for trait, key in _SPAWNER.items():
        if people.get(key) is not None:
            c.KubeSpawner[trait] = people[key]
    c.KubeSpawner.image = "{name}:{tag}".format(**people["image"])
    c.KubeSpawner.allow_privilege_escalation = people["allowPrivilegeEscalation"]
    for kind in ("mem", "cpu"):
        for bound, amount in people["memory" if kind == "mem" else "cpu"].items():
            c.KubeSpawner[f"{kind}_{bound}"] = amount
    assert people["storage"]["type"] == "none"
    c.KubeSpawner.volumes, c.KubeSpawner.volume_mounts = {}, {}
    for section, settings in told["hub"]["config"].items():
        c[section].update(settings)
    z2jh = types.ModuleType("z2jh")
    z2jh.get_config = lambda key: _under(told, key)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "z2jh", z2jh)
    for _, text in sorted(told["hub"]["extraConfig"].items()):
        exec(text, {"c": c})
    return c


def _under(told: dict[str, Any], key: str) -> Any:
    for part in key.split("."):
        told = told[part]
    return told
