"""Ray gives the bytes that threads give: alone, and on a cluster of two nodes here; a cluster that is not there is a sentence."""

import importlib.util
import os
import socket
import sys
import time

import pandas
import pytest

from experiments import pool
from experiments.errors import BadInput
from tests.experiments.test_sweep import same_tables

pytestmark = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="the extra ray is not installed")
LINE = [
    "sweep", "design=grid", "levers.coverage=0..1:24", "context=england,lasbella", "teachers=600", "years=2", "run_in_years=1",
    "replicates=3", "keep=[monthly]",
]  # fmt: skip
# two nodes, one worker each; workers say on which node they were by the file that each leaves
SCRIPT = """
import os, sys
os.environ["RAY_AUTH_MODE"] = "disabled"
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
from ray.cluster_utils import Cluster
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
cluster.add_node(num_cpus=1)
cluster.wait_for_nodes()
from experiments import cli, worker
honest = worker.work
def work(piece):
    import ray
    from pathlib import Path
    (Path(FOLDER) / ray.get_runtime_context().get_node_id()).touch()
    return honest(piece)
worker.work = work
code = cli.main(LINE + [f"address={cluster.address}"])
import ray
ray.shutdown()
cluster.shutdown()
sys.exit(code)
"""


@pytest.mark.slow
def test_a_ray_of_its_own(tmp_path, retain):
    assert retain(*LINE, "out=threads", folder=tmp_path).returncode == 0
    done = retain(*LINE, "backend=ray", "jobs=2", "out=ray", folder=tmp_path, RAY_AUTH_MODE="disabled")
    assert done.returncode == 0, done.stderr.decode()
    same_tables(tmp_path / "threads", tmp_path / "ray")


@pytest.mark.slow
def test_a_cluster_of_two_nodes(tmp_path, retain, python):
    assert retain(*LINE, "out=threads", folder=tmp_path).returncode == 0
    nodes = tmp_path / "nodes"
    nodes.mkdir()
    head = f"LINE, FOLDER = {[*LINE, 'backend=ray', 'out=cluster']!r}, {str(nodes)!r}\n"
    done = python(head + SCRIPT, tmp_path, PYTHONPATH=os.pathsep.join([str(p) for p in sys.path if p]))
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(list(nodes.iterdir())) == 2, "both nodes must have worked"
    same_tables(tmp_path / "threads", tmp_path / "cluster")
    assert len(pandas.read_parquet(tmp_path / "cluster" / "runs.parquet")) == 150


@pytest.mark.slow
@pytest.mark.parametrize("what", ["nobody", "no cluster"])
def test_no_cluster_at_an_address_is_a_sentence(tmp_path, retain, what):
    """A closed port, and a port where something listens that is not Ray and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        if what == "nobody":
            listening.close()
        begun = time.monotonic()
        done = retain(*LINE, "backend=ray", f"address=127.0.0.1:{port}", "out=none", folder=tmp_path, RAY_AUTH_MODE="disabled")
    said = done.stderr.decode()
    assert done.returncode == 2 and f"address=127.0.0.1:{port}" in said and "Ray cluster" in said and said.count("\n") == 1, said
    assert time.monotonic() - begun < 60 and not list(tmp_path.iterdir()), "nothing is made, and it does not wait for ever"


def test_nobody_is_waited_for_in_vain(monkeypatch):
    monkeypatch.setattr(pool, "PATIENCE", 1.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(BadInput, match="does not answer as a Ray cluster within"):
            pool.answers(f"127.0.0.1:{port}", "address")
    with pytest.raises(BadInput, match=f"nothing listens on port {port}"):
        pool.answers(f"ray://127.0.0.1:{port}", "address")
