"""JupyterHub 5.5 and 6 with the cohorts of one machine: `jupyterhub --config hub/jupyterhub_config.py`, as root.

It is made from the hub's folder (BABYINMIND_HUB, else /srv/baby-in-mind): `hub.yml`, `cohorts/`, and what the host adds in
`jupyterhub_config.d/*.py`, such as another sign-in. Read once at start: after a change of cohorts the hub is started again, while
everybody's servers go on running.
"""

import os
import secrets
import shutil
import sys
from pathlib import Path

from babyinmind.hosting import ports, roles, singleuser
from babyinmind.hosting.keys import close_or_say
from babyinmind.hosting.landing import Landing
from babyinmind.hosting.options import options_of
from babyinmind.hosting.registry import the_hub
from babyinmind.processes import environment

c = get_config()  # noqa: F821 - given by the loader

if os.geteuid() == 0:
    close_or_say(lambda line: print(line, file=sys.stderr))
hub = the_hub()
options = options_of(hub)
cohorts = hub.cohorts()
hub.state.mkdir(mode=0o700, parents=True, exist_ok=True)
os.environ["PATH"] = environment()["PATH"]

if os.geteuid() == 0 and (fault := ports.fault_of_this_machine()):
    raise SystemExit(fault)
c.JupyterHub.bind_url = options.address
if options.public:
    c.JupyterHub.public_url = options.public
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{ports.HUB}"
c.JupyterHub.db_url = f"sqlite:///{hub.state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(hub.state / "cookie-secret")
c.JupyterHub.template_paths = [str(Path(__file__).with_name("templates"))]
# A hub that is started again finds everybody's server as it was.
c.JupyterHub.cleanup_servers = False
c.ConfigurableHTTPProxy.command = [str(Path(sys.executable).with_name("configurable-http-proxy"))]
c.ConfigurableHTTPProxy.pid_file = str(hub.state / "proxy.pid")
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{ports.PROXY_API}"

token = hub.state / "proxy-token"
if not token.exists():
    token.touch(mode=0o600)
    token.write_text(secrets.token_hex(32))
c.ConfigurableHTTPProxy.auth_token = token.read_text()

c.JupyterHub.load_groups = roles.load_groups(cohorts)
c.JupyterHub.load_roles = [
    *roles.load_roles(cohorts, options.admins),
    {
        "name": "idle-culler",
        "services": ["idle-culler"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    },
]
# It ends with the hub even where the hub is killed. Linux alone can do that.
ends_with_the_hub = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            *ends_with_the_hub,
            *(sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={options.idle_minutes * 60}"),
        ],
    }
]

c.JupyterHub.authenticator_class = "pam"
c.Authenticator.allowed_users = roles.allowed(cohorts, options.admins)
# Whoever stands in no cohort any more is not let in, though the hub's database knows them.
c.Authenticator.allow_existing_users = False
c.Authenticator.blocked_users = roles.blocked(cohorts, options.admins)
# A cohort's instructors are not asked each time whether they trust their own desk.
c.JupyterHub.tornado_settings = {
    "oauth_no_confirm_list": {f"jupyterhub-user-{one.grader}" for one in cohorts},
    # The proxy says that it was asked by http, whatever the web server before it was.
    "cookie_options": {"secure": True} if options.public.startswith("https:") else {},
}


landing = Landing(hub)
landing.configure(c)


def make_ready(spawner):
    landing.server(
        spawner,
        {
            singleuser.EXCHANGE_VARIABLE: str(hub.exchange),
            # Without root all servers are of one account, whose other programs count too.
            singleuser.LIMITS_VARIABLE: options.limits if os.geteuid() == 0 else "",
        },
    )


c.JupyterHub.spawner_class = "babyinmind.hosting.spawner.AccountSpawner"
c.Spawner.pre_spawn_hook = make_ready
# Isolated: it begins in the person's home, and sets its limits before anything that lies there is loaded.
c.Spawner.cmd = [sys.executable, "-I", "-m", "babyinmind.hosting.singleuser"]
# A page of a server that ended says so soon, and loading it again is enough to start that server.
c.Spawner.poll_interval = 5
c.JupyterHub.implicit_spawn_seconds = 0.1
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 60

added = hub.folder / "jupyterhub_config.d"
added.mkdir(mode=0o700, exist_ok=True)
for more in sorted(added.glob("*.py")):
    load_subconfig(str(more))  # noqa: F821 - given by the loader
