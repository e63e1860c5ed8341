"""Run one scenario on one place into one folder, or many such runs through Hydra's multirun."""

from __future__ import annotations

import time

from experiments import configure, execution
from experiments.compare import carry_out, end
from experiments.errors import BadInput, RunFailed
from experiments.input.request import request
from experiments.screen import Screen
from experiments.tally import final_table, in_a_line, read_summary


def main(command) -> int:
    """Do ``retain run``; return the exit code."""
    if command.many:
        return many(command)
    begun = time.perf_counter()
    screen = Screen()
    plan = configure.plan(request("run", command.words, command.settings, command.typed))
    done = carry_out(plan, screen)
    with done.reading():
        show(done, screen)
    return end(done, plan, screen, begun)


def show(done, screen: Screen) -> None:
    """Show the table of a folder."""
    if done.reused:
        screen.say(f"This run is complete in {done.folder}; nothing is run again.")
    if done.manifest["replicates"] > 0:
        heads, rows, notes = final_table(read_summary(done.folder), done.manifest)
        screen.table(heads, rows, f"{done.manifest['context']['title']}: of 100 new teachers, how many still teach")
        for note in notes:
            screen.say(note)


def many(command) -> int:
    """Do ``retain run -m``: Hydra expands what was typed and starts :func:`do` for each point.

    Raises
    ------
    BadInput : the scenario stands alone, beside ``scenario=``.
    """
    begun = time.perf_counter()
    given, hydra_words = {}, []
    for key, text in command.settings.items():
        if key.lstrip("+~").startswith(("hydra.", "hydra/")):
            hydra_words.append(f"{key}={text}")
        else:
            given[key] = text
    if command.words:
        if "scenario" in given or len(command.words) > 1:
            raise BadInput(f"{command.words[0]} stands alone", mend=f"write scenario={','.join(command.words)}")
        given["scenario"] = command.words[0]
    try:
        configure.multirun(given, hydra_words, command.typed, do)
    except RunFailed as fault:
        Screen().warn(str(fault))
        return 1
    Screen().say(f"All runs are done: {time.perf_counter() - begun:.1f} seconds.")
    return 0


def do(plan) -> None:
    """Do one job of a multirun and say it on a line; raise :class:`RunFailed` where a run failed, after the others."""
    done = carry_out(plan, Screen(quiet=True))
    if done.manifest["replicates"] > 0:
        with done.reading():
            said = in_a_line(read_summary(done.folder), done.manifest)
        Screen().say(f"{done.folder} (seed {plan.study.seed}): {said}")
    if execution.exit_code(done):
        raise RunFailed(f"{len(done.failures)} runs of {done.folder.name} failed; the other jobs were done.")
