"""Compare scenarios side by side on one place: the main job, from the command line and from Python."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis import pages
from experiments import configure, execution, same_money, sets, store
from experiments.errors import BadInput, RunFailed
from experiments.input.request import request
from experiments.input.words import as_typed
from experiments.screen import Screen
from experiments.tally import final_table, read_summary

FILES = ("summary.csv",)
PAGE = ("summary.xlsx", "report.html", "figures")


@dataclass(frozen=True)
class Comparison:
    """Hold a finished comparison; tables are read when they are first asked for.

    Attributes
    ----------
    folder : where its files are.
    """

    folder: Path

    @cached_property
    def manifest(self) -> dict:
        """Return what was asked, with versions and timing."""
        return store.read_manifest(self.folder)

    @cached_property
    def summary(self):
        """Return the tidy summary: a row for each scenario, group, outcome and kind of interval."""
        import pandas

        return pandas.read_csv(self.folder / "summary.csv", encoding="utf-8")

    @cached_property
    def runs(self):
        """Return the outcomes of every run."""
        return self._table("runs")

    @cached_property
    def monthly(self):
        """Return the monthly sums of every run."""
        return self._table("monthly")

    @cached_property
    def spells(self):
        """Return a row for each person and post of every run."""
        return self._table("spells")

    @cached_property
    def ledger(self):
        """Return quantities and costs of every run by year, line and payer."""
        return self._table("ledger")

    @property
    def report(self) -> Path:
        """Return where the report is.

        Raises
        ------
        BadInput : a file is open in another program and cannot be written.
        """
        return self.folder / "report.html"

    @property
    def figures(self) -> dict[str, Path]:
        """Return the figures' SVG files by name."""
        return {path.stem: path for path in sorted((self.folder / "figures").glob("*.svg"))}

    def _table(self, name):
        import pandas

        return pandas.read_parquet(self.folder / f"{name}.parquet")

    def __str__(self) -> str:
        from experiments.screen import laid_out

        heads, rows, notes = final_table(read_summary(self.folder), self.manifest)
        return "\n".join([*laid_out(heads, rows), *notes])


def compare(*scenarios, quiet: bool = True, **settings) -> Comparison:
    """Compare scenarios on one place and return the stored results.

    Parameters
    ----------
    scenarios : names of shipped scenarios or paths of files; without any the three of ``retain compare``.
    quiet : say nothing while it runs.
    settings : as on the command line: ``context, reference, teachers, years, replicates, parameter_sets, seed, parameters, backend, jobs,
        out, language, report``. A dictionary in ``change`` holds what has a dot there:
        ``change={"context.class_size": 40, "karachi_private.coverage": 1}``.

    Returns
    -------
    Comparison : finished runs of the same study in the same folder are used, not done again.

    Raises
    ------
    BadInput : an input cannot be used; nothing was run or written.
    RunFailed : a run ended in an error; ``failures.csv`` names it, the others are stored.

    Examples
    --------
    >>> compare("no_mentoring", "karachi_private", context="karachi_government", replicates=10).summary  # doctest: +SKIP
    """
    changes = settings.pop("change", None) or {}
    words, given, typed = as_typed("compare", scenarios, {**settings, **changes})
    screen = Screen(quiet)
    plan = same_money.settle(configure.plan(request("compare", words, given, typed)), screen)
    done = carry_out(plan, screen)
    if done.failures:
        raise RunFailed(f"{len(done.failures)} runs failed: see {done.folder / store.FAILURES}")
    return Comparison(done.folder)


def carry_out(plan, screen: Screen) -> execution.Execution:
    """Do a plan's runs and their summary, and workbook, figures and report where they are wanted.

    Raises
    ------
    BadInput : before anything is written.
    """
    execution.check_size(plan)
    done = execution.execute(plan, screen, FILES + PAGE if plan.page else FILES)
    with done.reading():
        if done.manifest["replicates"] == 0:
            return done
        if done.reused:
            if plan.page and not pages.page_of(done.folder, plan.language).is_file():
                report(done, plan.language)
            return done
        start = time.perf_counter()
        screen.say("Summing up and drawing the report ..." if plan.page else "Summing up ...")
        write_summary(done.folder, plan.study)
        sets.write(done.folder, plan.study)
        done.timing["summary"] = time.perf_counter() - start
        if plan.page:
            speak(done, plan.language)
    execution.complete(done)
    return done


def speak(done: execution.Execution, language: str | None) -> None:
    """Write the report of a comparison that has none in the language that is asked for, which is then its own; else beside its own."""
    own = done.manifest.get("language", "en")
    if language and language != own:
        if (done.folder / "report.html").is_file():
            report(done, language)
        else:
            done.manifest["language"] = language
            store.write_manifest(done.folder, store.read_manifest(done.folder) | {"language": language})
    report(done)


def report(done: execution.Execution, language: str | None = None) -> None:
    """Write workbook, figures and report from the stored results and keep the time that it took.

    Raises
    ------
    BadInput : a file is open in another program and cannot be written.
    """
    from analysis import report as page

    start = time.perf_counter()
    try:
        page.build(done.folder, language)
    except PermissionError as fault:
        raise BadInput(f"{fault.filename} cannot be written", mend="close it in the other program and type the command again") from None
    done.timing["report"] = time.perf_counter() - start


def write_summary(folder: Path, study) -> None:
    """Write ``summary.csv`` from the stored runs."""
    import pandas

    from analysis.paired import summarise

    runs = pandas.read_parquet(folder / "runs.parquet")
    order = [scenario.name for scenario in study.scenarios]
    summary = summarise(runs, study.reference, order, currency=study.context.currency)
    store.write_text(folder / "summary.csv", summary.to_csv(index=False, lineterminator="\n", float_format="%.10g"))


def main(command) -> int:
    """Do ``retain compare``; return the exit code."""
    begun = time.perf_counter()
    screen = Screen()
    plan = same_money.settle(configure.plan(request("compare", command.words, command.settings, command.typed)), screen)
    done = carry_out(plan, screen)
    if done.manifest["replicates"] > 0:
        with done.reading():
            show(done, screen)
    return end(done, plan, screen, begun)


def end(done: execution.Execution, plan, screen: Screen, begun: float) -> int:
    """Say where the results are and what it took; return the exit code."""
    if not plan.page:
        screen.say(f"Tables: {done.folder}. The report is built by: {pages.typed('retain', 'report', done.folder)}")
    elif done.manifest["replicates"] > 0:
        screen.say(f"Report: {pages.page_of(done.folder, plan.language)}, built in {done.timing.get('report', 0.0):.1f} seconds.")
    screen.say(f"{'Nothing was left to do' if done.reused else 'Finished'}: {time.perf_counter() - begun:.1f} seconds.")
    return execution.exit_code(done)


def show(done, screen: Screen) -> None:
    """Show the final table of a folder."""
    if done.reused:
        screen.say(f"This comparison is complete in {done.folder}; nothing is run again.")
    heads, rows, notes = final_table(read_summary(done.folder), done.manifest)
    screen.say()
    screen.table(heads, rows, f"{done.manifest['context']['title']}: of 100 new teachers, how many still teach")
    for note in notes:
        screen.say(note)
    screen.say()
