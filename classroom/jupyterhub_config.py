"""JupyterHub for a class on one Linux server; README.md beside this file has the steps.

Root runs it, in a folder of its own that everybody may read, such as /srv/hub:
    /opt/course/bin/jupyterhub -f /srv/course/classroom/jupyterhub_config.py
"""

import resource
import sys
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner

from course_utils.commands.lab import QUIET, write_defaults

c = get_config()  # JupyterHub defines it

# Who may log in: the server's own accounts (useradd -m NAME; passwd NAME), but none
# whose number a system service has. For other ways put another authenticator here.
c.Authenticator.allow_all = True
c.Authenticator.admin_users = {"teacher"}

# Reached from this server only. For a class put a web server with HTTPS before it, or
# name certificate and key: c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"


# A LocalProcessSpawner sets no limit of memory by itself. Here no process of a student
# can hold more: its cell ends in an error, its kernel and all others live on.
class Limited(LocalProcessSpawner):
    def make_preexec_fn(self, name):
        become, most = super().make_preexec_fn(name), self.mem_limit

        def prepare():
            become()
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))

        return prepare


c.JupyterHub.spawner_class = Limited
c.Spawner.mem_limit = "2G"  # a process, not a student: see the sizes in README.md
c.Spawner.start_timeout = c.Spawner.http_timeout = 180  # thirty begin at once

# The course is installed once, in the environment that runs this file, and kernels
# start in it too. One thread a kernel: thirty students share the cores anyhow.
c.Spawner.cmd = [str(Path(sys.executable).with_name("jupyterhub-singleuser"))]
c.Spawner.environment = {"OMP_NUM_THREADS": "1"}
c.Spawner.default_url = "/lab"

# Nobody is asked about Jupyter's news, and widgets are still there the next evening.
defaults = Path("jupyter-defaults").resolve()
write_defaults(defaults)
c.Spawner.environment["JUPYTER_CONFIG_PATH"] = str(defaults)

# A kernel that did nothing for an hour ends, its tab open or not; what was saved stays.
# A server without kernels ends after another half hour.
c.Spawner.args = [
    *QUIET,
    "--MappingKernelManager.cull_idle_timeout=3600",
    "--MappingKernelManager.cull_connected=True",
    "--ServerApp.shutdown_no_activity_timeout=1800",
]
