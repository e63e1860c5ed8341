"""A small made-up district in plain numpy, with the columns of a real run, so that the analysis can be tested alone.

Monthly sums, yearly cells, spells and ledger come from the same teachers and agree with each other. Luck is keyed by run, month and
post, so two policies meet the same luck.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from types import SimpleNamespace

import numpy as np
import pytest

from sim.context import Context, Place
from sim.levers import Levers
from sim.prices import LINES
from sim.record import (
    CELL_PRIVATE,
    CELL_REMOTE,
    CELL_STAGE,
    CELL_WOMAN,
    CELLS,
    DUE,
    ENTRY,
    EXIT,
    MONTHLY,
    SPELL_FLOATS,
    SPELL_INTEGERS,
    YEARLY,
    Outcome,
)
from sim.scenario import Scenario

MONTH = {name: i for i, name in enumerate(MONTHLY)}
YEAR = {name: i for i, name in enumerate(YEARLY)}
LINE = {name: i for i, name in enumerate(LINES)}
SEASON = np.array([0.35] * 9 + [2.5, 4.5, 1.85])
FLOAT_NAMES, INTEGER_NAMES = SPELL_FLOATS, SPELL_INTEGERS


def district(scenario: Scenario, luck: int = 0, parameter_set: int = 0, posts: int = 300, years: int = 6) -> Outcome:
    """Let a made-up district live for ``years`` school years under a scenario."""
    months = 12 * years
    levers = scenario.levers
    worth = 0.45 + 0.25 * np.random.default_rng(1000 + parameter_set).standard_normal()
    fixed = np.random.default_rng(7 + luck)
    remote, private = fixed.random(posts) < 0.3, fixed.random(posts) < 0.2
    monthly, yearly = np.zeros((months, len(MONTHLY))), np.zeros((years, CELLS, len(YEARLY)))
    ledger = np.zeros((years, len(LINES)))
    spells: list[dict] = []
    post_spell = np.full(posts, -1)
    first_person = np.zeros(posts, int)
    waiting: list[tuple[int, dict]] = []
    autumn: dict[int, dict] = {}

    def start_spell(post, month, entry, person, experience, woman):
        stage = 0 if experience <= 3 else 2 if experience >= 15 else 1
        cell = CELL_WOMAN * woman + CELL_REMOTE * remote[post] + CELL_PRIVATE * private[post] + CELL_STAGE * stage
        spell = dict.fromkeys(INTEGER_NAMES, 0) | dict.fromkeys(FLOAT_NAMES, 0.0)
        spell |= {
            "person_post": person[0],
            "person_number": person[1],
            "post": post,
            "school": post // 20,
            "start_month": month,
            "end_month": -1,
            "entry": ENTRY.index(entry),
            "exit": 0,
            "cell": int(cell),
            "first_meeting_month": -1,
            "experience_start": experience,
            "age_start": 24.0 + experience,
            "woman": bool(woman),
            "efficacy": 0.0,
            "exhaustion": 0.0,
        }
        spells.append(spell)
        post_spell[post] = len(spells) - 1

    def hire_novice(post, month, chance):
        start_spell(post, month, "novice", (post, int(first_person[post])), 0.0, chance < 0.7)
        first_person[post] += 1

    for post in range(posts):
        if fixed.random() < 0.15:
            hire_novice(post, 0, fixed.random())
        else:
            start_spell(post, 0, "incumbent", (post, int(first_person[post])), 1 + 25 * fixed.random(), fixed.random() < 0.7)
            first_person[post] += 1

    for month in range(months):
        year, turn = divmod(month, 12)
        luck_now = np.random.default_rng([luck, month]).random((6, posts))
        if turn == 0 and month:
            back = [person for due, person in waiting if due <= month]
            waiting = [(due, person) for due, person in waiting if due > month]
            for post in np.flatnonzero(post_spell < 0):
                if back:
                    gone = back.pop()
                    start_spell(post, month, "returner", gone["person"], gone["experience"], gone["woman"])
                    monthly[month, MONTH["hired_returner"]] += 1
                elif luck_now[0, post] < 0.95:
                    hire_novice(post, month, luck_now[1, post])
                    monthly[month, MONTH["hired_novice"]] += 1
        here = np.flatnonzero(post_spell >= 0)
        autumn = {post: spells[post_spell[post]] for post in here} if turn == 0 else autumn
        cells = np.array([spells[post_spell[p]]["cell"] for p in here])
        experience = np.array(
            [spells[post_spell[p]]["experience_start"] + (month - spells[post_spell[p]]["start_month"]) / 12 for p in here]
        )
        alive = month < levers.start_month + levers.funding_end_month + 6
        mentored = (
            (experience <= levers.reach_years)
            & (luck_now[2, here] < 2)
            & (np.random.default_rng([luck, 99, year]).random(posts)[here] < levers.coverage)
        )
        mentored &= alive & (month >= levers.start_month)
        paper = mentored & (levers.imposed_share > 0.5) & (here % 3 == 0)
        planned = levers.individual_h_month + levers.group_h_month / 4
        met = np.where(mentored & ~paper & (turn < 10), 0.7 * planned, 0.0)
        signal = met**2 / (met**2 + 1)
        efficacy = 0.3 * np.sin(post_trait := here * 1.7) + 0.4 * worth * signal
        exhaustion = 0.3 * np.cos(post_trait) - 0.3 * worth * signal
        yearly_hazard = 0.05 * (1 + 1.2 * np.exp(-experience)) * np.exp(-worth * signal - 3.0 * levers.pay_supplement) + 0.02
        hazard = yearly_hazard * SEASON[turn] / 12
        move_hazard = 0.1 * SEASON[turn] / 12 * np.ones(len(here))
        sums = {
            "heads": len(here),
            "vacancies": posts - len(here),
            "expected_leave": hazard.sum(),
            "expected_move": move_hazard.sum(),
            "efficacy": efficacy.sum(),
            "exhaustion": exhaustion.sum(),
            "practice": signal.sum() / 2,
            "burned_out": (exhaustion > 0.2).sum(),
            "mentees": mentored.sum(),
            "on_paper": paper.sum(),
            "planned_hours": planned * mentored.sum(),
            "delivered_hours": met.sum(),
            "mentors": mentored.sum() // 2,
            "weekly_hours": 45.0 * len(here),
            "programme_schools": (posts // 20 if alive else 0) * (levers.coverage > 0),
            "schools": posts // 20,
            "pupils_without_teacher": 30.0 * (posts - len(here)),
        }
        for name, value in sums.items():
            monthly[month, MONTH[name]] += value
        for i, post in enumerate(here):
            spell = spells[post_spell[post]]
            spell["mentored_months"] += int(mentored[i])
            spell["paper_months"] += int(paper[i])
            spell["delivered_hours"] += met[i]
            if met[i] > 0 and spell["first_meeting_month"] < 0:
                spell["first_meeting_month"] = month
        if turn == 0:
            np.add.at(yearly[year, :, YEAR["heads"]], cells, 1)
        np.add.at(yearly[year, :, YEAR["expected_leave"]], cells, hazard)
        if turn == 9:
            readings = {
                "spring_heads": np.ones(len(here)),
                "efficacy": efficacy,
                "exhaustion": exhaustion,
                "burned_out": exhaustion > 0.2,
                "practice": signal / 2,
                "delivered_hours": met,
                "mentees": mentored,
                "on_paper": paper,
            }
            for name, value in readings.items():
                np.add.at(yearly[year, :, YEAR[name]], cells, np.asarray(value, float))
        ledger[year, LINE["mentor_pay"]] += 0.1 * (mentored.sum() // 2) * (levers.mentor_pay_share > 0)
        ledger[year, LINE["mentor_release"]] += levers.release_h_week * 4 * (mentored.sum() // 2)
        ledger[year, LINE["monitoring"]] += levers.monitoring_visits * (posts // 20) / 4 * alive
        ledger[year, LINE["pay_supplement"]] += levers.pay_supplement * len(here)
        ledger[year, LINE["own_time"]] += met.sum()

        leaves, moves = luck_now[3, here] < hazard, luck_now[4, here] < move_hazard
        for i in np.flatnonzero(leaves | moves):
            post = here[i]
            spell = spells[post_spell[post]]
            spell["end_month"] = month + 1
            person = (spell["person_post"], spell["person_number"])
            post_spell[post] = -1
            if leaves[i]:
                kind = "voluntary" if luck_now[5, post] < 0.7 else "other"
                monthly[month, MONTH[f"left_{kind}"]] += 1
                monthly[month, MONTH["leaver_efficacy"]] += efficacy[i]
                monthly[month, MONTH["leaver_exhaustion"]] += exhaustion[i]
                due = dict.fromkeys(DUE, 0.0)
                due |= {"due_time": 0.3, "due_mentoring": -0.2, "due_own_reasons": 0.9} if kind == "voluntary" else {"due_exogenous": 1.0}
                spell.update(due)
                if autumn.get(post) is spell:
                    for name, value in (due | {"exits": 1.0}).items():
                        yearly[year, spell["cell"], YEAR[name]] += value
                if luck_now[5, post] < 0.4:
                    waiting.append((12 * (year + 1), {"person": person, "experience": experience[i], "woman": spell["woman"]}))
            else:
                kind = "moved_out"
                free = np.flatnonzero(post_spell < 0)
                free = free[free != post]
                if len(free):
                    kind = "moved"
                    start_spell(int(free[0]), month + 1, "mover", person, experience[i], spell["woman"])
                    monthly[month, MONTH["hired_mover"]] += 1
                else:
                    monthly[month, MONTH["moved_out"]] += 1
            spell["exit"] = EXIT.index(kind)
        if turn == 11:
            holders = {(s["person_post"], s["person_number"]): s for s in (spells[i] for i in post_spell[post_spell >= 0])}
            returning = {person["person"] for due, person in waiting if due <= month + 1}
            for spell in autumn.values():
                person = (spell["person_post"], spell["person_number"])
                if person in holders:
                    yearly[year, spell["cell"], YEAR["movers"]] += holders[person]["post"] != spell["post"]
                elif person not in returning and spell["exit"] != EXIT.index("moved_out"):
                    yearly[year, spell["cell"], YEAR["leavers"]] += 1
                else:
                    yearly[year, spell["cell"], YEAR["movers"]] += 1
    ledger[:, LINE["replacement"]] = yearly[:, :, [YEAR["leavers"], YEAR["movers"]]].sum(axis=(1, 2))
    spells = [spell for spell in spells if spell["start_month"] < months]
    columns = {name: np.array([s[name] for s in spells], np.int32) for name in INTEGER_NAMES}
    columns |= {name: np.array([s[name] for s in spells], float) for name in FLOAT_NAMES}
    return Outcome(monthly, yearly, columns, ledger, posts, years)


def scenarios() -> list[Scenario]:
    """Return a reference and three policies, one of them with a hostile title."""
    pairs = Levers(coverage=0.8, individual_h_month=4, mentor_training_h=40, release_h_week=2, monitoring_visits=2, mentor_pay_share=0.05)
    paper = Levers(coverage=0.8, imposed_share=0.9, group_h_month=4, monitoring_visits=1, funding_end_month=24)
    return [
        Scenario("no_mentoring", "No programme (reference)", Levers(), "reference"),
        Scenario(
            "pairs",
            "Released mentors in pairs",
            pairs,
            "Karachi mentoring study, section 2.4",
            stated=("coverage", "release_h_week"),
            payer="ministry",
        ),
        Scenario(
            "on_paper", "<script>alert('Imposed')</script> $x$ groups", paper, "assumed", payer="donor", notes=("=cmd|' /C calc'!A0",)
        ),
        Scenario("pay_supplement", "=HYPERLINK(pay)", Levers(pay_supplement=0.1), "assumed"),
    ]


def context(illustrative: bool = True) -> Context:
    """Return a made-up context."""
    return Context(
        "made_up",
        "Made-up district",
        "Nowhere",
        "PKR",
        2024,
        "no_mentoring",
        illustrative,
        Place(remote_schools=0.3, private_share=0.2),
        sources={"remote_schools": "P12"},
        ranges={"voluntary_leave": (0.03, 0.08)},
        to_measure=("A yearly list of who left and where to.",),
    )


def runs_of(policies, replicates=6, parameter_sets=3, posts=200, years=6):
    """Return {(scenario, replicate): Outcome} and the table of runs."""
    import pandas

    from analysis.outcomes import of_run

    results, frames = {}, []
    for policy in policies:
        for replicate in range(replicates):
            outcome = district(policy, replicate, replicate % parameter_sets, posts, years)
            results[policy.name, replicate] = outcome
            frames.append(keyed(of_run(outcome, context(), policy), policy.name, replicate, parameter_sets))
    return results, pandas.concat(frames, ignore_index=True)


def keyed(columns, scenario, replicate, parameter_sets):
    """Return columns as a frame with the run's keys in front."""
    import pandas

    frame = pandas.DataFrame(columns)
    for i, (name, value) in enumerate((("scenario", scenario), ("replicate", replicate), ("parameter_set", replicate % parameter_sets))):
        frame.insert(i, name, value)
    return frame


