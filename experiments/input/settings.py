"""The settings of each verb: kind, bounds, unit and help, once; checking and ``--help`` read them from here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.language import LANGUAGES, NAMES
from experiments.errors import BadInput
from experiments.input.words import bracket_problem, foreign_letter, listed, number, odd_number, unknown

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


@dataclass(frozen=True)
class Setting:
    """Describe one setting of a verb.

    Attributes
    ----------
    kind : ``whole`` (a whole number), ``name``, ``names``, ``choice``, ``folder``, ``money`` (a sum), ``gain`` (heads of 100).
    help : a few words.
    low, high : bounds of a whole number;  choices : names allowed for a choice.
    """

    kind: str
    help: str
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()

    def allowed(self) -> str:
        """Say what may stand here."""
        if self.kind == "whole":
            return f"a whole number from {self.low:,} to {self.high:,}"
        if self.kind == "choice":
            return ", ".join(self.choices)
        said = {"name": "one name", "names": "names in brackets, such as [a,b]", "folder": "the name of a folder"}
        said |= {"money": "a sum such as 5000000, 5million, 500000/year or 250/teacher/year", "gain": "a number such as 3, of 100"}
        return said[self.kind]


def shipped(group: str) -> list[str]:
    """Return the names of the shipped files of a group of ``configs``, sorted."""
    return sorted(path.stem for path in (CONFIGS / group).glob("*.yaml"))


LANGUAGE = Setting(
    "choice", f"language of the report ({', '.join(f'{code} {NAMES[code]}' for code in LANGUAGES)}; default en)", choices=LANGUAGES
)
COMMON = {
    "context": Setting("name", "the place: a name of retain list contexts, or a .yaml file of your own"),
    "teachers": Setting("whole", "posts in the model, approximately", 20, 5_000_000),
    "years": Setting("whole", "school years after the policies part", 1, 40),
    "run_in_years": Setting("whole", "school years under today's policy before that", 1, 40),
    "replicates": Setting("whole", "runs of each scenario, each with its own luck", 1, 1_000_000),
    "parameter_sets": Setting("whole", "sets of what is not known exactly, shared out over the runs", 1, 100_000),
    "seed": Setting("whole", "names the luck; the same seed gives the same results", 0, 2**31 - 1),
    "parameters": Setting(
        "choice", "calibrated: sets fitted to tables and studies; prior: drawn without a fit; default: the middle",
        choices=tuple(shipped("parameters")),
    ),
    "backend": Setting(
        "choice", "who does the runs: threads, processes (loky), or the computers of a Ray cluster", choices=tuple(shipped("backend"))
    ),
    "jobs": Setting("whole", "runs at the same time; without it one for each processor", 1, 1024),
    "out": Setting("folder", "where results go; without it a folder in retain-results"),
    "language": LANGUAGE,
}
YES_NO = ("true", "false")
REPORT_TOO = {
    "report": Setting("choice", "false leaves workbook, figures and report out; retain report FOLDER writes them later", choices=YES_NO)
}
COMPARE = {
    "scenarios": Setting("names", "the policies, the same as bare words"),
    "reference": Setting("name", "what every difference is against; without it today's policy of the context"),
    **COMMON,
    **REPORT_TOO,
}
RUN = {"scenario": Setting("name", "the policy: a name of retain list scenarios, or a .yaml file of your own"), **COMMON, **REPORT_TOO}
FEW = {
    key: COMMON[key]
    for key in ("teachers", "run_in_years", "replicates", "parameter_sets", "seed", "parameters", "jobs", "out", "language")
}
SURVEY = {
    "contexts": Setting("names", "the places, the same as bare words"),
    "sector": Setting("choice", "all schools (default), one sector, or both as groups", choices=("all", "private", "government", "both")),
    "who": Setting("choice", "all teachers (default), novices or those with a mentor", choices=("all", "novice", "mentored")),
    "n": Setting("whole", "teachers asked in each group (default 30)", 2, 100_000),
    "schools": Setting("whole", "draw each group from so many schools; without it from all schools alike", 1, 100_000),
    "samples": Setting("whole", "repeated surveys behind the intervals (default 500)", 1, 100_000),
    "month": Setting("whole", "asked at the end of this month; 9 is spring (default 9)", 1, 480),
    "scenario": Setting("name", "the policy; without it today's policy of each place"),
    **FEW,
}
TRIAL = {
    "scenarios": Setting("names", "the two arms, the same as bare words; the first is the control"),
    "context": COMMON["context"],
    "schools": Setting("whole", "schools in each arm (default 50)", 2, 1_000),
    "novices": Setting("whole", "new teachers followed in each school at most; without it all who start", 1, 1_000),
    "months": Setting("whole", "months until the outcomes are read: 12, 24, ... (default 24)", 12, 240),
    "trials": Setting("whole", "trials that are simulated (default 500)", 2, 100_000),
    "power": Setting("whole", "wanted power in per cent (default 80)", 10, 99),
    **FEW,
}
SWEEP = {
    "design": Setting("name", "a kind of design, a name of retain list designs, or a .yaml or .csv file of your own"),
    "scenario": Setting("name", "the policy; several names make it a factor"),
    "n": Setting("whole", "points (latin_hypercube, discovery), base points (sobol), trajectories (morris)", 1, 1_000_000),
    "levels": Setting("whole", "values that a range takes in a grid, one at a time, or along a trajectory (morris)", 2, 1000),
    "reference": Setting("name", "what every difference is against (default today's policy of each context); none: levels only"),
    "outcome": Setting("name", "what the report is about: a name of retain list outcomes"),
    "target": Setting("name", "what the policy must reach, such as outcome>=0.03 (a difference) or exhaustion<=0.1; for discovery"),
    "keep": Setting("names", "tables kept of every run beside its outcomes: groups, monthly, ledger, spells, or all"),
    "part": Setting("name", "do one slice, such as 3/20, for a job array or a second computer; parts are merged by copying files"),
    "threads": Setting("whole", "threads inside each process of backend=loky or ray (default 1)", 1, 1024),
    "address": Setting("name", "of a Ray cluster: auto, host:port or ray://host:port; without it Ray starts on this computer"),
    "on_failure": Setting("choice", "go_on (default) with the other runs, or stop at the first that fails", choices=("go_on", "stop")),
    **COMMON,
}
OPTIMISE = {
    "budget": Setting("money", "programme cost over all the years in the context's money: 5million, 500000/year or 250/teacher/year"),
    "target": Setting("gain", "find the cheapest mix that keeps so many more of 100 new teachers than the reference, such as 3"),
    "scenario": Setting("name", "the policy that every mix begins from, the same as a bare word; without it today's policy of the context"),
    "over": Setting("names", "the levers that may be chosen, such as coverage,individual_h_month:0:4,recognition:none:letter"),
    "goals": Setting("names", "what the search looks for, the most important first (default kept,exhaustion,equity)"),
    "outcome": Setting(
        "choice", "what counts as kept (default the longest of retained_profession_ that fits the years)",
        choices=tuple(f"retained_{where}_{k}y" for where in ("profession", "school") for k in (1, 3, 5)),
    ),
    "equity": Setting("names", "two groups whose yearly leaving and moving should not lie apart (default rural,urban)"),
    "tries": Setting("whole", "mixes that are tried (default 300)", 10, 100_000),
    "worlds": Setting("whole", "worlds in which each mix is tried (default 16)", 2, 10_000),
    "context": COMMON["context"],
    "years": COMMON["years"],
    "reference": COMPARE["reference"],
    **FEW,
}
LIST = {"format": Setting("choice", "how the list is written", choices=("table", "csv", "json"))}
NEW = {"from": Setting("name", "the scenario or context to begin from")}
CALIBRATE = {
    "fast": Setting("choice", "a fit of a minute that goes through every step; its sets mean nothing (default false)", choices=YES_NO),
    "seed": Setting("whole", "names the luck of the fit (default 1)", 0, 2**31 - 1),
    "jobs": Setting("whole", "draws at the same time; without it one for each processor", 1, 1024),
    "out": Setting("folder", "where the fit goes and goes on from; without it retain-results/calibrate"),
}
VALIDATE = {
    "only": Setting("names", "some rows, such as T1,SF7 (default all)"),
    "ablation": Setting("choice", "switch off each mechanism too and say which rows then fail (default false)", choices=YES_NO),
    "parameters": Setting("choice", "which parameter sets (default calibrated, where released)", choices=tuple(shipped("parameters"))),
    "parameter_sets": Setting("whole", "how many of them (default 25)", 1, 100_000),
    "replicates": Setting("whole", "runs of each place, each with its own luck (default 50)", 1, 1_000_000),
    "teachers": Setting("whole", "posts of each world (default 2000)", 200, 5_000_000),
    "seed": Setting("whole", "names the luck (default 1)", 0, 2**31 - 1),
    "jobs": Setting("whole", "runs at the same time; without it one for each processor", 1, 1024),
    "out": Setting("folder", "where the scoreboard goes; without it retain-results/validate"),
    "release": Setting("choice", "keep it beside the released ensemble, for the model description (default false)", choices=YES_NO),
    "language": LANGUAGE,
}
REPORT = {"language": LANGUAGE}
WORKSHOP = {
    "context": Setting("name", "the place, as for compare; all builds a page for every shipped place"),
    "scenarios": Setting("names", "the policies to choose from, the same as bare words; without it the place's own"),
    "languages": Setting("names", f"languages of the switch (default [{','.join(LANGUAGES)}])"),
    "port": Setting("whole", "serve, mesa: the door on this computer (default 8765)", 1024, 65535),
    "out": Setting("folder", "build: the file, such as page.html; with context=all a folder; without it in retain-results"),
}
KIT = {
    "out": Setting("folder", "the new folder; without it retain-kit here"),
    "python": Setting("choice", "the version of Python that it is for (default the one in use)", choices=("3.11", "3.12")),
    "extras": Setting("names", "what it holds beside the core: analysis for trial, sweep and optimise; ui; ray"),
    "pages": Setting("choice", "build the workshop's pages into it (default false: those that are built already)", choices=YES_NO),
}
# the benchmark names its own settings; what they mean is checked there
SETTINGS = {"compare": COMPARE, "run": RUN, "list": LIST, "new": NEW, "bench": None, "calibrate": CALIBRATE, "validate": VALIDATE}
SETTINGS |= {"survey": SURVEY, "trial": TRIAL, "report": REPORT, "workshop": WORKSHOP, "sweep": SWEEP, "optimise": OPTIMISE, "kit": KIT}


def check_setting(key: str, text: str, setting: Setting):
    """Read one setting from what was typed; raise :class:`BadInput` with what is allowed."""
    bracket = bracket_problem(text)
    if bracket:
        raise BadInput(bracket, f"{key}={text}", mend=f"put the whole in quotes, such as '{key}=[a,b]', without spaces")
    if setting.kind == "names":
        return names(key, listed(text))
    if not text:
        raise BadInput("nothing stands after the equals sign", f"{key}=", setting.allowed())
    if setting.kind == "whole":
        return whole(key, text, setting)
    if setting.kind == "choice":
        if text not in setting.choices:
            raise unknown(f"choice of {key} called", text, setting.choices, f"{key}={text}", allowed=setting.allowed())
        return text
    if setting.kind == "name" and (text.startswith("[") or "," in text):
        raise BadInput("takes one name", f"{key}={text}", mend="compare takes several scenarios, run -m several of anything")
    if setting.kind == "folder" and ("\0" in text or "\n" in text):
        raise BadInput("is not the name of a folder", f"out={text!r}")
    return text


def whole(key: str, text: str, setting: Setting) -> int:
    """Read a whole number inside the setting's bounds.

    Raises
    ------
    BadInput : it is no whole number, or out of bounds.
    """
    value = number(text)
    where = f"{key}={text}"
    if value is None:
        letter = foreign_letter(text)
        raise BadInput(f"is not a number{f' ({letter})' if letter else ''}", where, setting.allowed(), mend=odd_number(text))
    if value != value or value in (float("inf"), float("-inf")) or int(value) != value:
        raise BadInput("is not a whole number", where, setting.allowed())
    if not setting.low <= value <= setting.high:
        raise BadInput("is out of bounds", where, setting.allowed())
    return int(value)


def names(key: str, given: list[str]) -> list[str]:
    """Check a list of names: not empty, none blank, none twice.

    Raises
    ------
    BadInput : the list is empty, a name is blank, or one stands twice.
    """
    if not given:
        shown = {"only": "row; retain list patterns", "contexts": "context; retain list contexts", "languages": "language; --help"}
        shown = shown.get(key, "scenario; retain list scenarios")
        raise BadInput("the list is empty", f"{key}=[]", mend=f"name at least one {shown} shows them")
    if any(not name for name in given):
        raise BadInput("a name is missing between two commas", f"{key}=[{','.join(given)}]")
    for name in given:
        if given.count(name) > 1:
            raise BadInput(f"{name} stands twice", key, mend="name each once")
    return given
