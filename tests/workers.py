"""Real Celery workers for tests: started as processes, stopped by pid."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection


class Worker:
    """A Celery worker process on the test database and the test Redis database."""

    def __init__(self, var: Path, *, beat: bool = False) -> None:
        db = connection.settings_dict
        secret = f":{db['PASSWORD']}" if db["PASSWORD"] else ""
        address = f"{db['HOST']}:{db['PORT']}" if db["PORT"] else db["HOST"]
        command = [sys.executable, "-m", "celery", "-A", "ccas", "worker", "--loglevel=warning"]
        command += ["--concurrency=1", "--without-gossip", "--without-mingle"]
        if beat:
            command += ["--beat", f"--schedule={var / 'beat'}"]
        self.log = (var / f"worker-{time.monotonic_ns()}.log").open("wb")
        self.process = subprocess.Popen(
            command,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "ccas.settings.test",
                "DATABASE_URL": f"postgres://{db['USER']}{secret}@{address}/{db['NAME']}",
                "CCAS_TEST_REDIS": settings.REDIS_URL,
                "CCAS_VAR": str(var),
            },
            cwd=settings.BASE_DIR,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def kill(self) -> None:
        """kill -9 of the worker and of its children."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        """Ask the worker to finish, then make sure that nothing is left."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.close()


def empty_broker() -> None:
    """Forget every message: what FLUSHALL does to this process's Redis database."""
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.flushdb()


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for a condition, or fail after some seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"still false after {seconds} s: {condition}")
        time.sleep(0.1)