def write_folder(folder, replicates=6, parameter_sets=3, posts=200, years=6, policies=None):
    """Write what ``retain compare`` leaves behind, made from the made-up district."""
    import pandas

    from analysis import costs, paired

    policies = policies or scenarios()
    here = context()
    results, runs = runs_of(policies, replicates, parameter_sets, posts, years)
    names = [policy.name for policy in policies]
    folder.mkdir(parents=True, exist_ok=True)
    runs.to_parquet(folder / "runs.parquet")
    tables = {"monthly": [], "spells": [], "ledger": []}
    by_name = {policy.name: policy for policy in policies}
    for (name, replicate), outcome in results.items():
        months = {"month": np.arange(len(outcome.monthly))} | dict(zip(MONTHLY, outcome.monthly.T))
        tables["monthly"].append(keyed(months, name, replicate, parameter_sets))
        tables["spells"].append(keyed(outcome.spells, name, replicate, parameter_sets))
        tables["ledger"].append(keyed(costs.ledger(outcome, here, by_name[name]), name, replicate, parameter_sets))
    for table, frames in tables.items():
        pandas.concat(frames, ignore_index=True).to_parquet(folder / f"{table}.parquet")
    paired.summarise(runs, names[0], order=names, currency=here.currency).to_csv(folder / "summary.csv", index=False)
    manifest = {
        "command": "retain compare no_mentoring pairs context=made_up",
        "verb": "compare",
        "context": asdict(here) | {"place": asdict(here.place), "prices": asdict(here.prices)},
        "scenarios": [asdict(policy) for policy in policies],
        "reference": names[0],
        "teachers": posts,
        "years": years,
        "replicates": replicates,
        "parameter_sets": parameter_sets,
        "seed": 1,
        "parameters_source": "prior",
        "versions": {"numpy": np.__version__},
        "model_version": "0.1",
        "git": {"commit": "0" * 40, "changed": True},
        "timing": {"seconds": 12.3},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def made_up():
    """The makers of this file: ``district``, ``context``, ``keyed``."""
    return SimpleNamespace(district=district, context=context, keyed=keyed)


@pytest.fixture(scope="session")
def policies():
    return scenarios()


@pytest.fixture(scope="session")
def made_up_runs(policies):
    """Results and table of runs of four policies, six runs each."""
    return runs_of(policies)


@pytest.fixture(scope="session")
def compare_folder(tmp_path_factory):
    """A finished compare folder without report and workbook."""
    return write_folder(tmp_path_factory.mktemp("out with space") / "compare")


@pytest.fixture(scope="session")
def built(compare_folder):
    """The same folder with report, figures and workbook."""
    from analysis import report

    report.build(compare_folder)
    return compare_folder
