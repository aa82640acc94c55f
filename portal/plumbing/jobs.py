"""Work beside the pages: huey runs it, from a SQLite file or from Redis.

A job is a name, how often it runs and a function. What there is to do stands in the database,
never in huey: what is killed in the middle is gone from there, and nothing is lost by that.
"""

import fcntl
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import structlog
from huey import Huey, RedisHuey, SqliteHuey
from huey.consumer import Consumer, Scheduler
from huey.serializer import SignedSerializer
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

from config import Config

Sessions = sessionmaker[Session]
Work = Callable[[Sessions, Event], object]
"""Does what there is to do, and looks at the event between two pieces: once it is set, no new
piece is begun.
"""

STOP_WITHIN = 20
_WORKERS = 2
_LOOK_EVERY = 0.5
_NUDGES = "nudges"
_REDIS_LIMITS = "socket_timeout=3&socket_connect_timeout=1"
log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """What runs by itself every so many seconds, and at once after a nudge."""

    name: str
    every: float
    work: Work


def nudge(session: Session, name: str) -> None:
    """Have that job run as soon as this session's transaction is committed."""
    session.info.setdefault(_NUDGES, set()).add(name)


class Crew:
    """Runs the jobs on threads of this process, and hears nudges.

    Of the processes that share a folder one works, whichever holds the lock there; when it dies,
    another takes over. With Redis every process that is started works.
    """

    def __init__(self, config: Config, sessions: Sessions, jobs: tuple[Job, ...]) -> None:
        self._is_shared = bool(config.redis_url)
        self._lock_file = config.folder / "worker.lock"
        self._stopping = Event()
        self._huey = _huey(config)
        self._tasks = {job.name: self._task(job, sessions) for job in jobs}
        self._consumer: _Consumer | None = None
        self._thread = Thread(target=self._run, name="crew", daemon=True)

    def hear_nudges(self, sessions: Sessions) -> None:
        """From now on, what sessions of that maker were nudged to do is done after they commit."""

        @event.listens_for(sessions, "after_commit")
        def run(session: Session) -> None:
            if session.in_nested_transaction():
                return
            for name in session.info.pop(_NUDGES, ()):
                self._ask(name)

    def start(self) -> None:
        """Begin to work, or wait for whoever works now to leave. Comes back at once."""
        self._thread.start()

    def stop(self) -> None:
        """Take nothing new, and wait for what is being done, but not for ever: a lease that is
        left runs out.
        """
        self._stopping.set()
        if self._consumer is not None:
            self._consumer.stop_flag.set()
            self._thread.join(STOP_WITHIN + 1)

    def _run(self) -> None:
        lock = None if self._is_shared else _hold(self._lock_file)
        try:
            self._consumer = _Consumer(
                self._huey, workers=_WORKERS, max_delay=_LOOK_EVERY, shutdown_timeout=STOP_WITHIN
            )
            if not self._stopping.is_set():
                self._consumer.run()
                self._consumer.stop(graceful=True)
        finally:
            if lock is not None:
                os.close(lock)

    def _task(self, job: Job, sessions: Sessions) -> Any:
        work = _OneAtATime(lambda: job.work(sessions, self._stopping))
        return self._huey.periodic_task(_Every(job.every), name=job.name)(work)

    def _ask(self, name: str) -> None:
        """What fails here costs a few seconds: the job runs by itself soon."""
        try:
            self._tasks[name]()
        except Exception as error:
            log.warning("jobs.nudge_lost", job=name, kind=type(error).__name__)


class _Every:
    """Huey asks of each periodic task whether its time has come; its own crontab knows minutes
    only.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next = 0.0

    def __call__(self, _now: datetime) -> bool:
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self._seconds
        return True


class _OneAtATime:
    """Work that is asked for while it runs is run once more when it ends, on the same thread."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._asked = Event()
        self._lock = Lock()

    def __call__(self) -> None:
        self._asked.set()
        while self._asked.is_set() and self._lock.acquire(blocking=False):
            try:
                self._asked.clear()
                self._work()
            finally:
                self._lock.release()


class _Scheduler(Scheduler):  # type: ignore[misc]
    periodic_task_seconds = 1

    def enqueue_periodic_tasks(self, now: datetime) -> None:
        """While the queue is away (Redis down) the work is done here: it is in the database, not
        in the queue.
        """
        for task in self.huey.read_periodic(now):
            try:
                self.huey.enqueue(task)
            except Exception as error:
                log.warning("jobs.queue_away", kind=type(error).__name__)
                task.execute()


class _Consumer(Consumer):  # type: ignore[misc]
    scheduler_class = _Scheduler

    def _set_signal_handlers(self) -> None:
        """The signals are the process's own: gunicorn's beside the web, those of `flask worker`
        apart from it.
        """


def _huey(config: Config) -> Huey:
    # What comes out of the queue is unpickled, so nobody else may put something in.
    common = {
        "results": False,
        "serializer": SignedSerializer(config.secret_key, salt="candor.jobs"),
    }
    if config.redis_url:
        mark = "&" if "?" in config.redis_url else "?"
        return RedisHuey("candor", url=f"{config.redis_url}{mark}{_REDIS_LIMITS}", **common)
    file = config.folder / "jobs.sqlite3"
    file.touch(mode=0o600)
    return SqliteHuey("candor", filename=str(file), fsync=False, **common)


def _hold(file: Path) -> int:
    """Wait until this process alone holds the lock, and hold it until its end is closed or the
    process dies.
    """
    lock = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock
