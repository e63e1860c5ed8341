"""Run a command again and again, killing it each time at a random moment, until it gets through; a program of its own.

``killer.py SEED KILLS FAKE DAMAGE -- sweep ...``: everything is imported once, each try is a fork, so that a hundred kills take seconds.
Prints how many tries were killed.
"""

import contextlib
import os
import random
import signal
import sys
import time
from pathlib import Path


def damage(folder: Path, draw) -> None:
    """Leave what a power cut may leave: a file cut short, a file of zeros in its full length, a file that is not there."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent != folder]
    if not files:
        return
    path = draw.choice(files)
    content = path.read_bytes()
    how = draw.choice(("cut", "zeros", "gone", "flip", "half written"))
    if how == "gone":
        path.unlink()
    elif how == "half written":
        path.with_name(f".{path.name}.0123456789ab.tmp").write_bytes(content[: len(content) // 2])
    else:
        at = draw.randrange(max(1, len(content)))
        flipped = content[:at] + bytes([(content[at] if content else 0) ^ 1]) + content[at + 1 :]
        path.write_bytes({"cut": content[:at], "zeros": bytes(len(content)), "flip": flipped}[how])


def main() -> None:
    seed, kills, fake, damaging = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "fake", sys.argv[4] == "damage"
    line = sys.argv[6:]
    folder = Path(next(word.removeprefix("out=") for word in line if word.startswith("out=")))
    draw = random.Random(seed)
    if fake:
        import runpy

        runpy.run_path(str(Path(__file__).with_name("fake_model.py")))["install"](0.004)
    import joblib  # noqa: F401
    import pandas  # noqa: F401
    import pyarrow.compute  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    from experiments import cli, sweep  # noqa: F401
    from experiments.sweeping import plan as sweep_plan  # noqa: F401

    sweep_plan.LEAST_SECONDS = 0.0  # as many shards as there can be
    if not fake:
        from sim.simulate import compile_kernels

        compile_kernels()
    killed = 0
    while True:
        child = os.fork()
        if child == 0:
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os._exit(cli.main(line))
        if killed < kills:
            time.sleep(draw.uniform(0.0, 0.7))
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            killed += 1
            if damaging:
                damage(folder, draw)
            continue
        print(killed, os.waitstatus_to_exitcode(status))
        return


if __name__ == "__main__":
    main()
