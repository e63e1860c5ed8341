"""A stand-in for the compiled model: the same calls, a fraction of the time, the same numbers for the same inputs."""

import sys
import time
import types
import zlib

import numpy as np

from sim.parameters import Parameters
from sim.prices import LINES
from sim.record import CELLS, ENTRY, MONTHLY, SPELL_FLOATS, SPELL_INTEGERS, YEARLY, Outcome


class Snapshot(tuple):
    """What a branch needs, and the arrays of the world, of which there are none."""

    world = ()


def install(pause: float = 0.0, fails=()):
    """Put the stand-in where ``sim.simulate`` and ``sim.ensemble`` would be imported from.

    Parameters
    ----------
    pause : seconds that a branch sleeps.
    fails : (scenario, replicate) pairs that raise.
    """
    simulate, ensemble = types.ModuleType("sim.simulate"), types.ModuleType("sim.ensemble")

    def run_in(context, today, parameters=None, teachers=2000, seed=1, replicate=0, years=10):
        return Snapshot((context, teachers, seed, replicate))

    def branch(snapshot, scenario, years=10, spells=True):
        context, teachers, seed, replicate = snapshot
        time.sleep(pause)
        if (scenario.name, replicate) in fails:
            raise ZeroDivisionError("a fault that was asked for")
        return outcome(context, scenario, teachers, seed, replicate, years)

    simulate.run_in, simulate.branch, simulate.compile_kernels = run_in, branch, lambda: 0.0
    ensemble.parameter_set = lambda context, number: (Parameters(learning_rate=0.06 + 0.001 * number), context)
    sys.modules["sim.simulate"], sys.modules["sim.ensemble"] = simulate, ensemble


def install_writers():
    """Put a writer of empty files in place of the report and its workbook, which take seconds."""
    report = types.ModuleType("analysis.report")

    def build(folder, language=None):
        (folder / "figures").mkdir(exist_ok=True)
        (folder / "report.html").write_text("a report")
        (folder / "summary.xlsx").write_text("a workbook")

    report.build = build
    import analysis

    analysis.report = report
    sys.modules["analysis.report"] = report


def outcome(context, scenario, teachers, seed, replicate, years):
    """Return an outcome whose numbers come from its inputs alone."""
    key = zlib.crc32(f"{context.name} {scenario.name} {scenario.levers} {seed} {replicate}".encode())
    draw = np.random.default_rng(key)
    months = 12 * years
    people = max(5, teachers // 10)
    integers = {name: np.zeros(people, np.int32) for name in SPELL_INTEGERS}
    integers |= {"person_post": np.arange(people, dtype=np.int32), "post": np.arange(people, dtype=np.int32)}
    integers["entry"] = np.full(people, ENTRY.index("novice"), np.int32)
    ends = draw.integers(1, 2 * months, people)
    integers["end_month"] = np.where(ends < months, ends, -1).astype(np.int32)
    integers["exit"] = (integers["end_month"] > 0).astype(np.int32)
    return Outcome(
        monthly=draw.uniform(1, 100, (months, len(MONTHLY))),
        yearly=draw.uniform(1, 100, (years, CELLS, len(YEARLY))),
        spells=integers | {name: draw.normal(size=people) for name in SPELL_FLOATS},
        ledger=draw.uniform(0, 10, (years, len(LINES))) * scenario.levers.coverage,
        posts=teachers,
        years=years,
    )
