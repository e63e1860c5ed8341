"""The tool that mutates rules makes the faults it names, notices those that tests notice, and leaves every file as it is."""

import csv
import subprocess
import sys

import sim.rules.ledger
from sim.rules import exit as leaving
from tests.mutation.mutants import mutants


def test_faults_of_one_rule():
    made = [one for one in mutants(leaving) if one.rule == "exit.log_belonging"]
    changes = {(one.before, one.after) for one in made}
    assert {("-belonging_leave", "belonging_leave"), ("0.5", "1.5"), ("0.5", "0.0")} <= changes
    assert all(one.line > 1 and "exit.log_belonging" in one.said() for one in made)
    assert len({one.code.co_code + repr(one.code.co_consts).encode() + repr(one.code.co_varnames).encode() for one in made}) > 10


def test_one_rule_through_the_whole_tool(checkout):
    before = sim.rules.ledger.__file__, open(sim.rules.ledger.__file__, "rb").read()
    ended = subprocess.run(
        [sys.executable, "-m", "tests.mutation", "ledger", "jobs=1"], cwd=checkout, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "8 of    8 mutants killed, 100.0 %" in ended.stdout
    assert open(before[0], "rb").read() == before[1]


def test_a_rule_that_is_none(checkout):
    ended = subprocess.run([sys.executable, "-m", "tests.mutation", "nothing"], cwd=checkout, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 2 and "There is no rule called nothing" in ended.stderr


def test_what_is_called_equivalent_is_still_made(checkout):
    from tests.mutation.__main__ import plain_name

    names = {plain_name(one) for module in _modules() for one in mutants(module)}
    with open(checkout / "tests" / "mutation" / "equivalent.csv", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            assert row["mutant"] in names and row["reason"], row


def _modules():
    import importlib
    import pkgutil

    return [importlib.import_module(f"sim.rules.{info.name}") for info in pkgutil.iter_modules(sim.rules.__path__)]
