"""Say how many faults in the rules the tests would notice: ``python -m tests.mutation [file or file.rule ...]``.

Each mutant is put in place of its rule in a process of its own, in plain Python; the rules' own tests run until the first fails. A mutant
that none notices survives. Those that mean the same as the rule stand in ``equivalent.csv`` with the reason, and are left out of the count.
It ends with 1 where a file of rules has less than 85 of 100 mutants killed.
"""

from __future__ import annotations

import csv
import importlib
import os
import pkgutil
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
TESTS = ("tests/sim/test_answers.py", "tests/sim/test_rules.py")
WANTED = 0.85
SECONDS = 120  # for the tests of one mutant


def equivalent() -> dict[str, str]:
    """Return the reason by mutant of those that mean the same as their rule."""
    with open(HERE / "equivalent.csv", encoding="utf-8", newline="") as stream:
        return {row["mutant"]: row["reason"] for row in csv.DictReader(stream)}


def plain_name(mutant) -> str:
    """Return what names a mutant whatever lines are added above it."""
    return f"{mutant.rule}: {mutant.before} -> {mutant.after}"


class Killing:
    """A pytest plugin: instead of running the collected tests once, run them on each mutant until one fails."""

    def __init__(self, asked: list[str], jobs: int):
        self.asked, self.jobs = asked, jobs
        self.killed: Counter = Counter()
        self.whole: Counter = Counter()
        self.survivors: list = []

    def pytest_runtestloop(self, session):
        """Put each mutant before the collected tests."""
        import sim.rules
        from tests.mutation.mutants import mutants

        same = equivalent()
        waiting = {}
        for info in pkgutil.iter_modules(sim.rules.__path__):
            module = importlib.import_module(f"sim.rules.{info.name}")
            for mutant in mutants(module):
                if self._wants(mutant) and plain_name(mutant) not in same:
                    while len(waiting) >= self.jobs:
                        self._wait(waiting)
                    waiting[self._start(session.items, module, mutant)] = mutant
        while waiting:
            self._wait(waiting)
        return True

    def _wants(self, mutant):
        return not self.asked or any(name in (mutant.rule, mutant.rule.partition(".")[0]) for name in self.asked)

    def _start(self, items, module, mutant) -> int:
        child = os.fork()
        if child:
            return child
        code = 0
        try:
            _hush()
            function = getattr(module, mutant.rule.partition(".")[2])
            function.__code__ = mutant.code  # whoever has imported the rule runs the mutant
            code = int(_is_noticed(_in_order(items, mutant.rule)))
        except BaseException:
            code = 1
        finally:
            os._exit(code)

    def _wait(self, waiting):
        child, status = os.wait()
        mutant = waiting.pop(child)
        file = mutant.rule.partition(".")[0]
        self.whole[file] += 1
        if status:
            self.killed[file] += 1
        else:
            self.survivors.append(mutant)


def _hush():
    import signal

    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    signal.alarm(SECONDS)  # a mutant that runs for ever is killed, and noticed


def _in_order(items, rule):
    """Return the tests that can notice a mutant: known answers, those that name no rule, and those that name this one."""
    named = [item for item in items if f"[{rule}" in item.nodeid]
    free = [item for item in items if "[" not in item.nodeid or "mechanism" in item.nodeid or "absent" in item.nodeid]
    return [*sorted(named, key=lambda item: "test_answers" not in item.nodeid), *free]


def _is_noticed(items) -> bool:
    from _pytest.runner import runtestprotocol

    for item, following in zip(items, [*items[1:], None]):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            return True
    return False


def main(words: list[str]) -> int:
    """Mutate, count, print; return the exit code."""
    jobs = next((int(word.removeprefix("jobs=")) for word in words if word.startswith("jobs=")), os.cpu_count() or 1)
    asked = [word for word in words if not word.startswith("jobs=")]
    begun = time.perf_counter()
    os.chdir(CHECKOUT)
    from tests.sim.rulebook import rules

    known = {name for rule in rules() for name in (rule, rule.partition(".")[0])}
    if unknown := [name for name in asked if name not in known]:
        print(f"There is no rule called {', '.join(unknown)}; name a file of sim/rules, or file.rule.", file=sys.stderr)
        return 2
    plugin = Killing(asked, jobs)
    pytest.main([*TESTS, "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--no-summary"], plugins=[plugin])
    for mutant in plugin.survivors:
        print(f"survived: {mutant.said()}")
    poor = []
    for file, whole in plugin.whole.items():
        share = plugin.killed[file] / whole
        poor += [file] if share < WANTED else []
        print(f"{file:<12} {plugin.killed[file]:>4} of {whole:>4} mutants killed, {100 * share:.1f} %")
    whole, killed = sum(plugin.whole.values()), sum(plugin.killed.values())
    seconds = time.perf_counter() - begun
    print(f"{'all':<12} {killed:>4} of {whole:>4} mutants killed, {100 * killed / whole:.1f} %, in {seconds:.0f} seconds")
    return 1 if poor else 0


if __name__ == "__main__":
    if os.environ.get("NUMBA_DISABLE_JIT") != "1":
        os.execve(sys.executable, [sys.executable, "-m", "tests.mutation", *sys.argv[1:]], os.environ | {"NUMBA_DISABLE_JIT": "1"})
    sys.exit(main(sys.argv[1:]))
