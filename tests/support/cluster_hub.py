"""JupyterHub's configuration in the tests: what the chart makes of our values, on this machine and without a sign-in."""

import os

import pytest

from support.chart import configuration, values

c = get_config()  # noqa: F821 - given by the loader

c.merge(configuration(values(), pytest.MonkeyPatch()))
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.bind_url, c.JupyterHub.hub_bind_url, proxy = os.environ["HUB_ADDRESSES"].split()
c.ConfigurableHTTPProxy.api_url = proxy
c.ConfigurableHTTPProxy.pid_file = "proxy.pid"
c.JupyterHub.db_url = "sqlite:///jupyterhub.sqlite"
c.JupyterHub.services = [
    {"name": "jupyterhub-idle-culler", "api_token": os.environ["HUB_TOKEN"] + "-idle"},
    {"name": "driver", "api_token": os.environ["HUB_TOKEN"]},
]
c.JupyterHub.load_roles = [
    *c.JupyterHub.load_roles,
    {"name": "driver", "services": ["driver"], "scopes": ["servers", "read:users", "list:users"]},
]
c.KubeSpawner.k8s_api_host = os.environ["CLUSTER"]
c.KubeSpawner.namespace = "course"
