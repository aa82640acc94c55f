"""How gunicorn runs the portal. Mail and schedule run beside the web, in whichever worker holds
the lock.
"""

import os
from typing import Any

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 25
control_socket_disable = True
accesslog = None  # paths may hold tokens
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108

_crews: dict[int, Any] = {}


def post_worker_init(worker: Any) -> None:
    """The app is loaded and its process forked: now threads may begin."""
    from portal.schedule import start_beside_web  # noqa: PLC0415  not in the arbiter

    _crews[worker.pid] = start_beside_web(worker.app.callable)


def worker_exit(_server: Any, worker: Any) -> None:
    """Finish what is being sent; whoever waits for the lock takes over."""
    crew = _crews.pop(worker.pid, None)
    if crew is not None:
        crew.stop()
