"""The command ``retain``: find the verb, call its file, turn errors into sentences and exit codes."""

from __future__ import annotations

import sys

from experiments.errors import FULL, BadInput, RunFailed, shown
from experiments.input.grammar import parse
from experiments.input.settings import SETTINGS
from experiments.screen import forgive_encoding

DONE, FAILED, BAD_INPUT, STOPPED = 0, 1, 2, 130
VERBS = {
    "compare": "scenarios side by side on one place, with a report: the main job",
    "run": "one scenario on one place; run -m for many runs through Hydra",
    "sweep": "many points from a design: sensitivity, response curves, where a policy fails; resumable, in parts, on many computers",
    "survey": "the questionnaire that researchers use, put to simulated teachers",
    "trial": "a cluster-randomised trial of two policies, with its power and what it would see",
    "optimise": "the best mix of levers for a budget, or the cheapest that reaches a target (optimize is the same)",
    "report": "build the report of a folder of results again, or in another language beside it",
    "workshop": "the page for a room: the model live in a browser, in one offline file",
    "list": "contexts, scenarios, levers, parameters, outcomes, evidence, patterns, with units and sources",
    "new": "a scenario or a context of your own, as an annotated file to fill in",
    "kit": "everything for an installation without a network, in one folder for a USB stick",
    "bench": "measure the speed of this computer",
    "calibrate": "fit the numbers of the theory to tables and studies: an ensemble of parameter sets",
    "validate": "the scoreboard: published values beside simulated ones, and what each mechanism is needed for",
}
EXAMPLES = {
    "compare": (
        "retain compare",
        "retain compare no_mentoring karachi_private context=karachi_government replicates=50 out=results",
        "retain compare my_plan.yaml kz_school_b context=my_district.yaml",
        "retain compare karachi_private karachi_private.coverage=1 context.class_size=40",
    ),
    "run": (
        "retain run karachi_private context=lasbella",
        "retain run scenario=my_plan.yaml levers.coverage=0.5 parameters.learning_rate=0.08",
        "retain run -m scenario=karachi_private,kz_school_b seed=1,2,3",
    ),
    "sweep": (
        "retain sweep design=grid levers.coverage=0..1:5 levers.individual_h_month=0,4,8 replicates=20",
        "retain sweep design=sobol parameters.mentoring_efficacy parameters.paper_imposed context.leadership n=128",
        "retain sweep design=discovery context=sindh_rural context.leadership context.weekly_hours levers.coverage=0..1 n=400",
        "retain sweep design=my_points.csv keep=[monthly,spells] part=3/20 out=night",
    ),
    "survey": (
        "retain survey",
        "retain survey karachi_private karachi_government n=30 schools=2 out=results",
        "retain survey sindh_rural n=30 who=novice instrument.halo=0.3",
    ),
    "trial": (
        "retain trial no_mentoring us_induction_usual context=united_states schools=50 months=24 out=results",
        "retain trial karachi_government my_plan.yaml schools=20 novices=5 power=90",
    ),
    "optimise": (
        "retain optimise budget=100million context=karachi_government",
        "retain optimise budget=250/teacher/year context=united_states over=coverage,individual_h_month,release_h_week,mentor_training_h",
        "retain optimise target=3 context=karachi_government",
    ),
    "report": ("retain report retain-results/FOLDER", "retain report retain-results/FOLDER language=ur"),
    "workshop": (
        "retain workshop build context=lasbella out=page.html",
        "retain workshop build karachi_private my_plan.yaml context=my_district.yaml out=page.html",
        "retain workshop build context=all out=pages",
        "retain workshop serve page.html",
        "retain workshop mesa",
    ),
    "list": ("retain list", "retain list levers", "retain list parameters format=csv"),
    "new": ("retain new scenario my_plan from=karachi_private", "retain new context my_district from=sindh_rural"),
    "kit": ("retain kit", "retain kit out=stick python=3.12 extras=[analysis] pages=true"),
    "bench": ("retain bench",),
    "calibrate": ("retain calibrate out=fit", "retain calibrate fast=true"),
    "validate": ("retain validate", "retain validate only=T1,SF7", "retain validate ablation=true out=board"),
}
WORDS = {"compare": "[scenario ...] ", "run": "[-m] [scenario] ", "list": "[what] ", "new": "scenario|context NAME "}
WORDS |= {"sweep": "[factor ...] [scenario ...] ", "optimise": "[scenario] ", "workshop": "build|serve|mesa [scenario ...] "}
WORDS |= {"survey": "[context ...] ", "trial": "CONTROL PROGRAMME ", "report": "FOLDER "}
DOTTED = {
    "compare": ("SCENARIO.LEVER=value", "context.FIELD=value", "context.prices.FIELD=value", "parameters.FIELD=value"),
    "run": ("levers.LEVER=value", "context.FIELD=value", "context.prices.FIELD=value", "parameters.FIELD=value"),
    "sweep": (
        "KEY=LOW..HIGH, KEY=LOW..HIGH:STEPS, KEY=A,B,C, KEY=value, or KEY alone for its plausible range, where KEY is",
        "levers.LEVER, context.FIELD, context.prices.FIELD, parameters.FIELD, context or scenario",
    ),
    "survey": ("instrument.FIELD=value", "context.FIELD=value", "parameters.FIELD=value"),
    "trial": ("SCENARIO.LEVER=value", "context.FIELD=value", "parameters.FIELD=value"),
    "optimise": ("levers.LEVER=value", "context.FIELD=value", "context.prices.FIELD=value", "parameters.FIELD=value"),
    "workshop": ("SCENARIO.LEVER=value", "context.FIELD=value", "context.prices.FIELD=value"),
}


