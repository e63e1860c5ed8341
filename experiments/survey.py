"""Put the questionnaire to simulated teachers: one sample to work with, many to know what a survey of that size may see."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from pathlib import Path

from analysis.pages import page_of
from experiments import configure, execution, fieldwork, store
from experiments.errors import BadInput
from experiments.input import cards, library
from experiments.input.request import request
from experiments.input.settings import SETTINGS, check_setting, names
from experiments.input.words import as_typed, listed, number, unknown
from experiments.runner import numbers_of
from experiments.screen import Screen
from experiments.tally import typed

PRESET = {"n": 30, "samples": 500, "month": 9, "sector": "all", "who": "all"}
PLACES = ("karachi_private", "karachi_government")
FILES = ("items.csv", "codebook.csv", "samples.csv", "summary.csv", "report.html")
SECTORS = {"private": ("private",), "government": ("government",), "both": ("private", "government"), "all": ("all",)}
WHO = {"all": "teachers", "novice": "novices", "mentored": "teachers with a mentor"}
NOVICE_YEARS = 3.0
OTHER_PLACE = 10_000_000  # replicates lie far below


@dataclass
class Group:
    """Hold one group of a survey: its name and title, the place (a number of a plan) and the sector."""

    name: str
    title: str
    place: int
    sector: str


@dataclass
class Survey:
    """Hold a survey that was asked for: the inquiry, a plan for each place, the groups, the instrument and the folder."""

    inquiry: fieldwork.Inquiry
    plans: list
    groups: list[Group]
    instrument: object
    folder: Path
    asked: dict


def main(command) -> int:
    """Do ``retain survey``; return the exit code."""
    begun = time.perf_counter()
    screen = Screen()
    asked = plan(command.words, command.settings, command.typed)
    if fieldwork.is_complete(asked.folder, asked.inquiry, FILES):
        from analysis.instrument import build

        screen.say(f"This survey is complete in {asked.folder}; nothing is run again.")
        fieldwork.speak(asked.folder, asked.plans[0].language, build)
    else:
        carry_out(asked, screen)
    with store.reading(asked.folder):
        show(asked.folder, screen)
    screen.say(f"Items: {asked.folder / 'items.csv'}   Report: {page_of(asked.folder, asked.plans[0].language)}")
    screen.say(f"Finished: {time.perf_counter() - begun:.1f} seconds.")
    return 0


def survey(*contexts, quiet: bool = True, **settings) -> Path:
    """Survey places and return the folder of results; settings as on the command line, dotted ones in the dictionary ``change``.

    Examples
    --------
    >>> survey("karachi_private", "karachi_government", n=30)  # doctest: +SKIP
    """
    change = settings.pop("change", None) or {}
    words, given, line = as_typed("survey", contexts, {**settings, **change})
    asked = plan(words, given, line)
    if not fieldwork.is_complete(asked.folder, asked.inquiry, FILES):
        carry_out(asked, Screen(quiet))
    return asked.folder


def anchor(**settings):
    """Return the instrument set anew to the published numbers of Karachi: for after a calibration, to be written into sim/survey.py.

    Settings as on the command line; without any, 25 parameter sets with a world of 600 posts each.

    Examples
    --------
    >>> anchor()  # doctest: +SKIP
    """
    from sim.survey import anchored

    given = {"replicates": 25, "teachers": 600, **settings}
    asked = plan(list(PLACES), {key: str(value) for key, value in given.items()}, "anchor()")
    rolls = [[_roll(run, asked.asked["month"]) for run in _runs(asked, k)] for k in range(asked.inquiry.studies[0].replicates)]
    private, government = zip(*rolls)
    return anchored(asked.instrument, private, government, rounds=15)


def plan(words: list[str], given: dict[str, str], line: str) -> Survey:
    """Check everything that was typed; raise :class:`BadInput` at the first fault, before anything is run."""
    from sim.survey import Instrument

    table = SETTINGS["survey"]
    weights = {key: text for key, text in given.items() if key.startswith("instrument.")}
    given = {key: text for key, text in given.items() if key not in weights}
    typed_places = check_setting("contexts", given.pop("contexts"), table["contexts"]) if "contexts" in given else None
    for near in ("context", "place", "scenarios"):
        if near in given:
            several = near == "scenarios"
            mend = "a survey is taken under one policy: scenario=NAME" if several else "write contexts=[a,b], or the names alone"
            raise BadInput(f"survey has no setting {near}", f"{near}={given[near]}", mend=mend)
    if words and typed_places:
        raise BadInput("contexts are named twice, as words and as contexts=", mend="keep one of the two")
    places = typed_places or (names("contexts", [part for word in words for part in listed(word)]) if words else list(PLACES))
    instrument = _instrument(Instrument, weights)
    own = {key: check_setting(key, given[key], table[key]) for key in ("n", "schools", "samples", "month", "sector", "who") if key in given}
    own = PRESET | own
    plans = [_plan_of(place, given, line, own["month"]) for place in places]
    groups = [
        Group(name if sector == "all" else f"{name}_{sector}", title if sector == "all" else f"{title}: {sector}", at, sector)
        for at, each in enumerate(plans)
        for name, title in [(each.study.context.name, each.study.context.title)]
        for sector in SECTORS[own["sector"]]
    ]
    _check(own, plans)
    settings = {**own, "scenario": given.get("scenario", "today's policy"), "instrument": cards_of(instrument)}
    inquiry = fieldwork.Inquiry("survey", tuple(each.study for each in plans), tuple(settings.items()))
    name = f"survey-{plans[0].study.context.name}-{inquiry.id[:8]}"
    folder = Path(given["out"]).expanduser() if "out" in given else Path(configure.RESULTS) / name
    for each in plans:
        execution.check_size(each)
    return Survey(inquiry, plans, groups, instrument, folder, own)


def cards_of(instrument) -> dict:
    """Return the numbers of an instrument by name."""
    return dataclasses.asdict(instrument)


def _instrument(kind, weights):
    from sim.number import numbers

    specs, values = numbers(kind), {}
    for key, text in weights.items():
        name = key.partition(".")[2]
        where = f"{key}={text}"
        if name not in specs:
            raise unknown("number of the questionnaire called", name, specs, where, mend="write instrument.NAME=value")
        value = number(text)
        values[name] = cards.check_number(specs[name], name, text if value is None else value, where)
    return kind(**values)


def _plan_of(place, given, line, month):
    """Return the plan of one place under the policy asked for, or under its own policy of today."""
    asked = request("survey", [], {key: text for key, text in given.items() if key not in PRESET and key != "schools"}, line)
    card = library.find("context", place)
    policy = asked.settings.pop("scenario", None) or (str(card.today.path) if card.today else card.made().today)
    asked.settings |= {"context": place, "reference": policy, "years": -(-month // 12)}
    asked.scenarios = [policy]
    return configure.plan(asked)


def _check(own, plans):
    for each in plans:
        study = each.study
        if own["n"] > study.teachers:
            raise BadInput(
                f"{own['n']:,} teachers are to be asked where {study.teachers:,} posts are simulated",
                f"n={own['n']}",
                mend="ask fewer, or set teachers= to more posts",
            )
        share = study.context.place.private_share
        if own["sector"] != "all" and not 0.0 < share < 1.0:
            only = "private" if share == 1.0 else "government"
            if own["sector"] != only:
                raise BadInput(f"{study.context.name} holds {only} schools only", f"sector={own['sector']}", mend="leave sector= out")
    if own.get("schools", 0) > own["n"]:
        raise BadInput(
            f"{own['n']} teachers cannot come from {own['schools']} schools", f"schools={own['schools']}", mend="ask fewer schools"
        )


def carry_out(asked: Survey, screen: Screen) -> None:
    """Run the worlds, draw the samples, write every file."""
    begun = time.perf_counter()
    studies = asked.inquiry.studies
    who = (
        f"{asked.asked['n']} {WHO[asked.asked['who']]} of each of {len(asked.groups)} groups"
        if len(asked.groups) > 1
        else (f"{asked.asked['n']} {WHO[asked.asked['who']]}")
    )
    replicates = min(studies[0].replicates, asked.asked["samples"])
    screen.say(f"A survey of {who}: {asked.asked['samples']} samples from {replicates} worlds a place.")
    for study in studies:
        if study.context.illustrative:
            screen.say(f"Illustrative: how many teachers leave in {study.context.title} has not been measured.")
    execution.prepare(screen)
    found = fieldwork.run(lambda replicate: _world(asked, replicate, replicates), replicates, asked.plans[0].jobs, screen)
    _write(asked, found, begun)


def _world(asked, replicate, replicates):
    """Return what the samples of one replicate say: {sample: statistics}, the mentored shares, the first sample's rows."""
    from analysis.instrument import statistics
    from sim import survey as questionnaire

    runs = _runs(asked, replicate)
    rolls = [_roll(run, asked.asked["month"]) for run in runs]
    of_group = {group.name: _members(rolls[group.place], group, asked.asked) for group in asked.groups}
    found = {
        "set": runs[0].parameter_set,
        "statistics": {},
        "mentored": {name: float(people.mentored.mean()) for name, people in of_group.items()},
    }
    for draw in range(replicate, asked.asked["samples"], replicates):
        ticks, scales = {}, {}
        for group in asked.groups:
            people = of_group[group.name]
            try:
                rows = questionnaire.sample(people, asked.asked["n"], draw, asked.asked.get("schools", 0))
            except ValueError as fault:
                raise BadInput(
                    f"in {group.title} {fault}", f"n={asked.asked['n']}", mend="ask fewer, or set teachers= to more posts"
                ) from None
            chosen = people.only(rows)
            ticks[group.name] = questionnaire.answers(chosen, asked.instrument, draw)
            scales[group.name] = questionnaire.scales(chosen, asked.instrument, draw)
            if draw == 0:
                found.setdefault("people", {})[group.name] = chosen
        if draw == 0:
            found |= {"ticks": ticks, "scales": scales}
        found["statistics"][draw] = statistics(ticks, scales, questionnaire.section_of(), questionnaire.STATES)
    return found


