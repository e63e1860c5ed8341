"""Who does the work: threads of this process or processes of this computer, through joblib, or the computers of a Ray cluster.

Ray is called itself: its joblib backend hands results back only when all tasks are done, and a night is stored piece by piece.
"""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
import time

from experiments import extras
from experiments.errors import BadInput, RunFailed

BACKENDS = {"threads": "threading", "loky": "loky"}
PATIENCE = 20.0  # seconds that a cluster has to answer
JOIN = "import ray, sys; ray.init(address=sys.argv[1], log_to_driver=False, logging_level='ERROR')"


def needs(backend: str) -> None:
    """Raise :class:`BadInput` with the line that installs it where the library of a backend is missing."""
    if backend == "ray":
        extras.check("ray", "ray", "backend=ray")


def connect(address: str | None) -> int:
    """Start Ray on this computer, or join the cluster at an address, and return its number of processors.

    Parameters
    ----------
    address : ``auto`` for the cluster that runs on this computer, ``host:port``, ``ray://host:port``; None starts one for this process
        alone, unless the variable RAY_ADDRESS names one.

    Raises
    ------
    BadInput : no cluster answers at the address within :data:`PATIENCE` seconds.
    RunFailed : Ray does not start on this computer.
    """
    # set before ray is imported: no token is written to the home folder, and nothing is sent anywhere
    os.environ.setdefault("RAY_AUTH_MODE", "disabled")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray

    if not ray.is_initialized():
        there = address or os.environ.get("RAY_ADDRESS")
        if there and there != "local":
            answers(there, f"address={address}" if address else f"RAY_ADDRESS={there}")
        try:
            ray.init(address=address, include_dashboard=None if there else False, log_to_driver=False, logging_level="ERROR")
        except (ConnectionError, RuntimeError, ValueError, OSError) as fault:
            raise RunFailed(f"Ray did not start at {there or 'this computer'}: {' '.join(str(fault).split())}") from None
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def answers(address: str, where: str) -> None:
    """Raise :class:`BadInput` unless a Ray cluster answers at an address; it takes at most :data:`PATIENCE` seconds.

    Ray itself asks again for minutes, and cannot be interrupted while it does; so the port is knocked at first, and the first joining is
    that of a process of its own, which can be ended.
    """
    begun, mend = time.monotonic(), "start it there with: ray start --head, or leave address= out to start Ray on this computer"
    if address != "auto":
        host, port = place(address, where)
        try:
            socket.create_connection((host, port), timeout=PATIENCE / 3).close()
        except OSError as fault:
            said = fault.strerror or str(fault) or "no answer"
            what = f"there is no Ray cluster: nothing listens on port {port} of {host} ({said.lower()})"
            raise BadInput(what, where, mend=mend) from None
    asked = [sys.executable, "-c", JOIN, address]
    left = PATIENCE - (time.monotonic() - begun)
    try:
        done = subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True, timeout=left)
    except subprocess.TimeoutExpired:
        raise BadInput(f"what is there does not answer as a Ray cluster within {PATIENCE:.0f} seconds", where, mend=mend) from None
    if done.returncode:
        lines = [line.strip() for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        said = lines[-1] if lines else f"it ended with {done.returncode}"
        raise BadInput(f"no Ray cluster can be joined there ({said[:200].rstrip('.')})", where, mend=mend)


def place(address: str, where: str | None = None) -> tuple[str, int]:
    """Return host and port of an address; raise :class:`BadInput` where it is none."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65536:
        allowed, mend = "auto, host:port, ray://host:port", "write address=auto, for example"
        raise BadInput("is not the address of a Ray cluster", where or f"address={address}", allowed, mend=mend)
    return host, int(port)


def unordered(job, tasks, many: int, backend: str, jobs: int, address: str | None = None, threads: int = 1):
    """Yield ``job(*task)`` for each task as it ends, in any order; tasks are made when they are needed.

    Parameters
    ----------
    job : function of the worker; with processes it and its arguments are pickled.
    tasks : iterable of tuples;  many : how many there are.
    backend : ``threads`` (the compiled model runs outside Python's lock), ``loky`` or ``ray``.
    jobs : tasks at the same time.
    address : of the Ray cluster;  threads : processors that a task takes there.

    Raises
    ------
    RuntimeError : a worker died, or could not do the job at all.
    """
    if many == 0:
        return
    if backend == "ray":
        yield from _ray(job, tasks, jobs, address, threads)
        return
    if jobs == 1 or many == 1:
        yield from (job(*task) for task in tasks)
        return
    from joblib import Parallel, delayed

    pool = Parallel(
        n_jobs=min(jobs, many), backend=BACKENDS[backend], return_as="generator_unordered", batch_size=1, pre_dispatch="2*n_jobs"
    )
    yield from pool(delayed(job)(*task) for task in tasks)


def _ray(job, tasks, jobs, address, threads):
    connect(address)
    import ray
    from ray.exceptions import RayError, RayTaskError

    remote = ray.remote(num_cpus=threads, max_retries=3)(job)
    tasks, waiting = iter(tasks), []
    try:
        while True:
            waiting += [remote.remote(*task) for task in itertools.islice(tasks, 2 * jobs - len(waiting))]
            if not waiting:
                return
            ready, waiting = ray.wait(waiting)
            yield from ray.get(ready)
    except RayTaskError as fault:
        cause = getattr(fault, "cause", None) or fault
        raise cause if isinstance(cause, (RuntimeError, OSError)) else RuntimeError(f"{type(cause).__name__}: {cause}") from None
    except RayError as fault:
        raise RuntimeError(" ".join(str(fault).split())) from None
