"""Memory stays flat while runs go by: what a sweep of many runs holds does not grow with their number."""

import pytest

CODE = """
import gc, runpy, sys, tracemalloc
runpy.run_path(FAKE)["install"]()
from analysis import sweep_page
from experiments.sweeping import plan as sweep_plan, shards
sweep_plan.LEAST_SECONDS = 0.0  # as many shards as there can be
sweep_page.build = lambda folder, language=None: (folder / "report.html").write_text("a report")
from experiments import cli
held, marks = [], []
honest = shards.write

def write(folder, number, *rest):
    honest(folder, number, *rest)
    marks.append(number)
    if len(marks) == 3:
        tracemalloc.start()  # what is imported and planned before the first shards is not looked at
    if number % 4 == 0 and tracemalloc.is_tracing():
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])

shards.write = write
code = cli.main(LINE)
print("SEEN", len(marks), *held, tracemalloc.get_traced_memory()[1])
sys.exit(code)
"""
LINE = ["sweep", "design=latin_hypercube", "levers.coverage=0..1", "levers.individual_h_month=0..8", "teachers=20", "years=1",
        "run_in_years=1", "replicates=5", "jobs=1", "out=night"]  # fmt: skip


@pytest.mark.parametrize("n", [100, pytest.param(8000, marks=pytest.mark.slow)])
def test_memory_stays_flat_while_runs_go_by(tmp_path, python, n):
    from tests.experiments.conftest import FAKE

    done = python(f"FAKE, LINE = {str(FAKE)!r}, {[*LINE, f'n={n}']!r}\n" + CODE, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    seen = [int(one) for one in done.stdout[done.stdout.index("SEEN") :].split()[1:]]
    shards, held = seen[0], seen[1:-1]
    assert shards >= 12 and len(held) >= 3, "enough shards to see a slope"
    # the first shards fill caches; from then on what is held between shards must not grow with them
    assert held[-1] - held[0] < 300_000, f"{held}: it grows by {(held[-1] - held[0]) / (shards - 4):,.0f} bytes a shard"