def main(arguments: list[str] | None = None) -> int:
    """Do what a command line says and return the exit code: 0 done, 1 a run failed, 2 bad input, 130 stopped by the user."""
    forgive_encoding()
    try:
        return _do(parse(sys.argv[1:] if arguments is None else arguments))
    except BadInput as fault:
        print(fault, file=sys.stderr)
        return BAD_INPUT
    except RunFailed as fault:
        print(fault, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        # the reader of a pipe has seen enough; Python must not complain while it closes the stream
        sys.stdout = None
        return DONE
    except OSError as fault:
        # the last net: a disk that is full, a link to itself, a name too long for the system
        print(shown(_refused(fault)), file=sys.stderr)
        return BAD_INPUT


def _do(command) -> int:
    if command.version:
        from experiments.specification import package_version

        print(f"retain {package_version()}")
        return DONE
    if command.verb is None or command.help:
        print(help_text(command.verb))
        return DONE
    if command.verb == "bench":
        if command.words:
            raise BadInput(f"{command.words[0]} stands alone", mend="write key=value, or retain bench alone")
        from experiments import bench

        return bench.main(command.settings) or DONE
    if command.verb in ("compare", "run", "sweep"):
        return _run(command)
    if command.verb in ("survey", "trial", "optimise", "report", "workshop", "kit"):
        import importlib

        return importlib.import_module(f"experiments.{command.verb}").main(command)
    if command.verb in ("calibrate", "validate"):
        from experiments import calibrate, validate

        return {"calibrate": calibrate.main, "validate": validate.main}[command.verb](command)
    from experiments import listing, new

    return {"list": listing.main, "new": new.main}[command.verb](command)


def _refused(fault: OSError) -> str:
    where = f"{fault.filename}: " if fault.filename is not None else ""
    mend = "make room there" if fault.errno in FULL else "check the name and the folder"
    return f"{where}the system refuses it ({fault.strerror or fault}); {mend} and type the command again."


def _run(command) -> int:
    from experiments.compare import main as compare
    from experiments.execution import Interrupted
    from experiments.run import main as run
    from experiments.sweep import main as sweep

    try:
        return {"compare": compare, "run": run, "sweep": sweep}[command.verb](command)
    except Interrupted as stop:
        print(stop, file=sys.stderr)
        return STOPPED


def help_text(verb: str | None) -> str:
    """Return the help of a verb, or of the command."""
    if verb is None:
        lines = ["retain VERB [words] [key=value ...]", "", "Which mentoring policy keeps teachers, for whom, at what cost.", ""]
        lines += [f"  {name:<10}{said}" for name, said in VERBS.items()]
        lines += ["", "A first try:  retain compare", "More:         retain VERB --help, retain --version"]
        return "\n".join(lines)
    lines = [f"retain {verb} {WORDS.get(verb, '')}[key=value ...]", "", f"{VERBS[verb][0].upper()}{VERBS[verb][1:]}.", ""]
    if SETTINGS[verb]:
        from experiments.configure import defaults

        preset = defaults() if verb in DOTTED else {}
        if verb == "sweep":
            preset |= {"replicates": 8, "design": None}
        if verb in ("survey", "trial", "optimise", "workshop"):
            own = ("scenario", "scenarios") if verb == "optimise" else ("scenario", "scenarios", "teachers")
            preset = {key: value for key, value in preset.items() if key not in own}
        for key, setting in SETTINGS[verb].items():
            standard = preset.get(key)
            standard = f"[{','.join(standard)}]" if isinstance(standard, list) else standard
            default = f" (default {standard})" if standard is not None else ""
            bounds = f"; {setting.allowed()}" if setting.kind in ("whole", "choice") else ""
            lines.append(f"  {key + '=':<16}{setting.help}{default}{bounds}")
        for dotted in DOTTED.get(verb, ()):
            lines.append(f"  {dotted}")
        lines.append("")
    return "\n".join([*lines, "Examples:", *(f"  {example}" for example in EXAMPLES[verb])])


if __name__ == "__main__":
    sys.exit(main())
