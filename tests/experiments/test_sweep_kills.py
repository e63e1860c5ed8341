"""A night is never lost: killed, torn, full, doubled; the same command goes on and the tables have the same bytes."""

import os
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from experiments import store
from experiments.cli import main
from tests.experiments.conftest import environment

KILLER = Path(__file__).with_name("killer.py")
LINE = [
    "sweep", "design=grid", "levers.coverage=0..1:16", "context=england,lasbella", "teachers=100", "years=1", "run_in_years=1",
    "replicates=2", "keep=[monthly,spells]",
]  # fmt: skip
TABLES = ("points.parquet", "parameter_sets.parquet", "runs.parquet")


@pytest.fixture
def small_shards(monkeypatch):
    """Cut as many shards as there can be."""
    monkeypatch.setattr("experiments.sweeping.plan.LEAST_SECONDS", 0.0)


def contents(folder):
    """Return the bytes of every table of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


def killed(seed, kills, folder, model="fake", damage="damage", line=LINE):
    """Run the command in ``folder`` under the killer; return how often it was killed."""
    words = [sys.executable, str(KILLER), str(seed), str(kills), model, damage, "--", *line, f"out={folder}"]
    # a file, not a pipe: workers whose parent was killed would hold a pipe open until they give up waiting
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=said, text=True, timeout=900, env=environment())
        said.seek(0)
        complaint = said.read()
    assert done.returncode == 0, complaint
    count, code = map(int, done.stdout.split())
    assert code == 0, complaint
    return count


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize(("seed", "kills"), [(1, 10), *(pytest.param(seed, 60, marks=pytest.mark.slow) for seed in range(2, 8))])
def test_killed_at_random_moments(here, seed, kills):
    assert killed(seed, 0, here / "whole") == 0
    assert killed(seed, kills, here / "killed") == kills
    one, two = contents(here / "whole"), contents(here / "killed")
    assert set(TABLES) < set(one) and one == two
    assert not [path for path in (here / "killed").rglob("*") if path.name.endswith(".tmp") or path.parent.name == "done"]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize("backend", ["threads", "loky"])
def test_the_real_model_killed_at_random_moments(here, backend):
    line = [word.replace("teachers=100", "teachers=400") for word in LINE] + [f"backend={backend}"]
    killed(0, 0, here / "whole", "real", line=line)
    assert killed(9, 25, here / "killed", "real", line=line) == 25
    assert contents(here / "whole") == contents(here / "killed")


def test_a_full_disk_at_every_write(here, fake_model, small_shards, monkeypatch, capsys):
    """Every write fails once, half way; nothing torn counts as done, and the end is the same."""
    assert main([*LINE, "out=whole"]) == 0
    honest, left = os.fsync, [0]

    def full(handle):
        left[0] -= stat.S_ISREG(os.fstat(handle).st_mode)
        if left[0] == 0:
            left[0] = -1
            os.ftruncate(handle, 10) if os.fstat(handle).st_size > 10 else None
            raise OSError(28, "No space left on device")
        honest(handle)

    monkeypatch.setattr(store.os, "fsync", full)
    stopped, at = 0, 1
    while True:
        left[0] = at
        code = main([*LINE, "jobs=1", "out=full"])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        if code == 0:
            break
        assert code == 1 and "No space left on device" in said.err and "to go on" in said.err
        stopped, at = stopped + 1, at + 9
    assert stopped >= 3 and contents(here / "whole") == contents(here / "full")


def test_a_second_process_is_kept_out(here, retain):
    line = [*LINE, "out=results"]
    first = retain(*line, folder=here, fake=True, pause=5.0, wait=False)
    try:
        for _ in range(600):
            if (here / "results" / "points.parquet").exists():
                break
            assert first.poll() is None, first.communicate()
            time.sleep(0.05)
        for other in (line, [*line, "part=1/1"]):
            second = retain(*other, folder=here, fake=True)
            assert second.returncode == 2 and b"another process works in this folder (process" in second.stderr, second.stderr
    finally:
        first.kill()
        first.communicate()
    assert retain(*line, folder=here, fake=True).returncode == 0  # the system let go of the lock of a killed process


def test_another_sweep_in_the_folder_is_refused(here, fake_model, capsys):
    assert main([*LINE, "out=results"]) == 0
    before = contents(here / "results")
    for change, said in ((["seed=2"], "seed 1, now 2"), (["levers.group_size=3"], "varies"), (["context.class_size=40"], "varies")):
        assert main([*LINE, *change, "out=results"]) == 2
        assert said in capsys.readouterr().err
    assert main(["compare", "out=results"]) == 2
    assert contents(here / "results") == before