def _runs(asked, replicate):
    # the same luck would put the same persons into every place, and their answers would not be independent
    studies = enumerate(asked.inquiry.studies)
    return [dataclasses.replace(study.runs(replicate)[0], replicate=replicate + at * OTHER_PLACE) for at, study in studies]


def _roll(run, month):
    from sim.simulate import advance, run_in, start
    from sim.survey import roll

    parameters, context = numbers_of(run)
    snapshot = run_in(context, run.today, parameters, teachers=run.teachers, seed=run.seed, replicate=run.replicate, years=run.run_in_years)
    world = start(snapshot, run.scenario, run.years, spells=False)
    advance(world, snapshot.month, snapshot.month + month)
    return roll(world)


def _members(people, group, own):
    import numpy as np

    mask = np.ones(len(people), bool)
    if group.sector != "all":
        mask &= (people.private == 1) == (group.sector == "private")
    if own["who"] == "novice":
        mask &= people.experience <= NOVICE_YEARS
    elif own["who"] == "mentored":
        mask &= people.mentored == 1
    if mask.sum() < own["n"]:
        raise BadInput(
            f"only {mask.sum()} {WHO[own['who']]} are there in {group.title}",
            f"n={own['n']}",
            mend="ask fewer, or set teachers= to more posts",
        )
    return people.only(mask)


