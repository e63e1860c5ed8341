"""Try two policies out on simulated schools as researchers do, and set beside it what is really there.

Both arms begin from the same world at the same moment with the same luck. Each policy runs in a copy of the whole world; a trial then
takes the novices of the schools drawn for an arm from that arm's copy. So nothing spills over between the schools of different arms,
unlike in a real trial within one district, and every novice is known under both policies: the true effect is her difference.
"""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from pathlib import Path

from analysis.pages import page_of
from experiments import configure, execution, extras, fieldwork, store
from experiments.errors import BadInput
from experiments.input.request import request
from experiments.input.settings import SETTINGS, check_setting
from experiments.input.words import as_typed
from experiments.plan import Plan
from experiments.runner import numbers_of
from experiments.screen import Screen
from experiments.tally import typed

PRESET = {"schools": 50, "months": 24, "trials": 500, "power": 80}
OWN = ("schools", "novices", "months", "trials", "power")
ARMS = ("karachi_government", "karachi_private")
FILES = ("novices.csv", "trials.csv", "power.csv", "summary.csv", "report.html")
DRAW_SCHOOLS, DRAW_NOVICES, READ = 80, 81, 82  # decisions of sim.draws: school and trial; novice; novice
SPRING_BEFORE = 3  # the last spring reading lies three months before the end of a school year
RELIABILITY = 0.87  # of the scales, as the questionnaire's (S08)
LARGER = 2  # the worlds hold this many times the schools asked for, so that larger trials can be shown too
GRID = (5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 2000)
MOST_POSTS = 1_000_000
PROBED = 5  # worlds, each with a parameter set of its own, that are counted before the size is set
PROBES, ENOUGH = (2000, 20_000), 20  # posts of the worlds in which schools with a new teacher are counted, and how many tell enough


@dataclass
class Trial:
    """Hold a trial that was asked for: the inquiry, the plan of its runs, the folder, and what was set."""

    inquiry: fieldwork.Inquiry
    plan: Plan
    folder: Path
    asked: dict
    fixed_posts: bool

    @property
    def study(self):
        """Return the study of both arms."""
        return self.plan.study


def main(command) -> int:
    """Do ``retain trial``; return the exit code."""
    begun = time.perf_counter()
    screen = Screen()
    asked = plan(command.words, command.settings, command.typed)
    if fieldwork.is_complete(asked.folder, asked.inquiry, FILES):
        from analysis.trial_page import build

        screen.say(f"This trial is complete in {asked.folder}; nothing is run again.")
        fieldwork.speak(asked.folder, asked.plan.language, build)
    else:
        carry_out(asked, screen)
    with store.reading(asked.folder):
        show(asked.folder, screen)
    screen.say(f"Report: {page_of(asked.folder, asked.plan.language)}")
    screen.say(f"Finished: {time.perf_counter() - begun:.1f} seconds.")
    return 0


def trial(*arms, quiet: bool = True, **settings) -> Path:
    """Try two policies out and return the folder of results; settings as on the command line, dotted ones in the dictionary ``change``.

    Examples
    --------
    >>> trial("no_mentoring", "us_induction_usual", context="united_states", schools=50)  # doctest: +SKIP
    """
    change = settings.pop("change", None) or {}
    words, given, line = as_typed("trial", arms, {**settings, **change})
    asked = plan(words, given, line)
    if not fieldwork.is_complete(asked.folder, asked.inquiry, FILES):
        carry_out(asked, Screen(quiet))
    return asked.folder


