"""What was typed after ``retain sweep``, or stands in a design file, turned into a checked plan; nothing is run or written here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from experiments import configure, pool
from experiments.errors import BadInput
from experiments.input import cards, library
from experiments.input.request import PARAMETERS, request
from experiments.input.settings import SETTINGS, check_setting, shipped
from experiments.input.words import listed, nearest, number, odd_number, unknown
from experiments.plan import Plan
from experiments.sweeping import designs, shards
from experiments.sweeping.design_file import DesignFile, read_design
from experiments.sweeping.factors import NAMED, Factor, factor, is_factor
from experiments.sweeping.plan import SweepPlan, sweep_of
from experiments.sweeping.points import NONE, Points

OWN = ("design", "n", "levels", "outcome", "target", "keep", "part", "threads", "address", "on_failure", "reference")
GROUPS = {"levers": cards.LEVERS, "context": cards.PLACE, "context.prices": cards.PRICES, "parameters": PARAMETERS}
REPLICATES = 8


def plan(words: list[str], given: dict[str, str], typed: str) -> SweepPlan:
    """Make the plan of a sweep; raise :class:`BadInput` at the first thing that cannot be used. Nothing is run or written."""
    table = SETTINGS["sweep"]
    texts, factors, scenarios = _sorted(words, given)
    file = read_design(check_setting("design", texts["design"], table["design"])) if "design" in texts else None
    if file is None:
        raise BadInput("a sweep needs a design", mend=f"write design= and one of {', '.join(designs.KINDS)}, or a file of your own")
    texts = {**file.settings, **texts}
    settings = {key: check_setting(key, text, table[key]) for key, text in texts.items() if key != "design"}
    if scenarios:
        settings["scenario"] = ",".join(scenarios)
    if settings.get("address", "auto") != "auto":
        # an address that is none is said where Ray is not installed too
        pool.place(settings["address"])
    base = _base(settings, file, factors, typed)
    context = library.find("context", base.settings_context)
    made = _factors(file, factors, settings, context)
    kind = designs.KINDS[file.kind]
    n, levels = settings.get("n", kind.n) or 0, settings.get("levels", kind.levels) or 2
    _no_use(file.kind, kind, settings)
    study = base.plan.study
    reference = settings.get("reference")
    if reference not in (None, NONE):
        reference = library.find("scenario", reference).made().name if not library.looks_like_file(reference) else reference
    fixed = _base_values(made, study)
    rows = designs.points(file.kind, made, n, levels, study.seed, fixed, file.rows)
    points = Points(study, made, rows, reference)
    points.check()
    keep = _keep(settings.get("keep", []))
    sweep = sweep_of(file.kind, made, points, study, keep)
    outcome, target = _target(settings.get("target"), settings.get("outcome"), study.years)
    part = _part(settings["part"]) if "part" in settings else None
    _check_ray(settings, base.plan)
    notes = [*base.plan.notes, *_notes(made, file)]
    out = Path(settings["out"]).expanduser() if "out" in settings else Path(configure.RESULTS) / f"sweep-{file.name}-{sweep.id[:8]}"
    found = SweepPlan(
        sweep, points, base.plan, out, n, levels, outcome, target, part,
        settings.get("threads", 1), settings.get("address"), settings.get("on_failure") == "stop", file.title, notes,
    )  # fmt: skip
    if part and part[1] > found.shards:
        what = f"the sweep has {found.shards} shards" if found.shards > 1 else "the sweep is a single shard"
        mend = f"share it among at most {found.shards} parts" if found.shards > 1 else "leave part= out"
        raise BadInput(what, f"part={part[0]}/{part[1]}", mend=mend)
    return found


def _sorted(words, given):
    """Tell settings, factors and bare scenarios apart; return (texts of settings, [(key, text or None)], scenarios)."""
    texts, factors, scenarios = {}, [], []
    for word in words:
        if word in designs.KINDS or word in shipped("design"):
            raise BadInput(f"{word} stands alone", mend=f"write design={word}")
        if word in NAMED or (is_factor(word) and not library.looks_like_file(word)):
            factors.append((word, None))
        else:
            for group, names in GROUPS.items():
                if word in names:
                    raise BadInput(f"{word} needs its group", mend=f"write {group}.{word}")
            if word in shipped("context") and word not in shipped("scenario"):
                raise BadInput(f"{word} is a context", mend=f"write context={word}")
            scenarios.append(word)
    table = SETTINGS["sweep"]
    for key, text in given.items():
        if key in NAMED and ("," in text or text.startswith("[")):
            factors.append((key, text))
        elif key in table:
            texts[key] = text
        elif is_factor(key):
            factors.append((key, text))
        else:
            raise _unknown(key, text, table)
    keys = [key for key, _ in factors]
    for key in keys:
        if keys.count(key) > 1:
            raise BadInput(f"{key} is given twice", mend="keep one of the two")
    if len(scenarios) > 1:
        factors.append(("scenario", ",".join(scenarios)))
        scenarios = []
    return texts, factors, scenarios


def _unknown(key, text, table):
    for head, fields in GROUPS.items():
        if key in fields:
            return BadInput(f"{key} needs its group", f"{key}={text}", mend=f"write {head}.{key}={text}")
    near = nearest(key, table)
    return unknown(
        "setting", key, table, f"{key}={text}", allowed=None if near else ", ".join(table), mend="retain sweep --help explains them"
    )


@dataclass
class _Base:
    plan: Plan
    settings_context: str


def _base(settings, file: DesignFile, factors, typed) -> _Base:
    """Make the plan of the run that all points differ from: the only time that Hydra composes anything."""
    given = {key: str(value) for key, value in settings.items() if key not in OWN and key not in NAMED and key != "out"}
    given.setdefault("replicates", str(REPLICATES))
    varied = [*factors, *file.factors.items()]
    for group in NAMED:
        listed_names = next((text for key, text in varied if key == group and text), None)
        names = listed_names if isinstance(listed_names, list) else listed(listed_names) if listed_names else []
        if group in settings:
            given[group] = settings[group]
        elif names:
            given[group] = str(names[0])
    if "parameters" not in given and any(key.startswith("parameters.") for key in [*dict(factors), *file.keys]):
        given["parameters"] = "default"
        given.pop("parameter_sets", None) if "parameter_sets" not in settings else None
    preset = configure.defaults()
    return _Base(configure.plan(request("run", [], given, typed)), given.get("context", preset["context"]))


def _factors(file: DesignFile, typed, settings, context) -> list[Factor]:
    """Return the factors: those of the file, replaced or joined by what was typed."""
    found = {key: factor(key, value, context, file.where(key)) for key, value in file.factors.items()}
    for key, text in typed:
        made = factor(key, text, context)
        found[made.key] = made
    if file.rows is not None and typed:
        key = typed[0][0]
        if key in file.keys or any(not found[one].is_fixed for one in found):
            raise BadInput(f"{key} varies beside the listed points", mend="write it into the file, or give it one value")
    if file.rows is not None:
        constants = [one for one in found.values()]
        file.rows = [(*row, *(one.values[0] for one in constants)) for row in file.rows]
        return [*file.columns(), *constants]
    names = [one.name for one in found.values()]
    for name in names:
        if names.count(name) > 1:
            raise BadInput(f"{name} stands twice among the factors", mend="keep one of the two")
    return list(found.values())


def _base_values(factors, study) -> tuple:
    """Return where each factor stands when it does not move."""
    values = []
    for one in factors:
        if one.is_fixed:
            values.append(one.values[0])
        elif one.key in NAMED:
            values.append(study.context.name if one.key == "context" and study.context.name in one.values else one.values[0])
        elif one.key.startswith("levers."):
            values.append(getattr(study.scenarios[0].levers, one.name))
        elif one.key.startswith("context.prices."):
            values.append(getattr(study.context.prices, one.name))
        elif one.key.startswith("context."):
            values.append(getattr(study.context.place, one.name))
        else:
            values.append(dict(study.changed_parameters).get(one.name, one.spec.default))
    return tuple(values)


def _no_use(name, kind, settings):
    for key, known in (("n", kind.n), ("levels", kind.levels)):
        if key in settings and known is None:
            takers = [other for other, one in designs.KINDS.items() if getattr(one, key) is not None]
            raise BadInput(
                f"a {name} design has no {key}", f"{key}={settings[key]}", mend=f"leave it out; {key} belongs to {', '.join(takers)}"
            )


def _keep(names) -> tuple[str, ...]:
    if names == ["all"]:
        return tuple(shards.KEPT)
    for name in names:
        if name not in shards.KEPT:
            raise unknown("table to keep called", name, [*shards.KEPT, "all"], "keep", allowed=", ".join([*shards.KEPT, "all"]))
    return tuple(name for name in shards.KEPT if name in names)


def _outcome(name, years):
    if name is None:
        return None
    if name not in shards.outcomes():
        raise unknown("outcome called", name, shards.outcomes(), f"outcome={name}", mend="retain list outcomes shows them all")
    for k in (1, 3, 5):
        if name.endswith(f"_{k}y") and years < k:
            raise BadInput(f"{name} needs {k} years and the runs have {years}", f"outcome={name}", mend=f"write years={k} or more")
    return name


def _target(text, outcome, years) -> tuple[str | None, str | None]:
    """Return (outcome, target as ``>=0.03``): a target names its outcome, or is about the outcome that was asked for."""
    outcome = _outcome(outcome, years)
    if text is None:
        return outcome, None
    sense = next((sense for sense in (">=", "<=") if sense in text), None)
    where, form = f"target={text}", "write target=retained_profession_5y>=0.03, for example"
    if sense is None:
        raise BadInput("is not a target", where, mend=form)
    name, _, value = (part.strip() for part in text.partition(sense))
    if isinstance(number(value), bool) or number(value) is None:
        raise BadInput(f"{value or 'nothing'} is not a number", where, mend=odd_number(value) or form)
    name = None if name in ("", "outcome") else _outcome(name, years)
    if name and outcome and name != outcome:
        raise BadInput(f"the target is about {name} and the report about {outcome}", where, mend="leave outcome= out")
    return name or outcome, f"{sense}{number(value):g}"


def _part(text) -> tuple[int, int]:
    first, slash, second = text.partition("/")
    one, many = number(first), number(second)
    if not slash or not isinstance(one, int) or not isinstance(many, int):
        raise BadInput("is not a part", f"part={text}", mend="write part=3/20 for the third of twenty parts")
    if not 1 <= one <= many:
        raise BadInput(f"there is no part {one} of {many}", f"part={text}", f"1/{max(many, 1)} to {max(many, 1)}/{max(many, 1)}")
    return one, many


def _check_ray(settings, base):
    if "address" in settings and base.backend != "ray":
        raise BadInput("an address is of a Ray cluster", f"address={settings['address']}", mend="add backend=ray, or leave it out")
    if settings.get("threads", 1) > 1 and base.backend == "threads":
        raise BadInput(
            "backend=threads has threads only", f"threads={settings['threads']}", mend="write jobs= for how many runs go at once"
        )


def _notes(factors, file):
    wide = [one.key for one in factors if one.bounds]
    notes = []
    if wide:
        notes.append(f"{', '.join(wide)}: over all that is allowed, where no narrower range is known; write KEY=LOW..HIGH for another.")
    return notes