def _write(asked, found, begun):
    import pandas

    from analysis.instrument import build, summarise
    from sim.survey import SECTIONS, section_of

    sections = section_of()
    items = [f"{section}_{k + 1}" for section, questions in SECTIONS.items() for k in range(len(questions))]
    texts = [text for questions in SECTIONS.values() for text in questions]
    by_draw = {draw: (each["set"], values) for each in found for draw, values in each["statistics"].items()}
    order = sorted(by_draw)
    summary = summarise([by_draw[draw][1] for draw in order], [by_draw[draw][0] for draw in order], asked.asked["n"])
    samples = pandas.DataFrame([{"sample": draw, "parameter_set": by_draw[draw][0], **_flat(by_draw[draw][1])} for draw in order])
    codebook = pandas.DataFrame({"name": items, "section": sections, "text": texts, "values": "1 strongly disagree - 5 strongly agree"})
    groups = [
        {
            "name": group.name,
            "title": group.title,
            "n": asked.asked["n"],
            "policy": asked.plans[group.place].study.scenarios[0].title,
            "mentored_share": sum(each["mentored"][group.name] for each in found) / len(found),
        }
        for group in asked.groups
    ]
    texts = {
        "items.csv": fieldwork.for_spreadsheets(_rows(asked, found[0], items, sections)),
        "codebook.csv": fieldwork.for_spreadsheets(codebook),
        "samples.csv": fieldwork.tidy(samples),
        "summary.csv": fieldwork.tidy(summary),
    }
    more = {"groups": groups, "codebook": codebook.to_dict("records"), "schools": asked.asked.get("schools")}
    about = fieldwork.about(asked.inquiry, asked.plans, more, time.perf_counter() - begun)
    fieldwork.write(asked.folder, about, texts, build)