def plan(words: list[str], given: dict[str, str], line: str) -> Trial:
    """Check everything that was typed; raise :class:`BadInput` at the first fault, before anything is run."""
    table = SETTINGS["trial"]
    own = PRESET | {key: check_setting(key, given[key], table[key]) for key in OWN if key in given}
    if own["months"] % 12:
        raise BadInput("teachers are counted in the autumn", f"months={own['months']}", mend="write a multiple of 12, such as 12, 24 or 36")
    asked = request("trial", words, {key: text for key, text in given.items() if key not in OWN}, line)
    asked.scenarios = asked.scenarios or list(ARMS)
    if len(asked.scenarios) != 2:
        mend = "name the control first: retain trial no_mentoring karachi_private"
        raise BadInput(f"a trial compares two policies, not {len(asked.scenarios)}: {', '.join(asked.scenarios)}", mend=mend)
    fixed = "teachers" in asked.settings
    asked.settings |= {"reference": asked.scenarios[0], "years": own["months"] // 12}
    made = configure.plan(asked)
    own["arms"] = ", ".join(scenario.name for scenario in made.study.scenarios)
    replicates = min(made.study.replicates, own["trials"])
    if replicates < made.study.replicates:
        made.study = dataclasses.replace(made.study, replicates=replicates)
    inquiry = fieldwork.Inquiry("trial", (made.study,), tuple((own | {"fixed_posts": fixed}).items()))
    folder = made.out if "out" in asked.settings else Path(configure.RESULTS) / f"trial-{made.study.context.name}-{inquiry.id[:8]}"
    execution.check_size(made)
    extras.check("statsmodels", "analysis", "a trial")
    return Trial(inquiry, made, folder, own, fixed)


def carry_out(asked: Trial, screen: Screen) -> None:
    """Run the worlds of both arms, simulate the trials, write every file."""
    begun = time.perf_counter()
    study, own = asked.study, asked.asked
    control, programme = study.scenarios
    each = f"{own['schools']} schools with"
    screen.say(f"{study.context.title}: {each} {control.name}, {each} {programme.name}, {own['months']} months.")
    if study.context.illustrative:
        screen.say("Illustrative: how many teachers leave here has not been measured; differences mean more than levels.")
    for note in asked.plan.notes:
        screen.say(f"Note: {note}")
    execution.prepare(screen)
    posts = study.teachers if asked.fixed_posts else _posts_for(asked, screen)
    found = fieldwork.run(lambda replicate: _world(asked, replicate, posts), study.replicates, asked.plan.jobs, screen)
    from experiments.trial_tables import write

    write(asked, found, begun)


def _posts_for(asked, screen) -> int:
    """Return how many posts a world needs to hold enough schools with a new teacher, counted in a few small worlds.

    Parameter sets differ in how many teachers leave, and so in how many are new: the world with the fewest decides.
    """
    wanted = 2 * LARGER * asked.asked["schools"]
    for posts in PROBES:
        worlds = range(min(PROBED, asked.study.replicates))
        eligible = min(_start(asked, asked.study.runs(replicate)[0], posts)[1] for replicate in worlds)
        if eligible >= min(ENOUGH, wanted):
            break
    if eligible < wanted:
        posts = int(-(-posts * 1.2 * wanted / max(eligible, 1) // 1000) * 1000)
    if posts > MOST_POSTS:
        raise BadInput(
            f"{2 * asked.asked['schools']:,} schools with a new teacher need a world of about {posts:,} posts",
            f"schools={asked.asked['schools']}",
            mend="ask for fewer schools",
        )
    sized = dataclasses.replace(asked.plan, study=dataclasses.replace(asked.study, teachers=posts))
    execution.check_size(sized)
    screen.say(f"Each world has {posts:,} posts, so that enough schools have a new teacher.")
    return posts


def _start(asked, run, posts):
    """Return the snapshot of a run and how many of its schools have a new teacher."""
    import numpy as np

    from sim.columns import COLUMN
    from sim.simulate import run_in

    parameters, context = numbers_of(run)
    snapshot = run_in(context, run.today, parameters, teachers=posts, seed=run.seed, replicate=run.replicate, years=run.run_in_years)
    world = snapshot.world
    new = (world.f[COLUMN.present] > 0.5) & (world.f[COLUMN.experience] < 0.04)
    return snapshot, np.unique(world.post_school[new]).size


def _world(asked, replicate, posts):
    """Return what one world gives: sums by school under both arms, the truth, the naive comparison, and the trials drawn from it."""
    import numpy as np

    from analysis.trial import estimates, p_values, sums

    own, runs = asked.asked, asked.study.runs(replicate)
    for _ in range(4):
        snapshot, eligible = _start(asked, runs[0], posts)
        if eligible >= 2 * own["schools"] or asked.fixed_posts:
            break
        posts = int(posts * 1.3 * 2 * own["schools"] / max(eligible, 1))
    if eligible < 2 * own["schools"]:
        raise BadInput(
            f"two arms of {own['schools']} schools need {2 * own['schools']} schools with a new teacher, and a world of {posts:,} posts "
            f"has {eligible}",
            f"schools={own['schools']}",
            mend="ask for fewer schools, or set teachers= to more posts",
        )
    arms = [_followed(snapshot, run.scenario, own["months"]) for run in runs]
    names, school = np.unique(arms[0]["school"], return_inverse=True)
    readings = [_read(arm, snapshot) for arm in arms]
    kept = _kept(arms[0], school, snapshot, own.get("novices"))
    by_school = [sums(reading[kept], school[kept], names.size) for reading in readings]
    found = {
        "set": runs[0].parameter_set,
        "sums": by_school,
        "truth": [(np.nansum(arm["values"], axis=0), np.isfinite(arm["values"]).sum(axis=0).astype(float)) for arm in arms],
        "naive": {run.scenario.name: _naive(snapshot, run.scenario, arm, arms, runs, own["months"]) for run, arm in zip(runs, arms)},
        "eligible": names.size,
        "posts": snapshot.posts,
        "trials": {},
        "curve": {},
    }
    sizes = [size for size in sorted({*GRID, own["schools"]}) if 2 * size <= names.size and size <= LARGER * own["schools"]]
    for draw in range(replicate, own["trials"], asked.study.replicates):
        order = _order(names, snapshot, draw)
        for size in sizes:
            # schools are drawn, then assigned in turn: the first to one arm, the second to the other
            sides = order[0 : 2 * size : 2], order[1 : 2 * size : 2]
            difference, error, df = estimates(*(type(one)(*(part[side] for part in one)) for one, side in zip(by_school, sides)))
            found["curve"].setdefault(size, []).append((difference, error, p_values(difference, error, df)))
            if size == own["schools"]:
                found["trials"][draw] = difference, error, df
        if draw == 0:
            found["first"] = _rows(arms, readings, kept, names, school, order, own["schools"])
    return found


def _order(names, snapshot, draw):
    """Return the schools (0, 1, ...) in the order in which trial ``draw`` takes them."""
    import numpy as np

    from sim.draws import uniforms

    luck = [uniforms(snapshot.seed, snapshot.replicate, int(name), 0, draw // 4, DRAW_SCHOOLS)[draw % 4] for name in names]
    return np.argsort(luck, kind="stable")


def _kept(arm, school, snapshot, most):
    """Return the mask of the novices that a trial follows: at most ``most`` of a school, by their keys' luck."""
    import numpy as np

    from sim.draws import uniforms

    kept = np.ones(school.size, bool)
    if most is None:
        return kept
    people = zip(arm["person_post"].tolist(), arm["person_number"].tolist())
    luck = np.array([uniforms(snapshot.seed, snapshot.replicate, post, k, 0, DRAW_NOVICES)[0] for post, k in people])
    order = np.lexsort((luck, school))
    first = np.searchsorted(school[order], school[order], side="left")
    kept[order] = np.arange(school.size) - first < most
    return kept


def _followed(snapshot, scenario, months):
    """Return what became of the first cohort after ``months`` under a scenario, sorted by person.

    Returns
    -------
    dict : person_post, person_number, school (of the start), mentored (bool, from the first month), values float64 (novices, outcomes in
        the order of :data:`analysis.trial.OUTCOMES`), nan where a novice is not in post in the last spring.
    """
    import numpy as np

    from sim.columns import COLUMN, INTEGER
    from sim.record import ENTRY, EXIT
    from sim.simulate import advance, outcome, start

    years = months // 12
    world = start(snapshot, scenario, years)
    advance(world, snapshot.month, snapshot.month + 1)
    first = outcome(world, years).spells
    cohort = (first["entry"] == ENTRY.index("novice")) & (first["start_month"] == 0)
    person, order = np.unique(_person(first["person_post"][cohort], first["person_number"][cohort]), return_index=True)
    found = {name: first[name][cohort][order] for name in ("person_post", "person_number", "school")}
    found["mentored"] = first["mentored_months"][cohort][order] > 0
    advance(world, snapshot.month + 1, snapshot.month + months - SPRING_BEFORE)
    here = world.f[COLUMN.present] > 0.5
    in_post = _person(world.i[INTEGER.person_post][here], world.i[INTEGER.person_number][here])
    states = world.f[[COLUMN.efficacy, COLUMN.practice]][:, here]
    spring = outcome(world, years).spells
    advance(world, snapshot.month + months - SPRING_BEFORE, snapshot.month + months)
    last = outcome(world, years).spells

    who = _person(last["person_post"], last["person_number"])
    open_now = (last["end_month"] == -1) | (last["end_month"] > months)
    teaching = np.isin(person, who[open_now | (last["exit"] == EXIT.index("moved_out"))])
    stayed = np.isin(person, who[open_now & (last["entry"] == ENTRY.index("novice")) & (last["start_month"] == 0)])
    values = np.full((person.size, 6), np.nan)
    values[:, 0], values[:, 1] = teaching, stayed
    # the last value before she left, then the present one of those in post
    closed = np.flatnonzero(spring["end_month"] != -1)
    closed = closed[np.argsort(spring["end_month"][closed], kind="stable")]
    gone = _person(spring["person_post"][closed], spring["person_number"][closed])
    known = dict(zip(gone.tolist(), closed.tolist()))
    now = dict(zip(in_post.tolist(), range(in_post.size)))
    for row, one in enumerate(person.tolist()):
        if one in now:
            values[row, 2:4] = values[row, 4:6] = states[:, now[one]]
        elif one in known:
            values[row, 2:4] = spring["efficacy_end"][known[one]], spring["practice_end"][known[one]]
    return found | {"values": values}


def _person(post, count):
    import numpy as np

    return post.astype(np.int64) * 2**32 + count


def _read(arm, snapshot):
    """Return the outcomes as a trial reads them: scales with their error, technique beside what teachers differ in anyhow."""
    import numpy as np

    from sim.draws import normals

    people = zip(arm["person_post"].tolist(), arm["person_number"].tolist())
    luck = np.array([normals(snapshot.seed, snapshot.replicate, post, k, 0, READ)[:2] for post, k in people]).reshape(-1, 2)
    read = arm["values"].copy()
    error = luck[:, 0] * np.sqrt((1.0 - RELIABILITY) / RELIABILITY)
    standing = luck[:, 1] / np.sqrt(RELIABILITY)
    read[:, [2, 4]] += error[:, None]
    read[:, [3, 5]] += standing[:, None]
    return read


def _naive(snapshot, scenario, arm, arms, runs, months):
    """Return (sum, count) of mentored, unmentored, and the same mentored without any mentoring, or None where nobody can be compared."""
    import numpy as np

    if scenario.levers.coverage <= 0.0:
        return None
    alone = dataclasses.replace(scenario.levers, coverage=0.0)
    same = next((other for other, run in zip(arms, runs) if run.scenario.levers == alone), None)
    if same is None:
        same = _followed(snapshot, dataclasses.replace(scenario, levers=alone), months)
    mentored = arm["mentored"]

    def counted(values):
        return np.nansum(values, axis=0), np.isfinite(values).sum(axis=0).astype(float)

    return counted(arm["values"][mentored]), counted(arm["values"][~mentored]), counted(same["values"][mentored])


def _rows(arms, readings, kept, names, school, order, size):
    """Return the novices of one trial, a row each: columns of arrays."""
    import numpy as np

    side = np.full(names.size, -1)
    side[order[0 : 2 * size : 2]], side[order[1 : 2 * size : 2]] = 0, 1
    rows = np.flatnonzero(kept & (side[school] >= 0))
    arm = side[school[rows]]
    pick = lambda of: np.where(arm[:, None] == 1, of[1][rows], of[0][rows])  # noqa: E731
    mentored = np.where(arm == 1, arms[1]["mentored"][rows], arms[0]["mentored"][rows])
    return {"school": names[school[rows]], "arm": arm, "mentored": mentored.astype(int), "values": pick(readings)}


def show(folder: Path, screen: Screen) -> None:
    """Show the result of a folder: a line for each outcome, then the sentences."""
    from analysis.trial_page import answer, read_summary, table

    about = store.read_manifest(folder)
    rows = read_summary(folder)
    screen.say()
    size = f"{about['schools']} + {about['schools']} schools, {about['months']} months"
    screen.table(*table(rows), f"{about['contexts'][0]['title']}: one trial of {size}")
    for sentence in answer(rows, about):
        screen.say(typed(sentence))
    screen.say()