def _flat(values):
    return {".".join(part.replace(" ", "_") for part in key): value for key, value in values.items()}


def _rows(asked, first, items, sections):
    """Return the stored sample, a row a teacher: who she is, 25 ticks, section means, further scales."""
    import numpy as np
    import pandas

    from sim.survey import STATES

    frames, place = [], np.array(sections)
    for group in asked.groups:
        people, ticks, scales = first["people"][group.name], first["ticks"][group.name], first["scales"][group.name]
        about = {
            "group": group.name,
            "context": asked.plans[group.place].study.context.name,
            "sector": np.where(people.private == 1, "private", "government"),
            "school": people.school,
            "woman": people.woman,
            "age": people.age.round(1),
            "experience": people.experience.round(1),
            "has_mentor": people.mentored,
        }
        answers = {name: ticks[:, k] for k, name in enumerate(items)}
        means = {f"{section}_mean": ticks[:, place == section].mean(axis=1).round(4) for section in dict.fromkeys(sections)}
        frames.append(pandas.DataFrame(about | answers | means | {name: scales[:, k].round(3) for k, name in enumerate(STATES)}))
    rows = pandas.concat(frames, ignore_index=True)
    rows.insert(0, "teacher", range(1, len(rows) + 1))
    return rows


def show(folder: Path, screen: Screen) -> None:
    """Show the result of a folder: section means, spread and alpha, then the sentences."""
    from analysis.instrument import SAMPLE, answer, between, read_summary

    rows = read_summary(folder)
    about = store.read_manifest(folder)
    at = {(row["statistic"], row["part"], row["group"]): row for row in rows if row["interval"] == SAMPLE}
    heads = ["Section", *(f"{group['name']}\nmean (SD)" for group in about["groups"]), "alpha"]
    table = []
    for section in ("practices", "growth", "support"):
        cells = [
            f"{at['mean', section, g['name']]['this_sample']:.2f} ({at['sd', section, g['name']]['this_sample']:.2f})"
            for g in about["groups"]
        ]
        table.append([section, *cells, f"{at['alpha', section, 'all']['this_sample']:.2f}"])
    screen.say()
    screen.table(heads, table, "The sample in items.csv")
    for sentence in answer(rows, about):
        screen.say(typed(sentence))
    r = [row for key, row in at.items() if key[0] == "r" and "practices" in key[1]]
    for row in r:
        screen.say(typed(f"r of {row['part']}: {row['this_sample']:.2f}; surveys of this size see {between(row['low'], row['high'], 2)}."))
    screen.say()
